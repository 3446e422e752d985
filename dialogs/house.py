"""The few words that belong to no script: the house says them the same everywhere. gettext context: "house"."""

from __future__ import annotations

from collections.abc import Mapping

CONTEXT = "house"
KEPT = "fact"
"""The context of words that buttons keep as facts, such as a chosen experiment; kept in English, read in any language."""

HOUSE: Mapping[str, str] = {
    # buttons that the engine adds
    "exit": "That is enough for now",
    "other": "Something else",
    "decline": "I would rather not say",
    # answers of the house around any dialog
    "misheard": "You wrote: “{text}”. I did not understand it as an answer to this.",
    "stale": "That button belongs to an earlier question.",
    "goodbye": "Good, we stop here. I am here when you want to go on.",
    "scale_ends": "{first} = {low}, {last} = {high}",
}
"""English msgids by key. `{text}` is what the client wrote; `{first}` to `{high}` are the ends of a scale."""

NOTES: Mapping[str, str] = {
    "exit": "A button on every question; it ends the talk without a reason. At most about 25 characters.",
    "other": "A button below answers; the client then tells in own words.",
    "decline": "A button below answers; not answering is an answer.",
    "misheard": "The client typed something where buttons were expected; the question follows once more.",
    "stale": "Shown when somebody presses an old button.",
    "goodbye": "After the exit button.",
    "scale_ends": "Below a question with numbers: what the lowest and the highest number mean.",
}
"""Notes for translators."""
