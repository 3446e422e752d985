"""
`/oma_polku`: a client's own way, only when they ask, against their own start (R23, R61).

Trying counts, whatever came of it; what was not started is not counted here, and nothing is called better or worse.
"""

from __future__ import annotations

from bot.actions import pictures
from bot.actions.speaker import help_button, say
from bot.actions.talking import Scene
from bot.storage import check_ins, clients
from bot.storage.tables import Client
from bot.words import long_day, short_day

TRIED = frozenset({"done", "part", "other"})
RESTED = "rested"
SUCCESS = ("success", "strength")  # kinds of kept words that tell what worked
SHOWN_WORDS = 5  # of the newest; the paper has all


def show(scene: Scene) -> None:
    """The picture first, then what it does not show."""
    client, words, locale = scene.who.client, scene.house.words, scene.who.locale
    assert client is not None
    chart = pictures.energy_of(scene.tx, words, client, locale, scene.now)
    if chart is not None:
        pictures.send(scene.tx, scene.who.person, chart, scene.now, client_id=client.id)
    parts = [words.bot("path_head", locale, since=long_day(client.since.date(), locale))]
    parts += [part for part in (_tried(scene, client), _own_words(scene, client)) if part]
    if len(parts) == 1:
        parts.append(words.bot("path_little", locale))
    rows = [[help_button(scene.house, locale)]]
    say(scene.tx, scene.who.person, "\n\n".join(parts), scene.now, rows=rows, client_id=client.id)
    clients.log(scene.tx, actor="client", actor_id=client.id, client_id=client.id, what="own way shown", now=scene.now)


def _tried(scene: Scene, client: Client) -> str:
    words, locale = scene.house.words, scene.who.locale
    outcomes = [asked.outcome for asked in check_ins.since(scene.tx, client.id, client.since)]
    tried, rested = sum(outcome in TRIED for outcome in outcomes), outcomes.count(RESTED)
    lines = [words.bot("path_tried", locale, n=tried)] if tried else []
    lines += [words.bot("path_rested", locale, n=rested)] if rested else []
    lines += [words.bot("path_step", locale, step=client.step_what)] if client.step_what else []
    return "\n".join(lines)


def _own_words(scene: Scene, client: Client) -> str:
    """What worked, as the client said it (R4), oldest first."""
    words, locale = scene.house.words, scene.who.locale
    kept = clients.notes(scene.tx, client.id, SUCCESS)[:SHOWN_WORDS]
    if not kept:
        return ""
    lines = [
        words.bot("path_words_line", locale, date=short_day(note.at.date(), locale), words=note.words)
        for note in reversed(kept)
    ]
    return "\n".join([words.bot("path_words", locale), *lines])
