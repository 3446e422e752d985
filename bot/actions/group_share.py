"""
Sharing with the group from the private chat: shown first, under the name that the client chose, by a tap for each item.

This is the only way from the private side into the group.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import rhythm
from bot.actions.group_heard import Cheered, GroupHeard
from bot.actions.group_join import standing
from bot.actions.group_voice import to_chat
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, tell
from bot.actions.talking import ask_again
from bot.domain import groups as rules
from bot.domain.groups import Place, Standing
from bot.domain.names import Posing, posing
from bot.domain.walltime import local_date
from bot.storage import clients, group_people, group_posts, groups, outbox, timers
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember, GroupShare
from bot.storage.tables import Client
from bot.storage.timers import Due

CHEER_AFTER = timedelta(hours=1)  # cheers come back together, not one by one


def share(scene: Scene, kind: str, words: str, name: str) -> None:
    """The client saw exactly this and tapped. Whether they still belong is looked at again."""
    client, number = scene.who.client, scene.facts.get("group_id")
    group = groups.get(scene.tx, number) if isinstance(number, int) else None
    row = groups.member(scene.tx, group.id, client.id) if group is not None and client is not None else None
    if client is None or group is None or group.chat_id is None or row is None or not _may_speak(group, row, scene.now):
        scene.closing.append(scene.house.words.bot("group_not_now", scene.who.locale))
        return
    if mistaken := _mistaken(scene, group, client, name):  # somebody of that name may have come meanwhile
        scene.closing.append(scene.house.words.bot(f"group_name_{mistaken}", scene.who.locale))
        return
    made = GroupShare(group_id=group.id, client_id=client.id, outbox_id=0, at=scene.now, signed=name.strip())
    scene.tx.keep(made)
    say = scene.house.words.bot
    text = say(f"group_shared_{kind}", group.locale, words=words)
    if name.strip():
        text += "\n" + say("group_shared_by", group.locale, name=name.strip())
    rows: Rows = [[(say("group_cheer", group.locale), f"G.{made.id}")]]
    made.outbox_id = to_chat(scene.tx, group.chat_id, text, scene.now, rows=rows, topic=group.topic)
    back: Rows = [[(say("group_take_back", scene.who.locale), f"g.back.{made.id}")]]
    tell(scene.tx, scene.house, scene.who, "group_on_its_way", scene.now, rows=back)


def name_chosen(scene: Scene, name: str) -> None:
    """A name by which the group could take the client for somebody else is asked for once more, kindly."""
    number, client = scene.facts.get("group_id"), scene.who.client
    group = groups.get(scene.tx, number) if isinstance(number, int) else None
    mistaken = _mistaken(scene, group, client, name) if group is not None and client is not None else None
    if mistaken is None:
        return
    scene.lead = scene.house.words.bot(f"group_name_{mistaken}", scene.who.locale)
    ask_again(scene)
    scene.stopped = True  # the question stands as before


def _mistaken(scene: Scene, group: Group, client: Client, name: str) -> Posing | None:
    return posing(
        name,
        bot=scene.house.bot_name,
        moderators=[pro.name for pro, _ in groups.moderators(scene.tx, group.id)],
        members=group_people.names_of_others(scene.tx, group.id, client.id),
    )


def _may_speak(group: Group, row: GroupMember, now: datetime) -> bool:
    paused = row.paused_until is not None and row.paused_until > now
    return group.state == "open" and row.place == Place.INSIDE.value and not paused


def take_back(scene: Scene, share_id: int) -> None:
    """Within ten minutes the message is deleted. Somebody else's button does nothing."""
    made, client = group_posts.share(scene.tx, share_id), scene.who.client
    group = groups.get(scene.tx, made.group_id) if made is not None else None
    if made is None or client is None or made.client_id != client.id or group is None or group.chat_id is None:
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    if made.taken_back_at is not None:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    if made.outbox_id == group_posts.NO_MESSAGE or group.state != "open":
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    if not rules.may_take_back(made.at, scene.now):
        tell(scene.tx, scene.house, scene.who, "group_too_late", scene.now)
        return
    made.taken_back_at = scene.now
    timers.drop(scene.tx, "group_cheer", made.id)
    outbox.add(
        scene.tx,
        chat_id=group.chat_id,
        method="deleteMessage",
        params={},
        after=made.outbox_id,
        now=scene.now,
        kind="group",
    )
    tell(scene.tx, scene.house, scene.who, "group_taken_back", scene.now)


def cheered(tx: Transaction, house: House, heard: GroupHeard, group: Group) -> None:
    """Somebody of the group tapped. Counted once a person, never shown in the group, told to the sharer later."""
    assert isinstance(heard.what, Cheered)
    made = group_posts.share(tx, heard.what.share_id)
    stands, who, _ = standing(tx, group, heard.telegram_id)
    if made is None or made.group_id != group.id or made.taken_back_at is not None or who is None:
        return
    own = who.client is not None and who.client.id == made.client_id
    if own or stands is Standing.STRANGER or not group_posts.cheer(tx, made.id, who.person.id):
        return
    if made.told == 0 and group_posts.cheers(tx, made.id) == 1:
        client = clients.own(tx, made.client_id)
        timers.put(tx, "group_cheer", made.id, rhythm.next_free(tx, client, heard.at + CHEER_AFTER))


def cheers_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """One quiet message for each shared item, at a moment that is free for it. On a break nothing comes, but after it."""
    if not timers.done(tx, timer.id):
        return
    made = group_posts.share(tx, timer.subject_id)
    if made is None or made.taken_back_at is not None or made.told:
        return
    client = clients.own(tx, made.client_id)
    fit = rhythm.fit_moment(tx, client, now)
    if fit is None:
        return
    if fit > now:
        timers.put(tx, "group_cheer", made.id, fit)
        return
    made.told = group_posts.cheers(tx, made.id)
    who = of_client(tx, client)
    text = house.words.bot("group_cheers", who.locale, n=made.told)
    button = help_button(house, who.locale)
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        params={"text": text, "disable_notification": True, "rows": [[list(button)]]},
        now=now,
        rank=NOTICE,
        client_id=client.id,
        kind="theme",
    )
    clients.count_proactive(tx, client.id, "group_cheer", local_date(now, client.timezone), now)
