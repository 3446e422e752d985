"""
Filling in a form: one question at a time, in pieces, across days and restarts.

A form is no talk. It has no turns to be short in, only a place, which is a row; so it does not run in the dialog engine.
Taps answer whenever they come, as long as the form is open; typed words are an answer only while its question was the
last one asked. The word check has seen them before. Nothing has to be answered, no value raises an alarm.
"""

from __future__ import annotations

from bot.actions import form_screen as screen
from bot.actions.measured import title
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, help_button, say
from bot.domain.forms import Queue
from bot.domain.instruments import Instrument, Wording
from bot.domain.measures import score
from bot.storage import forms, measures, talks
from bot.storage.measure_tables import Form, InstrumentRun, Measure

NUMBER, INSTRUMENT = "number", "instrument"
FIX = "fix"  # instead of an occasion: the newest value is said again
MIXED = "mixed"  # the words were changed by the operator while somebody was answering


def lay_out(scene: Scene, occasion: str) -> bool:
    """
    Put what the client follows onto forms: numbers first, then each instrument in its language.

    Forms of another occasion give way: the middle of a period is no time for the questions of its start. What lies
    open already stays. False: there is nothing to ask.
    """
    client, tx, now = scene.client, scene.tx, scene.now
    waiting = forms.open_of(tx, client.id)
    for form in waiting:
        if form.occasion != occasion:
            forms.close(tx, form, now)
    if any(form.closed_at is None for form in waiting):
        return True
    rows = measures.followed(tx, client.id)
    numbers = tuple(str(row.id) for row in rows if row.sort == NUMBER)
    if numbers:
        forms.add(tx, client.id, NUMBER, numbers, occasion, now)
    begun = [_begin_run(scene, row, occasion) for row in rows if row.sort == INSTRUMENT]
    return bool(numbers) or any(form is not None for form in begun)


def _begin_run(scene: Scene, measure: Measure, occasion: str) -> Form | None:
    """None where it is not asked: no words in the client's language, or not at this occasion."""
    known = scene.house.instruments.known.get(measure.key)
    said = scene.house.instruments.said(measure.key, scene.who.locale)
    if known is None or said is None or (occasion and occasion not in known.asked):
        return None
    run = forms.begin_run(scene.tx, measure, occasion, f"{scene.who.locale}.{said.mark}", scene.now)
    form = forms.add(scene.tx, measure.client_id, INSTRUMENT, known.items, occasion, scene.now)
    form.run_id = run.id
    return form


def one(scene: Scene, measure: Measure, occasion: str = "") -> bool:
    """A single measure, asked now. False: it cannot be asked in the client's language."""
    if measure.sort == INSTRUMENT:
        waiting = [form for form in forms.open_of(scene.tx, measure.client_id) if form.sort == INSTRUMENT]
        runs = ((form, forms.run_of(scene.tx, form)) for form in waiting)
        form = next((form for form, run in runs if run is not None and run.measure_id == measure.id), None)
        form = form or _begin_run(scene, measure, occasion)
    else:
        form = forms.add(scene.tx, measure.client_id, NUMBER, (str(measure.id),), occasion, scene.now)
    if form is None:
        return False
    ask(scene, form)
    return True


def go_on(scene: Scene, lead: str = "", *, after: int = 0) -> bool:
    """Ask what waits next, of the forms that were laid out after that one. False: nothing waits."""
    for form in forms.open_of(scene.tx, scene.client.id):
        if form.id > after:
            ask(scene, form, lead)
            return True
    return False


def ask(scene: Scene, form: Form, lead: str = "") -> None:
    """Say the form's question where it stands; at its end say what came of it, and go on to the next."""
    form.doubt, queue = "", Queue.parse(form.waiting)
    shown = _question(scene, form, queue)
    while shown is None and queue.left:  # what was put aside meanwhile is not asked
        queue = queue.without(queue.current)
        form.waiting = queue.stored()
        shown = _question(scene, form, queue)
    if shown is None:
        _finish(scene, form, lead)
        return
    text, rows = shown
    place = scene.house.words.bot("form_place", scene.who.locale, place=queue.place, size=queue.size)
    head = f"{place}\n{text}" if queue.size > 1 else text
    whole = "\n\n".join(part for part in (lead, *_preface(scene, form, queue), head) if part)
    put(scene, form, whole, screen.with_ways_out(scene, form, rows))


