"""
Polling and webhook: raw updates into the inbox. Telegram may forget an update only after it is stored.

Updates are kept as they came. One that nobody can read later harms only itself; something that is no update at all is
kept apart, and the rest of its batch goes on.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter

from handlers import http

log = logging.getLogger(__name__)

Raw = tuple[int, int, str]
"""An update's number, its chat, and itself as JSON."""

Keep = Callable[[Sequence[Raw], Sequence[str]], Awaitable[None]]
"""Store updates, and what is none, in one transaction; return once that is on the disk."""

AT_A_TIME = 100  # updates per request, the most that Telegram gives
LONG_POLL = 25  # seconds the server may wait for something to happen; shorter than most firewalls' patience
CONFLICTS = 3  # in a row; two pollers push each other out in turn, and who came last stays
CONFLICT_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 30.0  # seconds between tries when the server is away
BODY_LIMIT = 1024 * 1024  # bytes; Telegram's updates stay far below
BODY_PATIENCE = 20.0  # seconds for a whole body; who sends on slowly holds a connection
CONNECTIONS = 40  # of Telegram's to the webhook at once; its default
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

WITH_CHAT = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
)
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member", "poll_answer")


class AnotherPoller(Exception):
    """Somebody else asks for this bot's updates. The process stops: two would tear each other's connections for ever."""


def chat_of(update: Mapping[str, Any]) -> int:
    """
    The chat whose order an update shares; a press shares its message's chat. 0 for what belongs to no chat.

    A poll answer and an old press know only the person, whose private chat has the same number.
    """
    for kind in WITH_CHAT:
        if kind in update:
            return _number(update[kind], "chat", "id")
    if "callback_query" in update:
        return _number(update["callback_query"], "message", "chat", "id") or _number(
            update["callback_query"], "from", "id"
        )
    if "poll_answer" in update:
        return _number(update["poll_answer"], "user", "id")
    return 0


def _number(value: Any, *path: str) -> int:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if type(value) is int and abs(value) < 2**63 else 0


def sort_out(entries: Sequence[Any]) -> tuple[list[Raw], list[str]]:
    """Updates, and what is none."""
    updates: list[Raw] = []
    odd: list[str] = []
    for entry in entries:
        payload = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        # Lone surrogates are valid JSON but no database takes them as text; escaped they survive.
        payload = payload if _storable(payload) else json.dumps(entry, separators=(",", ":"))
        number = _number(entry, "update_id")
        if number > 0:
            updates.append((number, chat_of(entry), payload))
        else:
            odd.append(payload)
    return updates, odd


def words_are_words(update: Update) -> bool:
    """
    Whether everything that should be text is text, and a change of membership whole. python-telegram-bot takes what comes.

    Telegram never sends anything else; what somebody else sends must not be tried again and again.
    """
    query = update.callback_query
    user = update.effective_user
    messages = (update.effective_message, query.message if query else None)
    words = [getattr(message, name, None) for message in messages for name in ("text", "caption")]
    words += [query.data if query else None, user.language_code if user else None]
    change = update.my_chat_member or update.chat_member
    whole = change is None or bool(change.chat and change.from_user and change.new_chat_member)
    return whole and all(word is None or isinstance(word, str) for word in words)


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


async def poll(
    bot: Bot,
    keep: Keep,
    *,
    allowed: Sequence[str] = ALLOWED,
    long_poll: int = LONG_POLL,
    beat: Callable[[], None] = lambda: None,
    reached: Callable[[], None] = lambda: None,
) -> None:
    """
    Ask for updates until cancelled. `beat` is called at every round, `reached` whenever Telegram answered.

    `offset` tells Telegram what it may forget, so it is sent only after the batch below it was stored. Once confirmed
    it is not sent again: after a silent week Telegram numbers anew, perhaps below it.

    Raises:
        AnotherPoller: Telegram answered 409 again and again.
    """
    offset: int | None = None
    pause, conflicts = 0.0, 0
    while True:
        beat()
        params = {"offset": offset, "limit": AT_A_TIME, "timeout": long_poll, "allowed_updates": list(allowed)}
        try:
            entries = await http.call(bot, "getUpdates", params, read_timeout=long_poll + 5.0)
            reached()
            updates, odd = sort_out(entries)
            if entries:
                await keep(updates, odd)
            if odd:
                log.error("%s entries were no updates and are kept apart", len(odd))
            offset = max(number for number, _, _ in updates) + 1 if updates else None
            conflicts = 0
            pause = 0.0 if updates or not odd else LONGEST_PAUSE  # oddities alone cannot be confirmed, and return
        except Conflict as error:
            # One alone may be an echo: a question that this bot asked before it was killed, and that arrived late.
            conflicts += 1
            if conflicts < CONFLICTS:
                await asyncio.sleep(CONFLICT_PAUSE)
                continue
            raise AnotherPoller("another process polls with this token, or a webhook is set; stop it first") from error
        except Exception as error:
            if not isinstance(error, RetryAfter):
                log.warning("updates could not be fetched or stored: %s", type(error).__name__)
            pause = _pause_after(error, pause)
        await asyncio.sleep(pause)


def _pause_after(error: Exception, before: float) -> float:
    """Seconds until the next try: as long as Telegram asks for, or twice as long as the last time."""
    if isinstance(error, RetryAfter):
        wish = error.retry_after
        return float(wish if isinstance(wish, int) else wish.total_seconds())
    return LONGEST_PAUSE if isinstance(error, InvalidToken) else min(max(0.5, before * 2), LONGEST_PAUSE)


def webhook(path: str, secret: str, keep: Keep) -> web.Application:
    """An aiohttp application with one route that takes updates. It answers 200 only once they are stored."""
    expected = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=403)
        try:
            async with asyncio.timeout(BODY_PATIENCE):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        except web.RequestPayloadError:
            return web.Response(status=400)
        updates, odd = _parsed(body)
        try:
            await keep(updates, odd)
        except Exception as error:  # Telegram keeps the update and comes again
            log.error("an update could not be stored: %s", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_post(path, receive)
    return app


def _parsed(body: bytes) -> tuple[list[Raw], list[str]]:
    """What is no JSON, or nested without end, is kept apart and answered with 200: Telegram would repeat it for ever."""
    try:
        return sort_out([json.loads(body)])
    except (ValueError, RecursionError):
        return [], [body.decode(errors="replace").replace("\0", "\ufffd")]


async def listen(where: str, url: str, secret: str, keep: Keep) -> web.AppRunner:
    """Take updates at `where` (host:port), under the path of the public address. Whoever stops cleans the runner up."""
    host, _, port = where.rpartition(":")
    path = "/" + url.split("://", 1)[-1].partition("/")[2]
    runner = web.AppRunner(webhook(path, secret, keep), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, int(port)).start()
    return runner


async def ask_for_calls(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to bring updates, with the secret that each call must carry."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED), max_connections=CONNECTIONS)
