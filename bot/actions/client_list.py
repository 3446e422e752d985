"""`/asiakkaat`: the clients a professional accompanies, by pseudonym, page by page; search; whom messages do not reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.actions import disclosure
from bot.actions.desk import Work
from bot.actions.speaker import Rows
from bot.storage import cases, clients, network
from bot.storage.tables import Client, Person

PAGE = 8  # clients; a phone shows so many buttons without scrolling
BUTTON = 32  # characters of a pseudonym on a button


def open_list(work: Work) -> None:
    """The first page, in a new message."""
    show(work, 0)


def show(work: Work, page: int) -> None:
    """A page of the list. A page that does not exist any more shows the last."""
    everybody = mine(work)
    if not everybody:
        work.show(work.text("digest_nobody"))
        return
    last = (len(everybody) - 1) // PAGE
    page = min(page, last)
    shown = everybody[page * PAGE : (page + 1) * PAGE]
    text = work.text("pro_list_head", n=len(everybody))
    if covered := network.covered_by(work.scene.tx, work.pro.id, work.scene.now):
        text += " " + work.text("pro_list_cover", names=", ".join(pro.name for pro in covered))
    if last:
        text += " " + work.text("pro_list_page", page=page + 1, pages=last + 1)
    work.show(text, [*_buttons(work, shown), *_ways(work, everybody, page, last)])


def mine(work: Work) -> Sequence[tuple[Client, Person]]:
    """Own clients, those of whom this professional covers today, and those whose open notice they have."""
    tx, now = work.scene.tx, work.scene.now
    there = list(clients.looked_after(tx, work.pro.id, now))
    known = {client.id for client, _ in there}
    return [*there, *(pair for pair in clients.holding_notices(tx, work.pro.id, now) if pair[0].id not in known)]


def _buttons(work: Work, shown: Sequence[tuple[Client, Person]]) -> list[list[tuple[str, str]]]:
    many = Counter(client.pseudonym.casefold() for client, _ in mine(work))
    twice = {name for name, count in many.items() if count > 1}
    return [
        [(_label(work, client, person, whose=client.pseudonym.casefold() in twice), f"p.card.{client.id}")]
        for client, person in shown
    ]


def _label(work: Work, client: Client, person: Person, *, whose: bool) -> str:
    """
    The pseudonym, and in words what stands out: an open notice, a break, messages that do not arrive.

    `whose`: while somebody covers, two may have the same; then it stands there with whom they are.
    """
    name = work.called(client)[:BUTTON]
    if whose and not disclosure.points_only(work.scene.house):
        pro = next((pro.name for _, pro in network.all_of(work.scene.tx, client.id)), "–")
        name = work.text("pro_label_whose", pseudonym=name, name=pro)
    waiting = [case for case in cases.all_open(work.scene.tx, client.id) if case.state == "sent"]
    if waiting and person.unreachable_at is not None:
        return work.text("pro_label_waits_lost", pseudonym=name)
    if waiting:
        return work.words.bot("pro_label_waits", work.locale, pseudonym=name)
    if disclosure.points_only(work.scene.house):
        return name  # a break, say, is something about them; that a notice waits must be found
    if person.unreachable_at is not None:
        return work.text("pro_label_lost", pseudonym=name)
    if client.consented_at is None:
        key = (
            "pro_label_coming" if client.told_limits_at is None else "pro_label_stopped"
        )  # told when the welcome is over
        return work.text(key, pseudonym=name)
    if client.stage in ("break", "meetings"):
        return work.text(f"pro_label_{client.stage}", pseudonym=name)
    return name


def _ways(work: Work, everybody: Sequence[tuple[Client, Person]], page: int, last: int) -> Rows:
    turn = []
    if page:
        turn.append((work.text("pro_before"), f"p.list.{page - 1}"))
    if page < last:
        turn.append((work.text("pro_next"), f"p.list.{page + 1}"))
    rows = [turn] if turn else []
    if last and not disclosure.points_only(work.scene.house):
        rows.append([(work.text("pro_search"), "p.search")])
    if disclosure.points_only(work.scene.house):
        return rows
    lost = sum(person.unreachable_at is not None for _, person in everybody)
    if lost:
        rows.append([(work.text("pro_lost", n=lost), "p.lost")])
    return rows


def ask_search(work: Work) -> None:
    work.ask("pro_search", {})


def found(work: Work, said: str) -> None:
    """Whose pseudonym has these letters in it."""
    wanted = said.strip().casefold()
    hits = [pair for pair in mine(work) if wanted in pair[0].pseudonym.casefold()]
    if not hits:
        work.scene.closing.append(work.text("pro_found_none"))
        return
    work.say(work.text("pro_found", n=len(hits)), _buttons(work, hits[: 2 * PAGE]))


def unreachable(work: Work) -> None:
    """Those whose Telegram takes no messages from the bot. A matter of technique, never counted as skips."""
    lost = [pair for pair in mine(work) if pair[1].unreachable_at is not None]
    key = "pro_lost_head" if lost else "pro_lost_none"
    work.say(work.text(key), _buttons(work, lost[: 2 * PAGE]))
