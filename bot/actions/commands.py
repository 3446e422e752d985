"""
What a dialog script's commands do. A script says what; this table of contents says which function.

Every command works inside the turn's one transaction. What the client is then told is the script's business,
except for sentences that depend on what the command found out (`scene.closing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from bot.actions import (
    absence,
    breaks,
    caseload_words,
    check_in,
    close_ones,
    enrol,
    escalate,
    goal_draft,
    goal_view,
    group_agree,
    group_join,
    group_meeting_desk,
    group_numbers,
    group_open,
    group_pulse,
    group_share,
    help_now,
    letters,
    measure_choice,
    meetings,
    own_words,
    parties,
    period,
    steps,
    turns,
)
from bot.actions.desk import at_work
from bot.actions.rhythm import agreed, replan
from bot.actions.scene import Scene
from bot.domain.cadence import RhythmError
from bot.storage import check_ins, clients
from bot.storage.tables import Client
from dialogs.commands import arguments
from dialogs.effects import Do
from dialogs.model import Value

Args = Mapping[str, Value]
MOST_DAYS = 366


def obey(scene: Scene, do: Do) -> None:
    """Do what the script says. Raises KeyError for a command that does not exist; the loader prevents it."""
    facts = {name: value for name, value in scene.facts.items() if isinstance(value, str | int | bool)}
    COMMANDS[do.command](scene, arguments(do.command, dict(do.args), facts))


def _nothing(scene: Scene, args: Args) -> None:
    pass


def _open(scene: Scene, args: Args) -> None:
    scene.opens.append(str(args["script"]))


def _carry(scene: Scene, args: Args) -> None:
    """A note for the next meeting. The client saw the words and said that the professional may read them."""
    clients.keep_note(scene.tx, scene.client.id, "carry", str(args["words"]), share=True, now=scene.now)


def _feedback(scene: Scene, args: Args) -> None:
    clients.keep_note(scene.tx, scene.client.id, "feedback", str(args["words"]), share=False, now=scene.now)


def _locale(scene: Scene, args: Args) -> None:
    scene.who.person.locale = str(args["locale"])


def _floor(scene: Scene, args: Args) -> None:
    client = scene.client
    client.floor_days, client.fixed_days = int(args["days"]), None
    client.interval_days = max(client.interval_days, client.floor_days)
    _changed(scene, client)


def _fixed(scene: Scene, args: Args) -> None:
    """The client's own rhythm; 0 lets it adapt again."""
    client = scene.client
    client.fixed_days = int(args["days"]) or None
    _changed(scene, client)


def _slot(scene: Scene, args: Args) -> None:
    client = scene.client
    client.slot = str(args["slot"])
    _changed(scene, client)


def _quiet(scene: Scene, args: Args) -> None:
    """Quiet hours that leave no hour of the day are not taken; the old ones stay."""
    client = scene.client
    before = client.quiet_from, client.quiet_until
    client.quiet_from, client.quiet_until = str(args["quiet_from"]), str(args["quiet_until"])
    try:
        agreed(client)
    except RhythmError:
        client.quiet_from, client.quiet_until = before
    _changed(scene, client)


def _changed(scene: Scene, client: Client) -> None:
    """The rhythm is another one: the waiting check-in is moved, and the client hears when it comes."""
    if client.stage not in ("active", "dormant"):
        return
    client.stage = "active"
    planned = replan(scene.tx, client, scene.now)
    when = scene.house.words.moment(planned.due_at, scene.now, client.timezone, scene.who.locale)
    key = "rhythm_changed" if check_ins.last(scene.tx, client.id, 1) else "next_first"  # it was just chosen
    scene.next_line, scene.next_last = scene.house.words.bot(key, scene.who.locale, next_day=when), False


def _break_start(scene: Scene, args: Args) -> None:
    reason = str(args.get("break_reason", scene.facts.get("break_reason", "")))
    breaks.start(scene, days=min(int(args["days"]), MOST_DAYS), reason=reason)


