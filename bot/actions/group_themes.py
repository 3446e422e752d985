"""
The weekly theme and the poll of the group's energy: what the bot starts in a group by itself, or at a moderator's wish.

A theme's time depends on the calendar alone. It costs every member a message of the budget of unasked ones, noted a week
ahead, so that the private check-ins give way to the group and not the other way round: nobody can read from the group
when somebody else was asked how they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.actions import group_sum
from bot.actions.group_voice import to_chat, to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import tell
from bot.domain import groups as rules
from bot.domain.walltime import local_date
from bot.storage import clients, group_dates, groups, outbox, timers
from bot.storage.calls import ASKS
from bot.storage.database import Transaction
from bot.storage.group_tables import Group
from bot.storage.tables import Client
from bot.storage.timers import Due

KIND = "group_theme"  # in the budget of unasked messages
LATE = timedelta(hours=6)  # a theme that could not come for so long waits for its next week
POLL_EVERY = timedelta(days=7)
ANSWERS = 4  # of the poll: few enough that nobody is alone with one
FEWEST_ASKED = 5  # inside: among fewer, whoever knows the own answer soon knows the others'
MOST_OPEN = timedelta(hours=24)  # after this a vote tells nothing of "today"


def plan(tx: Transaction, house: House, group: Group, now: datetime) -> None:
    """Set the next theme's time, and keep the days of the group free of other unasked messages for everybody inside."""
    tx.session.flush()
    reminders = [meeting.remind_at for meeting in group_dates.ahead(tx, group.id, now) if meeting.remind_at is not None]
    coming = [at for at in reminders if at > now]
    if not group.themes or group.state != "open" or not house.themes:
        timers.drop(tx, "group_week", group.id)
    else:
        at = rules.theme_time(now, group.timezone, {local_date(at, group.timezone) for at in reminders})
        timers.put(tx, "group_week", group.id, at, best_before=at + LATE)
        coming.append(at)
    for _, client, _ in groups.members(tx, group.id, rules.Place.INSIDE):
        _reserve(tx, client, coming if group.state == "open" else (), now)


def _reserve(tx: Transaction, client: Client, coming: Iterable[datetime], now: datetime) -> None:
    """Count what the group will hear in this member's budget, once for a day; what was reserved before and fell away is free."""
    release(tx, client, now)
    for at in coming:
        on = local_date(at, client.timezone)
        if on not in clients.proactive_dates(tx, client.id, on):
            clients.count_proactive(tx, client.id, KIND, on, at)
            tx.session.flush()


def release(tx: Transaction, client: Client, now: datetime) -> None:
    """Whoever is not inside any more hears nothing from the group: those days are for the check-ins again."""
    clients.uncount_proactive(tx, client.id, KIND, now)


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Ask the week's theme, and plan the next."""
    if not timers.done(tx, timer.id):
        return
    group = groups.get(tx, timer.subject_id)
    if group is None or group.state != "open" or not group.themes or group.chat_id is None or not house.themes:
        return
    if rules.wants_peace(group.unanswered):
        group.themes, group.unanswered = False, 0
        buttons = (("group_do_themes_again", f"g.themesagain.{group.id}"),)
        to_moderators(tx, house, group, "group_quiet", now, buttons=buttons)
        return
    in_time = timer.best_before is None or now <= timer.best_before
    if in_time and groups.members(tx, group.id, rules.Place.INSIDE):
        theme = house.themes[rules.theme_number(group.asked, len(house.themes))]
        text = house.words.bot("group_theme", group.locale, theme=theme.text(group.locale))
        if steps := group_sum.line(tx, house, group, now, group.locale):
            text += "\n\n" + steps
        to_chat(tx, group.chat_id, text, now, topic=group.topic)
        group.asked, group.unanswered = group.asked + 1, group.unanswered + 1
    plan(tx, house, group, now)


def switch(scene: Scene, group: Group) -> None:
    """A moderator turns the weekly themes on or off."""
    group.themes, group.unanswered = not group.themes, 0
    plan(scene.tx, scene.house, group, scene.now)
    tell(scene.tx, scene.house, scene.who, "group_themes_on" if group.themes else "group_themes_off", scene.now)


def again(scene: Scene, group: Group) -> None:
    """A moderator knows that the group likes them, though the bot saw no answer. A second tap changes nothing."""
    if not group.themes:
        switch(scene, group)
    else:
        tell(scene.tx, scene.house, scene.who, "group_themes_on", scene.now)


def poll(scene: Scene, group: Group) -> None:
    """Telegram's own anonymous poll: only sums are to be seen, also for us. At most once a week."""
    if group.state != "open" or group.chat_id is None:
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    if len(groups.members(scene.tx, group.id, rules.Place.INSIDE)) < FEWEST_ASKED:
        tell(scene.tx, scene.house, scene.who, "group_poll_few", scene.now)
        return
    if group.poll_at is not None and scene.now - group.poll_at < POLL_EVERY:
        tell(scene.tx, scene.house, scene.who, "group_poll_recent", scene.now)
        return
    group.poll_at = scene.now
    words, locale = scene.house.words, group.locale
    params: dict[str, object] = {
        "question": words.bot("group_poll", locale),
        "options": [{"text": words.bot(f"group_poll_{n}", locale)} for n in range(ANSWERS)],
        "is_anonymous": True,
    }
    if group.topic is not None:
        params["message_thread_id"] = group.topic
    asked = outbox.add(scene.tx, chat_id=group.chat_id, method="sendPoll", params=params, now=scene.now, kind=ASKS)
    outbox.add(
        scene.tx,
        chat_id=group.chat_id,
        method="stopPoll",
        params={},
        after=asked,
        not_before=scene.now + MOST_OPEN,
        now=scene.now,
        kind="group",
    )
    tell(scene.tx, scene.house, scene.who, "group_poll_sent", scene.now)
