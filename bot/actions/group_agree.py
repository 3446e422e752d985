"""
What the group agrees on: proposed by a member or a moderator, asked by Telegram's own anonymous poll, confirmed by a
moderator, and shown to whoever asks for it. A proposal carries no name; the words were seen and confirmed before.
"""

from __future__ import annotations

from datetime import date, datetime, time

from bot.actions import group_meeting_desk, group_meetings, group_sum
from bot.actions.group_heard import GroupHeard
from bot.actions.group_voice import to_chat, to_group, to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, Speaker, tell
from bot.domain import groups as rules
from bot.domain import together as limits
from bot.storage import group_dates, group_posts, groups, outbox, timers, together
from bot.storage.calls import ASKS
from bot.storage.database import Transaction
from bot.storage.group_tables import Group
from bot.storage.timers import Due
from bot.storage.together_tables import GroupGoal, GroupProposal

ANSWERS = ("fits", "either", "not")
MOST_SHOWN = 4  # meetings; more is a calendar, and they have the file
SHORT = 30  # characters of a goal on a button


def goal(scene: Scene, words: str) -> None:
    """Somebody saw these words and wants the group to be asked."""
    group = _group_at_hand(scene)
    if group is None:
        return
    if len(together.goals(scene.tx, group.id)) >= limits.MOST_GOALS:
        scene.closing.append(scene.house.words.bot("group_goals_full", scene.who.locale))
        return
    _ask(scene, group, GroupProposal(group_id=group.id, kind="goal", words=words.strip(), made_at=scene.now))


def meeting(scene: Scene, what: str, on: str, at: str, weeks: int) -> None:
    """The talk about a meeting is through: it is put to the group, agreed at once, or shown to the moderators."""
    group = _group_at_hand(scene)
    if group is None:
        return
    when = rules.meeting_time(date.fromisoformat(on), time.fromisoformat(at), group.timezone, scene.now)
    if when is None:
        scene.closing.append(scene.house.words.bot("group_meeting_past", scene.who.locale))
        return
    weeks = min(max(weeks, 1), limits.MOST_WEEKS)
    if scene.facts.get("way") not in ("ask", "put"):
        group_meetings.plan(scene, group, what.strip(), when, weeks)
        return
    asked = GroupProposal(
        group_id=group.id, kind="meeting", words=what.strip(), at=when, weeks=weeks, made_at=scene.now
    )
    _ask(scene, group, asked)


def _group_at_hand(scene: Scene) -> Group | None:
    number = scene.facts.get("group_id")
    group = groups.get(scene.tx, number) if isinstance(number, int) else None
    if group is None or group.state != "open" or group.chat_id is None or not group_meetings.may(scene, group):
        scene.closing.append(scene.house.words.bot("group_not_now", scene.who.locale))
        return None
    return group


def _ask(scene: Scene, group: Group, proposal: GroupProposal) -> None:
    """One open question of a kind at a time; more would be a meeting of its own."""
    if together.open_proposals(scene.tx, group.id, proposal.kind):
        scene.closing.append(scene.house.words.bot("group_vote_open", scene.who.locale))
        return
    member = group_meetings.member_speaking(scene)
    proposal.client_id = member.id if member is not None else None
    scene.tx.keep(proposal)
    proposal.outbox_id = _poll(scene.tx, scene.house, group, proposal, scene.now)
    timers.put(scene.tx, "group_vote", proposal.id, scene.now + limits.REMIND_AFTER)
    _to_moderators(scene.tx, scene.house, group, proposal, scene.now, "group_vote_asked")
    scene.closing.append(scene.house.words.bot("group_vote_on", scene.who.locale))


def _poll(tx: Transaction, house: House, group: Group, proposal: GroupProposal, now: datetime) -> int:
    words, locale = house.words, group.locale
    params: dict[str, object] = {
        "question": words.bot(f"group_ask_{proposal.kind}", locale, **_facts(house, group, proposal, locale)),
        "options": [{"text": words.bot(f"group_vote_{answer}", locale)} for answer in ANSWERS],
        "is_anonymous": True,
    }
    if group.topic is not None:
        params["message_thread_id"] = group.topic
    assert group.chat_id is not None
    return outbox.add(tx, chat_id=group.chat_id, method="sendPoll", params=params, now=now, kind=ASKS)


