"""What is said beside a question gets its one honest sentence; the question stays, unless it was too much (R24, R32, R67)."""

from __future__ import annotations

import time

import pytest

from bot.actions import wished
from bot.actions.remarks import understand
from bot.building import LOCALE_FOLDER
from bot.domain.languages import LOCALES
from bot.sentences_remarks import REMARKS as SAID
from bot.storage.tables import Client
from bot.words import Words
from tests.actions.living import living
from tests.town import rows, town

REMARKS = {
    "human": ["oletko ihminen?", "Ootko sä botti vai ihminen", "kuka sä oot", "hei kuka sää oot", "onko siellä ketään", "är du en människa?", "vem är du", "are you a real person?"],
    "what": ["mikä tämä on", "vad är det här?", "what is this"],
    "how_are_you": ["mitä kuuluu", "mitä sulle kuuluu?", "hur mår du", "how are you"],
    "data": ["mitä teet mun tiedoilla", "onko tämä turvallista?", "poistetaanko nämä joskus", "what do you do with my data"],
    "clock": ["mitä kello on", "paljonko kello on?", "mikä päivä tänään on", "vad är klockan", "what time is it"],
    "why": ["miksi kysyt tätä", "miksi sä kyselet näitä", "varför frågar du", "varför ska jag säga det", "why do you ask"],
    "who_pro": ["kuka on minun ohjaajani?", "vem är min handledare"],
    "next": ["milloin kysyt seuraavan kerran?", "när frågar du igen", "when will you ask again"],
    "thanks": ["kiitos", "kiitos paljon", "ok kiitti", "tack", "tack så mycket", "thanks"],
    "sorry": ["anteeksi", "anteeksi etten vastannut", "sori kun kesti", "unohdin vastata", "förlåt att jag inte svarade", "sorry"],
    "anger": ["haista vittu", "oot ihan tyhmä botti", "saatanan kone", "du är dum i huvudet", "fan va du e jobbig", "stupid bot", "fuck you"],
    "curse": ["vittu", "vittu mitä paskaa", "voi perkele", "jag mår skit", "skit", "menee ihan paskasti", "shit"],
    "weary": ["en jaksa", "en nyt jaksa vastata", "en jaksa mitään tänään", "olen tosi väsynyt tänään enkä jaksa mitään", "för trött", "jag orkar inte svara", "too tired"],
    "later": ["myöhemmin", "ei nyt kiitos", "senare", "inte nu", "not now"],
    "unhurried": ["en halua vastata", "en kerro", "en tiedä", "jag vet int", "I don't know"],
    "leave_me": ["lopeta kyselyt", "älä kysy enää", "jätä minut rauhaan", "sluta fråga", "lämna mig i fred", "stop asking", "leave me alone"],
    "quit": ["haluan lopettaa koko jutun", "en halua jatkaa enää tätä", "haluan pois tästä", "jag vill int ha det här mera", "I want to leave this"],
    "hurt": ["kaaduin", "kaaduin eilen portaissa", "loukkasin polveni", "jag ramlade", "I fell"],
    "my_step": ["mikä on kokeiluni", "mitä mä lupasin", "vad var mitt försök", "what is my experiment"],
    "call_when": ["koska Maija soittaa?", "när ringer hon", "when will she call"],
    "mistake": ["vastasin väärin", "painoin väärää nappia", "eiku 5", "fel knapp", "wrong button"],
    "settings": ["en näe lukea", "lue tämä ääneen", "kirjoita isommalla", "större text"],
    "bye": ["hyvää yötä", "heippa", "god natt", "bye"],
    "nod": ["ok", "ei", "joo", "hmm", "vänta", "👍"],
}  # fmt: skip
NO_REMARKS = [
    "", "kiitos että otit yhteyttä ohjaajaani ja sovit sen tapaamisen maanantaille", "en jaksa elää", "haluan lopettaa kaiken", "haluan lopettaa elämäni",
    "haluan lopettaa tupakoinnin", "en jaksa kävellä kauppaan", "kuka sinut teki", "pyysin häneltä anteeksi", "vittuilu koulussa satutti", "miksi kukaan ei välitä minusta",
    "tack och lov att han kom", "kello soi aamulla", "satutin itseni tahallani", "kaaduin lapsena puusta ja jalka murtui", "botti on tyhmä kun se ei osaa kertoa minulle lääkkeistä mitään", "6", "7/10",
]  # fmt: skip


