"""`/group` in the private chat: what a moderator or a member can do with their group, and the buttons for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import (
    group_agree,
    group_care,
    group_guides,
    group_join,
    group_meeting_desk,
    group_numbers,
    group_open,
    group_pulse,
    group_return,
    group_share,
    group_steer,
    group_sum,
    group_themes,
)
from bot.actions.group_voice import rules_text
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, Speaker, say, tell
from bot.actions.talking import ask_again, begin, open_script
from bot.domain.groups import Place
from bot.storage import group_dates, groups
from bot.storage.group_tables import Group


def show(scene: Scene) -> None:
    """Whoever belongs to a group as a client sees that side first; a professional the groups they guide."""
    client = scene.who.client
    if client is not None and client.stage == "welcoming":
        scene.lead = scene.house.words.bot("unfinished", scene.who.locale)
        if not ask_again(scene):
            open_script(scene, "welcome")
        return
    if client is not None:
        places = groups.places_of(scene.tx, client.id)
        if places or scene.who.professional is None:
            _member(scene)
    if scene.who.professional is not None:
        scene.who = Speaker(scene.who.person, None, scene.who.professional)
        _moderator(scene)


def _member(scene: Scene) -> None:
    client = scene.client
    places = groups.places_of(scene.tx, client.id)
    if not places:
        group_return.outside(scene)
        return
    row, group = places[0]
    if row.place == Place.OFFERED.value:
        group_return.look(scene, group)
        return
    inside = row.place == Place.INSIDE.value
    verbs = ("share", "agreed", "propose", "lead", "steps", "rules", "leave") if inside else ("way", "rules", "leave")
    rows: Rows = [[(_button(scene, verb), f"g.{verb}.{group.id}")] for verb in verbs]
    key = "group_member" if inside else "group_agreed"
    tell(scene.tx, scene.house, scene.who, key, scene.now, {"group": group.name}, rows)


def _button(scene: Scene, verb: str) -> str:
    return scene.house.words.bot(f"group_do_{verb}", scene.who.locale)


def _moderator(scene: Scene) -> None:
    pro = scene.who.professional
    assert pro is not None
    guided = groups.guided_by(scene.tx, pro.id)
    if not guided:
        begin(scene, "group_open", {})
        return
    words, locale = scene.house.words, scene.who.locale
    for group in guided:
        coming = group_dates.ahead(scene.tx, group.id, scene.now)
        when = words.moment(coming[0].at, scene.now, group.timezone, locale) if coming else ""
        facts = {
            "group": group.name,
            "state": words.bot(f"group_state_{group.state}", locale),
            "n": len(groups.members(scene.tx, group.id, Place.AGREED, Place.INSIDE)),
            "size": group.size,
            "next": when or words.bot("group_no_meeting", locale),
        }
        verbs = OPEN_VERBS if group.state == "open" else ("code", "second", "close")
        rows: list[list[tuple[str, str]]] = []
        for verb in verbs:
            shown = f"themes_{'off' if group.themes else 'on'}" if verb == "themes" else verb
            rows.append([(_button(scene, shown), f"g.{verb}.{group.id}")])
        if group is guided[-1]:
            rows.append([(words.bot("group_do_new", locale), "g.new.0")])
        tell(scene.tx, scene.house, scene.who, "group_panel", scene.now, facts, rows)
        group_return.waiting(scene, group)


OPEN_VERBS = ("invite", "plans", "meeting", "put", "poll", "themes", "numbers", "link", "second", "close")


def pressed(scene: Scene, rest: str) -> bool:
    """A button of ours in a private chat, `VERB.NUMBER` or `VERB.NUMBER.NUMBER`. False: none that we know."""
    verb, *numbers = rest.split(".")
    if not 1 <= len(numbers) <= 2 or not all(number.isdecimal() and len(number) < 16 for number in numbers):
        return False
    ids = [int(number) for number in numbers]
    if verb in DIRECT:
        DIRECT[verb](scene, ids[0])
    elif verb in MEMBERS:
        _as_member(scene, verb, ids[0])
    elif verb in MODERATORS or (len(ids) == 2 and verb in WITH_WHOM):
        _as_moderator(scene, verb, ids)
    else:
        return False
    return True


def _as_member(scene: Scene, verb: str, group_id: int) -> None:
    """A client acts on a group where they have a place. Any other button is an old one."""
    client, group = scene.who.client, groups.get(scene.tx, group_id)
    row = groups.member(scene.tx, group_id, client.id) if client is not None else None
    if group is None or row is None or group.state == "closed":
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    MEMBERS[verb](scene, group)


def _only_inside(act: Callable[[Scene, Group], None], *, pausing: bool = False) -> Callable[[Scene, Group], None]:
    """For members who are inside; during a pause only what is not said to the group (`pausing`)."""

    def checked(scene: Scene, group: Group) -> None:
        client = scene.who.client
        row = groups.member(scene.tx, group.id, client.id) if client is not None else None
        if row is None or row.place != Place.INSIDE.value or group.state != "open":
            tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        elif not pausing and row.paused_until is not None and row.paused_until > scene.now:
            until = scene.house.words.moment(row.paused_until, scene.now, group.timezone, scene.who.locale)
            tell(scene.tx, scene.house, scene.who, "group_pausing", scene.now, {"until": until})
        else:
            act(scene, group)

    return checked


def _way(scene: Scene, group: Group) -> None:
    client = scene.client
    row = groups.member(scene.tx, group.id, client.id)
    if row is not None and row.place == Place.AGREED.value and group.state == "open":
        group_join.ask_way_in(scene.tx, group, client, scene.now)
    else:
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)


def _propose(scene: Scene, group: Group) -> None:
    """A shared goal, or a time to meet? A member's words go to the group only after a confirmation."""
    words, locale, as_member = scene.house.words, scene.who.locale, scene.who.client is not None
    goal, meeting = ("wish", "suggest") if as_member else ("putgoal", "putmeeting")
    rows: Rows = [
        [(words.bot("group_propose_goal", locale), f"g.{goal}.{group.id}")],
        [(words.bot("group_propose_meeting", locale), f"g.{meeting}.{group.id}")],
    ]
    tell(scene.tx, scene.house, scene.who, "group_propose", scene.now, rows=rows)


