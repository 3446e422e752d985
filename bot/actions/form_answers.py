"""
What a client does with a form's question: taps, types, leaves it out, goes back, goes on later.

The questions themselves are in `forms.py`. An odd value is asked about, never refused.
"""

from __future__ import annotations

from bot.actions import form_screen as screen
from bot.actions import forms
from bot.actions.forms import FIX, INSTRUMENT, NUMBER, mine
from bot.actions.heard import Press
from bot.actions.measured import name_of, value
from bot.actions.question import tidy_pressed
from bot.actions.scene import Scene
from bot.actions.speaker import help_button, say
from bot.domain import own_measures
from bot.domain.forms import Queue
from bot.domain.own_measures import Numbers, kind_of
from bot.domain.walltime import local_date
from bot.storage import forms as rows_of
from bot.storage import measures, outbox
from bot.storage.measure_tables import Form, Measure, Reading
from dialogs import hearing

QUOTE = 100  # characters of what was not understood


def take(scene: Scene, form: Form, numbers: Numbers, *, sure: bool = False) -> None:
    """A value for the measure that is asked. An odd one is asked about first; a value given twice holds."""
    measure = measures.get(scene.tx, int(Queue.parse(form.waiting).current))
    assert measure is not None
    kind, stored = kind_of(measure.key, measure.unit), own_measures.stored(numbers)
    words, locale = scene.house.words, scene.who.locale
    said = value(kind, [float(each) for each in numbers], locale)
    before = _corrected(scene, form, measure)
    if not sure and form.doubt != stored and own_measures.doubtful(kind, numbers, _last(scene, form, measure)):
        form.doubt = stored
        rows = [
            [(words.bot("form_yes", locale), f"m.yes.{form.id}")],
            [(words.bot("form_no", locale), f"m.no.{form.id}")],
        ]
        rows += [[(words.bot("form_later", locale), f"m.later.{form.id}")], [help_button(scene.house, locale)]]
        forms.put(scene, form, words.bot("form_doubt", locale, value=said), rows)
        return
    on = before.on_date if before is not None else local_date(scene.now, scene.client.timezone)
    occasion = before.occasion if before is not None else "" if form.occasion == FIX else form.occasion
    corrects = before.id if before is not None else None
    rows_of.keep_reading(scene.tx, measure, stored, on, occasion, scene.now, corrects=corrects)
    what = name_of(words, scene.house.instruments, measure, locale)
    forms.onward(scene, form, words.bot("form_kept", locale, what=what, value=said))


def _corrected(scene: Scene, form: Form, measure: Measure) -> Reading | None:
    """The value that this one corrects: of this form when the client went back, or the newest when that was the wish."""
    if form.occasion == FIX:
        return rows_of.last_reading(scene.tx, measure.id)
    again = Queue.parse(form.waiting).again
    return rows_of.last_reading(scene.tx, measure.id, since=form.opened_at) if again else None


def _last(scene: Scene, form: Form, measure: Measure) -> tuple[float, ...]:
    """What a new value is compared with; a correction is compared with nothing, since the value was wrong."""
    if _corrected(scene, form, measure) is not None:
        return ()
    reading = rows_of.last_reading(scene.tx, measure.id)
    return measures.as_numbers(reading.numbers) if reading is not None else ()


def pressed_number(scene: Scene, press: Press, form_id: int, measure_id: int, number: int) -> bool:
    form = mine(scene, form_id)
    if form is None or form.sort != NUMBER:
        return False
    measure = measures.get(scene.tx, measure_id)
    if Queue.parse(form.waiting).current != str(measure_id) or measure is None:
        return False
    numbers = own_measures.understand(kind_of(measure.key, measure.unit), str(number), scene.who.locale)
    if numbers is None:
        return False
    tidy_pressed(scene, press.message_id, press.shown, str(number))
    take(scene, form, numbers)
    return True


def pressed_answer(scene: Scene, press: Press, form_id: int, place: int, number: int) -> bool:
    """An answer to an instrument's item. One that was answered before takes the newer answer, and nothing is asked."""
    form = mine(scene, form_id)
    found = forms.asked_words(scene, form) if form is not None and form.sort == INSTRUMENT else None
    if form is None or found is None:
        return False
    run, known, said = found
    if place >= len(known.items) or number not in known.values:
        return False
    item, queue = known.items[place], Queue.parse(form.waiting)
    if item != queue.current and item not in queue.asked:
        return False
    rows_of.answer(scene.tx, run, item, number, scene.now)
    chosen = said.items[item].answers[number - known.scoring.low]
    tidy_pressed(scene, press.message_id, press.shown, f"{number} – {chosen}")
    if item == queue.current:
        forms.onward(scene, form)
    return True


