"""A client is erased: asked for twice by the client, after a restore once more, or by itself when the time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import (
    companion,
    disclosure,
    group_forget,
    group_join,
    pictures,
    undelivered,
)
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, Speaker, help_button, say, tell
from bot.domain.purposes import Purpose
from bot.storage import (
    clients,
    evaluations,
    forgetting,
    groups,
    locks,
    outbox,
    people,
    register,
    retention,
)
from bot.storage.database import Transaction
from bot.storage.tables import Client, Person

SURE_FOR = timedelta(hours=1)  # a question about erasing that is older asks again


def ask(scene: Scene) -> None:
    """`/deleteme`, first step: what goes, what stays and why."""
    own = groups.places_of(scene.tx, scene.client.id)
    belongs = any(row.place in groups.BELONGING for row, _ in own)
    more = scene.house.words.bot("erase_ask_group", scene.who.locale) if belongs else ""
    _question(scene, "erase_ask", ("erase_yes", "sure"), more)


def ask_again(scene: Scene) -> None:
    """The second step."""
    _question(scene, "erase_sure", ("erase_now", "gone"))


def _question(scene: Scene, key: str, yes: tuple[str, str], more: str = "") -> None:
    words, locale = scene.house.words, scene.who.locale
    stamp = int(scene.now.timestamp())
    rows: Rows = [
        [(words.bot(yes[0], locale), f"d.{yes[1]}.{stamp}")],
        [(words.bot("erase_no", locale), "d.keep")],
        [help_button(scene.house, locale)],
    ]
    text = "\n\n".join(part for part in (scene.lead, words.bot(key, locale), more) if part)
    scene.lead = ""
    say(scene.tx, scene.who.person, text, scene.now, rows=rows, client_id=scene.client.id, kind=key)


def keep(scene: Scene) -> None:
    tell(scene.tx, scene.house, scene.who, "erase_kept", scene.now)


def erase(scene: Scene) -> None:
    """Done on the second yes, in this transaction."""
    client, person = scene.client, scene.who.person
    chat, text = person.chat_id, scene.house.words.bot("erase_done", scene.who.locale)
    forget(scene.tx, scene.house, client, person, scene.now)
    # After everything of this chat is gone, and without a client's number: it must survive the erasure.
    outbox.add(scene.tx, chat_id=chat, params={"text": text}, now=scene.now, kind="help")
    scene.stopped = True


def forget(tx: Transaction, house: House, client: Client, person: Person, now: datetime, *, asked: bool = True) -> None:
    """
    Erase a client everywhere. The professionals' copies of notices say only that.

    Args:
        asked: By the client, so that the professionals hear that they left; not by their time or after a restore.
    """
    actor, actor_id, why = ("client", client.id, Purpose.OWN) if asked else ("bot", None, Purpose.UPKEEP)
    clients.log(tx, actor=actor, actor_id=actor_id, client_id=client.id, what="erased", why=why, now=now)
    carers, chat = people.carers(tx, client.id), person.chat_id
    names = {disclosure.name(house, client, carer.locale) for _, _, carer in carers} | {client.pseudonym}
    left = group_join.end_places(tx, house, client, person, now)
    group_forget.take_back(tx, house, client, now)
    _blank_notices(tx, house, client)
    pictures.take_back(tx, client.id, now)
    if asked and client.consented_at is not None:
        tell_professionals(tx, house, client, "pro_client_left", now)
        undelivered.drop(tx, house, client, undelivered.STOPPED, now)
    for row in register.close_ones(tx, client.id):
        companion.let_go(tx, house, row, now)
    forgetting.remember(tx, person.telegram_id, now)
    forgetting.close_talks_about(tx, client)
    forgetting.erase(tx, client, person)
    for text in left:
        outbox.add(tx, chat_id=chat, params={"text": text}, now=now, kind="help")  # as the last word of `erase`
    for _, pro, carer in carers:
        forgetting.take_back_digests(tx, pro.id, now)
        others = {other.pseudonym for other, _ in clients.caseload(tx, pro.id)}
        locks.drop_held(tx, carer.chat_id, names, others - names)


def forget_again(tx: Transaction, house: House, listed: list[tuple[str, datetime]], now: datetime) -> int:
    """After a restore: whoever is on the list of erasures is erased again. Returns how many were."""
    known = set(forgetting.remembered(tx))
    found = forgetting.to_forget_again(tx, [*known, *listed])
    for client, person in found:
        forget(tx, house, client, person, now, asked=False)
    return len(found)


def purge(tx: Transaction, house: House, now: datetime) -> None:
    """What is older than its time goes by itself; so do clients whose time is over. No professional is told."""
    retention.sweep(tx, now)
    tx.wake("swept")
    for client, person in retention.clients_to_forget(tx, now):
        if client.stage == "ended":
            evaluations.unlink(tx, client.id)  # as the client agreed: what was counted stays, and points to nobody
        forget(tx, house, client, person, now, asked=False)


def _blank_notices(tx: Transaction, house: House, client: Client) -> None:
    """A notice that waits is dropped; one that is out is overwritten, with nothing left of its words."""
    for copy, row in forgetting.told_in(tx, client.id):
        pro = people.professional(tx, copy.professional_id)
        person = people.by_id(tx, pro.person_id) if pro is not None else None
        if person is None:
            continue
        if row.message_id is None:
            tx.session.delete(row)
            continue
        params = {"message_id": row.message_id, "text": house.words.bot("notice_erased", person.locale)}
        outbox.add(tx, chat_id=person.chat_id, method="editMessageText", params=params, kind="tidy")


def fresh(stamp: str, now: datetime) -> bool:
    """Whether the question that a button stood under is recent enough to erase on. `stamp` is in seconds."""
    asked = int(stamp) if stamp.isdecimal() and len(stamp) < 12 else 0
    return 0 <= now.timestamp() - asked < SURE_FOR.total_seconds()


def tell_professionals(tx: Transaction, house: House, client: Client, key: str, now: datetime) -> None:
    """One sentence to everybody who accompanies the client, by the name that each of them may read."""
    for _, pro, person in people.carers(tx, client.id):
        facts = {"pseudonym": disclosure.name(house, client, person.locale)}
        tell(tx, house, Speaker(person, None, pro), key, now, facts)
