"""
From a person to the client through the bot, and the client's answer back.

The client sees whose words they are and that nobody reads the answer live. A letter keeps quiet hours and takes its place
in the budget of unasked messages, so that the bot steps back; an answer within a conversation goes at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import disclosure, rhythm, steps
from bot.actions.desk import Work
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, say, tell
from bot.actions.talking import begin, open_script
from bot.domain.purposes import Purpose
from bot.domain.walltime import local_date
from bot.storage import cases, clients, dealings, locks, network, outbox, people
from bot.storage.tables import Client, Letter, Professional, Proposal

CONVERSATION = timedelta(days=3)  # after the client's answer; what is written back meanwhile was waited for
ASKED = frozenset({"A4", "A5"})
LETTER = "letter"
OF_THEIR_OWN = frozenset({"meeting_set", "only_meetings"})  # messages that a newer one of their kind replaces


def ask_letter(work: Work, client: Client) -> None:
    """What shall be written? On a break only the client's own wish is a reason to write."""
    if client.stage == "break" and not _waited_for(work, client):
        work.say(work.text("pro_on_break", pseudonym=client.pseudonym))
        return
    work.ask("pro_letter", {"pseudonym": client.pseudonym, "subject": client.id})


def send(work: Work, client: Client, said: str) -> None:
    """The professional's words, marked as a person's by name, with a button to answer."""
    letter = dealings.letter(work.scene.tx, client.id, work.pro.id, work.scene.now)
    who = of_client(work.scene.tx, client)
    text = work.words.bot("letter", who.locale, pro=work.pro.name, words=said)
    rows = [[(work.words.bot("letter_reply", who.locale), f"q.reply.{letter.id}")]]
    _sent(work, client, deliver(work, client, text, rows))


def _sent(work: Work, client: Client, at: datetime) -> None:
    facts = {"pseudonym": client.pseudonym}
    if of_client(work.scene.tx, client).person.unreachable_at is not None:
        work.scene.closing.append(work.text("pro_letter_lost", **facts))
        return
    if at <= work.scene.now:
        work.scene.closing.append(work.text("pro_letter_sent", **facts))
        return
    when = work.words.moment(at, work.scene.now, work.pro.timezone, work.locale)
    work.scene.closing.append(work.text("pro_letter_waits", **facts, when=when))


def goes_out(work: Work, client: Client) -> datetime:
    """When a person's message would reach the client, sent now."""
    waited = _waited_for(work, client)
    return work.scene.now if waited else rhythm.next_free(work.scene.tx, client, work.scene.now)


def deliver(work: Work, client: Client, text: str, rows: Rows = (), topic: str = LETTER) -> datetime:
    """Put a person's message on its way; `topic` is what it is about. Returns when it goes out."""
    tx, now, kind = work.scene.tx, work.scene.now, topic if topic in OF_THEIR_OWN else LETTER
    who, at = of_client(tx, client), goes_out(work, client)
    if not _waited_for(work, client):
        clients.count_proactive(tx, client.id, kind, local_date(at, client.timezone), at)
    buttons = [*rows, [help_button(work.scene.house, who.locale)]]
    params: dict[str, object] = {"text": text, "rows": [[list(button) for button in row] for row in buttons]}
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        params=params,
        rank=NOTICE,
        client_id=client.id,
        kind=kind,
        not_before=at if at > now else None,
        now=now,
        professional_id=work.pro.id,
        topic=topic,
    )
    return at


def say_at_once(work: Work, client: Client, text: str, topic: str) -> None:
    """A person's last word to the client, which waits for nothing."""
    who = of_client(work.scene.tx, client)
    rows = [[list(help_button(work.scene.house, who.locale))]]
    outbox.add(
        work.scene.tx,
        chat_id=who.person.chat_id,
        params={"text": text, "rows": rows},
        client_id=client.id,
        now=work.scene.now,
        professional_id=work.pro.id,
        topic=topic,
    )


