"""
`/oma_polku`: a client's own way, only when they ask, against their own start (R23, R61).

Trying counts, whatever came of it; what was not started is not counted here, and nothing is called better or worse.
"""

from __future__ import annotations

from bot.actions import own_paper, pictures
from bot.actions.measured import results, start_and_now
from bot.actions.plan_words import SUCCESS, goal_pairs, tried_lines
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, help_button, say
from bot.actions.steps import named
from bot.domain.walltime import local_date
from bot.storage import check_ins, clients, measures, plans
from bot.storage.tables import Client
from bot.words import long_day, short_day

SHOWN_WORDS = 5  # of the newest; the paper has all


def show(scene: Scene) -> None:
    """The picture first, then what it does not show; the whole plan as a paper is one tap away."""
    client, words, locale = scene.client, scene.house.words, scene.who.locale
    chart = pictures.energy_of(scene.tx, words, client, locale, scene.now)
    if chart is not None:
        pictures.send(scene.tx, scene.who.person, chart, scene.now, client_id=client.id)
    parts = [words.bot("path_head", locale, since=long_day(client.since.date(), locale))]
    parts += [part for part in (_tried(scene, client), _own_words(scene, client), _goals(scene, client)) if part]
    if measured := _measured(scene, client):
        parts.append(measured)
    if len(parts) == 1:
        parts.append(words.bot("path_little", locale))
    rows: Rows = [[(words.bot("path_paper", locale), "q.paper")], [help_button(scene.house, locale)]]
    say(scene.tx, scene.who.person, "\n\n".join(parts), scene.now, rows=rows, client_id=client.id)
    clients.log_own(scene.tx, client, "own way shown", scene.now)


def paper(scene: Scene) -> bool:
    """The button below the way."""
    own_paper.hand_out(scene)
    return True


def _tried(scene: Scene, client: Client) -> str:
    words, locale = scene.house.words, scene.who.locale
    lines = tried_lines(words, locale, check_ins.since(scene.tx, client.id, client.since))
    lines += [words.bot("path_step", locale, step=named(words, client, locale))] if client.step_what else []
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


def _goals(scene: Scene, client: Client) -> str:
    """Goals that both agreed on, each with what the client called it and where it stands in her words."""
    words, locale = scene.house.words, scene.who.locale
    told, today = [], local_date(scene.now, client.timezone)
    for goal in plans.agreed_goals_of(scene.tx, client.id):
        pairs = [f"{label}: {said}" for label, said in goal_pairs(words, locale, goal, today)]
        told.append("\n".join([words.bot("path_goal", locale, goal=goal.what), *pairs]))
    return "\n\n".join(told)


def _measured(scene: Scene, client: Client) -> str:
    """Start and now beside each other, without a word about the difference (R23, R61)."""
    words, instruments, locale = scene.house.words, scene.house.instruments, scene.who.locale
    lines = [start_and_now(words, one, locale) for one in measures.readings_of(scene.tx, client.id) if one.values]
    done = [
        run for run in measures.answers_of(scene.tx, client.id) if run.finished and run.instrument in instruments.known
    ]
    forms = [[run for run in done if run.instrument == key] for key in dict.fromkeys(run.instrument for run in done)]
    lines += [results(words, instruments, runs, locale) for runs in forms]
    return "\n".join([words.bot("path_measures", locale), *lines]) if lines else ""
