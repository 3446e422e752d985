"""
`/tavoitteet`: the client's goals, one by one, and what the client does with them.

A goal is shown to a professional only by the client's own tap, and it counts only when both have said yes to the same
version (R73). Who changed what stands in its versions.
"""

from __future__ import annotations

from datetime import timedelta

from bot.actions import goal_draft
from bot.actions.disclosure import name
from bot.actions.goal_words import due_lines, piece_lines, short, state_key, title
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, help_button, say, tell
from bot.actions.talking import open_script
from bot.domain.goals import WARN_ABOVE, goals_left
from bot.domain.plan import GoalState, awaited
from bot.domain.roles import Action, may_any
from bot.domain.sharing import parse
from bot.domain.walltime import local_date
from bot.storage import clients, goal_rows, network, people, plans, timers
from bot.storage.plan_tables import Goal, GoalVersion
from bot.storage.tables import Client
from bot.words import listed, short_day

PARTS = ("what", "now", "other", "expected", "more", "much_more", "indicator")
LOOK_EVERY = timedelta(days=28)  # "where am I now?" (domain 2)
Buttons = list[list[tuple[str, str]]]


def show_list(scene: Scene) -> bool:
    """All goals of the client, each with where it is."""
    client = scene.client
    words, locale = scene.house.words, scene.who.locale
    goals = goal_rows.open_goals(scene.tx, client.id)
    lines = [words.bot("goals_head" if goals else "goals_none", locale)]
    rows: Buttons = []
    for goal in goals:
        version = goal_rows.newest(scene.tx, goal)
        called = title(words, locale, goal, version.what)
        turn = words.bot("goal_turn_mark", locale) if goal.focused else ""
        lines.append(f"• {called} – {words.bot(_state(goal, version), locale)}{turn}")
        rows.append([(short(called), f"q.goal.{goal.id}")])
    if goals_left(len(goals)):
        rows.append([(words.bot("goal_new", locale), "q.goalnew")])
    if len(goals) > WARN_ABOVE:
        lines.append(words.bot("goals_many", locale))
    _say(scene, "\n".join(lines), rows)
    return True


def _state(goal: Goal, version: GoalVersion) -> str:
    """Where it is; one of which nothing is missing any more is not called half written."""
    whole = goal.state == GoalState.DRAFT and not goal_draft.missing(version)
    key = state_key(goal)
    return "goal_state_whole" if whole and key == "goal_state_draft" else key


def begin(scene: Scene) -> bool:
    """A new goal begins at the map of life's areas."""
    open_script(scene, "focus")
    return True


def show(scene: Scene, goal_id: int) -> bool:
    """One goal in the client's own words, and what can be done now. False: it is not theirs."""
    goal = _mine(scene, goal_id)
    if goal is None:
        return False
    version = goal_rows.newest(scene.tx, goal)
    words, locale = scene.house.words, scene.who.locale
    facts = {"words": title(words, locale, goal, version.what), "state": words.bot(_state(goal, version), locale)}
    lines = [words.bot("goal_title", locale, **facts)]
    today = local_date(scene.now, scene.client.timezone)
    lines += piece_lines(words, locale, version, goal_draft.now_text(version))
    waits = awaited(version.due, plans.goal_of(scene.tx, goal).ratings)
    lines += due_lines(words, locale, waits, today)
    if version.comment:
        by = _name(scene, version.professional_id)
        lines.append(words.bot("goal_comment", locale, pro=by, words=version.comment))
    lines += _own_view(scene, goal)
    _say(scene, "\n".join(lines), [*_ways(scene, goal, version), [(words.bot("goals_back", locale), "q.goals")]])
    return True


def _own_view(scene: Scene, goal: Goal) -> list[str]:
    """Where the client last placed themselves, as their own level's words (R23: no number)."""
    known = plans.goal_of(scene.tx, goal)
    if not known.own_views:
        return []
    seen = known.own_views[-1]
    facts = {"date": short_day(seen.at.date(), scene.who.locale), "words": known.text(seen.level)}
    return [scene.house.words.bot("goal_own_view", scene.who.locale, **facts)]