def pressed_way(scene: Scene, press: Press, way: str, form_id: int, place: int = 0) -> bool:
    """Leave out, go back, later, yes, no. `place` is the question that the button stood under."""
    form = mine(scene, form_id)
    if form is None or (place and place != Queue.parse(form.waiting).place):
        return False
    if way in ("form_yes", "form_no") and not form.doubt:
        return False
    tidy_pressed(scene, press.message_id, press.shown, scene.house.words.bot(way, scene.who.locale))
    go_way(scene, form, way)
    return True


def go_way(scene: Scene, form: Form, way: str) -> None:
    """Take a way out, or answer the question about an odd value."""
    if way == "form_later":
        rest(scene, form)
    elif way == "form_yes":
        take(scene, form, own_measures.loaded(form.doubt), sure=True)
    elif way == "form_no":
        forms.ask(scene, form)
    elif way == "form_back":
        form.waiting = Queue.parse(form.waiting).back().stored()
        forms.ask(scene, form)
    else:
        _leave_out(scene, form)


def _leave_out(scene: Scene, form: Form) -> None:
    run = rows_of.run_of(scene.tx, form) if form.sort == INSTRUMENT else None
    if run is not None:
        rows_of.answer(scene.tx, run, Queue.parse(form.waiting).current, None, scene.now)
    forms.onward(scene, form)


def rest(scene: Scene, form: Form) -> None:
    """Later: the form keeps its place, and typed words are words again."""
    form.turn = 0
    words, locale = scene.house.words, scene.who.locale
    rows = [[(words.bot("form_go_on", locale), "m.on")], [help_button(scene.house, locale)]]
    say(scene.tx, scene.who.person, words.bot("form_paused", locale), scene.now, rows=rows, client_id=form.client_id)


def typed(scene: Scene, text: str, wish: str) -> bool:
    """Words typed while a form's question was the last one asked. False: they are no answer; somebody else hears them."""
    form = holding(scene)
    if form is None:
        return False
    if way := screen.way_meant(scene, text):
        _untap(scene, form)
        go_way(scene, form, way)
    elif not _answered(scene, form, text):
        if wish or not screen.attempt(text):
            form.turn = 0
            return False
        shown = " ".join(text.split())[:QUOTE]
        _untap(scene, form)
        forms.ask(scene, form, scene.house.words.bot("form_unclear", scene.who.locale, words=shown))
    return True


def _answered(scene: Scene, form: Form, text: str) -> bool:
    """Take typed words as the answer that they plainly are."""
    current, said = Queue.parse(form.waiting).current, hearing.words(text)
    if form.doubt and (said in hearing.YES or said in hearing.NO):
        _untap(scene, form)
        go_way(scene, form, "form_yes" if said in hearing.YES else "form_no")
        return True
    if form.sort == NUMBER:
        measure = measures.get(scene.tx, int(current)) if current else None
        numbers = screen.number_meant(measure, text, scene.who.locale) if measure is not None else None
        if numbers is not None:
            _untap(scene, form)
            take(scene, form, numbers)
        return numbers is not None
    found = forms.asked_words(scene, form)
    if found is None or not current:
        return False
    run, known, wording = found
    number = screen.answer_meant(wording.items[current], known.scoring.low, text)
    if number is not None:
        _untap(scene, form)
        rows_of.answer(scene.tx, run, current, number, scene.now)
        forms.onward(scene, form)
    return number is not None


def holding(scene: Scene) -> Form | None:
    """The form whose question was the last thing asked of this client."""
    if scene.talk.script or scene.who.client is None or not scene.talk.turn:
        return None
    waiting = rows_of.open_of(scene.tx, scene.who.client.id)
    return next((form for form in waiting if form.turn == scene.talk.turn), None)


def _untap(scene: Scene, form: Form) -> None:
    """A typed answer takes the buttons off its question."""
    if form.question is not None:
        chat = scene.who.person.chat_id
        method = "editMessageReplyMarkup"
        outbox.add(scene.tx, chat_id=chat, method=method, params={}, now=scene.now, kind="tidy", after=form.question)
