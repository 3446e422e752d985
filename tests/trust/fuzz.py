"""
Random input at every door: raw updates, button data, commands, settings, scripts. `make fuzz` for a long run.

The same seed gives the same inputs. A fault shows as an update that was set aside by anything but `Unreadable`, as a
private message without an answer, or as an exception that is not the door's own.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import func, select

from bot.app import SCRIPTS
from bot.config import WrongSetting, read
from bot.storage import schema
from bot.storage.tables import Inbox, Outbox
from dialogs.errors import ScriptErrors
from dialogs.loader import load_folder
from handlers import incoming, private
from sandbox.model import User
from tests.town import Town, town

WORDS = (
    *(
        "kyllä",
        "ei",
        "7",
        "8/10",
        "tauko",
        "apua",
        "haluan kuolla",
        "<b>x</b>",
        "*_[a](tg://user?id=1)",
        "\u202e\u200b",
        "",
    ),
    *(
        "/start",
        "/start abc",
        "/poista",
        "/mydata",
        "/tauko",
        "/@",
        "/" * 50,
        "a" * 4096,
        "ä\u0308" * 700,
        "\ud800",
        "\0",
        "🙂",
    ),
    *(
        "{pseudonym}",
        "{0.__class__}",
        "%s%n",
        "'; DROP TABLE client;--",
        '\r\n{"level":"error"}',
        "9" * 400,
        "٣",
        "-1",
        "1e9",
    ),
)
DATA = (
    *(
        "now",
        "t",
        "t.",
        "t.1",
        "t.1.b0",
        "t.99999999999.s3",
        "t.٣.b0",
        "t.-1.x",
        "l.fi",
        "l.xx",
        "c.take.1",
        "c.none.1",
        "c.x.1",
    ),
    *(
        "c.take.99999999999999999999",
        "d.file",
        "d.who",
        "d.gone.0",
        "d.sure.99999999999",
        "d.words",
        "q.yes.1",
        "q.item.1.2",
    ),
    *(
        "p.card.1",
        "p.page.-1",
        "p.day.9",
        "p.hour.1.99",
        "g.join.1",
        "g.x",
        "...",
        "\0",
        "d.",
        "q.",
        "p.",
        "g.",
        "x" * 64,
        "",
    ),
)
FIELDS = (
    "text",
    "caption",
    "photo",
    "voice",
    "sticker",
    "contact",
    "location",
    "forward_origin",
    "poll",
    "dice",
    "entities",
)
JUNK: tuple[Any, ...] = (None, True, 0, -1, 2**70, 1.5, "x", [], {}, [[]], {"id": {}}, {"x": [None]}, "\ud800")


def message(random: Random, chat: int, user: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "message_id": random.randrange(1, 10**6),
        "date": random.choice((0, 1793000000, 2**31)),
        "chat": {"id": chat, "type": random.choice(("private", "private", "private", "group", "channel"))},
        "from": {"id": user, "is_bot": False, "first_name": random.choice(WORDS) or "x"},
    }
    if random.random() < 0.8:
        made["text"] = random.choice(WORDS) + random.choice(WORDS)
    for field in random.sample(FIELDS, random.choice((0, 0, 1, 2))):
        made[field] = random.choice(JUNK)
    return made


def update(random: Random, number: int, users: list[int]) -> dict[str, Any]:
    """One update: mostly well-formed, often broken somewhere."""
    user = random.choice(users)
    kind = random.choice(
        ("message", "message", "callback_query", "edited_message", "my_chat_member", "poll_answer", "odd")
    )
    body: Any = message(random, user, user)
    if kind == "callback_query":
        body = {
            "id": str(number),
            "from": body["from"],
            "chat_instance": "x",
            "data": random.choice(DATA),
            "message": body,
        }
    elif kind in ("my_chat_member", "poll_answer", "odd"):
        body = random.choice((*JUNK, body))
    made = {"update_id": number, kind: body}
    if random.random() < 0.15:
        spot = random.choice(list(made)[1:])
        made[spot] = random.choice(JUNK)
    return made


def plain(update: dict[str, Any]) -> bool:
    """Is this a private message that anybody would expect an answer to?"""
    body = update.get("message")
    if not isinstance(body, dict) or any(field in body for field in FIELDS[1:]):
        return False
    return body.get("chat", {}).get("type") == "private" and isinstance(body.get("text"), str) and bool(body["text"])


async def updates(place: Town, random: Random, count: int, *, first: int = 10**8, together: int = 100) -> None:
    """Raw updates of a stranger, a client and a professional through the whole bot."""
    pro = await place.professional()
    client = await place.client(pro)
    stranger: User = place.desk.user("Vieras", "fi")
    place.desk.start(stranger)
    await place.settle()
    users = [pro.id, client.id, stranger.id, stranger.id + 77]
    for start in range(0, count, together):
        batch = [update(random, first + start + place_, users) for place_ in range(min(together, count - start))]
        await place.coach.keep(*incoming.sort_out(batch))
        await place.coach.settle()
    for row in await place.coach.store.run(lambda tx: list(tx.session.exec(select(Inbox)).all())):
        assert row.state != Inbox.WAITING or row.attempts > 0, f"update {row.update_id} was never looked at"
        assert row.fault in ("", "Unreadable", "no update") or row.fault.startswith("Unreadable"), (
            f"update {row.update_id} failed: {row.fault}"
        )


async def answers(place: Town, random: Random, count: int) -> None:
    """Every plain private message gets an answer, whatever stands in it."""
    stranger = place.desk.user("Toinen", "sv")
    place.desk.start(stranger)
    await place.settle()
    for number in range(count):
        sent = update(random, 5 * 10**8 + number, [stranger.id])
        if not plain(sent):
            continue
        before = await _said(place)
        await place.coach.keep(*incoming.sort_out([sent]))
        await place.coach.settle()
        assert await _said(place) > before, f"no answer to update {sent['update_id']}"


async def _said(place: Town) -> int:
    return await place.coach.store.run(lambda tx: tx.session.exec(select(func.count()).select_from(Outbox)).one())


def edges(random: Random, count: int) -> None:
    """What comes in before it is an update: any JSON, any command."""
    for number in range(count):
        entry = random.choice((*JUNK, update(random, number, [1, -5, 0, 2**63])))
        raw, odd = incoming.sort_out([entry])
        assert len(raw) + len(odd) == 1, "a row was lost"
        for _, chat, payload in raw:
            assert abs(chat) < 2**63
            payload.encode()
            json.loads(payload)
        private._command("/" + random.choice(WORDS) + random.choice(WORDS))


def settings(random: Random, count: int) -> None:
    """A wrong setting is refused with its name and never with its value."""
    names = (
        "database_url",
        "timezone",
        "service_hours",
        "default_locale",
        "invite_days",
        "encryption_keys",
        "webhook_listen",
    )
    for _ in range(count):
        name, value = random.choice(names), random.choice(WORDS) + "salaisuus"
        try:
            read(None, **{name: value})
        except WrongSetting as refused:
            told = str(refused)
        else:
            told = ""
        assert "salaisuus" not in told, f"{name} is shown"


def scripts(random: Random, count: int) -> None:
    """A broken script is refused with the script's own errors."""
    files = sorted(SCRIPTS.glob("*.toml"))
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            source = list(random.choice(files).read_text("utf-8"))
            for _ in range(random.randrange(1, 6)):
                spot = random.randrange(len(source))
                source[spot : spot + random.randrange(4)] = random.choice(
                    ("", '"', "]", "=", "\n", "0", "x", "{", "\0")
                )
            (Path(folder) / "broken.toml").write_text("".join(source), "utf-8")
            with suppress(ScriptErrors):
                load_folder(Path(folder))


async def everything(seed: int, count: int, url: str) -> None:
    """`count` inputs: an eighth of them are updates through the whole bot, which cost most."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    edges(random, count * 13 // 20)
    settings(random, count * 37 // 200)
    scripts(random, count // 50)
    async with town(url) as place:
        await updates(place, random, count // 8)
        await answers(place, random, count // 50)


def main(count: int, seed: int) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fuzz.db"
        schema.migrate(url)
        asyncio.run(everything(seed, count, url))
    print(f"{count} inputs, seed {seed}: nothing fell over in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
