"""What a client takes up to follow: a suggestion answered, something known, an instrument, or a number of her own."""

from __future__ import annotations

from bot.actions import disclosure, measure_times
from bot.actions.form_screen import upper
from bot.actions.forms import INSTRUMENT
from bot.actions.measures import Page, one
from bot.actions.question import paired
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, say
from bot.actions.talking import open_script
from bot.domain.own_measures import KINDS, OTHER
from bot.storage import measures, people
from bot.storage.measure_tables import Measure

MOST_NAME, MOST_UNIT = 40, 12  # characters of an own measure: one button


def decide(page: Page, measure_id: int, shared: int) -> bool:
    """Yes to a suggestion, and whether the values may be seen."""
    measure = page.mine(measure_id)
    if measure is None or measure.state != "asked":
        return False
    measure.state, measure.shared, measure.agreed_at = "on", bool(shared), page.scene.now
    page.log("yes to measure")
    _look_for_times(page.scene)
    _tell_suggester(page, measure)
    return one(page, measure_id)


def _look_for_times(scene: Scene) -> None:
    """There is something to measure now: a time that was passed over, and still lasts, is one again."""
    measure_times.plan(scene.tx, scene.house, scene.client, scene.now)


def decline(page: Page, measure_id: int) -> bool:
    """No to a suggestion. No reason is asked."""
    measure = page.mine(measure_id)
    if measure is None or measure.state != "asked":
        return False
    measure.state, measure.ended_at = "off", page.scene.now
    page.log("no to measure")
    _tell_suggester(page, measure)
    page.said("measure_no_said", measure)
    return True


def _tell_suggester(page: Page, measure: Measure) -> None:
    """Once, when the last of the suggestions is answered: what was said to each stands on the card."""
    tx, client = page.scene.tx, page.scene.client
    if any(row.state == "asked" for row in measures.chosen(tx, client.id)):
        return
    for _, pro, person in people.carers(tx, client.id):
        if pro.id == measure.professional_id:
            called = disclosure.name(page.scene.house, client, person.locale)
            text = page.scene.house.words.bot("pro_measures_answer", person.locale, pseudonym=called)
            say(tx, person, text, page.scene.now, rank=NOTICE, kind="notice")


def choose(page: Page) -> bool:
    """What can be followed and is not yet: known ones, instruments that have words in this language, any other number."""
    words, instruments, locale = page.scene.house.words, page.scene.house.instruments, page.scene.who.locale
    there = {
        measure.key
        for measure in measures.chosen(page.scene.tx, page.scene.client.id)
        if measure.state in ("on", "asked")
    }
    rows = paired(
        [
            (upper(words.bot(f"measure_{key}", locale)), f"m.pick.{index}")
            for index, key in enumerate(KINDS)
            if key not in there
        ]
    )
    rows += [
        [(said.title, f"m.tool.{index}")]
        for index, key in enumerate(instruments.known)
        if key not in there and (said := instruments.said(key, locale)) is not None
    ]
    rows += [[(page.text("measures_own"), "m.own")], [(page.text("measures_back"), "m.list")]]
    page.show(page.text("measures_pick"), rows)
    return True


def pick(page: Page, index: int) -> bool:
    """One of the known measures, by its place in the list of `choose`."""
    if index >= len(KINDS):
        return False
    key = list(KINDS)[index]
    return _take_up(page, Measure(client_id=page.scene.client.id, key=key, unit=KINDS[key].unit))


def pick_instrument(page: Page, index: int) -> bool:
    """An instrument, by its place in the list of `choose`. One without words in the client's language is none."""
    instruments = page.scene.house.instruments
    key = list(instruments.known)[index] if index < len(instruments.known) else ""
    if instruments.said(key, page.scene.who.locale) is None:
        return False
    return _take_up(page, Measure(client_id=page.scene.client.id, sort=INSTRUMENT, key=key))


def _take_up(page: Page, measure: Measure) -> bool:
    """Chosen by the client alone: nobody else sees it until she says so."""
    measure.state, measure.made_at, measure.agreed_at = "on", page.scene.now, page.scene.now
    _look_for_times(page.scene)
    return one(page, measures.suggest(page.scene.tx, measure).id)


def ask_own(page: Page) -> bool:
    """Any other number: the client names it in a short talk, which ends in `keep_own`."""
    open_script(page.scene, "own_measure")
    return True


def keep_own(scene: Scene, what: str, unit: str) -> None:
    """An own measure, as the client named it; its page comes when the talk ends."""
    name, unit = short(what, MOST_NAME), short(unit, MOST_UNIT)
    _take_up(Page(scene), Measure(client_id=scene.client.id, key=OTHER, name=name, unit=unit))


def short(text: str, most: int) -> str:
    """A name or a unit as a button can show it: at most so many characters, without a full stop."""
    return " ".join(text.split())[:most].strip(" .")
