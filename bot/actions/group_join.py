"""Coming into a group and going again. Consent is separate, the default is out, and leaving changes nothing else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.actions import disclosure, group_meetings, group_pulse, group_themes, rhythm
from bot.actions.group_voice import to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import CHECK_IN, Rows, Speaker, find, help_button, of_client, say, tell
from bot.domain import groups as rules
from bot.domain.groups import Place, Refusal, Standing
from bot.domain.purposes import Purpose
from bot.domain.roles import Relation
from bot.domain.walltime import local_date
from bot.storage import clients, groups, outbox, timers
from bot.storage.calls import ASKS, OutboxCall
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember
from bot.storage.tables import Client, Person
from bot.storage.timers import Due

INVITE_LINK = re.compile(r"https://t\.me/(?:\+|joinchat/)[\w-]+")
LINK_FOR = timedelta(days=7)  # how long a client's own link works


def offer(scene: Scene, group: Group, client: Client) -> None:
    """A moderator thought of this client: told at the client's next free moment, as an unasked message."""
    pro = scene.who.professional
    assert pro is not None
    row = groups.member(scene.tx, group.id, client.id)
    if row is not None and row.place in groups.BELONGING:
        row = None  # whether the client belongs is not told to the one who asks
    elif row is None:
        row = GroupMember(group_id=group.id, client_id=client.id, offered_at=scene.now)
        scene.tx.session.add(row)
    else:
        row.place, row.offered_at = Place.OFFERED.value, scene.now
        row.consented_at = row.asked_back_at = row.barred_at = None
    scene.tx.session.flush()
    clients.log(
        scene.tx,
        actor=Relation.MODERATOR.value,
        actor_id=pro.id,
        client_id=client.id,
        what="offered the group",
        why=Purpose.GROUP,
        now=scene.now,
    )
    called = disclosure.name(scene.house, client, scene.who.locale)
    if row is not None:
        timers.put(scene.tx, "group_offer", row.id, rhythm.next_free(scene.tx, client, scene.now))
    tell(scene.tx, scene.house, scene.who, "group_offered", scene.now, {"pseudonym": called})


def offer_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Tell the client that there is a group. Looked at again: nothing is said on a break or after a concern, but later."""
    if not timers.done(tx, timer.id):
        return
    row = groups.place(tx, timer.subject_id)
    if row is None or row.place != Place.OFFERED.value:
        return
    client = clients.own(tx, row.client_id)
    fit = rhythm.fit_moment(tx, client, now)
    if fit is None:
        return  # it stands in /group, and nothing is pushed
    if fit > now:
        timers.put(tx, "group_offer", row.id, fit)
        return
    who = of_client(tx, client)
    words, locale = house.words, who.locale
    rows: Rows = [
        [(words.bot("group_look", locale), f"g.look.{row.group_id}")],
        [(words.bot("group_leave_it", locale), f"g.leaveit.{row.group_id}")],
        [help_button(house, locale)],
    ]
    text = words.bot("group_offer", locale)
    say(tx, who.person, text, now, rows=rows, rank=CHECK_IN, client_id=client.id, kind="theme")
    clients.count_proactive(tx, client.id, "group_offer", local_date(now, client.timezone), now)


def join(scene: Scene) -> None:
    """The client said yes, after reading what others will see. The way in follows."""
    client, row, group = _at_hand(scene)
    if client is None or row is None or group is None:
        return
    refusal = refused(scene.tx, group, row, client)
    if refusal is not None:
        key = "group_refuse_not_open" if refusal is Refusal.NOT_OFFERED else f"group_refuse_{refusal}"
        scene.closing.append(scene.house.words.bot(key, scene.who.locale))
        return
    if row.place == Place.OFFERED.value:
        settle_in(scene.tx, scene.house, group, Speaker(scene.who.person, client, None), row, scene.now)
    elif row.place in groups.BELONGING:
        ask_way_in(scene.tx, group, client, scene.now)
    else:
        scene.closing.append(scene.house.words.bot("group_refuse_not_open", scene.who.locale))


def settle_in(tx: Transaction, house: House, group: Group, who: Speaker, row: GroupMember, now: datetime) -> None:
    """The place is the client's, by their own yes. Whoever is in the Telegram group already needs no way in."""
    assert who.client is not None
    if row.left_at is not None:
        _let_back(tx, group, who.person, now)
    row.place, row.consented_at = Place.AGREED.value, now
    row.left_at = row.asked_back_at = row.barred_at = None
    log_own(tx, who.client, "consent group given", now)
    if row.came_at is None:
        ask_way_in(tx, group, who.client, now)
        return
    come_in(tx, house, group, row, now)
    tell(tx, house, who, "group_in_already", now, {"group": group.name})


