"""
The way back into a group: one tap of the client, one of a moderator. Whom a moderator took out needs a new offer.

The moderators consented to this person once; what they decide now is whether the place is theirs again.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions import disclosure, group_join, strayed
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, Speaker, of_client, say, tell
from bot.actions.talking import begin
from bot.domain import groups as rules
from bot.domain.groups import Place, WayBack
from bot.domain.roles import Action
from bot.storage import clients, group_people, groups, network
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember
from bot.storage.tables import Person, Professional


def outside(scene: Scene) -> None:
    """`/group` of somebody without a place. Whoever had one, or said no to one, finds the way from here."""
    client = scene.who.client
    left = (
        group_people.left_last(scene.tx, client.id) if client is not None and client.consented_at is not None else None
    )
    if left is None:
        tell(scene.tx, scene.house, scene.who, "group_none", scene.now)
    else:
        show(scene, *left)


def look(scene: Scene, group: Group) -> None:
    """The button of an offer, perhaps of an old one."""
    client = scene.who.client
    row = groups.member(scene.tx, group.id, client.id) if client is not None else None
    if row is not None and row.place == Place.LEFT.value:
        show(scene, row, group)
    else:
        begin(scene, "group_join", {"group": group.name, "group_id": group.id})


def show(scene: Scene, row: GroupMember, group: Group) -> None:
    """What somebody who has left sees of the group: the offer again, the way back, or who can open one."""
    match _way(row, scene.now):
        case WayBack.LOOK:
            row.place = Place.OFFERED.value
            begin(scene, "group_join", {"group": group.name, "group_id": group.id})
        case WayBack.ASK:
            rows: Rows = [[(scene.house.words.bot("group_do_return", scene.who.locale), f"g.return.{group.id}")]]
            tell(scene.tx, scene.house, scene.who, "group_return", scene.now, {"group": group.name}, rows)
        case WayBack.WAIT:
            tell(scene.tx, scene.house, scene.who, "group_return_waits", scene.now, {"group": group.name})
        case WayBack.NONE:
            tell(scene.tx, scene.house, scene.who, "group_return_none", scene.now, {"group": group.name})


def _way(row: GroupMember, now: datetime) -> WayBack:
    return rules.way_back(
        consented=row.consented_at is not None, barred=row.barred_at is not None, asked_at=row.asked_back_at, now=now
    )


def ask_whether(tx: Transaction, house: House, group: Group, who: Speaker, row: GroupMember, now: datetime) -> bool:
    """Who once left came in by the Telegram group's own link. False: not somebody who may simply be asked."""
    client = who.client
    away = row.place != Place.LEFT.value or _way(row, now) not in (WayBack.ASK, WayBack.WAIT)
    if client is None or client.consented_at is None or who.person.unreachable_at is not None or away:
        return False
    rows: Rows = [[(house.words.bot("group_do_return", who.locale), f"g.return.{group.id}")]]
    tell(tx, house, Speaker(who.person, client, None), "group_return_here", now, {"group": group.name}, rows)
    for pro, person in groups.moderators(tx, group.id):
        _tell_moderator(tx, house, group, row, (pro, person), "group_back_here", now)
    return True


def ask(scene: Scene, group: Group) -> None:
    """The client's tap is their consent, after reading what the others see again. The moderators are asked."""
    client = scene.who.client
    row = groups.member(scene.tx, group.id, client.id) if client is not None else None
    if client is None or client.consented_at is None or row is None or row.place != Place.LEFT.value:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    if _way(row, scene.now) is not WayBack.ASK:
        show(scene, row, group)
        return
    refusal = group_join.refused(scene.tx, group, row, client)
    if refusal is not None:
        tell(scene.tx, scene.house, scene.who, f"group_refuse_{refusal}", scene.now)
        return
    row.asked_back_at = scene.now
    group_join.log_own(scene.tx, client, "asked the group back", scene.now)
    for pro, person in groups.moderators(scene.tx, group.id):
        _ask_moderator(scene.tx, scene.house, group, row, (pro, person), scene.now)
    facts = {"group": group.name, "hours": group.hours}
    tell(scene.tx, scene.house, scene.who, "group_return_asked", scene.now, facts)


def waiting(scene: Scene, group: Group) -> None:
    """Below the moderator's page: who still waits for an answer, with the same buttons."""
    pro = scene.who.professional
    assert pro is not None
    for row in group_people.wishes_back(scene.tx, group.id):
        _ask_moderator(scene.tx, scene.house, group, row, (pro, scene.who.person), scene.now)


def _ask_moderator(
    tx: Transaction, house: House, group: Group, row: GroupMember, whom: tuple[Professional, Person], now: datetime
) -> None:
    locale = whom[1].locale
    rows: Rows = [
        [(house.words.bot("group_back_yes", locale), f"g.welcome.{row.id}")],
        [(house.words.bot("group_back_no", locale), f"g.notback.{row.id}")],
    ]
    _tell_moderator(tx, house, group, row, whom, "group_back_wish", now, rows)


def _tell_moderator(
    tx: Transaction,
    house: House,
    group: Group,
    row: GroupMember,
    whom: tuple[Professional, Person],
    key: str,
    now: datetime,
    rows: Rows = (),
) -> None:
    """By the pseudonym for whoever accompanies this client; for another moderator, somebody."""
    pro, person = whom
    client = clients.own(tx, row.client_id)
    known = network.care(tx, client.id, pro.id) is not None
    called = (
        disclosure.name(house, client, person.locale) if known else house.words.bot("group_somebody", person.locale)
    )
    text = house.words.bot(key, person.locale, group=group.name, somebody=called)
    say(tx, person, text, now, rows=rows, rank=NOTICE, kind="group")


def decide(scene: Scene, place_id: int, *, yes: bool) -> None:
    """A moderator's one tap. A no leaves the way to a new offer, and is said kindly."""
    row, pro = groups.place(scene.tx, place_id), scene.who.professional
    group = groups.get(scene.tx, row.group_id) if row is not None else None
    if row is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        strayed.member(scene, row.client_id if row is not None else None)
        return
    scene.tx.session.refresh(row)  # as it is now that the group is ours alone: another moderator may have answered
    scene.who = Speaker(scene.who.person, None, pro)
    if row.place != Place.LEFT.value or row.asked_back_at is None or row.barred_at is not None:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    client = clients.own(scene.tx, row.client_id)
    closed = client.consented_at is None or group_join.refused(scene.tx, group, row, client) is not None
    if yes and closed:
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    groups.steer(scene.tx, group.id, client.id, pro.id, Action.GROUP_RETURN, scene.now)
    who = of_client(scene.tx, client)
    if yes:
        group_join.settle_in(scene.tx, scene.house, group, who, row, scene.now)
    else:
        row.barred_at = scene.now
        tell(scene.tx, scene.house, who, "group_return_no", scene.now, {"group": group.name})
    tell(scene.tx, scene.house, scene.who, "group_back_told", scene.now)
