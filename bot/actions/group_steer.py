"""
Moderating by the bot: about the writer of a reported message, decided by a moderator, said to the person in private.

The bot is no administrator for convenience. It tries what the moderator wants; without the right, the moderators hear in
plain words how to do the same by hand. What needs no right, the private word and the bot's own silence, works always.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.actions import group_meetings, strayed
from bot.actions.group_voice import rules_text, to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, Speaker, find, help_button, say, tell
from bot.domain.groups import Place
from bot.domain.roles import Action
from bot.storage import group_posts, groups, outbox
from bot.storage.calls import ASKS, GONE, Never, OutboxCall, Sent
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupReport

PAUSES = {"pauseday": timedelta(days=1), "pauseweek": timedelta(days=7)}
TALKING = (  # what a paused member may not do, and may again; Telegram's names
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
)
BY_HAND = {
    "restrictChatMember": "group_hand_pause",
    "banChatMember": "group_hand_remove",
    "deleteMessage": "group_hand_delete",
    "pinChatMessage": "group_hand_pin",
    "sendPoll": "group_hand_poll",
}
"""A call that needed a right -> what the moderators are told instead."""


def came_of(tx: Transaction, house: House, call: OutboxCall, verdict: Sent | Never) -> None:
    """Telegram did it, or did not let the bot: then people do it by hand."""
    group = groups.by_chat(tx, call.chat_id)
    refused = isinstance(verdict, Never) and verdict.fault != GONE
    if group is not None and refused and call.method in BY_HAND and call.made_at is not None:
        to_moderators(tx, house, group, BY_HAND[call.method], call.made_at)


def offer(scene: Scene, report_id: int) -> None:
    """What a moderator can do about a reported message and its writer."""
    found = mine(scene, report_id)
    if found is None:
        return
    row, group = found
    words, locale = scene.house.words, scene.who.locale
    verbs = (*(("warn",) if _known(scene, row) else ()), *PAUSES, "out") if row.about is not None else ()
    rows: list[list[tuple[str, str]]] = [
        [(words.bot(f"group_do_{verb}", locale), f"g.{verb}.{row.id}")] for verb in verbs
    ]
    if row.message_id is not None:
        rows.append([(words.bot("group_do_unsay", locale), f"g.unsay.{row.id}")])
    tell(scene.tx, scene.house, scene.who, "group_steer", scene.now, {"group": group.name}, rows)


def mine(scene: Scene, report_id: int) -> tuple[GroupReport, Group] | None:
    """An open report, if the one who taps guides its group."""
    row, pro = group_posts.report(scene.tx, report_id), scene.who.professional
    group = groups.get(scene.tx, row.group_id) if row is not None else None
    if row is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        strayed.group(scene, row.about if row is not None else None)
        return None
    if row.closed_at is not None or group.state != "open" or group.chat_id is None:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return None
    return row, group


def _known(scene: Scene, row: GroupReport) -> Speaker | None:
    """The writer, if the bot knows them as a client and can reach them."""
    who = find(scene.tx, row.about) if row.about is not None else None
    return who if who is not None and who.client is not None and who.person.unreachable_at is None else None


def warn(scene: Scene, report_id: int) -> None:
    """A kind word in private, with the rules. Nothing is counted against anybody."""
    found = mine(scene, report_id)
    who = _known(scene, found[0]) if found is not None else None
    if found is None:
        return
    if who is None:
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    _tell_member(scene, found[1], who, "group_warned", Action.GROUP_WARN)
    text = rules_text(scene.house, who.locale)
    say(scene.tx, who.person, text, scene.now, rank=NOTICE, client_id=who.client.id if who.client else None)
    tell(scene.tx, scene.house, scene.who, "group_steer_told", scene.now)


def pause(scene: Scene, report_id: int, length: timedelta) -> None:
    """For a while the writer is not heard in the group: by Telegram where the bot may, by the bot itself always."""
    found = mine(scene, report_id)
    if found is None or found[0].about is None:
        return
    row, group = found
    until = scene.now + length
    params = {
        "user_id": row.about,
        "permissions": dict.fromkeys(TALKING, False),
        "until_date": int(until.timestamp()),
    }
    _try(scene, group, "restrictChatMember", params)
    who = _known(scene, row)
    place = groups.member(scene.tx, group.id, who.client.id) if who is not None and who.client is not None else None
    rows: Rows = []
    if who is not None and place is not None and place.place == Place.INSIDE.value:
        place.paused_until = until
        when = scene.house.words.moment(until, scene.now, group.timezone, who.locale)
        _tell_member(scene, group, who, "group_paused", Action.GROUP_PAUSE, {"until": when})
        rows = [[(scene.house.words.bot("group_do_unpause", scene.who.locale), f"g.unpause.{place.id}")]]
    when = scene.house.words.moment(until, scene.now, group.timezone, scene.who.locale)
    tell(scene.tx, scene.house, scene.who, "group_pause_set", scene.now, {"until": when}, rows)


def unpause(scene: Scene, place_id: int) -> None:
    """The pause ends early."""
    place, pro = groups.place(scene.tx, place_id), scene.who.professional
    group = groups.get(scene.tx, place.group_id) if place is not None else None
    if place is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        strayed.member(scene, place.client_id if place is not None else None)
        return
    if place.paused_until is None or place.paused_until <= scene.now or group.chat_id is None:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    place.paused_until = None
    person = groups.person_of(scene.tx, place)
    _try(
        scene,
        group,
        "restrictChatMember",
        {"user_id": person.telegram_id, "permissions": dict.fromkeys(TALKING, True)},
    )
    who = find(scene.tx, person.telegram_id)
    if who is not None:
        _tell_member(scene, group, who, "group_unpaused", Action.GROUP_PAUSE)
    tell(scene.tx, scene.house, scene.who, "group_steer_told", scene.now)


def ask_remove(scene: Scene, report_id: int) -> None:
    """Taking somebody out is asked twice."""
    if mine(scene, report_id) is not None:
        rows: Rows = [[(scene.house.words.bot("group_out_yes", scene.who.locale), f"g.outyes.{report_id}")]]
        tell(scene.tx, scene.house, scene.who, "group_out_sure", scene.now, rows=rows)


def remove(scene: Scene, report_id: int) -> None:
    """The writer's place ends. Everything else that a client has with us goes on."""
    found = mine(scene, report_id)
    if found is None or found[0].about is None:
        return
    row, group = found
    _try(scene, group, "banChatMember", {"user_id": row.about})
    who = _known(scene, row)
    place = groups.member(scene.tx, group.id, who.client.id) if who is not None and who.client is not None else None
    if who is not None and place is not None and place.place in groups.BELONGING:
        place.place, place.left_at, place.steps_since = Place.LEFT.value, scene.now, None
        place.barred_at, place.came_at, place.shown_as = scene.now, scene.now, ""
        assert who.client is not None
        group_meetings.member_gone(scene.tx, scene.house, group, who.client, scene.now)
        _tell_member(scene, group, who, "group_removed_you", Action.GROUP_REMOVE)
    tell(scene.tx, scene.house, scene.who, "group_out_done", scene.now)