def _question(scene: Scene, form: Form, queue: Queue) -> tuple[str, screen.Buttons] | None:
    if not queue.current:
        return None
    if form.sort == NUMBER:
        measure = measures.get(scene.tx, int(queue.current))
        if measure is None or measure.state != "on":
            return None
        return screen.number_question(scene, form, measure)
    found = asked_words(scene, form)
    if found is None or queue.current not in found[2].items:
        return None
    run, known, said = found
    _mark(scene, run, said)
    text, rows = screen.item_question(form, queue.place - 1, known.scoring.low, said.items[queue.current])
    return text, rows


def _preface(scene: Scene, form: Form, queue: Queue) -> tuple[str, ...]:
    """Before an instrument's first item: what it is, in its own words."""
    found = asked_words(scene, form) if form.sort == INSTRUMENT and not queue.asked and not queue.again else None
    return (found[2].title, found[2].intro) if found is not None else ()


def asked_words(scene: Scene, form: Form) -> tuple[InstrumentRun, Instrument, Wording] | None:
    """What the form asks, in the language it began with: an instrument is not answered half in another."""
    run = forms.run_of(scene.tx, form)
    if run is None or run.instrument not in scene.house.instruments.known:
        return None
    said = scene.house.instruments.said(run.instrument, run.wording.partition(".")[0])
    return None if said is None else (run, scene.house.instruments.known[run.instrument], said)


def _mark(scene: Scene, run: InstrumentRun, said: Wording) -> None:
    locale, _, mark = run.wording.partition(".")
    if mark != said.mark:
        run.wording = f"{locale}.{MIXED if forms.answers(scene.tx, run) else said.mark}"


def put(scene: Scene, form: Form, text: str, rows: Rows) -> None:
    """Ask, and from now on hear typed words as an answer to it. A dialog that was open gives way."""
    talks.close(scene.talk)
    scene.talk.turn += 1
    scene.talk.last_at = form.last_at = scene.now
    form.turn = scene.talk.turn
    client_id = form.client_id
    form.question = say(scene.tx, scene.who.person, text, scene.now, rows=rows, client_id=client_id)


def onward(scene: Scene, form: Form, lead: str = "") -> None:
    """To the next question."""
    form.waiting = Queue.parse(form.waiting).on().stored()
    ask(scene, form, lead)


def _finish(scene: Scene, form: Form, lead: str) -> None:
    words, locale = scene.house.words, scene.who.locale
    queue = Queue.parse(form.waiting)
    if form.sort == NUMBER:
        text = lead if queue.size == 1 and lead else screen.kept(scene, form)
    else:
        text = _score(scene, form)
    forms.close(scene.tx, form, scene.now)
    if go_on(scene, text, after=form.id):
        return
    rows = [[(words.bot("measures_button", locale), "m.list")]]
    if forms.open_of(scene.tx, form.client_id):
        rows.insert(0, [(words.bot("form_go_on", locale), "m.on")])
    rows.append([help_button(scene.house, locale)])
    say(scene.tx, scene.who.person, text, scene.now, rows=rows, client_id=form.client_id)


def _score(scene: Scene, form: Form) -> str:
    """Keep the result; the client hears no number (R23)."""
    found = asked_words(scene, form)
    run = forms.run_of(scene.tx, form)
    if found is None or run is None:
        return screen.gone(scene, run.instrument if run is not None else "")
    forms.finish_run(run, score(found[1].scoring, forms.answers(scene.tx, run)), scene.now)
    what = title(scene.house.instruments, run.instrument, scene.who.locale)
    return scene.house.words.bot("form_done", scene.who.locale, what=what)


def mine(scene: Scene, form_id: int) -> Form | None:
    """The form, if it is this client's and still open."""
    form = forms.get(scene.tx, form_id)
    return form if form is not None and form.client_id == scene.client.id and form.closed_at is None else None