def _begin(script: str, way: str) -> Callable[[Scene, Group], None]:
    """A talk about something for the group; `way` says whose hat is worn and whether the group is asked."""
    return lambda scene, group: begin(scene, script, {"group_id": group.id, "way": way})


def _rules(scene: Scene, group: Group) -> None:
    client = scene.who.client
    text = rules_text(scene.house, scene.who.locale)
    say(scene.tx, scene.who.person, text, scene.now, client_id=client.id if client else None)


def _as_moderator(scene: Scene, verb: str, ids: list[int]) -> None:
    pro, group = scene.who.professional, groups.get(scene.tx, ids[0])
    if pro is None or group is None or group.state == "closed" or not groups.moderates(scene.tx, group.id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_not_yours", scene.now)
        return
    scene.who = Speaker(scene.who.person, None, pro)
    if len(ids) == 2:
        _with_whom(scene, verb, group, ids[1])
    else:
        MODERATORS[verb](scene, group)


def _with_whom(scene: Scene, verb: str, group: Group, whom: int) -> None:
    if verb in WITH_WHOM:
        WITH_WHOM[verb](scene, group, whom)
        return
    client = next((client for client in group_open.candidates(scene) if client.id == whom), None)
    if verb != "invite" or client is None or group.state != "open":
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    group_join.offer(scene, group, client)


def _code(scene: Scene, group: Group) -> None:
    """Only a group that waits needs a code; one that the bot was removed from knows its place."""
    if group.state == "waiting":
        group_open.give_code(scene, group)
    else:
        tell(scene.tx, scene.house, scene.who, "group_removed", scene.now, {"group": group.name})


def _close(scene: Scene, group: Group) -> None:
    rows: Rows = [
        [(scene.house.words.bot("group_close_yes", scene.who.locale), f"g.closeyes.{group.id}")],
    ]
    tell(scene.tx, scene.house, scene.who, "group_close_sure", scene.now, {"group": group.name}, rows)


def _new(scene: Scene, _: int) -> None:
    if scene.who.professional is None:
        tell(scene.tx, scene.house, scene.who, "pro_only", scene.now)
        return
    scene.who = Speaker(scene.who.person, None, scene.who.professional)
    begin(scene, "group_open", {})


DIRECT: Mapping[str, Callable[[Scene, int], None]] = {
    "new": _new,
    "back": group_share.take_back,
    "agree": lambda scene, number: group_meeting_desk.decide(scene, number, yes=True),
    "decline": lambda scene, number: group_meeting_desk.decide(scene, number, yes=False),
    "cancel": group_meeting_desk.cancel,
    "welcome": lambda scene, number: group_return.decide(scene, number, yes=True),
    "notback": lambda scene, number: group_return.decide(scene, number, yes=False),
    "remind": group_care.remind,
    "looked": group_care.looked,
    "confirm": lambda scene, number: group_agree.decide(scene, number, yes=True),
    "refuse": lambda scene, number: group_agree.decide(scene, number, yes=False),
    "goal": group_agree.pick_goal,
    "reached": lambda scene, number: group_agree.end_goal(scene, number, reached=True),
    "over": lambda scene, number: group_agree.end_goal(scene, number, reached=False),
    "meet": group_agree.pick_meeting,
    "move": group_meeting_desk.ask_new_time,
    "keep": group_meeting_desk.keep,
    "held": group_numbers.ask,
    "notheld": group_numbers.not_held,
    "pulse": group_pulse.start,
    **group_steer.VERBS,
}
"""Buttons that name something else than a group; each looks itself whether whoever taps may."""

WITH_WHOM: Mapping[str, Callable[[Scene, Group, int], None]] = {
    "second": group_guides.second,
    "off": group_guides.second_off,
    "more": group_open.ask_whom,
}
"""Buttons of a moderator that name a group and something else of it."""

MEMBERS: Mapping[str, Callable[[Scene, Group], None]] = {
    "look": group_return.look,
    "return": group_return.ask,
    "leaveit": lambda scene, _: _left_it(scene),
    "share": _only_inside(lambda scene, group: begin(scene, "group_share", {"group_id": group.id})),
    "lead": _only_inside(_begin("group_meeting", "lead")),
    "propose": _only_inside(_propose),
    "wish": _only_inside(_begin("group_goal", "ask")),
    "suggest": _only_inside(_begin("group_meeting", "ask")),
    "agreed": _only_inside(group_agree.show, pausing=True),
    "steps": _only_inside(group_sum.ask, pausing=True),
    "stepson": _only_inside(lambda scene, group: group_sum.choose(scene, group, into=True), pausing=True),
    "stepsoff": lambda scene, group: group_sum.choose(scene, group, into=False),
    "rules": _rules,
    "way": _way,
    "leave": group_join.leave,
}

MODERATORS: Mapping[str, Callable[[Scene, Group], None]] = {
    "invite": group_open.ask_whom,
    "meeting": _begin("group_meeting", "agree"),
    "plans": group_agree.show_to_moderator,
    "put": _propose,
    "putgoal": _begin("group_goal", "put"),
    "putmeeting": _begin("group_meeting", "put"),
    "numbers": group_numbers.show,
    "poll": group_themes.poll,
    "themes": group_themes.switch,
    "themesagain": group_themes.again,
    "link": lambda scene, group: begin(scene, "group_link", {"group_id": group.id}),
    "second": group_guides.ask_second,
    "later": lambda scene, _: _later(scene),
    "code": _code,
    "close": _close,
    "closeyes": group_open.close,
}


def _left_it(scene: Scene) -> None:
    tell(scene.tx, scene.house, scene.who, "group_left_it", scene.now)


def _later(scene: Scene) -> None:
    tell(scene.tx, scene.house, scene.who, "group_second_later", scene.now)