def unsay(scene: Scene, report_id: int) -> None:
    """The message goes out of the group, where the bot may take it away."""
    found = mine(scene, report_id)
    if found is None or found[0].message_id is None:
        return
    _try(scene, found[1], "deleteMessage", {"message_id": found[0].message_id})
    tell(scene.tx, scene.house, scene.who, "group_steer_told", scene.now)


VERBS: Mapping[str, Callable[[Scene, int], None]] = {
    "step": offer,
    "warn": warn,
    "pauseday": lambda scene, number: pause(scene, number, PAUSES["pauseday"]),
    "pauseweek": lambda scene, number: pause(scene, number, PAUSES["pauseweek"]),
    "unpause": unpause,
    "out": ask_remove,
    "outyes": remove,
    "unsay": unsay,
}
"""Buttons about the writer of a report; each looks itself whether whoever taps guides the group."""


def _try(scene: Scene, group: Group, method: str, params: Mapping[str, object]) -> None:
    assert group.chat_id is not None
    outbox.add(scene.tx, chat_id=group.chat_id, method=method, params=dict(params), now=scene.now, kind=ASKS)


def _tell_member(
    scene: Scene, group: Group, who: Speaker, key: str, action: Action, facts: dict[str, object] | None = None
) -> None:
    """In private, with help at hand; a line in the client's access log says who did it."""
    assert who.client is not None
    pro = scene.who.professional
    assert pro is not None
    groups.steer(scene.tx, group.id, who.client.id, pro.id, action, scene.now)
    text = scene.house.words.bot(key, who.locale, group=group.name, **(facts or {}))
    button = help_button(scene.house, who.locale)
    say(scene.tx, who.person, text, scene.now, rows=[[button]], rank=NOTICE, client_id=who.client.id)