def _next_step(scene: Scene, args: Args) -> None:
    """One of the four equal ways on after not starting. A break is asked about by its own script."""
    if args["way"] == "smaller":
        steps.shrink(scene, steps.IN_ITS_MOMENT)
    client = scene.client
    client.talked_after_skips_at = scene.now


def _skip_reason(scene: Scene, args: Args) -> None:
    report = check_ins.get(scene.tx, scene.talk.check_in_id)
    if report is None:
        recent = check_ins.last(scene.tx, scene.client.id, 1)
        report = recent[0] if recent and _fresh(recent[0].answered_at, scene.now) else None
    if report is not None:
        report.reason = str(args["reason"])


def _fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= timedelta(days=2)


def _age(scene: Scene, args: Args) -> None:
    """The client's own choice, and nobody else's business: it only picks the words (R44)."""
    scene.client.age_group = str(args["age"])


def _pro_words(scene: Scene, args: Args) -> None:
    """Words that a professional typed, for the client the dialog began with."""
    work = at_work(scene)
    if work is not None:
        caseload_words.typed(work, str(args["purpose"]), _subject(scene), str(args["words"]))


def _pro_meeting(scene: Scene, args: Args) -> None:
    work = at_work(scene)
    if work is not None:
        meetings.set_next(work, _subject(scene), meetings.Agreed(**{name: str(said) for name, said in args.items()}))


def _pro_goal_day(scene: Scene, args: Args) -> None:
    work = at_work(scene)
    if work is not None:
        caseload_words.day_typed(work, _subject(scene), date.fromisoformat(str(args["on"])))


def _pro_away(scene: Scene, args: Args) -> None:
    work = at_work(scene)
    if work is not None:
        absence.set_dates(work, str(args["begin"]), str(args["end"]))


def _pro_party(scene: Scene, args: Args) -> None:
    work = at_work(scene)
    if work is not None:
        parties.keep(work, _subject(scene), str(args["kind"]), str(args["name"]), str(args["task"]))


def _pro_turn(scene: Scene, args: Args) -> None:
    work = at_work(scene)
    if work is not None:
        turns.mark(work, _subject(scene), str(args["kind"]), str(args["on"]))


def _subject(scene: Scene) -> int:
    subject = scene.facts.get("subject", 0)
    return subject if isinstance(subject, int) else 0


def _confidence(scene: Scene, args: Args) -> None:
    """Kept, and where the stage lets prompts fade, a reason to offer fewer (R1, R53)."""
    goal_draft.ruler(scene, "confidence", int(args["confidence"]))
    period.confident(scene, int(args["confidence"]))


def _plan(scene: Scene) -> None:
    period.show(scene)


def _goals(scene: Scene) -> None:
    goal_view.show_list(scene)


