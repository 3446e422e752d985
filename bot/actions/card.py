"""One client's card: the week in facts, the rhythm, the experiment, what is agreed; and what can be done from here."""

from __future__ import annotations

from bot.actions import cards, case_work, client_list, letters, logic, only_meetings, period, pictures, undelivered
from bot.actions.desk import Work
from bot.actions.digest import brings, hidden_lines, kept_from, week_facts
from bot.actions.disclosure import carries_words, own_words, points_only, said
from bot.actions.speaker import Rows, of_client, tell
from bot.actions.telling import card_lines
from bot.domain.digest import card as week_card
from bot.domain.purposes import Purpose
from bot.domain.roles import Action, may_any
from bot.domain.week_facts import Line
from bot.storage import cases, clients, dealings, network, outbox, people, plans, talks, timers
from bot.storage.tables import Client

LAST_NOTES = 5
PICTURE_WEEKS = 8  # of the energy picture, as in the digest's evidence: a trend needs weeks, not days
TIMERS = ("check_in", "silence", "return", "concern", "cover", "goal_look", "stage")
ONLY = "only_meetings"  # the kind of the message that meetings are enough, or that questions begin again
UNASKED = (
    *("check_in", "open_door", "theme", "notice", "letter", "meeting_set", "cover", "handed_over", "measures"),
    ONLY,
)
"""Kinds of messages that may still wait for the client when the period ends."""


def show(work: Work, client: Client) -> None:
    """The card. What the client keeps back from this professional is not on it."""
    tx, now = work.scene.tx, work.scene.now
    if client.consented_at is None:
        key = "pro_card_coming" if client.told_limits_at is None else "pro_card_stopped"
        work.show(work.text(key, pseudonym=client.pseudonym), [*_to_notices(work, client), _to_list(work)])
        return
    if points_only(work.scene.house):
        work.show(work.text("pointer_card"), _buttons(work, client))
        return
    facts = week_facts(tx, client, people.by_id(tx, client.person_id), now, work.pro.id)
    brought = said(work.scene.house, brings(tx, client, now, work.pro.id))
    lines = card_lines(work.words, work.locale, week_card(facts), brought)
    lines += cards.agreed(work, client)
    work.show("\n".join(lines), _buttons(work, client))


def _may(work: Work, client: Client, action: Action) -> bool:
    return may_any(action, network.relations(work.scene.tx, client.id, work.pro.id, work.scene.now))


def _buttons(work: Work, client: Client) -> Rows:
    """Only what this professional may do: a viewer may look, and change nothing."""
    first = (
        (Action.WRITE_TO_CLIENT, "pro_write", "write"),
        (Action.SET_MEETING, "pro_meet", "meet"),
        (Action.PROPOSE_STEP, "pro_step", "step"),
        (Action.SEE_GOALS, "pro_goals", "goals"),
        (Action.SEE_CARD, "pro_period", "period"),
        (Action.WRITE_PRIVATE_NOTE, "pro_note", "note"),
        (Action.SEE_ENERGY, "pro_picture", "energy"),
    )
    rows = [[(work.text(key), f"p.{verb}.{client.id}")] for action, key, verb in first if _may(work, client, action)]
    more_rows = [[(work.text("pro_more"), f"p.more.{client.id}")], _to_list(work)]
    return [*_to_notices(work, client), *rows, *more_rows]


def _to_notices(work: Work, client: Client) -> Rows:
    """What is open comes up here again, with its buttons: its first message may be far above by now."""
    if not _may(work, client, Action.TAKE_CASE):
        return []
    out = [case for case in cases.all_open(work.scene.tx, client.id) if case.state != "new"]
    return [[(work.text("pro_case"), f"p.case.{case.id}")] for case in out]


def more(work: Work, client: Client) -> None:
    """What is needed more rarely."""
    only = "pro_only_end" if client.stage == "meetings" else "pro_meetings_only"
    offered: tuple[tuple[Action, str, str], ...] = (
        (Action.PROPOSE_BREAK, "pro_pause", "pause"),
        (Action.SEE_PRIVATE_NOTES, "pro_notes", "notes"),
        (Action.SET_THRESHOLDS, "pro_limits", "limits"),
        (Action.SEE_MEASURES, "pro_measures", "meas"),
        (Action.SEE_NETWORK, "pro_net", "net"),
        (Action.SEE_CARD, "pro_turns", "turns"),
        (Action.SEE_CARD, "pro_log", "log"),
        (Action.EXPORT, "pro_record", "rec"),
        (Action.MEETINGS_ONLY, only, "only"),
        (Action.END_PERIOD, "pro_end", "end"),
    )
    if logic.offered(work, client):
        offered = (*offered[:-1], (Action.RECORD_LOGIC, "pro_logic", "logic"), offered[-1])
    rows = [[(work.text(key), f"p.{verb}.{client.id}")] for action, key, verb in offered if _may(work, client, action)]
    back = work.to_card(client)
    work.show(work.text("pro_more_head", pseudonym=client.pseudonym), [*rows, back])


def _to_list(work: Work) -> list[tuple[str, str]]:
    return [(work.text("pro_to_list"), "p.list.0")]


