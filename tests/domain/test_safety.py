"""Typed words and what they may be about: the rules on sets of phrases, and the reading of any text at all."""

import re
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.safety import NOTHING, Concern, Found, Rules, SafetyRulesError, gravest, hear
from bot.domain.spelling import plain, slip
from tests.domain import phrases

ROOT = Path(__file__).parents[2]
RULES = Rules.load((ROOT / "bot" / "data" / "safety.toml").read_text("utf-8"))
FITS = {"C": "C", "S": "SC", "V": "VC", "M": "MC", "N": "N"}  # the design's oracle
DESIGN = list(phrases.read("design"))
LATER = [
    phrase
    for name in ("second", "third", "fourth", "fifth", "practice", "sixth", "seventh", "eighth", "ninth")
    for phrase in phrases.read(name)
]
OWN = [*phrases.read("own"), *(phrase for phrase in LATER if phrase[1] != "N")]
EVERYDAY = [*phrases.read("everyday"), *(phrase for phrase in LATER if phrase[1] == "N")]
HARD = list(phrases.read("hard"))


def concern(text: str) -> str:
    return hear(RULES, text).concern.value


def test_the_sets_are_there_in_full():
    assert len(DESIGN) == 101
    assert len(OWN) >= 1500
    assert len(EVERYDAY) >= 1300
    assert len(HARD) >= 99


@pytest.mark.parametrize(("language", "wanted", "text"), DESIGN)
def test_every_phrase_of_the_design_is_heard_as_it_says(language, wanted, text):
    assert concern(text) in FITS[wanted]


@pytest.mark.parametrize(("language", "wanted", "text"), OWN)
def test_inflected_and_misspelt_phrases_are_heard(language, wanted, text):
    assert concern(text) in FITS[wanted]


@pytest.mark.parametrize(("language", "wanted", "text"), EVERYDAY)
def test_everyday_sentences_raise_no_alarm(language, wanted, text):
    assert concern(text) != "C"


def test_the_bots_own_words_are_no_alarm():
    # given every Finnish and Swedish line the bot itself says, as a large sample of calm language
    catalogues = [ROOT / "locales" / locale / "LC_MESSAGES" / "messages.po" for locale in ("fi", "sv")]
    lines = [line for path in catalogues for line in re.findall(r'"(.+)"', path.read_text("utf-8"))]
    assert len(lines) > 500
    # then next to none is heard as C
    assert sum(concern(line) == "C" for line in lines) <= len(lines) // 200


def test_few_everyday_sentences_are_heard_as_anything(record_property):
    heard = [text for _, _, text in EVERYDAY if concern(text) != "N"]
    record_property("everyday_heard", f"{len(heard)} of {len(EVERYDAY)}")
    assert len(heard) <= len(EVERYDAY) // 20


def test_the_rate_on_indirect_phrases_is_recorded_not_judged(record_property):
    # given phrases that hide what they mean; no rule may be written for them
    heard = [text for _, _, text in HARD if concern(text) != "N"]
    # then the rate is told as it is: docs/safety.md says what it was and why it proves nothing
    record_property("indirect_heard", f"{len(heard)} of {len(HARD)}")
    print(f"indirect phrases heard: {len(heard)} of {len(HARD)}")
    assert 0 <= len(heard) <= len(HARD)


def test_every_rule_keeps_its_own_examples():
    assert RULES.faults() == []
    assert len(RULES.rules) >= 40
    assert all(len(rule.id) <= 40 for rule in RULES.rules)  # it goes into a column


@given(st.sampled_from([p for p in DESIGN + OWN if p[1] == "C"]), st.sampled_from(("", " 😢", "!!!", " ...", "\n")))
def test_case_and_trimmings_change_nothing(phrase, trimming):
    text = phrase[2]
    assert concern(text.upper() + trimming) == "C"
    assert concern(trimming + text) == "C"


@given(st.sampled_from([p[2] for p in DESIGN if p[1] == "C"]), st.data())
def test_zero_width_characters_hide_nothing(text, data):
    place = data.draw(st.integers(0, len(text)))
    hidden = data.draw(st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad"))
    assert concern(text[:place] + hidden + text[place:]) == "C"


@given(st.sampled_from([p[2] for p in DESIGN if p[1] == "C"]))
def test_missing_dots_on_letters_hide_nothing(text):
    assert concern(text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))) == "C"


KEY_WORDS = ["itsemurha", "itsetuhoinen", "självmord", "suicidal", "viiltelen", "hirttäydyn", "yliannostus"]


