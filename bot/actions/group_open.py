"""A group is opened: made by a professional, linked to a Telegram group by a one-time code, followed when it moves."""

from __future__ import annotations

from datetime import datetime

from bot.actions import disclosure, group_care, group_guides, group_pulse, group_themes, rhythm
from bot.actions.group_heard import NOBODY, Brought, GroupHeard, Said
from bot.actions.group_voice import greet, leave, to_chat, to_group, to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Speaker, find, help_button, of_client, say, tell
from bot.domain import groups as rules
from bot.domain.languages import spoken
from bot.domain.purposes import Purpose
from bot.domain.walltime import local_date
from bot.storage import clients, groups, people, timers
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupArrival
from bot.storage.tables import Client
from bot.storage.timers import Due

FIRST_SUPERGROUP = -1_000_000_000_000  # Telegram's numbers of supergroups lie below, of basic groups above
MOST_CLIENTS = 20  # buttons of one question


def make(scene: Scene, name: str, locale: str, size: int, hours: str) -> None:
    """The professional has said what the group shall be: it waits for its Telegram group now."""
    pro = scene.who.professional
    if pro is None:
        return
    group = Group(
        name=name.strip(),
        locale=locale,
        timezone=pro.timezone,
        size=rules.size_of(size),
        hours=hours.strip(),
        made_at=scene.now,
    )
    groups.make(scene.tx, group, pro.id)
    clients.log(
        scene.tx,
        actor="professional",
        actor_id=pro.id,
        client_id=None,
        what="made a peer group",
        why=Purpose.GROUP,
        now=scene.now,
    )
    give_code(scene, group)
    group_guides.ask_second(scene, group)


def give_code(scene: Scene, group: Group) -> None:
    """A new one-time link for bringing the bot in; an older one no longer works."""
    code, until = scene.house.make_code(), scene.now + scene.house.customs.invite_for
    group.code_hash, group.code_until = people.code_hash(code), until
    when = scene.house.words.moment(until, scene.now, group.timezone, scene.who.locale)
    facts = {"group": group.name, "until": when, "link": scene.house.group_link(code)}
    tell(scene.tx, scene.house, scene.who, "group_ready", scene.now, facts)


def candidates(scene: Scene) -> list[Client]:
    """The moderator's own clients who have consented to the service. Who belongs to the group is not to be seen here."""
    pro = scene.who.professional
    assert pro is not None
    mine = [client for client, _ in clients.caseload(scene.tx, pro.id)]
    return [client for client in mine if client.consented_at is not None and client.stage != "welcoming"]


def ask_whom(scene: Scene, group: Group, start: int = 0) -> None:
    """Which of the moderator's clients shall hear of the group? So many at a time."""
    everybody = candidates(scene)
    found = everybody[start : start + MOST_CLIENTS]
    if not found:
        tell(scene.tx, scene.house, scene.who, "group_whom_nobody", scene.now)
        return
    rows: list[list[tuple[str, str]]] = [
        [(disclosure.name(scene.house, client, scene.who.locale), f"g.invite.{group.id}.{client.id}")]
        for client in found
    ]
    if len(everybody) > start + MOST_CLIENTS:
        more = scene.house.words.bot("group_whom_more", scene.who.locale)
        rows.append([(more, f"g.more.{group.id}.{start + MOST_CLIENTS}")])
    tell(scene.tx, scene.house, scene.who, "group_whom", scene.now, {"group": group.name}, rows)


def brought(tx: Transaction, house: House, heard: GroupHeard, group: Group | None) -> None:
    """The bot stands in a group, or its rights there have changed."""
    what = heard.what
    assert isinstance(what, Brought)
    who = find(tx, heard.telegram_id)
    if what.inside_before:
        if group is not None and what.admin != what.admin_before:
            to_group(tx, house, group, "group_admin" if what.admin else "group_admin_over", heard.at)
        return
    if group is not None and _guides(tx, group, who):
        if heard.hears_all:
            to_moderators(tx, house, group, "group_back_hears_all", heard.at)
            leave(tx, heard.chat_id, heard.at)
            return
        group.state = "open"
        group_themes.plan(tx, house, group, heard.at)
        group_pulse.plan(tx, group, heard.at)
        to_group(tx, house, group, "group_back", heard.at)
        if what.admin:
            to_group(tx, house, group, "group_admin", heard.at)
    elif group is None and who is not None and who.professional is not None and _awaited(tx, who):
        row = groups.arrive(tx, heard.chat_id)
        timers.put(tx, "group_code", row.id, heard.at + rules.CODE_WAIT)
    else:
        go_away(tx, house, heard.chat_id, heard.at, spoken(heard.language, house.customs.locale))


def _guides(tx: Transaction, group: Group, who: Speaker | None) -> bool:
    return who is not None and who.professional is not None and groups.moderates(tx, group.id, who.professional.id)


def _awaited(tx: Transaction, who: Speaker) -> bool:
    """
    Does this professional have a group that waits for its Telegram group, or one that may be moving just now?

    The new number of a group that becomes a supergroup may be heard of before the news that it moved.
    """
    assert who.professional is not None
    guided = groups.guided_by(tx, who.professional.id)
    return any(group.state == "waiting" or (group.chat_id or FIRST_SUPERGROUP) > FIRST_SUPERGROUP for group in guided)


def go_away(tx: Transaction, house: House, chat_id: int, now: datetime, locale: str) -> None:
    """One sentence to people who did not call us, and out."""
    to_chat(tx, chat_id, house.words.bot("group_unknown", locale), now)
    leave(tx, chat_id, now)


