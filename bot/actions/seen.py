"""`/mita_nakyy`: what the professional sees of the client now, and the rules by which they are told."""

from __future__ import annotations

from bot.actions import limits, limits_told, notices
from bot.actions.measured import name_of
from bot.actions.scene import Scene
from bot.actions.speaker import help_button, say
from bot.domain.sharing import parse
from bot.domain.steps import TOP
from bot.storage import measures, network, people
from bot.storage.tables import Client
from bot.words import listed


def show(scene: Scene) -> None:
    """Said in the client's language, item by item; a second message tells the rules."""
    client = scene.client
    words, locale = scene.house.words, scene.who.locale
    carers = people.carers(scene.tx, client.id)
    there = [one.name for _, one, _ in carers]
    pro = there[0] if there else "–"
    lines = [
        words.bot("seen_head", locale, n=len(there), pro=listed(there, locale)),
        words.bot("seen_pseudonym", locale, pseudonym=client.pseudonym),
        words.bot("seen_energy", locale),
        words.bot("seen_steps", locale),
        words.bot("seen_breaks", locale),
        words.bot("seen_goals", locale),
        words.bot("seen_words_yes" if client.own_words else "seen_words_no", locale),
    ]
    shared = [row for row in measures.followed(scene.tx, client.id) if row.shared]
    if shared:
        names = ", ".join(name_of(words, scene.house.instruments, row, locale) for row in shared)
        lines.insert(-1, words.bot("seen_measures", locale, names=names))
    if part := [one.name for care, one, _ in carers if parse(care.hides)]:
        lines.append(words.bot("seen_part", locale, n=len(part), names=listed(part, locale)))
    say(scene.tx, scene.who.person, "\n".join(lines), scene.now, client_id=client.id)
    rules = [_rules(scene, client, pro), words.bot("seen_danger", locale)]
    if carers and network.away(carers[0][1], scene.now):
        hear = notices.told(scene.tx, scene.house, client, scene.now, locale)
        if hear:
            rules.insert(1, words.bot("seen_cover", locale, n=len(hear), pro=pro, deputy=listed(hear, locale)))
    if client.plan_most < TOP:
        rules.append(words.bot("limits_most", locale, level=limits_told.size(scene.house, locale, client.plan_most)))
    limits_told.known(client)  # read here, a change needs no other telling
    rows = [
        [(words.bot("seen_week_button", locale), "q.week")],
        [(words.bot("seen_net_button", locale), "q.net")],
        [help_button(scene.house, locale)],
    ]
    say(scene.tx, scene.who.person, "\n".join(rules), scene.now, rows=rows, client_id=client.id)


def _rules(scene: Scene, client: Client, pro: str) -> str:
    """The usual limits in the words of the consent, or those that were set for this client."""
    now = limits.of(client)
    if not client.thresholds:
        return scene.house.words.bot("seen_rules", scene.who.locale, pro=pro)
    facts = {
        "pro": pro,
        "in_row": now.in_row,
        "skips": now.of_last_skips,
        "of": now.of_last,
        "days": now.silence_days,
        "low_days": now.silence_days_low,
        "low_count": now.low_count,
    }
    return scene.house.words.bot("seen_rules_set", scene.who.locale, **facts)