def come_in(tx: Transaction, house: House, group: Group, row: GroupMember, now: datetime) -> None:
    """The member is in the Telegram group now. What the group hears next is counted in their budget too."""
    row.place, row.joined_at, row.came_at = Place.INSIDE.value, now, None
    tx.session.flush()
    group_themes.plan(tx, house, group, now)
    group_pulse.plan(tx, group, now)


def decline(scene: Scene) -> None:
    """Not now. The place is not kept, and nobody is told."""
    client, row, _ = _at_hand(scene)
    if client is not None and row is not None and row.place == Place.OFFERED.value:
        row.place, row.left_at = Place.LEFT.value, scene.now


def refused(tx: Transaction, group: Group, row: GroupMember | None, client: Client) -> Refusal | None:
    return rules.refuse_joining(
        Place(row.place) if row is not None else None,
        is_open=group.state == "open",
        size=group.size,
        taken=groups.taken(tx, group.id, but=client.id),
        elsewhere=groups.elsewhere(tx, group.id, client.id),
    )


def _at_hand(scene: Scene) -> tuple[Client | None, GroupMember | None, Group | None]:
    """The client, the place and the group that this talk is about."""
    number = scene.facts.get("group_id")
    group = groups.get(scene.tx, number) if isinstance(number, int) else None
    client = scene.who.client
    row = groups.member(scene.tx, group.id, client.id) if group is not None and client is not None else None
    return client, row, group


def log_own(tx: Transaction, client: Client, what: str, now: datetime) -> None:
    clients.log_own(tx, client, what, now)


def ask_way_in(tx: Transaction, group: Group, client: Client, now: datetime) -> None:
    """Ask Telegram for a link that lets one person in. What comes of it is heard by `way_in`."""
    if group.chat_id is None:
        return
    until = int((now + LINK_FOR).timestamp())
    params = {"member_limit": 1, "expire_date": until}
    outbox.add(
        tx,
        chat_id=group.chat_id,
        method="createChatInviteLink",
        params=params,
        now=now,
        client_id=client.id,
        kind=ASKS,
    )


def way_in(tx: Transaction, house: House, call: OutboxCall, link: str, now: datetime) -> None:
    """A link for one person; without the right to make one, the link that a moderator gave; without that, they are asked."""
    group = groups.by_chat(tx, call.chat_id)
    row = groups.member(tx, group.id, call.client_id) if group is not None and call.client_id is not None else None
    if group is None or row is None or row.place != Place.AGREED.value:
        return
    who = of_client(tx, clients.own(tx, row.client_id))
    if link or group.link:
        give_way_in(tx, house, who, group, link or group.link, now)
        return
    tell(tx, house, who, "group_come_soon", now, {"group": group.name})
    buttons = (("group_do_link", f"g.link.{group.id}"),)
    to_moderators(tx, house, group, "group_link_missing", now, buttons=buttons)


def give_way_in(tx: Transaction, house: House, who: Speaker, group: Group, link: str, now: datetime) -> None:
    tell(tx, house, who, "group_come", now, {"group": group.name, "link": link})