def told(work: Work, at: datetime) -> str:
    """Whether the client has heard it, or when: what keeps quiet hours and budget is not told yet."""
    if at <= work.scene.now:
        return work.text("pro_told_now")
    return work.text("pro_told_later", out=work.words.moment(at, work.scene.now, work.pro.timezone, work.locale))


def _waited_for(work: Work, client: Client) -> bool:
    """The client asked for contact, or answered a little while ago: what comes now is no unasked message."""
    answered = dealings.last_answer(work.scene.tx, client.id)
    if answered is not None and work.scene.now - answered <= CONVERSATION:
        return True
    return any(ASKED & set(case.signals.split(",")) for case in cases.all_open(work.scene.tx, client.id))


def ask_step(work: Work, client: Client) -> None:
    """Which experiment? On a break nothing is proposed."""
    if client.stage == "break":
        work.say(work.text("pro_on_break", pseudonym=client.pseudonym))
        return
    work.ask("pro_step", {"pseudonym": client.pseudonym, "subject": client.id})


def propose_step(work: Work, client: Client, said: str) -> None:
    """An experiment in the professional's words. It becomes one only by the client's yes."""
    proposal = Proposal(
        client_id=client.id, professional_id=work.pro.id, kind="step", words=said[: steps.MOST], at=work.scene.now
    )
    _propose(work, client, proposal, "propose_step", words=said[: steps.MOST])


def propose_break(work: Work, client: Client) -> None:
    """A break is the client's; it may be suggested."""
    if client.stage not in ("active", "dormant"):
        work.say(work.text("pro_not_now", pseudonym=client.pseudonym))
        return
    proposal = Proposal(client_id=client.id, professional_id=work.pro.id, kind="break", at=work.scene.now)
    _propose(work, client, proposal, "propose_break")


def _propose(work: Work, client: Client, proposal: Proposal, key: str, **facts: object) -> None:
    dealings.propose(work.scene.tx, proposal)
    locale = of_client(work.scene.tx, client).locale
    text = work.words.bot(key, locale, pro=work.pro.name, **facts)
    at = deliver(work, client, text, yes_or_no(work, proposal, locale), key)
    _sent(work, client, at)
    if work.press is not None:  # nothing was typed, so no dialog ends here that would say it
        work.say(work.scene.closing.pop())


def yes_or_no(work: Work, proposal: Proposal, locale: str) -> Rows:
    """Two answers of equal weight, one below the other."""
    kind = proposal.kind
    return [
        [(work.words.bot(f"yes_{kind}", locale), f"q.yes.{proposal.id}")],
        [(work.words.bot(f"no_{kind}", locale), f"q.no.{proposal.id}")],
    ]


def _readers(scene: Scene, client: Client, letter: Letter) -> list[Professional]:
    """
    Who would read an answer at this moment: who wrote, or, if they no longer accompany the client, the responsible one.

    While that one is away, the one who covers reads it too. Nobody whose chat an operator has closed.
    """
    tx, now = scene.tx, scene.now
    writer = people.professional(tx, letter.professional_id)
    may = [writer] if writer and network.relations(tx, client.id, writer.id, now) else []
    may += [pro for _, pro in network.all_of(tx, client.id)]
    first = next((pro for pro in may if not locks.closed_out(tx, pro.id)), None)
    if first is None:
        return []
    deputy = people.professional(tx, first.deputy_id or 0) if network.away(first, now) else None
    covers = deputy is not None and network.relations(tx, client.id, deputy.id, now)
    return [first, deputy] if deputy is not None and covers else [first]


def reply(scene: Scene, letter_id: int) -> bool:
    """The client wants to answer, and hears who reads it if it is not just who wrote. False: the letter is not theirs."""
    client, letter = scene.who.client, dealings.letter_by_id(scene.tx, letter_id)
    if client is None or letter is None or letter.client_id != client.id:
        return False
    readers = _readers(scene, client, letter)
    if not readers:
        tell(scene.tx, scene.house, scene.who, "contact_nobody", scene.now)
        return True
    first, writer = readers[0], people.professional(scene.tx, letter.professional_id)
    if first.id != letter.professional_id:
        facts = {"pro": writer.name if writer else "–", "name": first.name}
        still = writer is not None and network.relations(scene.tx, client.id, writer.id, scene.now)
        tell(scene.tx, scene.house, scene.who, "letter_instead" if still else "letter_other_reader", scene.now, facts)
    elif len(readers) > 1:
        facts = {"pro": first.name, "deputy": readers[1].name}
        tell(scene.tx, scene.house, scene.who, "letter_cover_reads", scene.now, facts)
    begin(scene, "answer_person", {"pro": first.name, "letter": letter.id})
    return True


