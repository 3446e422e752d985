"""
`/measures`: what a client follows, who sees it, noting a value, start and now when she asks.

What is taken up anew is `bot/actions/measure_choice.py`.

Callback data is `m.VERB.NUMBER...`. Each deed asks whether what it names belongs to this client.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import forms
from bot.actions.form_screen import Buttons, upper
from bot.actions.forms import FIX, NUMBER
from bot.actions.heard import Press
from bot.actions.measured import name_of, results, start_and_now, value
from bot.actions.scene import Scene
from bot.actions.speaker import help_button, say
from bot.domain.own_measures import kind_of
from bot.domain.sharing import parse
from bot.storage import clients, measures, network, outbox, people
from bot.storage import forms as form_rows
from bot.storage.measure_tables import Measure
from bot.words import listed, short_day

MOST_DIGITS = 12  # of a number in callback data; no row of ours is ever further on


@dataclass(slots=True)
class Page:
    """A client's page of measures. `press` is the message that is turned over; without one it is a new message."""

    scene: Scene
    press: Press | None = None

    def text(self, key: str, **facts: object) -> str:
        return self.scene.house.words.bot(key, self.scene.who.locale, **facts)

    def seers(self) -> dict[str, object]:
        """Who would see a shared value: all who accompany the client, but those from whom she keeps measures back."""
        there = network.all_of(self.scene.tx, self.scene.client.id)
        names = [pro.name for care, pro in there if "measures" not in parse(care.hides)]
        return {"n": len(names), "pro": listed(names, self.scene.who.locale)}

    def name(self, measure: Measure) -> str:
        return name_of(self.scene.house.words, self.scene.house.instruments, measure, self.scene.who.locale)

    def mine(self, measure_id: int) -> Measure | None:
        """The measure of this number, if it is this client's."""
        measure = measures.get(self.scene.tx, measure_id)
        return measure if measure is not None and measure.client_id == self.scene.client.id else None

    def log(self, what: str) -> None:
        clients.log_own(self.scene.tx, self.scene.client, what, self.scene.now)

    def said(self, key: str, measure: Measure) -> None:
        """One sentence about a measure, and the way back to the others."""
        self.show(self.text(key, what=upper(self.name(measure))), [[(self.text("measures_back"), "m.list")]])

    def show(self, text: str, rows: Buttons) -> None:
        """A screen: instead of the one that was pressed, or as a new message."""
        rows = [*rows, [help_button(self.scene.house, self.scene.who.locale)]]
        if self.press is None:
            say(self.scene.tx, self.scene.who.person, text, self.scene.now, rows=rows, client_id=self.scene.client.id)
            return
        params: dict[str, object] = {"message_id": self.press.message_id, "text": text}
        params["rows"] = [[list(button) for button in row] for row in rows]
        outbox.add(
            self.scene.tx,
            chat_id=self.scene.who.person.chat_id,
            method="editMessageText",
            params=params,
            now=self.scene.now,
            kind="tidy",
        )


def show(scene: Scene) -> None:
    """The command: a new message."""
    overview(Page(scene))


def overview(page: Page) -> bool:
    """What is followed, by name and by who sees it. No values here: they come when asked for (R61)."""
    tx, client = page.scene.tx, page.scene.client
    lines, rows, seers = [], [], page.seers()
    for measure in measures.chosen(tx, client.id):
        if measure.state in ("off", "draft"):
            continue
        key = "asked" if measure.state == "asked" else "shared" if measure.shared and seers["n"] else "own"
        lines.append(page.text(f"measures_line_{key}", what=page.name(measure), **seers))
        rows.append([(upper(page.name(measure)), f"m.one.{measure.id}")])
    if form_rows.open_of(tx, client.id):
        rows.insert(0, [(page.text("form_go_on"), "m.on")])
    elif measures.followed(tx, client.id):
        rows.append([(page.text("measures_all"), "m.all")])
    if any(followed.values for followed in measures.readings_of(tx, client.id)) or measures.answers_of(tx, client.id):
        rows.append([(page.text("measures_path"), "m.path")])
    rows.append([(page.text("measures_add"), "m.add")])
    page.show("\n".join([page.text("measures_head"), *lines]) if lines else page.text("measures_none"), rows)
    return True