def _facts(house: House, group: Group, proposal: GroupProposal, locale: str) -> dict[str, object]:
    facts: dict[str, object] = {"words": proposal.words}
    if proposal.at is not None:
        when = house.words.lasting(proposal.at, group.timezone, locale)
        weekly = house.words.bot("group_times", locale, n=proposal.weeks) if proposal.weeks > 1 else ""
        facts["words"] = f"{proposal.words}, {when}" + (f", {weekly}" if weekly else "")
    return facts


def _to_moderators(
    tx: Transaction, house: House, group: Group, proposal: GroupProposal, now: datetime, key: str
) -> None:
    buttons = (("group_vote_yes", f"g.confirm.{proposal.id}"), ("group_vote_no", f"g.refuse.{proposal.id}"))
    to_moderators(tx, house, group, key, now, _facts(house, group, proposal, group.locale), buttons=buttons)


def vote_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The moderators are reminded once of a proposal that waits; after two weeks it rests without a word."""
    if not timers.done(tx, timer.id):
        return
    proposal = together.proposal(tx, timer.subject_id)
    group = groups.get(tx, proposal.group_id) if proposal is not None else None
    if proposal is None or group is None or proposal.state != "asked":
        return
    lapses = proposal.made_at + limits.LAPSE_AFTER
    if now < lapses:
        _to_moderators(tx, house, group, proposal, now, "group_vote_waits")
        timers.put(tx, "group_vote", proposal.id, lapses)
        return
    proposal.state = "lapsed"
    _stop(tx, group, proposal, now)


def _stop(tx: Transaction, group: Group, proposal: GroupProposal, now: datetime, *, away: bool = False) -> None:
    """No more votes. Telegram's poll stays to be read, or goes `away`; an old one cannot be deleted, and is closed."""
    after = proposal.outbox_id
    if group.chat_id is None or after == group_posts.NO_MESSAGE:
        return
    for method in ("stopPoll", "deleteMessage") if away else ("stopPoll",):
        outbox.add(tx, chat_id=group.chat_id, method=method, params={}, after=after, now=now, kind="group")


def decide(scene: Scene, proposal_id: int, *, yes: bool) -> None:
    """
    A moderator has seen what the group answered. The group hears either way, and nobody's name.

    What rests is not said again, and its poll goes: it may rest because of its words.
    """
    proposal, pro = together.proposal(scene.tx, proposal_id), scene.who.professional
    group = groups.get(scene.tx, proposal.group_id) if proposal is not None else None
    if proposal is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_not_yours", scene.now)
        return
    if proposal.state != "asked" or group.state != "open":
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    if yes and proposal.at is not None and proposal.at <= scene.now:
        tell(scene.tx, scene.house, scene.who, "group_meeting_past", scene.now)
        return
    if yes and proposal.at is None and len(together.goals(scene.tx, group.id)) >= limits.MOST_GOALS:
        tell(scene.tx, scene.house, scene.who, "group_goals_full", scene.now)
        return
    proposal.state = "agreed" if yes else "declined"
    timers.drop(scene.tx, "group_vote", proposal.id)
    _stop(scene.tx, group, proposal, scene.now, away=not yes)
    if yes:
        _agree(scene, group, proposal)
    else:
        to_group(scene.tx, scene.house, group, "group_vote_rests", scene.now)
    tell(scene.tx, scene.house, scene.who, "group_vote_told", scene.now)


def _agree(scene: Scene, group: Group, proposal: GroupProposal) -> None:
    if proposal.at is not None:
        times = limits.weekly(proposal.at, proposal.weeks, group.timezone)
        group_meetings.settle(scene.tx, scene.house, group, proposal.words, times, scene.now)
        return
    scene.tx.session.add(GroupGoal(group_id=group.id, words=proposal.words, agreed_at=scene.now))
    to_group(scene.tx, scene.house, group, "group_goal_agreed", scene.now, {"words": proposal.words})


