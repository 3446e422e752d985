"""`/viikko`: what the digest would tell of the client's week, read by the client first; a line may be kept back."""

from __future__ import annotations

from bot.actions.digest import brings, hidden_lines, week_facts
from bot.actions.disclosure import said
from bot.actions.scene import Scene
from bot.actions.speaker import help_button, say
from bot.actions.telling import card_lines
from bot.domain.digest import card
from bot.domain.week_facts import NEWS_LINES, Line, News
from bot.storage.tables import Client

HIDEABLE = (Line.ENERGY, Line.STEPS, Line.BREAK, Line.SILENCE, Line.CARRY, Line.GOAL, Line.MEASURE)


def show(scene: Scene) -> None:
    """The same card that the professional reads, and a button for each line of it."""
    client = scene.client
    words, locale = scene.house.words, scene.who.locale
    facts = week_facts(scene.tx, client, scene.who.person, scene.now)
    told = card(facts)
    lines = [words.bot("week_head", locale)]
    brought = said(scene.house, brings(scene.tx, client, scene.now))
    lines += card_lines(words, locale, told, brought, prompts=False)
    hidden = hidden_lines(client, scene.now)
    there = {
        Line.ENERGY: bool(facts.energies),
        Line.STEPS: bool(facts.steps) or News.STEP in facts.news,
        Line.BREAK: facts.pause is not None,
        Line.SILENCE: told.silence_days is not None or Line.SILENCE in hidden,
        Line.CARRY: facts.carry,
        Line.GOAL: any(NEWS_LINES.get(one, Line.GOAL) is Line.GOAL for one in facts.news),
        Line.MEASURE: News.MEASURED in facts.news,
    }
    rows = []
    for index, line in enumerate(HIDEABLE):
        if there[line]:
            key = "week_show" if line in hidden else "week_hide"
            what = words.bot(f"line_{line.value}", locale)
            rows.append([(words.bot(key, locale, line=what), f"q.hide.{index}")])
    if rows:
        lines.append(words.bot("week_may_hide", locale))
    rows.append([help_button(scene.house, locale)])
    say(scene.tx, scene.who.person, "\n".join(lines), scene.now, rows=rows, client_id=client.id)


def toggle(scene: Scene, index: int) -> bool:
    """Keep a line back for a week, or show it again."""
    client = scene.who.client
    if client is None or index >= len(HIDEABLE):
        return False
    kept = set(hidden_lines(client, scene.now)) ^ {HIDEABLE[index]}
    _keep(scene, client, kept)
    show(scene)
    return True


def _keep(scene: Scene, client: Client, kept: set[Line]) -> None:
    client.hidden = ",".join(line.value for line in HIDEABLE if line in kept)
    client.hidden_at = scene.now if kept else None
