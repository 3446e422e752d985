"""Twelve talks of docs/dialogs.md, each from a client's first word to the bot's last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from tests.teller import Teller

A_DAY = timedelta(days=1)
MENU = {"fi": "/valikko", "sv": "/meny"}
WALK = {
    "what": {"fi": "Kävelen postilaatikolle", "sv": "Jag går till postlådan"},
    "when": {"fi": "Aamukahvin jälkeen", "sv": "Efter morgonkaffet"},
    "sign": {"fi": "Olo on vähän kevyempi", "sv": "Det känns lite lättare"},
}


@dataclass(frozen=True, slots=True)
class Story:
    """A talk: its title and what a reader should know before it; `play` begins with a client who just came in."""

    title: str
    before: str
    play: Callable[[Teller], Awaitable[None]]
    days: int = 2


async def choose_walk(told: Teller) -> None:
    """An experiment in the client's own words: what, when, how noticed."""
    await told.type(MENU)
    await told.tap("I will choose an experiment")
    for part in ("what", "when", "sign"):
        await told.other(WALK[part])


async def settled(told: Teller) -> None:
    """A walk was chosen, one check-in was answered, the first week is over: what is not started counts from now on."""
    await choose_walk(told)
    await told.check_in()
    await told.taps("5", "I did a part of it")
    await told.wait(timedelta(days=3))
    told.begin()


async def good_day(told: Teller) -> None:
    await settled(told)
    await told.check_in()
    await told.taps("8", "I did it", "Just right")


async def bad_day(told: Teller) -> None:
    await settled(told)
    await told.check_in()
    await told.taps("1", "I will rest")


async def skip(told: Teller) -> None:
    await settled(told)
    await told.check_in()
    await told.taps("5", "I did not start")
    await told.check_in()
    await told.taps("4", "I did not start")
    await told.taps("Yes, let us look", "It was about strength or body", "I was tired", "Something smaller")
    await told.tap("Let us talk about a fitting amount")


async def lapse(told: Teller) -> None:
    await settled(told)
    await told.type(MENU)
    await told.taps("Show me more", "Rest and rough moments", "An old habit came back")
    await told.taps("One bad day became many", "I still want this", "A smaller experiment")


async def fear(told: Teller) -> None:
    await settled(told)
    await told.type(MENU)
    await told.taps("Show me more", "Rest and rough moments", "Something does not feel safe")
    await told.taps("Falling or getting hurt", "A smaller version", "Yes, pass it on")
    told.notices()


async def boredom(told: Teller) -> None:
    await settled(told)
    await told.type(MENU)
    await told.taps("Show me more", "My rehabilitation", "I would like some variety")
    await told.taps("The same over and over", "Something just for joy", "Rest as my experiment")
    await told.taps("Just being", "Sitting and looking out")
    await told.tap("Yes, rest is my experiment")


async def break_and_return(told: Teller) -> None:
    await settled(told)
    await told.type({"fi": "/tauko", "sv": "/paus"})
    await told.taps("Two weeks", "Family or close people")
    told.aside("Two weeks pass. Nothing is sent.")
    await told.wait(timedelta(days=14, hours=2))
    await told.tap("With something smaller")


async def growth(told: Teller) -> None:
    await choose_walk(told)
    await told.wait(timedelta(days=8))
    for _ in range(3):
        await told.check_in()
        await told.taps("8", "I did it")
        for wanted in ("Yes, it felt safe", "Just right", "I will stay with this size"):
            if told.offers(wanted):
                await told.tap(wanted)
    told.begin()
    await told.check_in()
    await told.taps("9", "I did it")
    if told.offers("Just right"):
        await told.tap("Just right")
    await told.taps("Let us look at a bigger one", "A little longer")


async def free_text(told: Teller) -> None:
    await settled(told)
    await told.check_in()
    await told.type({"fi": "Naapurin koira haukkui koko yön", "sv": "Grannens hund skällde hela natten"})
    await told.type({"fi": "Enkä saanut unta", "sv": "Och jag kunde inte sova"})
    await told.type({"fi": "kolme", "sv": "tre"})
    told.aside("Later the same day, with no question open:")
    await told.wait(timedelta(hours=3))
    await told.type({"fi": "Ajattelin tänään paljon äitiä", "sv": "Jag tänkte mycket på mamma i dag"})
    await told.tap("I will take these words to my meeting")


async def late_answer(told: Teller) -> None:
    await settled(told)
    await told.check_in()
    question = copy(told.place.last(told.client))  # as it is now, with its buttons
    told.aside("The client does not answer. A day later:")
    await told.wait(A_DAY)
    await told.taps("6", "I did a part of it")
    told.aside("The old question is pressed once more:")
    await told.tap_old(question, "3")


async def silence(told: Teller) -> None:
    await settled(told)
    await told.check_in()
    told.aside("The client does not answer. No check-in is repeated; the next ones come later and later.")
    await told.wait(timedelta(days=13))
    told.notices()
    await told.take()
    told.aside("Two weeks later; the client has still not answered:")
    await told.wait(timedelta(days=14))
    told.aside("One day the client writes:")
    await told.type({"fi": "hei", "sv": "hej"})
    await told.taps("I will tell how I am", "4", "I did something else")


async def feedback(told: Teller) -> None:
    await settled(told)
    await told.type(MENU)
    await told.taps("Show me more", "Feedback on the bot", "I have an idea")
    await told.type(
        {"fi": "Voisiko kysymys tulla vasta kun on valoisaa?", "sv": "Kunde frågan komma först när det är ljust?"}
    )
    await told.tap("Send it")


STORIES = (
    Story("A good day", "An experiment was chosen a week ago, and the client has done a part of it once.", good_day),
    Story("A bad day", "The same client, with hardly any energy. Two taps, and nothing about the experiment.", bad_day),
    Story("A skip", "Two experiments in a row are not started. Nobody but the client hears of it.", skip),
    Story("A lapse", "The client opens it from the menu.", lapse),
    Story("Fear", "The client opens it from the menu, and asks for a person.", fear),
    Story("Boredom", "The client opens it from the menu.", boredom),
    Story("Break and return", "One tap begins a break; one soft message ends it.", break_and_return),
    Story("Growth", "Three experiments in a row fitted, and a week has passed.", growth),
    Story("Words that the bot does not understand", "Typed words where buttons were expected, and without any question.", free_text),
    Story("A late answer", "A late answer counts; an old button changes nothing.", late_answer),
    Story("Silence", "Nothing is chased. After three unanswered check-ins one message says that the door is open.", silence),
    Story("Feedback", "On its way to those who make the bot; the client sees it before it goes.", feedback),
)  # fmt: skip