@pytest.mark.parametrize(("remark", "text"), [(remark, text) for remark, texts in REMARKS.items() for text in texts])
def test_a_remark_is_understood_in_three_languages(remark: str, text: str) -> None:
    assert understand(text) == remark


@pytest.mark.parametrize(
    ("remark", "text"),
    [("so_so", "ei kovin hyvin"), ("so_so", "int så bra"), ("so_so", "ihan ok"), ("tired", "väsyttää kamalasti")],
)
def test_half_an_answer_counts_only_where_a_number_is_asked(remark: str, text: str) -> None:
    assert understand(text, "check_in", scale=True) == remark
    assert understand(text, "check_in") != remark


@pytest.mark.parametrize("text", NO_REMARKS)
def test_what_tells_more_is_not_taken_for_a_remark(text: str) -> None:
    assert understand(text) == ""


@pytest.mark.parametrize(
    "text", ["vit" * 60 + "!x", "vittu " * 9 + "x", "saatana" * 20 + "a", "a" * 200, "en nyt tanaan enaa " * 3]
)
def test_no_text_makes_the_patterns_slow(text: str) -> None:
    begun = time.perf_counter()
    understand(text)
    assert time.perf_counter() - begun < 0.2


def test_every_remark_has_its_sentence_in_every_language() -> None:
    words = Words.load(LOCALE_FOLDER)
    for key in SAID:
        said = {
            words.bot(key, locale, time="1", date="2", pro="M", next_day="3", step="4", phone="5") for locale in LOCALES
        }
        assert len(said) == len(LOCALES), key


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("haluan tauon ja muuttaa rytmiä ja jutella ihmiselle", "cbr"),
        ("voisitko kysyä harvemmin ja soittaa minulle", "cr"),
        ("haluaisin puhua jonkun kanssa ja pitää taukoa", "cb"),
        ("jag vill ha paus och prata med någon", "cb"),
        ("kävin kaupassa ja puhuin naapurille", ""),
    ],
)
def test_several_wishes_in_one_sentence_bring_their_buttons(text: str, letters: str) -> None:
    assert wished.in_words(text) == letters