def no_code_came(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Nobody said which group this is."""
    if not timers.done(tx, timer.id):
        return
    row = tx.session.get(GroupArrival, timer.subject_id)
    if row is None:
        return
    if groups.by_chat(tx, row.chat_id) is None:
        go_away(tx, house, row.chat_id, now, house.customs.locale)
    tx.session.delete(row)


def code_said(tx: Transaction, house: House, heard: GroupHeard) -> None:
    """`/start CODE` in a group: link it, or say why not to the person in private, and leave if we have no business here."""
    assert isinstance(heard.what, Said)
    here = groups.by_chat(tx, heard.chat_id)
    if heard.telegram_id == NOBODY:
        if groups.arrival(tx, heard.chat_id) is not None:
            text = house.words.bot("group_anonymous", spoken(heard.language, house.customs.locale))
            to_chat(tx, heard.chat_id, text, heard.at, topic=heard.topic)
        return
    who = find(tx, heard.telegram_id)
    group = groups.by_code(tx, heard.what.argument)
    code = None
    if group is not None:
        code = rules.Code(group.code_until, group.state != "waiting", _guides(tx, group, who))
    refusal = rules.refuse_code(code, chat_taken=here is not None, hears_all=heard.hears_all, now=heard.at)
    if refusal is None and group is not None:
        _link(tx, house, group, heard)
        return
    if who is not None and who.professional is not None:
        mine = here is not None and _guides(tx, here, who)
        unclear = refusal is rules.CodeRefusal.NOT_YOURS or (refusal is rules.CodeRefusal.TAKEN and not mine)
        key = "group_code_wrong" if unclear else f"group_code_{refusal}"
        facts = {"group": here.name} if here is not None and mine else {}
        tell(tx, house, Speaker(who.person, None, who.professional), key, heard.at, facts)
    if here is None and _expected(tx, heard.chat_id):
        go_away(tx, house, heard.chat_id, heard.at, spoken(heard.language, house.customs.locale))


def _expected(tx: Transaction, chat_id: int) -> bool:
    """Forget that a code was awaited here. False: none was, so the bot has left already or never came."""
    row = groups.arrival(tx, chat_id)
    if row is None:
        return False
    timers.drop(tx, "group_code", row.id)
    tx.session.delete(row)
    tx.session.flush()
    return True


def _link(tx: Transaction, house: House, group: Group, heard: GroupHeard) -> None:
    _expected(tx, heard.chat_id)
    group.chat_id, group.state, group.topic = heard.chat_id, "open", heard.topic
    group.opened_at, group.code_until = heard.at, None
    tx.session.flush()
    greet(tx, house, group, heard.at, admin=heard.admin)
    group_themes.plan(tx, house, group, heard.at)
    group_pulse.plan(tx, group, heard.at)
    to_moderators(tx, house, group, "group_linked", heard.at)


def removed(tx: Transaction, house: House, heard: GroupHeard, group: Group | None) -> None:
    """The bot was thrown out. The group keeps its people, and goes on when a moderator brings the bot back."""
    _expected(tx, heard.chat_id)
    if group is not None:
        _away(tx, house, group, heard.at)


def lost(tx: Transaction, house: House, chat_id: int, now: datetime) -> None:
    """A call found that the bot is no longer there: the news of it was lost, or is still on its way."""
    group = groups.by_chat(tx, chat_id)
    if group is not None:
        _away(tx, house, group, now)


def _away(tx: Transaction, house: House, group: Group, now: datetime) -> None:
    if group.state != "open":
        return
    group.state = "away"
    timers.drop(tx, "group_week", group.id)
    timers.drop(tx, "group_pulse", group.id)
    to_moderators(tx, house, group, "group_removed", now)


def close(scene: Scene, group: Group) -> None:
    """The group ends: a word to all, and the bot leaves. Places are given up, so that other groups stand open."""
    if group.chat_id is not None and group.state == "open":
        to_group(scene.tx, scene.house, group, "group_bye", scene.now)
        leave(scene.tx, group.chat_id, scene.now)
    for row, client, _ in groups.members(scene.tx, group.id, *rules.Place):
        if row.place in groups.BELONGING:
            group_themes.release(scene.tx, client, scene.now)
            timers.put(scene.tx, "group_over", row.id, scene.now)
        row.place, row.left_at, row.shown_as = rules.Place.LEFT.value, row.left_at or scene.now, ""
    group_care.let_all_go(scene.tx, scene.house, group, scene.now)
    group.state, group.chat_id, group.link, group.code_hash = "closed", None, "", ""
    timers.drop(scene.tx, "group_week", group.id)
    timers.drop(scene.tx, "group_pulse", group.id)
    tell(scene.tx, scene.house, scene.who, "group_closed", scene.now, {"group": group.name})


def over_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The group has ended: told in private too, once, at a free moment, after a break if there is one."""
    if not timers.done(tx, timer.id):
        return
    row = groups.place(tx, timer.subject_id)
    group = groups.get(tx, row.group_id) if row is not None else None
    if row is None or group is None:
        return
    client = clients.own(tx, row.client_id)
    fit = rhythm.fit_moment(tx, client, now)
    if fit is None:
        return
    if fit > now:
        timers.put(tx, "group_over", row.id, fit)
        return
    who = of_client(tx, client)
    text = house.words.bot("group_over", who.locale, group=group.name)
    rows = [[help_button(house, who.locale)]]
    say(tx, who.person, text, now, rows=rows, rank=NOTICE, client_id=client.id, kind="theme")
    clients.count_proactive(tx, client.id, "group_over", local_date(now, client.timezone), now)


def follow(tx: Transaction, old: int, new: int) -> None:
    """The Telegram group became a supergroup: told by an update, or by a call that found it gone. Twice is once."""
    groups.follow(tx, old, new)