def keep_link(scene: Scene, link: str) -> None:
    """A moderator sent an invite link of the group: those who wait for the way in get it now."""
    number, pro = scene.facts.get("group_id"), scene.who.professional
    group = groups.get(scene.tx, number) if isinstance(number, int) else None
    if group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        return
    if not INVITE_LINK.fullmatch(link.strip()):
        scene.closing.append(scene.house.words.bot("group_link_wrong", scene.who.locale))
        return
    group.link = link.strip()
    scene.closing.append(scene.house.words.bot("group_link_kept", scene.who.locale, group=group.name))
    for _, client, person in groups.members(scene.tx, group.id, Place.AGREED):
        give_way_in(scene.tx, scene.house, Speaker(person, client, None), group, group.link, scene.now)


def leave(scene: Scene, group: Group) -> None:
    """One tap. Taken out of the Telegram group where the bot has the right; nothing else changes."""
    client = scene.who.client
    row = groups.member(scene.tx, group.id, client.id) if client is not None else None
    if client is None or row is None or row.place not in groups.BELONGING:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    out(scene.tx, client, row, scene.now)
    group_meetings.member_gone(scene.tx, scene.house, group, client, scene.now)
    _lead_out(scene.tx, group, scene.who.person, scene.now)
    tell(scene.tx, scene.house, scene.who, "group_left", scene.now, {"group": group.name})


def _lead_out(tx: Transaction, group: Group, person: Person, now: datetime) -> None:
    """
    Of somebody inside a supergroup this makes a leaving without a ban; elsewhere, or without the right, it fails.

    If it worked is heard by `outside_now`; otherwise the person is still there until they go themselves.
    """
    if group.chat_id is not None:
        params = {"user_id": person.telegram_id}
        outbox.add(tx, chat_id=group.chat_id, method="unbanChatMember", params=params, now=now, kind=ASKS)


def outside_now(tx: Transaction, call: OutboxCall) -> None:
    """Telegram took somebody out of the group."""
    group = groups.by_chat(tx, call.chat_id)
    _, _, row = standing(tx, group, int(call.params["user_id"])) if group is not None else (None, None, None)
    if row is not None and row.place not in groups.BELONGING:
        row.came_at = None


def _let_back(tx: Transaction, group: Group, person: Person, now: datetime) -> None:
    """Whoever was taken out is banned in Telegram, and no link opens for them. A moderator thought of them again."""
    if group.chat_id is not None:
        params = {"user_id": person.telegram_id, "only_if_banned": True}
        outbox.add(tx, chat_id=group.chat_id, method="unbanChatMember", params=params, now=now, kind="group")


def end_places(tx: Transaction, house: House, client: Client, person: Person, now: datetime) -> list[str]:
    """
    No place without consent to the service: offers lapse, and where the client belonged they leave.

    Returns:
        What to tell the person about each group that they belonged to, for they may still be in it in Telegram.
    """
    left = []
    for row, group in groups.places_of(tx, client.id):
        if row.place not in groups.BELONGING:
            row.place, row.left_at = Place.LEFT.value, now
            continue
        out(tx, client, row, now)
        group_meetings.member_gone(tx, house, group, client, now)
        _lead_out(tx, group, person, now)
        left.append(house.words.bot("group_place_over", person.locale, group=group.name))
    tx.session.flush()
    return left


def out(tx: Transaction, client: Client, row: GroupMember, now: datetime) -> None:
    """The place ends by the client's own act. In Telegram they may still be there, until we hear that they are gone."""
    row.came_at = now if row.place == Place.INSIDE.value else row.came_at
    row.place, row.left_at, row.steps_since, row.shown_as = Place.LEFT.value, now, None, ""
    log_own(tx, client, "consent group withdrawn", now)


def standing(tx: Transaction, group: Group, telegram_id: int) -> tuple[Standing, Speaker | None, GroupMember | None]:
    """What somebody is in a group. A client without consent to this group is a stranger there."""
    who = find(tx, telegram_id)
    if who is None:
        return Standing.STRANGER, None, None
    if who.professional is not None and groups.moderates(tx, group.id, who.professional.id):
        return Standing.MODERATOR, who, None
    row = groups.member(tx, group.id, who.client.id) if who.client is not None else None
    inside = row is not None and row.place in groups.BELONGING
    return (Standing.MEMBER if inside else Standing.STRANGER), who, row