def _ways(scene: Scene, goal: Goal, version: GoalVersion) -> Buttons:
    keys: list[tuple[str, str]] = []
    if goal.agreed_version is not None:
        keys += [("goal_look", "glook"), ("goal_step", "gstep"), ("goal_turn", "gturn")]
    if goal.state == GoalState.DRAFT:
        if goal_draft.missing(version):
            keys.append(("goal_write", "gwrite"))
        if version.what:
            keys.append(("goal_send", "gsend"))
    if goal.state == GoalState.WITH_CLIENT and version.professional_yes_at is not None:
        keys.append(("goal_yes", "gyes"))
    keys += [("goal_change", "gparts"), ("goal_versions", "gvers"), ("goal_away", "gaway")]
    locale = scene.who.locale
    facts = {"pro": listed(_who_see(scene, scene.client), locale)}
    return [[(scene.house.words.bot(key, locale, **facts), f"q.{verb}.{goal.id}")] for key, verb in keys]


def write(scene: Scene, goal_id: int) -> bool:
    """Go on where the last sitting ended."""
    goal = _mine(scene, goal_id)
    if goal is None:
        return False
    scene.late["goal"] = goal.id
    open_script(scene, goal_draft.missing(goal_rows.newest(scene.tx, goal)) or "goal_part")
    return True


def parts(scene: Scene, goal_id: int) -> bool:
    """Which piece shall be said anew?"""
    goal = _mine(scene, goal_id)
    if goal is None:
        return False
    words, locale = scene.house.words, scene.who.locale
    rows = [[(words.bot(f"goal_part_{p}", locale), f"q.gpart.{goal.id}.{n}")] for n, p in enumerate(PARTS)]
    rows.append([(words.bot("goal_part_due", locale), f"q.gdue.{goal.id}")])
    _say(scene, words.bot("goal_which_part", locale), rows)
    return True


def part(scene: Scene, goal_id: int, number: int) -> bool:
    goal = _mine(scene, goal_id)
    if goal is None or number >= len(PARTS):
        return False
    scene.late["goal"], scene.late["part"] = goal.id, PARTS[number]
    open_script(scene, "goal_part")
    return True


def due(scene: Scene, goal_id: int) -> bool:
    goal = _mine(scene, goal_id)
    if goal is None:
        return False
    scene.late["goal"] = goal.id
    open_script(scene, "goal_due")
    return True


def send(scene: Scene, goal_id: int) -> bool:
    """The client shows the goal to those who may set goals with them. From now on this version stands as it is."""
    goal = _mine(scene, goal_id)
    if goal is None or goal.state != GoalState.DRAFT:
        return False
    client, version = scene.client, goal_rows.newest(scene.tx, goal)
    if not version.what:
        return False
    goal.state, version.shown_at = GoalState.WITH_PROFESSIONAL, scene.now
    clients.log_own(scene.tx, client, "showed a goal", scene.now)
    names, locale = _who_see(scene, client), scene.who.locale
    asked = notify(scene, client, goal, "pro_goal_came")
    facts = {"n": len(names), "names": listed(names, locale), "pro": listed(asked, locale)}
    tell(scene.tx, scene.house, scene.who, "goal_sent", scene.now, facts)
    return True


def notify(scene: Scene, client: Client, goal: Goal, key: str) -> list[str]:
    """Tell those who may set goals; pseudonym only, the rest behind the button. Returns their names."""
    names = []
    for _, pro, person in people.carers(scene.tx, client.id):
        relations = network.relations(scene.tx, client.id, pro.id, scene.now)
        if may_any(Action.SET_GOALS, relations):
            words = scene.house.words
            text = words.bot(key, person.locale, pseudonym=name(scene.house, client, person.locale))
            rows = [[(words.bot("pro_goal_open", person.locale), f"p.goal.{goal.id}")]]
            say(scene.tx, person, text, scene.now, rows=rows, rank=NOTICE, kind="notice")
            names.append(pro.name)
    return names


