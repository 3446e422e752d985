"""Speaking: what the Bot API's answers mean, over a real connection, and what no error may show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.storage.calls import Attached, Later, Moved, Never, NotMade, OutboxCall, Sent, Verdict
from handlers.http import AiohttpRequest, call
from handlers.outgoing import sender_for, verdict
from sandbox.desk import Desk
from sandbox.faults import Fault
from sandbox.model import User
from sandbox.server import BotServer

# Three pixels wide, one high: as small as a picture can be.
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000030000000108000000009bfb1b620000000049454e44ae426082")


@pytest.fixture
def desk() -> Desk:
    return Desk(lambda: datetime.now(UTC))


@pytest.fixture
def mira(desk: Desk) -> User:
    user = desk.user("Mira")
    desk.start(user)
    return user


@pytest_asyncio.fixture
async def server(desk: Desk) -> AsyncIterator[BotServer]:
    async with BotServer(desk) as server:
        yield server


@pytest_asyncio.fixture
async def bot(server: BotServer) -> AsyncIterator[Bot]:
    request = AiohttpRequest(read_timeout=2.0)
    addresses = {"base_url": server.url, "base_file_url": server.file_url}
    async with Bot(server.desk.token, **addresses, request=request, get_updates_request=request) as bot:
        yield bot


def message(chat: int, text: str = "Hyvää huomenta & <3 ☀", **more) -> OutboxCall:
    return OutboxCall(id=1, chat_id=chat, method=more.pop("method", "sendMessage"), params={"text": text}, **more)


async def test_a_message_arrives_as_written_and_its_number_comes_back(bot: Bot, desk: Desk, mira: User):
    # given a message with buttons
    said = OutboxCall(1, mira.id, "sendMessage", {"text": "Jaksatko? & ä ☀", "rows": [[["Kyllä", "t.1.b0"]]]})
    # when it is sent
    outcome = await sender_for(bot)(said)
    # then it stands there
    assert isinstance(outcome, Sent)
    shown = desk.message(mira.id, outcome.message_id)
    assert (shown.text, shown.buttons()) == ("Jaksatko? & ä ☀", [[{"text": "Kyllä", "callback_data": "t.1.b0"}]])


async def test_an_edit_changes_the_message_its_row_became_and_is_done_when_nothing_changes(
    bot: Bot, desk: Desk, mira: User
):
    # given a message
    sent = await sender_for(bot)(message(mira.id, "ennen"))
    edit = message(mira.id, "nyt", method="editMessageText", edits=sent.message_id)
    # when it is edited twice in the same way
    outcomes = [await sender_for(bot)(edit) for _ in range(2)]
    # then it is changed, and the second time counts as done
    assert desk.message(mira.id, sent.message_id).text == "nyt"
    assert [type(outcome) for outcome in outcomes] == [Sent, Sent]


async def test_an_edit_of_a_message_that_is_gone_is_given_up_quietly(bot: Bot, mira: User):
    # given nothing to edit, when it is edited, then it is given up and nobody is called unreachable
    outcome = await sender_for(bot)(message(mira.id, method="editMessageText", edits=4711))
    assert outcome == Never("gone")


async def test_somebody_who_blocked_the_bot_is_unreachable(bot: Bot, desk: Desk, mira: User):
    # given a client who left
    desk.block(mira)
    # when the bot writes, then it will never arrive
    assert await sender_for(bot)(message(mira.id)) == Never("Forbidden", unreachable=True)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.TOO_MANY, Later(timedelta(seconds=1))),
        (Fault.BROKEN, Later(answered=True)),
        (Fault.RESET, Later(answered=False)),
        (Fault.LOST_ANSWER, Later(answered=False)),
    ],
)
async def test_trouble_on_the_way_means_later(bot: Bot, server: BotServer, mira: User, fault: Fault, outcome: Verdict):
    # given a server with one trouble
    server.api.faults.order("sendMessage", fault)
    # when a message is sent, then it is known what to do with it
    assert await sender_for(bot)(message(mira.id)) == outcome


async def test_a_silent_server_means_later(bot: Bot, server: BotServer, mira: User):
    # given a server that takes too long
    server.api.faults.delay = 5.0
    bot_request = AiohttpRequest(read_timeout=0.05)
    await bot_request.initialize()
    impatient = Bot(server.desk.token, server.url, request=bot_request, get_updates_request=bot_request)
    # when a message is sent, then it is tried again
    assert await sender_for(impatient)(message(mira.id)) == Later(answered=False)
    await bot_request.shutdown()


async def test_files_go_out_as_a_form(bot: Bot, desk: Desk, mira: User):
    # given a document
    file = InputFile(b"BEGIN:VCALENDAR", filename="tapaaminen.ics")
    # when it is sent
    await bot.send_document(mira.id, file, caption="Tapaaminen ä")
    # then it stands there with its name
    shown = desk.messages(mira.id)[-1].content
    assert (shown["document"]["file_name"], shown["caption"]) == ("tapaaminen.ics", "Tapaaminen ä")


async def test_a_file_can_be_fetched(bot: Bot, mira: User):
    # given a document that the bot sent
    sent = await bot.send_document(mira.id, b"words", filename="a.txt")
    # when it asks for the file's body, then it is whole
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"words"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ChatMigrated(-1005), Moved(-1005)),
        (Forbidden("Forbidden: bot was blocked by the user"), Never("Forbidden", unreachable=True)),
        (BadRequest("Bad Request: message is not modified: specified new content"), Sent()),
        (BadRequest("Message to edit not found"), Never("gone")),
        (BadRequest("Message can't be deleted"), Never("BadRequest: not ours")),
        (BadRequest("Bad Request: chat not found"), Never("BadRequest: chat", unreachable=True)),
        (BadRequest("Bad Request: can't parse entities"), Never("BadRequest")),
        (NetworkError("Internal Server Error (500)"), Later(answered=True)),
        (NetworkError("Bad Gateway (502)"), Later(answered=False)),
        (NetworkError("aiohttp.ClientConnectorError"), Later(answered=False)),
        (TimedOut(), Later(answered=False)),
        (InvalidToken("Not Found"), Later(timedelta(seconds=30), whole_bot=True)),
        (TelegramError("something new"), Later(answered=True)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_has_one_meaning(error: TelegramError, outcome: Verdict):
    # given an error, when it is judged, then a malformed message is never repeated, and a lost answer always is
    assert verdict(error) == outcome


def test_a_wish_to_wait_is_heeded_to_the_second():
    # given a server that asks to wait, when that is judged, then its own time holds
    assert verdict(RetryAfter(timedelta(seconds=7))) == Later(timedelta(seconds=7))


async def test_no_error_shows_the_token(mira: User, desk: Desk):
    # given addresses that lead nowhere
    for address in ("http://127.0.0.1:9/bot", "http://no such host/bot", "nonsense://x/bot"):
        request = AiohttpRequest(connect_timeout=2.0)
        await request.initialize()
        bot = Bot("4242:very-secret-token-of-ours", address, request=request, get_updates_request=request)
        # when a call fails
        with pytest.raises(TelegramError) as failed:
            await call(bot, "sendMessage", {"chat_id": 1, "text": "hei"})
        # then neither its text nor its causes hold the token
        error: BaseException | None = failed.value
        while error is not None:
            assert "secret" not in f"{error!r} {error}"
            error = error.__cause__
        await request.shutdown()


async def test_a_client_that_was_not_started_says_so():
    # given a request that nobody initialised, when it is used, then the mistake is named
    with pytest.raises(NetworkError, match="not initialized"):
        await AiohttpRequest().post("http://127.0.0.1:9/bot")


def picture(chat: int, attempts: int = 1) -> OutboxCall:
    wish = Attached("photo", "energy", "voimat.png", {"days": 7}, instead="Voimat: 4")
    params = {"caption": "Voimat: 4", **wish.to_params()}
    return OutboxCall(id=1, chat_id=chat, method="sendPhoto", params=params, attempts=attempts)


async def test_a_file_is_made_from_its_values_when_it_is_sent(bot: Bot, desk: Desk, mira: User) -> None:
    asked = []

    async def make(maker: str, values: Mapping[str, Any]) -> bytes:
        asked.append((maker, values))
        return PNG

    outcome = await sender_for(bot, make)(picture(mira.id))
    shown = desk.messages(mira.id)[-1]
    assert outcome == Sent(shown.id)
    assert asked == [("energy", {"days": 7})]
    assert shown.content["photo"][0]["width"] == 3
    assert shown.content["caption"] == "Voimat: 4"


async def test_a_file_that_cannot_be_made_is_tried_again_and_at_last_told_in_words(
    bot: Bot, desk: Desk, mira: User
) -> None:
    async def make(maker: str, values: Mapping[str, Any]) -> bytes:
        raise NotMade(maker, "ValueError")

    before = len(desk.messages(mira.id))
    assert await sender_for(bot, make)(picture(mira.id, attempts=1)) == Later()
    assert await sender_for(bot, make)(picture(mira.id, attempts=2)) == Later()
    assert len(desk.messages(mira.id)) == before
    assert isinstance(await sender_for(bot, make)(picture(mira.id, attempts=3)), Sent)
    assert desk.messages(mira.id)[-1].text == "Voimat: 4"
