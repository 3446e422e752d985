"""Message -> Bot API call; TelegramError -> Later | Moved | Never."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.storage import calls
from bot.storage.calls import ATTACHED, Attached, Later, Make, Moved, Never, NotMade, OutboxCall, Sent, Verdict
from handlers import http, keyboards

MAKING_TRIES = 3  # to make a file, before words go out instead
TOKEN_PAUSE = timedelta(seconds=30)  # an unknown token is the operator's to mend; asking faster does not help

DONE_ALREADY = ("message is not modified",)
GONE = (  # what should be changed is no longer there, which is as good as changed
    "message to edit not found",
    "message to delete not found",
    "message identifier is not specified",
)
NOT_OURS = ("message can't be edited", "message can't be deleted")  # too old, or another's without the right
NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")
LEFT = ("chat not found", "user is deactivated", "bot was kicked", "bot is not a member", "peer_id_invalid")


async def _no_workshop(maker: str, _: Mapping[str, Any]) -> bytes:
    raise NotMade(maker, "no workshop")


def sender_for(bot: Bot, make: Make = _no_workshop) -> Callable[[OutboxCall], Awaitable[Verdict]]:
    """What `workers/sender.py` calls to send. `make` makes the files that calls carry as values."""

    async def send(call: OutboxCall) -> Verdict:
        method, params = call.method, {"chat_id": call.chat_id, **call.params}
        if ATTACHED in params:
            try:
                await _attach(params, make)
            except NotMade:
                if call.attempts < MAKING_TRIES:
                    return Later()
                method = _in_words(params)
        rows = params.pop("rows", None)
        if rows:
            params["reply_markup"] = keyboards.markup(rows)
        if "document_text" in params:
            params["document"] = _document(params.pop("document_text"), params.pop("document_name"))
        if call.edits is not None:
            params["message_id"] = call.edits
        try:
            result = await _call(bot, method, params)
        except TelegramError as error:
            return verdict(error)
        return Sent(_message_id(result), _link(result))

    return send


async def _attach(params: dict[str, Any], make: Make) -> None:
    """Put the file itself where its values were. Raises NotMade, and leaves everything as it was."""
    wish = Attached(**params[ATTACHED])
    body = await make(wish.maker, wish.values)
    del params[ATTACHED]
    params[wish.as_what] = InputFile(body, filename=wish.name)


def _in_words(params: dict[str, Any]) -> str:
    """The same message without its file; the method that sends it."""
    wish = Attached(**params.pop(ATTACHED))
    params.pop("caption", None)
    params["text"] = wish.instead
    return "sendMessage"


async def _call(bot: Bot, method: str, params: dict[str, Any]) -> Any:
    """In a forum whose topic was closed or deleted, the words go to the general one: said in the wrong place, not lost."""
    try:
        return await http.call(bot, method, params)
    except BadRequest as error:
        if "message_thread_id" not in params or not any(part in error.message.lower() for part in NO_TOPIC):
            raise
    return await http.call(bot, method, {name: value for name, value in params.items() if name != "message_thread_id"})


def _document(text: str, name: str) -> InputFile:
    """A file that was never one: its text stood in the outbox."""
    return InputFile(text.encode(), filename=name)


def _message_id(result: Any) -> int | None:
    first = result[0] if isinstance(result, list) and result else result  # an album is several messages
    number = first.get("message_id") if isinstance(first, dict) else None
    return number if isinstance(number, int) else None


def _link(result: Any) -> str:
    return str(result.get("invite_link", "")) if isinstance(result, dict) else ""


def verdict(error: TelegramError) -> Verdict:
    """What a failed call means for its outbox row. BadRequest comes early: it is a NetworkError too."""
    match error:
        case RetryAfter():
            wish = error.retry_after  # a number unless PTB_TIMEDELTA=1
            return Later(wish if isinstance(wish, timedelta) else timedelta(seconds=wish))
        case ChatMigrated(new_chat_id=chat):
            return Moved(chat)
        case Forbidden():
            return Never("Forbidden", unreachable=True)
        case BadRequest():
            return _refused(error.message.lower())  # python-telegram-bot changes the case of some texts
        case InvalidToken() | EndPointNotFound() | Conflict():
            return Later(TOKEN_PAUSE, whole_bot=True)
        case NetworkError():
            return Later(answered=not _unreached(error))
        case _:
            return Later()


def _refused(text: str) -> Verdict:
    if any(part in text for part in DONE_ALREADY):
        return Sent()
    if any(part in text for part in GONE):
        return Never(calls.GONE)
    if any(part in text for part in NOT_OURS):
        return Never("BadRequest: not ours")
    if any(part in text for part in LEFT):
        return Never("BadRequest: chat", unreachable=True)
    return Never("BadRequest")


def _unreached(error: NetworkError) -> bool:
    """Did the server not answer at all? `handlers/http.py` names its own faults; all else was an answer."""
    text = error.message.lower()
    return text.startswith(("timed out", "aiohttp.", "bad gateway", "gateway time-out", "service unavailable"))
