"""`/mita_nakyy`: what the professional sees of the client now, and the rules by which they are told."""

from __future__ import annotations

from bot.actions.speaker import help_button, say
from bot.actions.talking import Scene
from bot.storage import people


def show(scene: Scene) -> None:
    """Said in the client's language, item by item; a second message tells the rules."""
    client = scene.who.client
    assert client is not None
    words, locale = scene.house.words, scene.who.locale
    carers = people.carers(scene.tx, client.id)
    pro = carers[0][1].name if carers else "–"
    lines = [
        words.bot("seen_head", locale, pro=pro),
        words.bot("seen_pseudonym", locale, pseudonym=client.pseudonym),
        words.bot("seen_energy", locale),
        words.bot("seen_steps", locale),
        words.bot("seen_breaks", locale),
        words.bot("seen_words_yes" if client.own_words else "seen_words_no", locale),
    ]
    say(scene.tx, scene.who.person, "\n".join(lines), scene.now, client_id=client.id)
    rules = f"{words.bot('seen_rules', locale, pro=pro)}\n{words.bot('seen_danger', locale)}"
    say(scene.tx, scene.who.person, rules, scene.now, rows=[[help_button(scene.house, locale)]], client_id=client.id)
