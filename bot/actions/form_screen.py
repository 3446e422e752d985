"""How a form's question looks: its words, its buttons, and how typed words are read as an answer."""

from __future__ import annotations

from bot.actions.intents import folded
from bot.actions.measured import name_of, title, value
from bot.actions.question import SCALE_ROW
from bot.actions.scene import Scene
from bot.actions.speaker import help_button
from bot.domain import own_measures
from bot.domain.forms import Queue
from bot.domain.instruments import Item
from bot.domain.languages import LOCALES
from bot.domain.own_measures import kind_of
from bot.storage import forms, measures
from bot.storage.measure_tables import Form, Measure
from dialogs import hearing

Buttons = list[list[tuple[str, str]]]

ATTEMPT = 3  # words; what is longer and has no digit is something that the client wants to say, not an answer
WAYS = ("form_skip", "form_back", "form_later")


def number_question(scene: Scene, form: Form, measure: Measure) -> tuple[str, Buttons]:
    """What is asked for a measure, and numbers to tap where few are usual."""
    words, locale = scene.house.words, scene.who.locale
    kind = kind_of(measure.key, measure.unit)
    if measure.key == own_measures.OTHER:
        key = "ask_other_unit" if measure.unit else "ask_other"
        text = words.bot(key, locale, what=upper(measure.name), unit=measure.unit)
    else:
        text = words.bot(f"ask_{measure.key}", locale)
    taps = [(str(number), f"m.n.{form.id}.{measure.id}.{number}") for number in kind.taps]
    rows = [taps[start : start + SCALE_ROW] for start in range(0, len(taps), SCALE_ROW)]
    return text, rows


def item_question(form: Form, place: int, low: int, item: Item) -> tuple[str, Buttons]:
    """An instrument's item in its own words, and each answer with its number, one below the other."""
    rows = [
        [(f"{low + index} – {answer}", f"m.a.{form.id}.{place}.{low + index}")]
        for index, answer in enumerate(item.answers)
    ]
    return item.text, rows


def with_ways_out(scene: Scene, form: Form, rows: Buttons) -> Buttons:
    """The answers, and below them: leave out, correct the one before, later, help."""
    words, locale, queue = scene.house.words, scene.who.locale, Queue.parse(form.waiting)
    ways = [[(words.bot("form_skip", locale), f"m.skip.{form.id}.{queue.place}")]]
    if queue.asked:
        ways.append([(words.bot("form_back", locale), f"m.back.{form.id}.{queue.place}")])
    ways.append([(words.bot("form_later", locale), f"m.later.{form.id}")])
    return [*rows, *ways, [help_button(scene.house, locale)]]


def kept(scene: Scene, form: Form) -> str:
    """After the last number: what stands now, line by line."""
    words, locale = scene.house.words, scene.who.locale
    lines = []
    for item in Queue.parse(form.waiting).asked:
        measure = measures.get(scene.tx, int(item))
        reading = forms.last_reading(scene.tx, int(item), since=form.opened_at)
        if measure is not None and reading is not None:
            said = value(kind_of(measure.key, measure.unit), measures.as_numbers(reading.numbers), locale)
            what = name_of(words, scene.house.instruments, measure, locale)
            lines.append(words.bot("form_kept_line", locale, what=what, value=said))
    if not lines:
        return words.bot("form_nothing", locale)
    return "\n".join([words.bot("form_kept_head", locale), *lines])


def gone(scene: Scene, instrument: str) -> str:
    """An instrument whose words are not there any more."""
    what = title(scene.house.instruments, instrument, scene.who.locale)
    return scene.house.words.bot("form_gone", scene.who.locale, what=what)


def way_meant(scene: Scene, text: str) -> str:
    """The way out whose words were typed instead of tapped, in whichever language; "" for none."""
    return next((way for way in WAYS if says(scene, way, text)), "")


def says(scene: Scene, key: str, text: str) -> bool:
    """Are these the words of that button?"""
    said = folded(text[:100])
    return any(folded(scene.house.words.bot(key, locale)) == said for locale in LOCALES)


def number_meant(measure: Measure, text: str, locale: str) -> own_measures.Numbers | None:
    """The value that was typed; small numbers may be said in words too."""
    kind = kind_of(measure.key, measure.unit)
    found = own_measures.understand(kind, text, locale)
    if found is None and kind.taps:
        spoken = hearing.scale_value(text, kind.taps[-1])
        found = own_measures.understand(kind, str(spoken), locale) if spoken is not None else None
    return found


def answer_meant(item: Item, low: int, text: str) -> int | None:
    """The answer that was typed: its number, or its own words."""
    for index, answer in enumerate(item.answers):
        if folded(answer) == folded(text[:200]):
            return low + index
    spoken = hearing.scale_value(text, low + len(item.answers) - 1)
    return spoken if spoken is not None and low <= spoken < low + len(item.answers) else None


def attempt(text: str) -> bool:
    """Could this be meant as an answer? If not, the words are received like any others."""
    return any(char.isdigit() for char in text) or len(text.split()) <= ATTEMPT


def upper(text: str) -> str:
    """A name at the beginning of a line or on a button."""
    return text[:1].upper() + text[1:]