def end_goal(scene: Scene, goal_id: int, *, reached: bool) -> None:
    """A goal is reached, or laid aside. Laying aside is said to nobody: nothing has failed (R23)."""
    found = _goal(scene, goal_id)
    if found is None:
        return
    row, group = found
    if row.state != "agreed":
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    row.state, row.ended_at = ("reached" if reached else "over"), scene.now
    if reached:
        to_group(scene.tx, scene.house, group, "group_goal_reached", scene.now, {"words": row.words})
    tell(scene.tx, scene.house, scene.who, "group_goal_ended", scene.now)


def _goal(scene: Scene, goal_id: int) -> tuple[GroupGoal, Group] | None:
    row, pro = together.goal(scene.tx, goal_id), scene.who.professional
    group = groups.get(scene.tx, row.group_id) if row is not None else None
    if row is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_not_yours", scene.now)
        return None
    return row, group


def agreed_text(tx: Transaction, house: House, group: Group, now: datetime, locale: str) -> str:
    """The group's goals, what is coming, and last week's sum if there is one."""
    words, parts = house.words, []
    goals = [words.bot("group_line", locale, words=row.words) for row in together.goals(tx, group.id)]
    if goals:
        parts.append("\n".join([words.bot("group_goals_head", locale), *goals]))
    coming = [
        words.bot("group_line", locale, words=f"{words.lasting(row.at, group.timezone, locale)}: {row.what}")
        for row in group_dates.ahead(tx, group.id, now)[:MOST_SHOWN]
    ]
    if coming:
        parts.append("\n".join([words.bot("group_coming_head", locale), *coming]))
    if line := group_sum.line(tx, house, group, now, locale):
        parts.append(line)
    return "\n\n".join(parts) or words.bot("group_nothing_agreed", locale)


def said(tx: Transaction, house: House, heard: GroupHeard, group: Group) -> None:
    """Somebody asks in the group. The answer is for all, so it comes once a minute at most."""
    if rules.may_say_rules(group.agreed_at, heard.at):
        group.agreed_at = heard.at
        text = agreed_text(tx, house, group, heard.at, group.locale)
        to_chat(tx, heard.chat_id, text, heard.at, topic=heard.topic)


def show(scene: Scene, group: Group) -> None:
    """In private, to a member."""
    text = agreed_text(scene.tx, scene.house, group, scene.now, scene.who.locale)
    tell(scene.tx, scene.house, scene.who, "group_agreed_list", scene.now, {"group": group.name, "words": text})


def show_to_moderator(scene: Scene, group: Group) -> None:
    """The same, with a way to change each item."""
    text = agreed_text(scene.tx, scene.house, group, scene.now, scene.who.locale)
    rows: list[list[tuple[str, str]]] = [
        [(_shown(row.words), f"g.goal.{row.id}")] for row in together.goals(scene.tx, group.id)
    ]
    for row in group_dates.ahead(scene.tx, group.id, scene.now)[:MOST_SHOWN]:
        when = scene.house.words.lasting(row.at, group.timezone, scene.who.locale)
        rows.append([(_shown(f"{when}: {row.what}"), f"g.meet.{row.id}")])
    facts = {"group": group.name, "words": text}
    tell(scene.tx, scene.house, scene.who, "group_agreed_list", scene.now, facts, rows)


def _shown(words: str) -> str:
    return words if len(words) <= SHORT else words[: SHORT - 1].rstrip() + "…"


def pick_goal(scene: Scene, goal_id: int) -> None:
    found = _goal(scene, goal_id)
    if found is None:
        return
    words, locale = scene.house.words, scene.who.locale
    rows: Rows = [
        [(words.bot("group_goal_reach", locale), f"g.reached.{goal_id}")],
        [(words.bot("group_goal_over", locale), f"g.over.{goal_id}")],
    ]
    tell(scene.tx, scene.house, scene.who, "group_line", scene.now, {"words": found[0].words}, rows)


def pick_meeting(scene: Scene, meeting_id: int) -> None:
    found = group_meeting_desk.mine(scene, meeting_id)
    if found is None:
        return
    row, group = found
    facts = group_meetings.meeting_facts(scene.house, row, group, scene.who.locale)
    rows = group_meetings.change_rows(scene, row)
    scene.who = Speaker(scene.who.person, None, scene.who.professional)
    tell(scene.tx, scene.house, scene.who, "group_meeting_line", scene.now, facts, rows)
