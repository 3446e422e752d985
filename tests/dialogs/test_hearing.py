"""Hearing: plain answers are understood in three languages, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.effects import Choice
from dialogs.hearing import calendar_date, choose, number, only_way, scale_value, time_of_day
from dialogs.model import Number, Value

TODAY = date(2026, 11, 25)


def spelt(table: dict[Value, str]) -> list[tuple[str, Value]]:
    """Many spellings of one meaning, a case for each."""
    return [(text, meaning) for meaning, texts in table.items() for text in texts.split("|")]


SEVEN = (
    "7| 7. |7/10|7 / 10|7️⃣|noin 7|n. 7|ehkä 7|about 7|ungefär 7|det är 7|it's 7|seitsemän|Seitsemän!|seiska"
    "|seittemän|no 7|no ehkä 7|vaikka 7|sju|Sju av tio|seven|seven out of ten|7 av 10"
)


@pytest.mark.parametrize("text", SEVEN.split("|"))
def test_a_seven_is_heard_on_a_scale_to_ten(text):
    assert scale_value(text, 10) == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "3-4",
        "7,5",
        "7 5",
        "nukuin 3 tuntia",
        "seitsemän tuntia",
        "7/5",
        "7 kg",
        "energia",
        "½",
        "en tiedä",
        "1e3",
    ],
)
def test_what_is_no_plain_number_is_not_heard(text):
    assert scale_value(text, 10) is None


@pytest.mark.parametrize(("text", "value"), [("åtta", 8), ("ATTA", 8), ("kymppi", 10), ("ten", 10), ("nolla", 0)])
def test_number_words_need_neither_case_nor_dots(text, value):
    assert scale_value(text, 10) == value


@pytest.mark.parametrize(
    ("text", "value"),
    spelt(
        {
            72: "72|72,0|seventy-two|sjuttiotvå kg",
            "72.5": "72,5|72.5|72.5kg|72,5 kiloa",
            1200: "1200|1 200",
            21: "kaksikymmentäyksi kiloa",
            100: "sata|hundra",
        }
    ),
)
def test_a_number_is_heard_with_comma_point_unit_and_words(text, value):
    assert number(text, Number("kg", 20, 2000, "kg"), ["kg", "kiloa"]) == value


@pytest.mark.parametrize("text", ["19", "2001", "-30", "70 cm", "noin", "70 80", "70 kg tai 80 kg"])
def test_a_number_out_of_bounds_or_of_another_unit_is_not_heard(text):
    assert number(text, Number("kg", 20, 2000, "kg"), ["kg"]) is None


@pytest.mark.parametrize(
    ("text", "time"),
    spelt(
        {
            "09:00": "klo 9|kl. 9|9 a.m.|yhdeksältä|nio|klo 9 aamulla",
            "09:15": "Kello 9.15|kl 9:15",
            "09:30": "0930|half past nine",
            "08:30": "puoli yhdeksän|halv nio",
            "10:00": "10|at ten",
            "10:30": "10.30|10:30|10 30",
            "21:00": "at 9 pm|klo 9 illalla|kl 9 på kvällen|21",
            "00:00": "12 am|keskiyö|00:00",
            "00:30": "puoli 1",
            "12:00": "noon|12|12 pm",
        }
    ),
)
def test_a_time_is_heard(text, time):
    assert time_of_day(text) == time


@pytest.mark.parametrize("text", ["", "24:00", "25", "9:75", "illalla", "puoli", "9 tai 10", "-9", "9 omenaa", "930"])
def test_what_is_no_time_is_not_heard(text):
    assert time_of_day(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    spelt(
        {
            "2026-05-12": "2026-05-12|12.5.2026|12.5.26|12/5/2026",
            "2027-05-12": "12.5.|12 maj|12. toukokuuta|May 12|den 12 maj 2027|12th May 2027",
            "2028-05-12": "12 toukokuuta 2028",
            "2028-02-29": "29.2.",
            "2026-11-25": "25.11.|tänään|TODAY|i dag",
            "2026-11-26": "imorgon|huomenna",
            "2026-11-27": "ylihuomenna",
            "2026-11-30": "ma 30.11.",
        }
    ),
)
def test_a_date_is_heard_and_one_without_year_is_the_next(text, day):
    assert calendar_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["31.2.2026", "12", "12.13.2026", "5 apples", "0.1.2026", "soon", "2026-5"])
def test_what_is_no_date_is_not_heard(text):
    assert calendar_date(text, TODAY) is None


def test_without_a_today_a_date_needs_its_year():
    assert calendar_date("12.5.", None) is None
    assert calendar_date("tänään", None) is None


CHOICES = [
    Choice("b0", "talk.ask", "Yes, please"),
    Choice("b1", "talk.ask", "No, not now"),
    Choice("b2", "talk.ask", "Walk to {place}"),
    Choice("o", "house", "Something else"),
    Choice("d", "house", "I would rather not say"),
]
FINNISH = {
    "Yes, please": "Kyllä kiitos",
    "No, not now": "Ei, ei nyt",
    "Walk to {place}": "Kävelen: {place}",
    "Something else": "Jokin muu",
    "I would rather not say": "En halua vastata",
}


def both(_context: str, msgid: str) -> tuple[str, ...]:
    return (msgid, FINNISH.get(msgid, msgid))


@pytest.mark.parametrize(
    ("text", "key"),
    spelt(
        {
            "b0": "Yes, please|yes please!|KYLLA KIITOS|joo|jo|ja tack",
            "b1": "ei|nej|no thanks|ei kiitos|no, not",
            "b2": "walk to the sea|Kävelen: the sea|kavel|walk",
            "o": "jokin muu|something",
            "d": "en halua vastata|en halua",
        }
    ),
)
def test_the_words_of_a_button_press_it(text, key):
    chosen = choose(text, CHOICES, {"place": "the sea"}, both)
    assert chosen is not None
    assert chosen.key == key


@pytest.mark.parametrize(
    "text", ["", "...", "joo ei", "w", "so", "kyllä minä sen tiesin", "please", "walking", "banana"]
)
def test_words_that_could_mean_anything_press_nothing(text):
    assert choose(text, CHOICES, {"place": "the sea"}, both) is None


def test_yes_needs_exactly_one_button_that_agrees_and_one_that_declines():
    twice = [*CHOICES[:2], Choice("b3", "talk.ask", "Yes, later")]
    assert choose("joo", twice, {}, lambda _, msgid: (msgid,)) is None
    alone = [CHOICES[0], CHOICES[2]]
    assert choose("joo", alone, {"place": "x"}, lambda _, msgid: (msgid,)) is None


def test_words_that_a_button_once_kept_are_known_in_every_language():
    def kept(context: str, msgid: str) -> tuple[str, ...]:
        return (msgid, "hetki ulkona") if (context, msgid) == ("fact", "a moment outside") else (msgid,)

    choices = [Choice("b0", "t.a", "Again: {step}"), Choice("b1", "t.a", "Not now")]
    chosen = choose("again: hetki ulkona", choices, {"step": "a moment outside"}, kept)
    assert chosen is not None
    assert chosen.key == "b0"


def test_a_beginning_that_fits_two_buttons_presses_none():
    days = [Choice("b0", "t.a", "1 day"), Choice("b1", "t.a", "14 days"), Choice("b2", "t.a", "14 nights")]
    assert choose("14", days, {}, lambda _, msgid: (msgid,)) is None
    chosen = choose("1", days, {}, lambda _, msgid: (msgid,))
    assert chosen is not None
    assert chosen.key == "b0"


def _card(*labels: str) -> list[Choice]:
    own = [Choice(f"b{i}", "card", label) for i, label in enumerate(labels)]
    return [*own, Choice("x", "house", "That is enough for now")]


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Okej!",
        "joo",
        "joo jatketaan",
        "jatketaan vaan",
        "no jatka",
        "ymmärrän",
        "ja",
        "vi fortsätter",
        "I understand",
        "mm",
    ],
)
def test_a_card_with_one_answer_takes_any_plain_yes(text):
    assert only_way(text, _card("Go on")).key == "b0"


@pytest.mark.parametrize(
    "text", ["ei", "en ymmärrä", "minä", "jag vet inte", "kuka näkee tämän?", "ok mutta miksi", ""]
)
def test_what_is_no_plain_yes_does_not_go_on(text):
    assert only_way(text, _card("Go on")) is None


def test_where_there_are_two_answers_or_another_way_a_yes_is_no_going_on():
    assert only_way("ok", _card("Smaller", "The same")) is None
    assert only_way("ok", [*_card("Smaller"), Choice("o", "house", "Something else")]) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [("joskus iltapäivällä", "b1"), ("typ en gång i veckan", "b2"), ("no ehkä illalla", "b0"), ("joo illalla", "b0")],
)
def test_fillers_before_an_answer_do_not_change_which_it_is(text, key):
    cards = _card("Illalla kello 18", "Iltapäivällä kello 14", "En gång i veckan")
    assert choose(text, cards, {}, lambda _c, msgid: (msgid,)).key == key


@pytest.mark.parametrize("text", ["ehkä kyllä", "maybe yes", "varje dag är för mycket", "no jaa"])
def test_a_maybe_is_neither_yes_nor_no_and_a_sentence_about_an_answer_is_none(text):
    assert choose(text, _card("Kyllä, aloitan", "Yes, I start", "Varje dag"), {}, lambda _c, msgid: (msgid,)) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tein", "b0"),
        ("gjorde det", "b0"),
        ("tein puolet", "b1"),
        ("en jaksanut", "b2"),
        ("det blev inte av", "b2"),
        ("I didn't", "b2"),
    ],
)
def test_plain_words_for_how_it_went_press_their_button(text, key):
    labels = {
        "I did it": "Jag gjorde det",
        "I did a part of it": "Jag gjorde en del",
        "I did not start": "Jag kom inte i gång",
    }
    assert choose(text, _card(*labels), {}, lambda _c, msgid: (labels.get(msgid, msgid),)).key == key


@pytest.mark.parametrize("text", ["ei", "en", "joo", "nä", "no", "en jaksa"])
def test_a_bare_yes_or_no_says_nothing_about_an_experiment(text):
    assert (
        choose(text, _card("I did it", "I did a part of it", "I did not start"), {}, lambda _c, msgid: (msgid,)) is None
    )
