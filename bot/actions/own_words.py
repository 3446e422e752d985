"""Words that a client chose to keep: kept, and read again when the client likes."""

from __future__ import annotations

from bot.actions import close_ones
from bot.actions.scene import Scene
from bot.storage import clients

CARDS = ("strength", "value", "reason", "success", "hard_day", "evening", "story")
"""In the order in which they are read again."""
NEWEST = 3  # of each kind; older ones stay kept, but a phone screen ends somewhere


def keep(scene: Scene, kind: str, words: str, *, share: bool) -> None:
    """Kept only when the client said that own words may be kept."""
    client = scene.client
    if client.own_words:
        clients.keep_note(scene.tx, client.id, kind, words, share=share, now=scene.now)
        if kind == "success":
            close_ones.offer_success(scene)


def show(scene: Scene) -> None:
    """The client's own cards, newest first within their kind; to nobody but the client."""
    client = scene.client
    words, locale = scene.house.words, scene.who.locale
    notes = clients.notes(scene.tx, client.id, CARDS)
    lines = [
        words.bot(f"card_{kind}", locale, words=note.words)
        for kind in CARDS
        for note in [note for note in notes if note.kind == kind][:NEWEST]
    ]
    head = words.bot("cards_head" if lines else "cards_none", locale)
    scene.closing.append("\n".join([head, *lines]))