def one(page: Page, measure_id: int, lead: str = "") -> bool:
    """One measure: note, correct, share or keep, put aside."""
    measure = page.mine(measure_id)
    if measure is None or measure.state in ("off", "draft"):
        return False
    what, facts = upper(page.name(measure)), page.seers()
    if measure.state == "asked":
        rows = [
            [(page.text("measure_yes_shared", **facts), f"m.yes_to.{measure.id}.1")],
            [(page.text("measure_yes_own"), f"m.yes_to.{measure.id}.0")],
            [(page.text("measure_no"), f"m.no_to.{measure.id}")],
        ]
        text = page.text("measure_page_asked", what=page.name(measure), pro=_suggester(page, measure))
    else:
        key = "measure_page_shared" if measure.shared and facts["n"] else "measure_page_own"
        text = page.text(key, what=what, **facts)
        rows = [[(page.text("measure_new" if measure.sort == NUMBER else "measure_answer"), f"m.new.{measure.id}")]]
        if newest := _newest(page, measure):
            text += "\n" + newest
            rows.append([(page.text("measure_fix"), f"m.fix.{measure.id}")])
        share = "measure_hide" if measure.shared else "measure_share"
        rows.append([(page.text(share, **facts), f"m.share.{measure.id}")])
        rows.append([(page.text("measure_off"), f"m.off.{measure.id}")])
    rows.append([(page.text("measures_back"), "m.list")])
    page.show(f"{lead}\n{text}" if lead else text, rows)
    return True


def _suggester(page: Page, measure: Measure) -> str:
    pro = people.professional(page.scene.tx, measure.professional_id or 0)
    return pro.name if pro is not None else "–"


def _newest(page: Page, measure: Measure) -> str:
    reading = form_rows.last_reading(page.scene.tx, measure.id) if measure.sort == NUMBER else None
    if reading is None:
        return ""
    locale = page.scene.who.locale
    said = value(kind_of(measure.key, measure.unit), measures.as_numbers(reading.numbers), locale)
    return page.text("measure_last", value=said, day=short_day(reading.on_date, locale))


def note(page: Page, measure_id: int) -> bool:
    """Ask for a value of this one measure now."""
    measure = page.mine(measure_id)
    return measure is not None and measure.state == "on" and forms.one(page.scene, measure)


def fix(page: Page, measure_id: int) -> bool:
    """The newest value again. What stood there stays readable as corrected."""
    measure = page.mine(measure_id)
    if measure is None or measure.sort != NUMBER or form_rows.last_reading(page.scene.tx, measure.id) is None:
        return False
    return forms.one(page.scene, measure, FIX)


def note_all(page: Page) -> bool:
    """Ask for a value of everything that is followed, one after the other."""
    return forms.lay_out(page.scene, "") and forms.go_on(page.scene)


def share(page: Page, measure_id: int) -> bool:
    """Let those who accompany see the values, or keep them to oneself again, at once."""
    measure = page.mine(measure_id)
    if measure is None or measure.state != "on":
        return False
    measure.shared = not measure.shared
    page.log("measure shared" if measure.shared else "measure kept back")
    return one(page, measure_id)


def put_aside(page: Page, measure_id: int) -> bool:
    """Not followed any more. Its values stay, and taking it up again brings them back."""
    measure = page.mine(measure_id)
    if measure is None or measure.state != "on":
        return False
    measure.state, measure.ended_at = "off", page.scene.now
    page.said("measure_off_said", measure)
    return True


def path(page: Page) -> bool:
    """Start and now, of what the client follows and followed; nothing is called better or worse."""
    words, locale, client = page.scene.house.words, page.scene.who.locale, page.scene.client
    lines = [page.text("measures_path_head")]
    for followed in measures.readings_of(page.scene.tx, client.id):
        lines += [start_and_now(words, followed, locale)] if followed.values or followed.state == "on" else []
    runs = [run for run in measures.answers_of(page.scene.tx, client.id) if run.finished]
    instruments = page.scene.house.instruments
    for key in [key for key in instruments.known if any(run.instrument == key for run in runs)]:
        lines += [results(words, instruments, [run for run in runs if run.instrument == key], locale)]
    page.show("\n".join(lines), [[(page.text("measures_back"), "m.list")]])
    return True


def go_on(page: Page) -> bool:
    """Back to the form that lies open."""
    return forms.go_on(page.scene)