@given(st.sampled_from(KEY_WORDS), st.data())
def test_one_wrong_key_in_a_word_that_matters_hides_nothing(word, data):
    # given one letter missing, doubled, changed or swapped; first letters are seldom wrong
    place = data.draw(st.integers(1, len(word) - 2))
    letter = data.draw(st.sampled_from("aeijklnorstu"))
    before, after = word[:place], word[place:]
    slips = (
        before + after[1:],
        before + letter + after,
        before + letter + after[1:],
        before + after[1::-1] + after[2:],
    )
    # then it is heard all the same
    assert concern(data.draw(st.sampled_from(slips))) == "C"


@given(st.sampled_from([p[2] for p in DESIGN + OWN if p[1] == "C"]), st.sampled_from([p[2] for p in EVERYDAY]))
def test_an_everyday_sentence_beside_it_hides_nothing(grave, everyday):
    assert concern(f"{everyday}. {grave}") == "C"
    assert concern(f"{grave}.\n{everyday}") == "C"


@pytest.mark.parametrize(
    "text",
    [
        "en halua kuolla",
        "en todellakaan aio tappaa itseäni",
        "Minulla ei ole itsemurha-ajatuksia",
        "Naapurini teki itsemurhan",
        "Luin kirjan itsemurhasta",
        "jag vill inte dö",
        "inga självmordstankar",
        "en film om självmord",
        "I don't want to die",
        "I am not suicidal",
        "she wrote a book about suicide",
        "mummo haluaa kuolla kotona",
        "farmor vill dö hemma",
        "grandma wants to die at home",
    ],
)
def test_negation_others_and_media_soften_to_a_question_never_to_nothing(text):
    assert concern(text) == "S"


@pytest.mark.parametrize(
    "text",
    [
        "en halua muuta kuin kuolla",
        "miksi en tappaisi itseäni",
        "en tiedä haluanko kuolla, haluan kuolla",
        "äiti ei tiedä että mietin itsemurhaa",
        "en jaksa enää, itsemurha pyörii mielessä",
        "Min bror vet inte att jag vill dö",
        "My sister does not know I am suicidal",
        "veljeni teki itsemurhan ja minäkin haluan kuolla",
        "äiti, haluan kuolla",
        "mom, I want to die",
        "får lust att hänga mig",
    ],
)
def test_on_doubt_it_goes_up(text):
    assert concern(text) == "C"


@pytest.mark.parametrize("text", ["isän kuolema oli raskas", "pappas död var tung", "my dad's death was hard"])
def test_a_loss_in_plain_words_asks_for_no_question(text):
    assert concern(text) == "N"


@pytest.mark.parametrize(
    "text",
    [
        "tapan sen äijän vielä",
        "pelkään että satutan lapsiani",
        "jag är rädd att jag skadar mina barn",
        "I'm going to stab my neighbour",
    ],
)
def test_harm_to_others_is_explicit_and_gets_the_words_for_whoever_is_in_danger(text):
    assert concern(text) == "C"


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("mie en ennee jaksa ellee", "mä en enää jaksa elää"),
        ("tahron kualla", "tahdon kuolla"),
        ("teköö miäli tappoo ihteni", "tekee mieli tappaa itseni"),
        ("orkar int lev meir", "orkar inte leva mer"),
        ("gonna off meself rn", "going to off myself"),
    ],
)
def test_dialect_and_chat_shorthand_are_read_as_they_would_be_written(spoken, written):
    assert plain(written) in [table.written(plain(spoken)) for table in RULES.spoken.values()]
    assert concern(spoken) == "C"


def test_what_is_spoken_in_one_language_is_no_word_of_another():
    # given "ork", which is strength in a Swedish dialect and nothing in English
    heard = list(RULES.sentences("the ork lives here"))
    # then only the Swedish rules read it so
    assert [language for sentence, language in heard if "orkar" in sentence] == ["sv"]


def test_no_pattern_is_passed_over_because_of_first_letters():
    # given every phrase of every set, and every example
    texts = {p[2] for p in [*DESIGN, *OWN, *EVERYDAY, *HARD]} | {m for rule in RULES.rules for m in rule.must}
    sentences = {sentence for text in texts for sentence, _ in RULES.sentences(text)}
    assert len(sentences) > 2000
    # when each pattern is tried everywhere in it, and where the first letters point
    for sentence in sentences:
        near = dict(RULES.index.near(sentence))
        for number, way in enumerate(RULES.ways):
            if not way.pattern.search(sentence):
                continue
            places = near.get(number, [])
            # then what is found one way is found the other way
            assert places is None or any(way.pattern.match(sentence, place) for place in places), way.rule.id


