"""Scripts with their words are remembered, so that a talk finishes on the version it began with, in its own words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.house import House
from bot.storage import talks
from bot.storage.database import Transaction
from bot.storage.tables import ScriptVersion
from dialogs.errors import ScriptErrors
from dialogs.extract import messages
from dialogs.library import Library
from dialogs.loader import load_script
from dialogs.model import Script

OldWords = dict[tuple[str, str, str], str]
"""(language, context, msgid) -> text, for sentences that newer scripts have lost."""


def remember(tx: Transaction, house: House, sources: Mapping[str, str]) -> tuple[Library, OldWords]:
    """Keep what is new. Returns the library with the older versions that open talks may stand in, and their words."""
    talks.remember_scripts(
        tx,
        [
            ScriptVersion(
                name=script.name, version=script.version, source=sources[script.name], words=_words(house, script)
            )
            for script in house.library
        ],
    )
    older: list[Script] = []
    words: OldWords = {}
    for row in talks.outdated(tx, {script.name: script.version for script in house.library}):
        try:
            older.append(load_script(row.name, row.source))
        except ScriptErrors:
            continue  # a form of script this version cannot read any more; its talks are closed kindly when touched
        words |= {(locale, context, msgid): text for locale, context, msgid, text in row.words.get("texts", ())}
    return house.library.with_older(older), words


def _words(house: House, script: Script) -> dict[str, object]:
    texts = house.words.texts
    return {
        "texts": [
            [locale, message.context, message.msgid, texts.raw(message.context, message.msgid, locale)]
            for message in messages(Library([script]))
            for locale in ("fi", "sv")
            if texts.has(message.context, message.msgid, locale)
        ]
    }
