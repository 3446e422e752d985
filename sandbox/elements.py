"""Plain HTML elements for NiceGUI: native buttons, selects and forms, which keyboards and screen readers know."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

ICONS = {  # paths on a 24 by 24 field, drawn with a line of 2
    "add": "M12 5v14M5 12h14",
    "more": "M12 5v.01M12 12v.01M12 19v.01",
    "menu": "M5 7h14M5 12h14M5 17h9",
    "send": "M4 12l16-8-6 16-3-7z",
    "close": "M6 6l12 12M18 6L6 18",
    "file": "M7 3h7l5 5v13H7zM14 3v5h5",
    "pin": "M9 4h6l-1 7 3 3H7l3-3zM12 14v6",
    "play": "M8 5l11 7-11 7z",
    "place": "M12 21s7-6.5 7-11.5A7 7 0 0 0 5 9.5C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "person": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6 8-6s8 2 8 6",
}


def icon(name: str) -> str:
    """An icon as HTML; it says nothing by itself, its button has the words."""
    return f'<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{ICONS[name]}"/></svg>'


class Plain(TextElement):
    """Any HTML element with text and attributes."""

    def __init__(self, tag: str, text: str = "", classes: str = "", **attributes: str) -> None:
        super().__init__(tag=tag, text=text)
        if classes:
            self.classes(classes)
        for name, value in attributes.items():
            self.props[name.strip("_").replace("_", "-")] = value

    def put(self, name: str, value: str | None) -> None:
        """Change or, with None, remove an attribute of a shown element."""
        if value is None:
            self.props.pop(name, None)
        else:
            self.props[name] = value
        self.update()


def box(classes: str, tag: str = "div", **attributes: str) -> Plain:
    """A container."""
    return Plain(tag, "", classes, **attributes)


def button(text: str, act: Callable[[], Any], classes: str = "", **attributes: str) -> Plain:
    """A button with words."""
    made = Plain("button", text, classes, type="button", **attributes)
    made.on("click", lambda: act(), args=[])
    return made


def icon_button(name: str, label: str, act: Callable[[], Any], classes: str = "", **attributes: str) -> ui.html:
    """A button with an icon; its words are for screen readers and the tooltip."""
    made = ui.html(icon(name), sanitize=False, tag="button").classes(f"icon {classes}")
    made.props.update({"type": "button", "aria-label": label, "title": label})
    made.props.update({key.replace("_", "-"): value for key, value in attributes.items()})
    made.on("click", lambda: act(), args=[])
    return made


def choice(label: str, options: Mapping[str, str], value: str, act: Callable[[str], Any], classes: str = "") -> Plain:
    """A native select with its label for screen readers; `act` gets the chosen key."""
    made = Plain("select", "", classes, aria_label=label, title=label)
    with made:
        for key, words in options.items():
            Plain("option", words, value=key, **({"selected": "selected"} if key == value else {}))
    made.on("change", lambda event: act(str(event.args)), js_handler="(e) => emit(e.target.value)")
    return made


def form(classes: str, act: Callable[[str], Any]) -> Plain:
    """A form with one field named `words`; Enter or its button hands over what was written, and empties it."""
    made = Plain("form", "", classes, autocomplete="off")
    made.on(
        "submit",
        lambda event: act(str(event.args)),
        js_handler="(e) => { e.preventDefault(); const f = e.target.elements.words;"
        " if (f.value.trim()) { emit(f.value.trim()); f.value = ''; f.focus(); } }",
    )
    return made


def focus(element: ui.element) -> None:
    """Put the keyboard there."""
    element.client.run_javascript(f"getHtmlElement({element.id})?.focus()")


def safe(text: str) -> str:
    """Text for use inside HTML."""
    return html.escape(text)
