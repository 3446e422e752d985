"""
Random input at every door: raw updates, button data, commands, settings, scripts, files of words, backups, the list of
erasures. `make fuzz` for a long run. Updates come from a stranger, a client, a professional and one whose chat is closed,
in private and in a linked peer group.

The same seed gives the same inputs. A fault shows as an update that was set aside by anything but `Unreadable`, as a
private message without an answer, or as an exception that is not the door's own.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import SQLModel, func, select

from bot import instrument_files
from bot.actions import caseload, operate_lock
from bot.actions.own_buttons import VERBS as OWN
from bot.building import DATA as FILES
from bot.building import SCRIPTS
from bot.config import SHORTEST_KEY, Config, WrongSetting, read
from bot.domain import groups, helplines, instruments, profiles, safety
from bot.domain import locks as lock_rules
from bot.domain.languages import LOCALES
from bot.sentences import MEANING
from bot.storage import erasure_file, schema, sealed_file
from bot.storage.tables import Inbox, Outbox, Person
from dialogs.errors import ScriptErrors
from dialogs.loader import load_folder
from handlers import incoming, private
from sandbox.model import User
from tests.journeys import peers
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


RIGHTS = ("can_restrict_members", "can_delete_messages", "can_invite_users", "is_member", "is_anonymous", "until_date")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def data(random: Random) -> str:
    """What a button gives back: one that exists, with numbers that may not, or anything."""
    if random.random() < 0.4:
        return random.choice(DATA)
    verb = random.choice(
        [f"p.{name}" for name in caseload.VERBS] + [f"q.{name}" for name in OWN] + ["c.take", "g.join"]
    )
    return ".".join([verb, *(str(random.choice((0, 1, 2, 7, -1, 10**12))) for _ in range(random.randrange(4)))])


def words(random: Random) -> str:
    """What somebody types: a command of ours, digits, or anything."""
    if random.random() < 0.25:
        return f"/{random.choice(list(MEANING))}" + random.choice(("", " ", " x", "@rinnalla_bot", " 1 2"))
    if random.random() < 0.05:
        return f"{random.randrange(10**6):06}"
    return random.choice(WORDS) + random.choice(WORDS)


def message(random: Random, chat: int, user: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "message_id": random.randrange(1, 10**6),
        "date": random.choice((0, 1793000000, 2**31)),
        "chat": {"id": chat, "type": random.choice(("private", "private", "private", "group", "channel"))},
        "from": {"id": user, "is_bot": False, "first_name": random.choice(WORDS) or "x"},
    }
    if random.random() < 0.8:
        made["text"] = words(random)
    for field in random.sample(FIELDS, random.choice((0, 0, 1, 2))):
        made[field] = random.choice(JUNK)
    return made


def in_group(random: Random, number: int, users: list[int], group: int) -> dict[str, Any]:
    """Something that happens in a linked peer group: words, taps, votes, and who comes, goes or may what."""
    user = random.choice(users)
    person = {"id": user, "is_bot": False, "first_name": "x"}
    chat = {"id": group, "type": random.choice(("group", "supergroup")), "title": random.choice(WORDS) or "x"}
    body = message(random, group, user) | {"chat": chat}
    about = {"chat": chat, "from": person, "date": 1793000000}
    status = random.choice(("member", "left", "kicked", "administrator", "restricted", "creator", "x"))
    changed = {"user": person, "status": status} | dict.fromkeys(
        random.sample(RIGHTS, random.randrange(len(RIGHTS))), True
    )
    kinds: dict[str, Any] = {
        "message": body | random.choice(({}, {"new_chat_members": [person]}, {"migrate_to_chat_id": -(10**12) - 1})),
        "edited_message": body,
        "callback_query": {"id": "1", "from": person, "chat_instance": "x", "message": body}
        | {"data": random.choice((data(random), f"G.{random.choice((0, 1, 9, -1, 10**12))}"))},
        "chat_member": about | {"old_chat_member": changed, "new_chat_member": changed},
        "my_chat_member": about | {"old_chat_member": changed, "new_chat_member": changed},
        "poll_answer": {"poll_id": random.choice(WORDS), "user": person, "option_ids": random.choice(([], [0], [99]))},
    }
    kind = random.choice(list(kinds))
    return {"update_id": number, kind: kinds[kind]}


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
            "data": data(random),
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
    names = sorted(Config.model_fields)
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
    whole = sorted(SCRIPTS.glob("*.toml"))
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            source = random.choice(whole).read_text("utf-8")
            (Path(folder) / "broken.toml").write_text(broken(random, source), "utf-8")
            with suppress(ScriptErrors):
                load_folder(Path(folder))


def broken(random: Random, source: str) -> str:
    """A text with a few small wounds."""
    letters = list(source)
    for _ in range(random.randrange(1, 6)):
        spot = random.randrange(len(letters))
        letters[spot : spot + random.randrange(4)] = random.choice(("", '"', "]", "=", "\n", "0", "x", "{", "\0", "[["))
    return "".join(letters)


def files(random: Random, count: int) -> None:
    """A broken file of words, numbers or rules is refused with its own errors, which the operator reads."""
    known = {file.stem: file.read_text("utf-8") for file in instrument_files.STRUCTURES.glob("*.toml")}
    parsed = {key: instruments.parse(key, text) for key, text in known.items()}
    wording = instrument_files.STAND_IN.read_text("utf-8")
    lines, themes = (FILES / "helplines.toml").read_text("utf-8"), (FILES / "group_themes.toml").read_text("utf-8")
    rules = (FILES / "safety.toml").read_text("utf-8")
    models = {file.stem: file.read_text("utf-8") for file in (FILES / "profiles").glob("*.toml")}
    for number in range(count):
        with suppress(instruments.WordingErrors):
            instruments.parse_wording("x.toml", broken(random, wording), parsed, LOCALES)
        with suppress(helplines.HelplinesError):
            helplines.parse(broken(random, lines))
        with suppress(groups.ThemesError):
            groups.parse_themes(broken(random, themes))
        with suppress(profiles.ProfileError):
            key = random.choice(list(models))
            profiles.parse(key, broken(random, models[key]))
        with suppress(instruments.InstrumentError):
            key = random.choice(list(known))
            instruments.parse(key, broken(random, known[key]))
        if number % 50 == 0:  # some hundred patterns are made anew each time
            with suppress(safety.SafetyRulesError), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a wounded pattern may be one that Python only frowns at
                safety.Rules.load(broken(random, rules))


def kept(random: Random, count: int) -> None:
    """
    A wounded backup or list of erasures is refused with its own error, before a line of it is believed.

    A list that a crash cut short is read as far as it goes.
    """
    key, at = "k" * SHORTEST_KEY, datetime(2026, 11, 2, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        backup, listed = Path(folder) / "x.rinnalla", Path(folder) / "x.erased"
        with sealed_file.Writer(backup, key) as out:
            for line in range(2000):
                out.write(f"{line} {random.random()}\n".encode())
        erasure_file.add(listed, [(f"{number:064x}", at) for number in range(5)])
        whole, lines = backup.read_bytes(), listed.read_bytes()
        for number in range(count):
            file, right = ((backup, whole), (listed, lines))[number % 2]
            file.write_bytes(wounded(random, right))
            with suppress(sealed_file.Damaged, sealed_file.OtherKey, erasure_file.BrokenList):
                found = list(sealed_file.lines(file, [key])) if file is backup else erasure_file.read(file)
                assert file is listed, f"a wounded backup of {len(found)} lines was believed"
                assert all(moment.tzinfo is not None for _, moment in erasure_file.read(listed))
                erasure_file.add(listed, [("f" * 64, at)])
                assert ("f" * 64, at) in erasure_file.read(listed)


def wounded(random: Random, whole: bytes) -> bytes:
    """Other bytes in one place, fewer, or more; never the same."""
    at = random.randrange(len(whole))
    other = bytes([whole[at] ^ random.randrange(1, 256)])
    return random.choice(
        (whole[:at] + other + whole[at + 1 :], whole[:at], whole + other, whole[:at] + whole[at + 1 :])
    )


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
