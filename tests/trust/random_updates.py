"""Random updates as Telegram might send them: mostly well-formed, often broken somewhere. The same seed gives the same."""

from __future__ import annotations

from random import Random
from typing import Any

from bot.actions import caseload
from bot.actions.own_buttons import VERBS as OWN
from bot.sentences import MEANING

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
