"""
`/measures`: what a client follows, who sees it, noting a value, start and now when she asks.

Callback data is `m.VERB.NUMBER...`. Each deed asks whether what it names belongs to this client.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import disclosure, forms
from bot.actions.form_screen import Buttons, upper
from bot.actions.forms import FIX, INSTRUMENT, NUMBER
from bot.actions.heard import Press
from bot.actions.measured import name_of, results, start_and_now, value
from bot.actions.speaker import NOTICE, help_button, say
from bot.actions.talking import Scene, open_script, paired
from bot.domain.own_measures import KINDS, OTHER, kind_of
from bot.storage import clients, measures, network, outbox, people
from bot.storage import forms as form_rows
from bot.storage.measure_tables import Measure
from bot.words import short_day

MOST_DIGITS = 12
MOST_NAME, MOST_UNIT = 40, 12  # characters of an own measure: one button


@dataclass(slots=True)
class Page:
    """A client's page of measures. `press` is the message that is turned over; without one it is a new message."""

    scene: Scene
    press: Press | None = None

    def text(self, key: str, **facts: object) -> str:
        return self.scene.house.words.bot(key, self.scene.who.locale, **facts)

    @property
    def pro(self) -> str:
        """Who would see a shared value: everybody who accompanies the client, by the names that clients see."""
        names = [pro.name for _, pro in network.all_of(self.scene.tx, self.scene.client.id)]
        return ", ".join(names) or "–"

    def name(self, measure: Measure) -> str:
        return name_of(self.scene.house.words, self.scene.house.instruments, measure, self.scene.who.locale)

    def show(self, text: str, rows: Buttons) -> None:
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
    lines, rows = [], []
    for measure in measures.chosen(tx, client.id):
        if measure.state in ("off", "draft"):
            continue
        key = "asked" if measure.state == "asked" else "shared" if measure.shared else "own"
        lines.append(page.text(f"measures_line_{key}", what=page.name(measure), pro=page.pro))
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
    measure = _mine(page, measure_id)
    if measure is None or measure.state in ("off", "draft"):
        return False
    what, facts = upper(page.name(measure)), {"pro": page.pro}
    if measure.state == "asked":
        rows = [
            [(page.text("measure_yes_shared", **facts), f"m.yes_to.{measure.id}.1")],
            [(page.text("measure_yes_own"), f"m.yes_to.{measure.id}.0")],
            [(page.text("measure_no"), f"m.no_to.{measure.id}")],
        ]
        text = page.text("measure_page_asked", what=page.name(measure), **facts)
    else:
        key = "measure_page_shared" if measure.shared else "measure_page_own"
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


def _newest(page: Page, measure: Measure) -> str:
    reading = form_rows.last_reading(page.scene.tx, measure.id) if measure.sort == NUMBER else None
    if reading is None:
        return ""
    locale = page.scene.who.locale
    said = value(kind_of(measure.key, measure.unit), measures.as_numbers(reading.numbers), locale)
    return page.text("measure_last", value=said, day=short_day(reading.on_date, locale))


def note(page: Page, measure_id: int) -> bool:
    measure = _mine(page, measure_id)
    return measure is not None and measure.state == "on" and forms.one(page.scene, measure)


def fix(page: Page, measure_id: int) -> bool:
    """The newest value again. What stood there stays readable as corrected."""
    measure = _mine(page, measure_id)
    if measure is None or measure.sort != NUMBER or form_rows.last_reading(page.scene.tx, measure.id) is None:
        return False
    return forms.one(page.scene, measure, FIX)


def note_all(page: Page) -> bool:
    return forms.lay_out(page.scene, "") and forms.go_on(page.scene)


def share(page: Page, measure_id: int) -> bool:
    """Let those who accompany see the values, or keep them to oneself again, at once."""
    measure = _mine(page, measure_id)
    if measure is None or measure.state != "on":
        return False
    measure.shared = not measure.shared
    _log(page, "measure shared" if measure.shared else "measure kept back")
    return one(page, measure_id)


def put_aside(page: Page, measure_id: int) -> bool:
    measure = _mine(page, measure_id)
    if measure is None or measure.state != "on":
        return False
    measure.state, measure.ended_at = "off", page.scene.now
    _said(page, "measure_off_said", measure)
    return True


def decide(page: Page, measure_id: int, shared: int) -> bool:
    """Yes to a suggestion, and whether the values may be seen."""
    measure = _mine(page, measure_id)
    if measure is None or measure.state != "asked":
        return False
    measure.state, measure.shared, measure.agreed_at = "on", bool(shared), page.scene.now
    _log(page, "yes to measure")
    _look_for_times(page.scene)
    _tell_suggester(page, measure)
    return one(page, measure_id)


def _look_for_times(scene: Scene) -> None:
    """There is something to measure now: a time that was passed over, and still lasts, is one again."""
    from bot.actions import measure_times

    measure_times.plan(scene.tx, scene.house, scene.client, scene.now)


def decline(page: Page, measure_id: int) -> bool:
    measure = _mine(page, measure_id)
    if measure is None or measure.state != "asked":
        return False
    measure.state, measure.ended_at = "off", page.scene.now
    _log(page, "no to measure")
    _tell_suggester(page, measure)
    _said(page, "measure_no_said", measure)
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
    if index >= len(KINDS):
        return False
    key = list(KINDS)[index]
    return _take_up(page, Measure(client_id=page.scene.client.id, key=key, unit=KINDS[key].unit))


def pick_instrument(page: Page, index: int) -> bool:
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
    open_script(page.scene, "own_measure")
    return True


def keep_own(scene: Scene, what: str, unit: str) -> None:
    """An own measure, as the client named it; its page comes when the talk ends."""
    client = scene.client
    measure = Measure(client_id=client.id, key=OTHER, name=short(what, MOST_NAME), unit=short(unit, MOST_UNIT))
    measure.state, measure.made_at, measure.agreed_at = "on", scene.now, scene.now
    _look_for_times(scene)
    kept = measures.suggest(scene.tx, measure)
    one(Page(scene), kept.id)


def short(text: str, most: int) -> str:
    return " ".join(text.split())[:most].strip(" .")


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


def _said(page: Page, key: str, measure: Measure) -> None:
    what = upper(page.name(measure))
    page.show(page.text(key, what=what), [[(page.text("measures_back"), "m.list")]])


def _mine(page: Page, measure_id: int) -> Measure | None:
    measure = measures.get(page.scene.tx, measure_id)
    return measure if measure is not None and measure.client_id == page.scene.client.id else None


def _log(page: Page, what: str) -> None:
    client = page.scene.client
    clients.log_own(page.scene.tx, client, what, page.scene.now)


def go_on(page: Page) -> bool:
    return forms.go_on(page.scene)