def agree(scene: Scene, goal_id: int) -> bool:
    """The client's yes to the version that the professional confirmed: now it counts."""
    goal = _mine(scene, goal_id)
    if goal is None or goal.state != GoalState.WITH_CLIENT:
        return False
    client, version = scene.client, goal_rows.newest(scene.tx, goal)
    if version.professional_yes_at is None:
        return False
    version.client_yes_at = scene.now
    goal.state, goal.agreed_version = GoalState.AGREED, version.number
    clients.log_own(scene.tx, client, "yes to a goal", scene.now)
    timers.put(scene.tx, "goal_look", client.id, scene.now + LOOK_EVERY)
    notify(scene, client, goal, "pro_goal_agreed")
    rows = [[(scene.house.words.bot("goal_step", scene.who.locale), f"q.gstep.{goal.id}")]]
    tell(scene.tx, scene.house, scene.who, "goal_agreed", scene.now, rows=rows)
    return True


def put_away(scene: Scene, goal_id: int) -> bool:
    """A goal may be given up at any time, without a reason (R6, R10)."""
    goal = _mine(scene, goal_id)
    if goal is None:
        return False
    agreed = goal.agreed_version is not None
    goal.state, goal.put_away_at, goal.focused = GoalState.PUT_AWAY, scene.now, False
    client = scene.client
    if client.step_goal == goal.id:
        client.step_goal = None
    if agreed:
        clients.log_own(scene.tx, client, "put a goal away", scene.now)
    tell(scene.tx, scene.house, scene.who, "goal_away_done", scene.now)
    return True


def turn(scene: Scene, goal_id: int) -> bool:
    """One goal at a time has its turn (R9, R19); tapping it again lets all be equal."""
    goal = _mine(scene, goal_id)
    if goal is None or goal.agreed_version is None:
        return False
    wanted = not goal.focused
    for other in goal_rows.open_goals(scene.tx, scene.client.id):
        other.focused = wanted and other.id == goal.id
    tell(scene.tx, scene.house, scene.who, "goal_turn_on" if wanted else "goal_turn_off", scene.now)
    return True


def step(scene: Scene, goal_id: int) -> bool:
    """The next smallest change that grows out of a goal."""
    goal = _mine(scene, goal_id)
    if goal is None or goal.agreed_version is None:
        return False
    scene.late["goal"] = goal.id
    open_script(scene, "goal_step")
    return True


def versions(scene: Scene, goal_id: int) -> bool:
    """How the goal became what it is: every version, whose it was, and what it said."""
    goal = _mine(scene, goal_id)
    if goal is None:
        return False
    words, locale = scene.house.words, scene.who.locale
    lines = [words.bot("goal_versions_head", locale)]
    for version in plans.versions_of(scene.tx, goal.id):
        who = words.bot("goal_by_you", locale)
        if version.author == goal_rows.PROFESSIONAL:
            who = _name(scene, version.professional_id)
        facts = {"n": version.number, "who": who, "date": short_day(version.at.date(), locale), "words": version.what}
        lines.append(words.bot("goal_version_line", locale, **facts))
    _say(scene, "\n".join(lines), [[(words.bot("goals_back", locale), "q.goals")]])
    return True


def after_writing(scene: Scene) -> None:
    """The end of a sitting: the goal as it stands, in a message of its own."""
    goal = goal_draft.current(scene)
    if goal is not None:
        show(scene, goal.id)
    else:
        show_list(scene)


def _mine(scene: Scene, goal_id: int) -> Goal | None:
    client = scene.who.client
    return None if client is None else goal_rows.of_client(scene.tx, client.id, goal_id)


def _who_see(scene: Scene, client: Client) -> list[str]:
    """By name: all who accompany the client, but those from whom she keeps goals back."""
    return [pro.name for care, pro, _ in people.carers(scene.tx, client.id) if "goals" not in parse(care.hides)]


def _name(scene: Scene, professional_id: int | None) -> str:
    pro = people.professional(scene.tx, professional_id or 0)
    return pro.name if pro is not None else "–"


def _say(scene: Scene, text: str, rows: Buttons) -> None:
    rows = [*rows, [help_button(scene.house, scene.who.locale)]]
    say(scene.tx, scene.who.person, text, scene.now, rows=rows, client_id=scene.client.id)
