"""
Random input at every door: raw updates, button data, commands, settings, scripts, files of words, backups, the list of
erasures. `make fuzz` for a long run. Updates come from a stranger, a client, a professional and one whose chat is closed,
in private and in a linked peer group.

The same seed gives the same inputs. A fault shows as an update that was set aside by anything but `Unreadable`, as a
private message without an answer, or as an exception that is not the door's own.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from random import Random

from sqlmodel import SQLModel, func, select

from bot.actions import operate_lock
from bot.domain import locks as lock_rules
from bot.storage import schema
from bot.storage.tables import Inbox, Outbox, Person
from handlers import incoming
from sandbox.model import User
from tests.journeys import peers
from tests.town import Town, town
from tests.trust.random_doors import edges, files, kept, scripts, settings
from tests.trust.random_updates import in_group, plain, update

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def people(place: Town) -> tuple[list[int], int]:
    """Everybody who may write: accompanying, accompanied, closed out, unknown, never seen; and a group of theirs."""
    pro = await place.professional()
    client = await place.client(pro)
    chat = await peers.opened(place, pro, admin=True)
    await peers.inside(place, pro, client, "Koivu", chat)
    closed = await place.professional("Seppo")
    now, house = place.clock.now(), place.coach.house
    step = int(now.timestamp()) // lock_rules.STEP
    digits = lock_rules.pyotp.TOTP(SECRET).generate_otp(step)
    await place.coach.store.run(lambda tx: operate_lock.enrol(tx, house, 2, SECRET, digits, now))
    stranger: User = place.desk.user("Vieras", "fi")
    place.desk.start(stranger)
    await place.settle()
    return [pro.id, client.id, closed.id, stranger.id, stranger.id + 77], chat.id


async def updates(place: Town, random: Random, count: int, *, first: int = 10**8, together: int = 100) -> None:
    """Raw updates through the whole bot: each becomes a row, and each row is looked at."""
    users, group = await people(place)
    before = await _rows(place, Inbox)
    stored: set[int] = set()
    odd_ones = 0
    for start in range(0, count, together):
        numbers = range(first + start, first + min(start + together, count))
        batch = [
            in_group(random, number, users, group) if random.random() < 0.25 else update(random, number, users)
            for number in numbers
        ]
        raw, odd = incoming.sort_out(batch)
        assert len(raw) + len(odd) == len(batch), "an update was lost at the door"
        stored |= {number for number, _, _ in raw}
        odd_ones += len(odd)
        await place.coach.keep(raw, odd)
        await place.coach.settle()
    assert await _rows(place, Inbox) == before + len(stored) + odd_ones, "a row was lost"
    for row in await place.coach.store.run(lambda tx: list(tx.session.exec(select(Inbox)).all())):
        assert row.state != Inbox.WAITING, f"update {row.update_id} was never answered: {row.fault}"
        assert row.fault in ("", "NoUpdate") or row.fault.startswith("Unreadable"), (
            f"update {row.update_id} failed: {row.fault}"
        )


async def answers(place: Town, random: Random, count: int) -> None:
    """Every plain private message gets an answer, whoever writes it and whatever stands in it."""
    everybody = [
        row.telegram_id for row in await place.coach.store.run(lambda tx: tx.session.exec(select(Person)).all())
    ]
    stranger = place.desk.user("Toinen", "sv")
    place.desk.start(stranger)
    await place.settle()
    for number in range(count):
        sent = update(random, 5 * 10**8 + number, [stranger.id, *everybody])
        if not plain(sent):
            continue
        before = await _said(place)
        await place.coach.keep(*incoming.sort_out([sent]))
        await place.coach.settle()
        assert await _said(place) > before, f"no answer to update {sent['update_id']}"


async def _rows(place: Town, table: type[SQLModel]) -> int:
    return await place.coach.store.run(lambda tx: tx.session.exec(select(func.count()).select_from(table)).one())


async def _said(place: Town) -> int:
    return await place.coach.store.run(lambda tx: tx.session.exec(select(func.count()).select_from(Outbox)).one())


SHARES = {"updates": 22, "answers": 3, "settings": 4, "scripts": 3, "files": 3, "kept": 3, "edges": 62}
"""Of a hundred inputs. An update through the whole bot costs some thousand times what the edge costs."""


async def everything(seed: int, count: int, url: str) -> dict[str, int]:
    """`count` inputs, shared out over the doors. Returns how many each got."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    given = {door: count * share // 100 for door, share in SHARES.items()}
    edges(random, given["edges"])
    settings(random, given["settings"])
    scripts(random, given["scripts"])
    files(random, given["files"])
    kept(random, given["kept"])
    async with town(url) as place:
        await updates(place, random, given["updates"])
        await answers(place, random, given["answers"])
    return given


def main(count: int, seed: int) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fuzz.db"
        schema.migrate(url)
        given = asyncio.run(everything(seed, count, url))
    shares = ", ".join(f"{number} {door}" for door, number in given.items())
    print(
        f"{sum(given.values())} inputs ({shares}), seed {seed}: nothing fell over in {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