def meetings_only(work: Work, client: Client) -> None:
    """R7: meetings are enough for now; nothing is asked between them. The same button begins the questions again."""
    tx, now = work.scene.tx, work.scene.now
    who = of_client(tx, client)
    ending = client.stage == "meetings"
    if ending:
        due = only_meetings.end(tx, client, now)
        facts = {"pro": work.pro.name, "next_day": work.words.lasting(due, client.timezone, who.locale)}
    elif only_meetings.begin(tx, work.scene.house, client, now):
        facts = {"pro": work.pro.name}
    else:
        work.say(work.text("pro_not_now", pseudonym=client.pseudonym))
        return
    key = "only_ended" if ending else "only_began"
    said = work.text(f"pro_{key}", pseudonym=client.pseudonym)
    if outbox.cancel(
        tx, client.id, (ONLY,)
    ):  # she has not heard of what is taken back now, so there is nothing to tell
        clients.uncount_proactive(tx, client.id, ONLY, now)
    else:
        at = letters.deliver(work, client, work.words.bot(key, who.locale, **facts), topic=ONLY)
        said = f"{said} {letters.told(work, at)}"
    work.say(said)


def energy_picture(work: Work, client: Client) -> None:
    """The last eight weeks as a picture with a text alternative. What the client keeps back is not drawn."""
    tx, now = work.scene.tx, work.scene.now
    if Line.ENERGY in kept_from(tx, client, work.pro.id) | hidden_lines(client, now):
        work.say(work.text("pro_picture_kept", pseudonym=client.pseudonym))
        return
    chart = pictures.energy_of(tx, work.words, client, work.locale, now, weeks=PICTURE_WEEKS)
    if chart is None:
        work.say(work.text("pro_picture_none", pseudonym=client.pseudonym))
        return
    rows = [work.to_card(client)]
    pictures.send(tx, work.scene.who.person, chart, now, client_id=client.id, rows=rows)


def ask_note(work: Work, client: Client) -> None:
    work.ask("pro_note", {"pseudonym": client.pseudonym, "subject": client.id})


def keep_note(work: Work, client: Client, said: str) -> None:
    """A note for those who accompany. It is data about the client, and the client may ask to see it."""
    dealings.note(work.scene.tx, client.id, work.pro.id, said, work.scene.now)
    work.scene.closing.append(work.text("pro_note_kept", pseudonym=client.pseudonym))


def notes(work: Work, client: Client) -> None:
    """The newest notes, each with who wrote it and when."""
    kept = dealings.notes(work.scene.tx, client.id, LAST_NOTES)
    lines = [work.text("pro_notes_head" if kept else "pro_notes_none", pseudonym=client.pseudonym)]
    for note in reversed(kept):
        author = people.professional(work.scene.tx, note.professional_id)
        when = work.words.moment(note.at, work.scene.now, work.pro.timezone, work.locale)
        facts = {"name": author.name if author else "–", "when": when, "words": note.words}
        lines.append(work.text("pro_notes_line", **facts))
    work.say("\n".join(lines), [work.to_card(client)])


def ask_end(work: Work, client: Client) -> None:
    """What was agreed for the time after? Not while somebody may be in danger, or got hurt, and it is not closed."""
    if case_work.holds_end(work, client):
        return
    case_work.say_what_closes(work, client)
    written = plans.continuation_of(work.scene.tx, client.id)
    plan = "".join(f"\n• {line}" for line in continuation_lines(work, client))
    if not carries_words(work.scene.house):
        plan = own_words(work.scene.house, "".join(written.values()), work.locale)
    work.ask("pro_end", {"pseudonym": client.pseudonym, "subject": client.id, "continuation": plan})


def continuation_lines(work: Work, client: Client) -> list[str]:
    """What the client wrote about the time after, each part by its name; that it is there, where words stay out."""
    written = plans.continuation_of(work.scene.tx, client.id)
    if written and not carries_words(work.scene.house):
        return [work.text("pro_continuation_there")]
    return [work.text(f"pro_continuation_{part}", words=words) for part, words in written.items()]


def end(work: Work, client: Client, said: str) -> None:
    """The period ends. The client hears it with the plan for what comes after, in the professional's words."""
    tx, now = work.scene.tx, work.scene.now
    if case_work.holds_end(work, client):  # it came while this was written
        work.say(work.text("pro_end_kept", words=said))
        return
    who = of_client(tx, client)
    talks.close(talks.current(tx, who.person.id, now))  # whatever was open, nobody is left to answer it to
    for kind in TIMERS:
        timers.drop(tx, kind, client.id)
    undelivered.drop(tx, work.scene.house, client, undelivered.OVER, now)
    outbox.cancel(tx, client.id, UNASKED)
    case_work.close_all(tx, work.scene.house, client, case_work.ENDED, now)
    text = work.words.bot("period_ended", who.locale, pro=work.pro.name, words=said)
    letters.say_at_once(work, client, text, "period_ended")
    own = "\n".join(f"• {piece}" for piece in plans.continuation_of(tx, client.id).values())
    if own:  # what the client wrote stays in the client's own chat
        tell(tx, work.scene.house, who, "continuation_yours", now, {"words": own})
    period.ended(tx, client, work.pro.id, now)
    client.stage, client.ended_at, client.plan_version = "ended", now, client.plan_version + 1
    clients.log(
        tx, actor="bot", actor_id=work.pro.id, client_id=client.id, what="period ended", why=Purpose.PLANNING, now=now
    )
    work.say(work.text("pro_ended", pseudonym=client.pseudonym))
    client_list.open_list(work)