async def test_beside_an_open_question_the_answer_comes_and_the_question_stays(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a check-in that waits
        await place.to_check_in(user)
        # when the client asks back, and answers after that
        await place.say(user, "oletko ihminen?")
        asked = place.last(user).text
        offered = place.offered(user)
        await place.say(user, "6")
        # then she was told the truth, and her answer counts
        assert asked.startswith("En ole ihminen. Olen botti")
        assert "6" in offered
        assert "6" not in place.offered(user)


async def test_who_cannot_any_more_is_offered_rest_and_asked_nothing(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.to_check_in(user)
        await place.say(user, "en jaksa")
        assert place.last(user).text.startswith("Et jaksa nyt. Se riittää vastaukseksi.")
        assert place.offered(user) == ["Lepään", "Haluan tauon", "Haluan yhteydenoton", "Apua nyt"]


async def test_who_fell_is_asked_about_safety_and_can_say_that_it_hurt(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.to_check_in(user)
        await place.say(user, "kaaduin")
        assert place.last(user).text.startswith("Kuulostaa kipeältä.")
        assert "Minuun sattui" in place.offered(user)


async def test_where_one_may_write_an_own_answer_it_is_taken_at_once(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given the three questions of an experiment, each with "Something else"
        await place.say(user, "kokeilu")
        # when each is answered in own words, without a tap, and a wish, a question and a hum come between
        await place.say(user, "Kastelen kukat")
        for beside in ("mitä kello on?", "hmm", "en tiedä"):
            await place.say(user, beside)
        await place.say(user, "Iltauutisten aikaan")
        await place.say(user, "Kukat näyttävät pirteiltä")
        # then these are the experiment, and what came between is nothing of it
        [client] = rows(place, Client)
        assert (client.step_what, client.step_when, client.step_sign) == (
            "Kastelen kukat",
            "Iltauutisten aikaan",
            "Kukat näyttävät pirteiltä",
        )


async def test_a_wish_where_one_may_write_is_still_a_wish(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.say(user, "kokeilu")
        await place.say(user, "lopeta")
        assert place.last(user).text.startswith("Selvä, jätetään tähän.")
        assert [client.step_what for client in rows(place, Client)] == [""]


async def test_names_of_others_are_not_taken_before_the_advice_to_leave_them_out(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.say(user, "valikko")
        await place.press(user, "Näytä lisää")
        await place.press(user, "Oma kuntoutukseni")
        await place.press(user, next(button for button in place.offered(user) if "äheis" in button))
        before = place.offered(user)
        await place.say(user, "siskoni Pekka Virtanen")
        assert place.offered(user) == before


async def test_what_is_written_under_the_menu_is_received_as_new_words(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given words that were received, with the menu below
        await place.say(user, "nukuin huonosti taas viime yönä")
        # when more is written
        await place.say(user, "ja aamulla sattui selkään")
        # then it is said back, and it is these words that can be taken to the meeting
        assert "Kirjoitit: ”ja aamulla sattui selkään”" in place.heard(user)[-2]
        await place.press(user, "Vien nämä sanat tapaamiseen")


async def test_the_same_sentence_never_stands_there_three_times_in_a_row(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.to_check_in(user)
        for text in ("nukuin huonosti", "selkä vaivaa", "naapuri kävi", "kävin kaupassa", "satoi vettä", "tuli uni"):
            await place.say(user, text)
        said = [
            text.replace(text.partition("”")[0], "", 1) if "”" not in text else text.split("”")[-1]
            for text in place.heard(user)
        ]
        assert all(len(set(three)) > 1 for three in zip(said, said[1:], said[2:], strict=False))


async def test_a_typed_no_to_the_question_of_erasing_keeps_all_and_a_yes_takes_the_button(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given the question
        await place.say(user, "/poista")
        # when a yes is typed, nothing goes yet
        await place.say(user, "kyllä")
        assert place.last(user).text.startswith("Mitään ei ole vielä poistettu.")
        # and a no, in whichever words, keeps everything
        await place.say(user, "en sittenkään")
        assert place.last(user).text == "Selvä. En poistanut mitään."
        # afterwards a no is an ordinary word again
        await place.say(user, "ei")
        assert place.last(user).text == "Selvä. Olen tässä."


async def test_the_time_of_day_is_changed_by_a_plain_sentence_and_a_typed_time(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.say(user, "muuta kellonaika")
        await place.say(user, "kello 14")
        assert "Tästä lähtien kysyn kello 14.00." in place.heard(user)[-2]


async def test_somebody_who_only_types_comes_through_the_welcome(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a newcomer who never taps
        pro = await place.professional()
        kevin = place.desk.user("Kevin", "sv")
        await place.start(kevin, await place.invitation(pro, "Björk"))
        # when he types what one types
        for text in ("svenska", "ok", "okej", "jo", "ja, vi börjar", "nä", "typ en gång i veckan", "på kvällen"):
            await place.say(kevin, text)
        await place.say(kevin, "kl. 20–9")
        # then the rhythm is his, and when the first question comes is said once, at the end
        assert sum("/rytm" in text for text in place.heard(kevin)) <= 1
        assert "Hjälp nu" in place.offered(kevin)
        assert "Jag är tyst" in " ".join(place.heard(kevin)[-3:])


async def test_asked_who_it_is_in_the_gentle_question_the_bot_says_so_and_the_help_stays(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.say(user, "en jaksa tätä enää")
        await place.say(user, "oletko ihminen?")
        assert place.last(user).text.startswith("En ole ihminen.")
        assert "112" in place.last(user).text