COMMANDS: Mapping[str, Callable[[Scene, Args], None]] = {
    "none": _nothing,
    "open": _open,
    "energy": lambda scene, args: check_in.take_energy(scene, int(args["energy"])),
    "step_outcome": lambda scene, args: check_in.take_outcome(scene, str(args["outcome"])),
    "step_fit": lambda scene, args: check_in.take_fit(scene, str(args["fit"])),
    "step_safe": lambda scene, args: check_in.take_safe(scene, str(args["safe"])),
    "skip_reason": _skip_reason,
    "next_step": _next_step,
    "step_set": steps.choose,
    "step_move": lambda scene, args: steps.move(scene, str(args["when"])),
    "step_smaller": lambda scene, args: steps.shrink(scene, str(args.get("size", steps.IN_ITS_MOMENT))),
    "step_grow": lambda scene, args: steps.grow(scene),
    "step_clear": lambda scene, args: steps.clear(scene),
    "step_rest": lambda scene, args: steps.rest(scene),
    "break_start": _break_start,
    "break_end": lambda scene, args: breaks.end(scene),
    "break_reason": lambda scene, args: breaks.explain(scene, str(args["break_reason"])),
    "contact": lambda scene, args: escalate.ask_contact(scene),
    "harm": lambda scene, args: escalate.harm(scene),
    "hard_feeling": lambda scene, args: help_now.say_crisis(scene),
    "concern_answer": lambda scene, args: help_now.answered(scene, yes=args["answer"] == "yes"),
    "tell_not_yet": lambda scene, args: escalate.not_yet(scene),
    "tell_add": lambda scene, args: escalate.add_words(scene, str(args["words"])),
    "keep_words": lambda scene, args: own_words.keep(
        scene, str(args["kind"]), str(args["words"]), share=bool(args.get("share", False))
    ),
    "show_words": lambda scene, args: own_words.show(scene),
    "carry": _carry,
    "feedback": _feedback,
    "own_measure": lambda scene, args: measure_choice.keep_own(scene, str(args["what"]), str(args.get("unit", ""))),
    "consent": lambda scene, args: enrol.consent(scene, str(args["kind"]), given=bool(args["given"])),
    "set_locale": _locale,
    "set_age": _age,
    "set_floor": _floor,
    "set_fixed": _fixed,
    "set_slot": _slot,
    "set_quiet": _quiet,
    "delete_me": lambda scene, args: enrol.forget(scene),
    "enrolled": lambda scene, args: enrol.enrolled(scene),
    "invite_client": lambda scene, args: enrol.invite(scene, str(args["pseudonym"])),
    "goal_area": goal_draft.area,
    "goal_part": lambda scene, args: goal_draft.part(scene, str(args["part"]), str(args["words"])),
    "goal_due": goal_draft.due,
    "goal_baseline": lambda scene, args: goal_draft.baseline(scene, int(args["baseline"])),
    "goal_show": lambda scene, args: goal_view.after_writing(scene),
    "goal_list": lambda scene, args: _goals(scene),
    "continuation": lambda scene, args: period.continue_with(scene, str(args["part"]), str(args["words"])),
    "therapy_add": period.add_therapy,
    "therapy_turn": lambda scene, args: period.focus_therapies(scene, str(args["turn"])),
    "plan_show": lambda scene, args: _plan(scene),
    "importance": lambda scene, args: goal_draft.ruler(scene, "importance", int(args["importance"])),
    "confidence": _confidence,
    "pro_words": _pro_words,
    "pro_meeting": _pro_meeting,
    "pro_goal_day": _pro_goal_day,
    "pro_away": _pro_away,
    "pro_party": _pro_party,
    "pro_turn": _pro_turn,
    "close_invite": lambda scene, args: close_ones.invite(
        scene, str(args["name"]), str(args["signed"]), str(args["what"])
    ),
    "close_hello": lambda scene, args: close_ones.send_hello(scene, str(args["words"])),
    "letter_answer": lambda scene, args: letters.answered(scene, str(args["words"])),
    "my_name": lambda scene, args: enrol.name_professional(scene, str(args["name"])),
    "group_open": lambda scene, args: group_open.make(
        scene, str(args["name"]), str(args["locale"]), int(args["size"]), str(args["hours"])
    ),
    "group_link": lambda scene, args: group_join.keep_link(scene, str(args["link"])),
    "group_join": lambda scene, args: group_join.join(scene),
    "group_decline": lambda scene, args: group_join.decline(scene),
    "group_name": lambda scene, args: group_share.name_chosen(scene, str(args["name"])),
    "group_share": lambda scene, args: group_share.share(
        scene, str(args["kind"]), str(args["words"]), str(args.get("name", ""))
    ),
    "group_meeting": lambda scene, args: group_agree.meeting(
        scene, str(args["what"]), str(args["on"]), str(args["at"]), int(args.get("weeks", 1))
    ),
    "group_goal": lambda scene, args: group_agree.goal(scene, str(args["words"])),
    "group_move": lambda scene, args: group_meeting_desk.move(scene, str(args["on"]), str(args["at"])),
    "group_held": lambda scene, args: group_numbers.keep(scene, int(args["minutes"]), int(args["people"])),
    "group_pulse": lambda scene, args: group_pulse.answer(scene, int(args["question"]), int(args["answer"])),
}