def test_the_gravest_concern_of_a_text_counts():
    assert concern("Mies hakkaa minua ja haluan kuolla") == "C"
    assert concern("Mies hakkaa minua, rintaan sattuu") == "V"
    assert concern("Rintaan sattuu, olen taakka") == "M"
    assert gravest([NOTHING, Found(Concern.S, "a"), Found(Concern.V, "b")]) == Found(Concern.V, "b")
    assert gravest([]) == NOTHING


@given(st.text(max_size=5000))
@settings(max_examples=150)
def test_any_text_is_heard_without_an_error(text):
    assert hear(RULES, text).concern in Concern


WORDS = st.sampled_from(
    [
        "haluan",
        "en",
        "kuol",
        "kuolla",
        "tappaa",
        "itse",
        "itseni",
        "itsemurh",
        "jag",
        "vill",
        "inte",
        "dö",
        "min",
        "slår",
        "mig",
        "want",
        "to",
        "kill",
        "my",
        "i",
        "dont",
        "a",
        "😢",
        ".",
        "aaa",
        "1",
        "-",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from(("", " ")))
@settings(max_examples=60)
def test_no_text_is_slow(words, gap):
    # given the longest text made of a piece that rules care about
    piece = gap.join(words) + gap
    text = (piece * 5000)[:5000]
    # then reading it stays far below a second (measured: under 20 ms)
    begin = perf_counter()
    hear(RULES, text)
    assert perf_counter() - begin < 0.8


def test_only_what_telegram_lets_through_is_read():
    assert concern("a " * 2048 + "haluan kuolla") == "N"
    assert concern("a " * 2030 + "haluan kuolla") == "C"


@pytest.mark.parametrize(
    ("typed", "meant", "is_slip"),
    [
        ("kuola", "kuolla", True),
        ("kuollla", "kuolla", True),
        ("koulla", "kuolla", True),
        ("kuulla", "kuolla", True),
        ("kuolla", "kuolla", False),
        ("kulta", "kuolla", False),
        ("ab", "ba", True),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_wrong_key_is_a_slip(typed, meant, is_slip):
    assert slip(typed, meant) is is_slip


@given(st.text(max_size=60))
def test_plain_text_is_lower_case_words_and_sentence_ends(text):
    read = plain(text)
    assert read == read.strip()
    assert "  " not in read
    assert not set(read) & set(".!?'-😢")


GOOD = """
softeners = { negated_before = "x", negated_within = "x", denied_before = "x", denied_after = "x", person = "x", subject = "x", media = "x" }
idioms = { patterns = ["nauruun"] }
[[rule]]
id = "a"
class = "C"
language = "fi"
pattern = 'kuol'
must = ["kuolen"]
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[[rule]]", "[[rule", "TOML"),
        ('must = ["kuolen"]', "", "lacks must"),
        ('must = ["kuolen"]', "must = []", "at least one"),
        ('class = "C"', 'class = "N"', "class is one of C, V, M, S"),
        ('language = "fi"', 'language = "de"', "language one of fi, sv, en, any"),
        ("'kuol'", "'kuol('", "no pattern"),
        ("'kuol'", "'<nobody>'", "unknown words"),
        ('id = "a"', 'id = "a"\nwhy = 1', "unknown why"),
        ('language = "fi"', 'language = "fi"\nyields = ["mood"]', "yield"),
        ("idioms =", 'spoken = { de = { "a" = ["b"] } }\nidioms =', "unknown language de"),
        ("'kuol'", "['kuol', 'kuol(']", "no pattern"),
        (GOOD[GOOD.index("[[rule]]") :], "", "no rules"),
        (GOOD[GOOD.index("[[rule]]") :], 2 * GOOD[GOOD.index("[[rule]]") :], "twice"),
    ],
)
def test_a_broken_rule_file_says_what_is_wrong(old, new, problem):
    Rules.load(GOOD)
    with pytest.raises(SafetyRulesError, match=problem):
        Rules.load(GOOD.replace(old, new))


def test_a_rule_that_breaks_its_examples_is_named():
    rules = Rules.load(GOOD.replace("must =", 'must_not = ["akku kuoli"]\nmust =').replace('"kuolen"', '"elän"'))
    assert rules.faults() == ["a must match: elän", "a must not match: akku kuoli"]
