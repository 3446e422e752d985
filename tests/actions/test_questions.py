"""A question on the screen: every way out, one kind asking again, no dead buttons, the chosen answer stays."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.driver import buttons_of
from bot.storage.tables import CheckIn
from dialogs.model import Script
from sandbox.model import User
from tests.actions.living import living
from tests.town import Town, rows

ENOUGH, HELP = "Tämä riittää nyt", "Apua nyt"


def question(place: Town, user: User, button: str) -> str:
    """The text of the newest message with this button."""
    return next(m.text for m in reversed(place.desk.messages(user.id)) if button in buttons_of(m))


async def test_misheard_words_are_asked_about_once_and_then_kept(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given an open question about energy
        await place.to_check_in(user)
        asked = len(place.heard(user))
        # when words come that are no answer, three times
        replies = []
        for said in ("Naapurin koira haukkui", "Ja sitten satoi", "Enpä tiedä"):
            before = len(place.heard(user))
            await place.say(user, said)
            replies.append(place.heard(user, 0)[before:])
        # then the words are said back each time, and the question itself is repeated only once
        assert [len(reply) for reply in replies] == [1, 1, 1]
        assert all(said in reply[0] for said, reply in zip(("Naapurin", "Ja sitten", "Enpä"), replies, strict=True))
        first = place.heard(user)[asked - 1].splitlines()[-1]  # the ends of the scale
        assert [first in reply[0] for reply in replies] == [True, False, False]
        # and every answer can be given to at any time
        assert {"5", ENOUGH, HELP} <= set(place.offered(user))
        await place.press(user, "5")
        assert rows(place, CheckIn)[0].energy == 5


async def test_a_question_lost_while_the_bot_was_blocked_can_be_answered_afterwards(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a question that never arrived
        user.blocked = True
        await place.to_check_in(user)
        # when the client comes back and writes words that answer nothing
        for said in ("Täällä taas", "Olin matkoilla"):
            await place.say(user, said)
        # then there is something to press
        assert {"5", ENOUGH} <= set(buttons_of(place.last(user)))


async def test_a_typed_answer_takes_the_buttons_off_its_question(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.to_check_in(user)
        asked = place.last(user)
        # when a number is typed
        await place.say(user, "neljä")
        # then it counts, and the question has no buttons any more
        assert rows(place, CheckIn)[0].energy == 4
        assert asked.buttons() == []


async def test_after_a_tap_the_chosen_answer_stays_to_be_seen(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.to_check_in(user)
        asked = place.last(user)
        words = asked.text
        await place.press(user, "6")
        assert asked.text == f"{words}\n\n→ 6"
        assert asked.buttons() == []


async def test_only_the_newest_copy_of_a_question_has_buttons(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a question that is said once more because words did not answer it
        await place.to_check_in(user)
        await place.say(user, "Naapurin koira haukkui")
        await place.say(user, "Ja sitten satoi")
        # then its older copies have none
        assert sum("5" in buttons_of(m) for m in place.desk.messages(user.id)) == 1


async def test_a_cry_for_help_is_never_taken_for_an_answer(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a question that takes any words
        await place.say(user, "/valikko")
        await place.press(user, "Valitsen kokeilun")
        await place.press(user, "Jokin muu")
        # when one of them is a cry for help
        await place.say(user, "apua")
        # then help is shown, and the question still waits
        assert "112" in place.heard(user)[-1]
        await place.say(user, "Kävelen pihalla")
        assert "112" not in place.heard(user)[-1]


async def test_words_by_the_way_do_not_lose_the_open_question(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.to_check_in(user)
        await place.say(user, "/apua")
        place.desk.send_photo(user)
        await place.settle()
        await place.wait(timedelta(hours=3))
        await place.press(user, "8")
        assert rows(place, CheckIn)[0].energy == 8


async def test_every_waiting_card_has_a_way_out(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, _):
        waiting = [(script, name) for script in place.coach.house.library for name in waits(script)]
        assert len(waiting) > 50
        closed = [f"{script.name}.{name}" for script, name in waiting if not way_out(script, name)]
        assert closed == []


def waits(script: Script) -> list[str]:
    return [name for name, card in script.cards.items() if card.waits]


def way_out(script: Script, name: str) -> bool:
    """The house's exit, declining, or a button that asks nothing more of the client."""
    card = script.cards[name]
    return card.exit or bool(card.decline) or any(not script_waits(script, button.go) for button in card.buttons)


def script_waits(script: Script, go: str) -> bool:
    return go in script.cards and script.cards[go].waits