def answered(scene: Scene, said: str) -> None:
    """The client's answer goes to those who were named when it was asked for, and to nobody else."""
    client = scene.client
    letter = dealings.letter_by_id(scene.tx, int(str(scene.facts.get("letter", 0))))
    if letter is None or letter.client_id != client.id:
        return
    words, readers = scene.house.words, _readers(scene, client, letter)
    if not readers or readers[0].name != scene.facts.get("pro"):  # they changed while the client wrote
        scene.closing.append(words.bot("letter_not_sent", scene.who.locale))
        return
    letter.answered_at = scene.now
    for pro in readers:
        person = people.by_id(scene.tx, pro.person_id)
        called = disclosure.name(scene.house, client, person.locale)
        key = "pro_answer_came" if pro is readers[0] else "pro_answer_covered"
        text = words.bot(key, person.locale, pseudonym=called, words=said, pro=readers[0].name)
        rows = [[(words.bot("pro_write", person.locale), f"p.write.{client.id}")]]
        say(scene.tx, person, text, scene.now, rows=rows, rank=NOTICE, kind="notice")
    clients.log_own(scene.tx, client, "answered", scene.now, why=Purpose.CONTACT)
    facts = {"pro": readers[0].name, "deputy": readers[-1].name}
    key = "letter_answered" if len(readers) == 1 else "letter_answered_cover"
    scene.closing.append(words.bot(key, scene.who.locale, **facts))


def decide(scene: Scene, proposal_id: int, *, yes: bool) -> bool:
    """The client's yes or no to a proposal. False: it is not theirs, or it was answered or replaced before."""
    client, proposal = scene.who.client, dealings.proposal(scene.tx, proposal_id)
    if client is None or proposal is None or proposal.client_id != client.id or proposal.answered_at is not None:
        return False
    proposal.answered_at, proposal.accepted = scene.now, yes
    clients.log_own(scene.tx, client, f"{'yes' if yes else 'no'} to {proposal.kind}", scene.now)
    from bot.actions import sharing

    if proposal.kind == "share":
        sharing.decided(scene, client, proposal, yes=yes)
        return True
    _tell_proposer(scene, client, proposal, yes=yes)
    if not yes:
        tell(scene.tx, scene.house, scene.who, "proposal_no", scene.now)
    elif proposal.kind == "break":
        open_script(scene, "break_start")
    else:
        _take_step(scene, client, proposal)
    return True


def _take_step(scene: Scene, client: Client, proposal: Proposal) -> None:
    """The professional's idea is the client's experiment now: a tiny one, like every first."""
    client.step_what, client.step_when, client.step_sign = proposal.words.strip().rstrip("."), "", ""
    client.step_level = min(steps.START_LEVEL, client.plan_most)
    client.step_since, client.grown_at, client.step_goal, client.step_size = scene.now, None, None, ""
    tell(scene.tx, scene.house, scene.who, "proposal_yes", scene.now, {"step": client.step_what})


def _tell_proposer(scene: Scene, client: Client, proposal: Proposal, *, yes: bool) -> None:
    pro = people.professional(scene.tx, proposal.professional_id)
    if pro is None or not network.relations(scene.tx, client.id, pro.id, scene.now):
        return
    person = people.by_id(scene.tx, pro.person_id)
    key = f"pro_{proposal.kind}_{'yes' if yes else 'no'}"
    called = disclosure.name(scene.house, client, person.locale)
    text = scene.house.words.bot(key, person.locale, pseudonym=called)
    say(scene.tx, person, text, scene.now, rank=NOTICE, kind="notice")
