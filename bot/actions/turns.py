"""Transitions ahead and needs to coordinate (R38, R39): marked on the card, raised by the digest, closed by a tap."""

from __future__ import annotations

from datetime import date, timedelta

from bot.actions.desk import Work
from bot.domain.digest import Card
from bot.domain.network import TURNS
from bot.domain.roles import Action, may_any
from bot.domain.walltime import local_date
from bot.storage import clients, network, register
from bot.storage.clients import NotAllowed
from bot.storage.network_tables import Turn
from bot.storage.tables import Client
from bot.words import Words, day

FURTHEST = timedelta(days=732)  # a date further away is more likely a mistyped year
MOST_IN_DIGEST = 4  # buttons; more stand on the cards


def what(words: Words, locale: str, kind: str) -> str:
    """A kind of turn in words."""
    return words.bot(f"turn_{kind}", locale)


def show(work: Work, client: Client) -> None:
    """What is marked, each with a button that closes it."""
    marked = register.turns(work.scene.tx, client.id)
    lines = [work.text("pro_turns_head" if marked else "pro_turns_none", pseudonym=client.pseudonym)]
    rows = []
    relations = network.relations(work.scene.tx, client.id, work.pro.id, work.scene.now)
    may = may_any(Action.MARK_TURN, relations)
    for turn in marked:
        said = what(work.words, work.locale, turn.kind)
        lines.append(work.text("net_turn", what=said, when=day(turn.on_date, work.locale)))
        if may:
            rows.append([(work.text("pro_turn_done", what=said), f"p.done.{turn.id}")])
    if may:
        rows.append([(work.text("pro_turn_add"), f"p.turn.{client.id}")])
    rows.append(work.to_card(client))
    work.show("\n".join(lines), rows)


def ask(work: Work, client: Client) -> None:
    work.ask("pro_turn", {"pseudonym": client.pseudonym, "subject": client.id})


def mark(work: Work, client_id: int, kind: str, on: str) -> None:
    """Keep it. A day that has passed asks for somebody at once; one that is years away is not taken."""
    try:
        client = work.client(client_id, Action.MARK_TURN)
    except NotAllowed:
        work.say(work.text("pro_not_yours"))
        return
    day_of, today = date.fromisoformat(on), local_date(work.scene.now, work.pro.timezone)
    if kind not in TURNS or abs(day_of - today) > FURTHEST:
        work.scene.closing.append(work.text("pro_not_now", pseudonym=client.pseudonym))
        return
    turn = Turn(client_id=client.id, kind=kind, on_date=day_of, marked_by=work.pro.id, at=work.scene.now)
    register.add(work.scene.tx, turn)
    facts = {"what": what(work.words, work.locale, kind), "when": day(day_of, work.locale)}
    work.scene.closing.append(work.text("pro_turn_kept", pseudonym=client.pseudonym, **facts))


def done(work: Work, turn: Turn) -> None:
    """Somebody looks after it. A second tap changes nothing."""
    client = clients.own(work.scene.tx, turn.client_id)
    if turn.closed_at is None:
        turn.closed_at, turn.closed_by = work.scene.now, work.pro.id
    work.say(work.text("pro_turn_over", pseudonym=client.pseudonym))


def digest_rows(words: Words, locale: str, cards: tuple[Card, ...]) -> list[list[tuple[str, str]]]:
    """A button for each turn that needs somebody now."""
    near = [(card.pseudonym, turn) for card in cards for turn in card.turns if turn.near and turn.id]
    return [
        [
            (
                words.bot("pro_turn_done_of", locale, pseudonym=name, what=what(words, locale, turn.kind)),
                f"p.done.{turn.id}",
            )
        ]
        for name, turn in near[:MOST_IN_DIGEST]
    ]
