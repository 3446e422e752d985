"""The buttons of forms and of a client's measures: one table says what each carries and who obeys it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import form_answers, measure_choice, measure_times, measures
from bot.actions.heard import Press
from bot.actions.measures import MOST_DIGITS, Page
from bot.actions.scene import Scene


def _way(way: str) -> Callable[..., bool]:
    """A way out of a question, or the answer to "is that right?"; the place says under which question it stood."""
    return lambda page, form, place=0: form_answers.pressed_way(page.scene, page.press, way, form, place)


VERBS: Mapping[str, tuple[int, Callable[..., bool]]] = {
    # a form's question
    "n": (
        3,
        lambda page, form, measure, number: form_answers.pressed_number(page.scene, page.press, form, measure, number),
    ),
    "a": (
        3,
        lambda page, form, place, number: form_answers.pressed_answer(page.scene, page.press, form, place, number),
    ),
    "skip": (2, _way("form_skip")),
    "back": (2, _way("form_back")),
    "later": (1, _way("form_later")),
    "yes": (1, _way("form_yes")),
    "no": (1, _way("form_no")),
    # an invitation to fill in
    "due": (0, measure_times.begin),
    "wait": (0, measure_times.wait),
    "not": (0, measure_times.not_now),
    # the client's own page
    "on": (0, measures.go_on),
    "list": (0, measures.overview),
    "one": (1, measures.one),
    "new": (1, measures.note),
    "fix": (1, measures.fix),
    "all": (0, measures.note_all),
    "path": (0, measures.path),
    "share": (1, measures.share),
    "off": (1, measures.put_aside),
    "add": (0, measure_choice.choose),
    "pick": (1, measure_choice.pick),
    "tool": (1, measure_choice.pick_instrument),
    "own": (0, measure_choice.ask_own),
    "yes_to": (2, measure_choice.decide),
    "no_to": (1, measure_choice.decline),
}
"""What a button does, and how many numbers it carries."""


def pressed(scene: Scene, rest: str, press: Press) -> bool:
    """Obey a button. False: it is old, forged or somebody else's, and nothing happened."""
    client = scene.who.client
    name, *numbers = rest.split(".")
    if client is None or client.consented_at is None or client.stage == "ended" or name not in VERBS:
        return False
    count, act = VERBS[name]
    if len(numbers) != count:
        return False
    if not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in numbers):
        return False
    return act(Page(scene, press), *(int(part) for part in numbers))
