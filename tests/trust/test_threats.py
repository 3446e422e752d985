"""One test per threat of docs/security.md that no other test keeps."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from sqlmodel import func, select

from bot import logs
from bot.__main__ import cli
from bot.actions.converse import answer
from bot.actions.heard import Command, Heard
from bot.domain.safety import Concern
from bot.sentences import COMMANDS
from bot.storage import inbox
from bot.storage.database import Transaction
from bot.storage.tables import CheckIn, Client, CodeTry, Outbox, Person
from handlers import incoming
from sandbox.model import User
from tests.journeys.test_record import files
from tests.town import Town, rows, town
from tests.trust.rows import as_read, as_stored
from tests.trust.test_own_data import lived

CANARY = "KANARIA"
HTML = "<b>lihava</b> *_[linkki](tg://user?id=1) &amp; {pseudonym} {0}"


def press(user: User, data: str, number: int) -> dict[str, Any]:
    """A press that no button made."""
    sender = {"id": user.id, "is_bot": False, "first_name": user.first_name}
    message = {"message_id": 1, "date": 1793000000, "chat": {"id": user.id, "type": "private"}, "text": "?"}
    return {
        "update_id": number,
        "callback_query": {"id": "1", "from": sender, "chat_instance": "x"} | {"data": data, "message": message},
    }


async def give(place: Town, *entries: dict[str, Any]) -> None:
    await place.coach.keep(*incoming.sort_out(entries))
    await place.coach.settle()


async def test_a_repeated_update_has_one_effect(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.to_check_in(client)
        question = place.last(client)
        energy = next(
            button["callback_data"]
            for row in question.to_json()["reply_markup"]["inline_keyboard"]
            for button in row
            if button["text"] == "4"
        )
        # when the same update comes twice, and once more with a new number
        await give(place, press(client, energy, 900001), press(client, energy, 900001))
        said = len(place.heard(client))
        await give(place, press(client, energy, 900001))
        assert len(place.heard(client)) == said
        await give(place, press(client, energy, 900002))
        # then it counted once, and the copy with a new number is an old button
        assert [row.energy for row in rows(place, CheckIn)] == [4]


async def test_buttons_of_other_chats_open_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client and a professional with a notice, and somebody else's client
        _, client = await lived(place)
        other_pro = await place.professional("Seppo")
        other = await place.client(other_pro, "Halava")
        [koivu] = [row for row in rows(place, Client) if row.pseudonym == "Koivu"]
        forged = [f"c.{how}.{n}" for how in ("take", "talked", "plan", "break", "none") for n in (1, 2)]
        forged += [f"p.{what}.{koivu.id}" for what in ("card", "page", "write", "note", "end", "limits", "share")]
        forged += [f"q.{what}.1" for what in ("yes", "no", "reply", "see", "leave")] + ["q.item.1.1"]
        before = {row.id: row.model_dump() for row in rows(place, Client) if row.id == koivu.id}
        # when both press everything that others were ever given
        for who in (other_pro, other):
            for number, data in enumerate(forged):
                await give(place, press(who, data, 910000 + who.id % 1000 * 100 + number))
        # then they read nothing of her, and nothing of hers changed
        for who in (other_pro, other):
            assert not any("Koivu" in text or "Kävelen" in text for text in place.heard(who))
        assert {row.id: row.model_dump() for row in rows(place, Client) if row.id == koivu.id} == before
        assert len(place.heard(client)) > 0


async def test_after_five_wrong_codes_a_chat_rests_for_an_hour_and_others_do_not(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code, second = await place.invitation(pro, "Haapa"), await place.invitation(pro, "Leppä")
        guesser, honest = place.desk.user("Arvaaja", "fi"), place.desk.user("Haapa", "fi")
        # when somebody guesses
        for number in range(5):
            await place.start(guesser, f"arvaus-{number}")
        # then not even a right code opens, with one kind answer, and others come in meanwhile
        await place.start(guesser, code)
        assert "tunnin päästä" in place.heard(guesser)[-1]
        await place.start(honest, second)
        assert "Suomi" in place.offered(honest)
        # and nothing of the guesser is kept but a hash, for an hour
        assert str(guesser.id) not in as_read(place.coach.store)
        assert len(rows(place, CodeTry)) == 5
        place.clock.move(timedelta(minutes=61))
        await place.coach.sweep()
        assert rows(place, CodeTry) == []
        await place.start(guesser, code)
        assert "Suomi" in place.offered(guesser)


async def test_a_forwarded_invitation_opens_for_the_first_only(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        code = await place.invitation(await place.professional(), "Haapa")
        first, second = place.desk.user("Haapa", "fi"), place.desk.user("Toinen", "fi")
        await place.start(first, code)
        await place.start(second, code)
        assert len(rows(place, Client)) == 1
        assert len(place.heard(second)) == 1


async def test_every_command_is_answered_whoever_types_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional and a newcomer
        pro = await place.professional()
        newcomer = place.desk.user("Haapa", "fi")
        await place.start(newcomer, await place.invitation(pro, "Haapa"))
        # when each types every command there is
        for number, (who, meaning) in enumerate((who, meaning) for who in (pro, newcomer) for meaning in COMMANDS):
            heard = Heard(800000 + number, who.id, who.id, "fi", place.clock.now(), Command(meaning))
            # then there is an answer
            assert await place.coach.store.run(partial(said_to, place, heard)) > 0, f"{who.first_name}: {meaning}"


def said_to(place: Town, heard: Heard, tx: Transaction) -> int:
    """How many messages one update makes; its row comes and is finished in the same transaction."""
    count = select(func.count()).select_from(Outbox)
    before = tx.session.exec(count).one()
    inbox.store(tx, [(heard.update_id, heard.chat_id, "{}")], heard.at)
    answer(tx, place.coach.house, heard, Concern.N, "")
    return int(tx.session.exec(count).one() - before)


async def test_a_flood_from_one_chat_keeps_nobody_waiting(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        stranger = place.desk.user("Tulva", "fi")
        place.desk.start(stranger)
        await place.settle()
        # given a hundred and fifty messages of one chat before one of another
        text = {"date": 1793000000, "text": "tulva"}
        flood = [{"update_id": 920000 + n, "message": text | {"message_id": n} | chat_of(stranger)} for n in range(150)]
        after = {"update_id": 930000, "message": text | {"message_id": 1, "text": "/mita_nakyy"} | chat_of(client)}
        last_before = max(row.id for row in rows(place, Outbox))
        await give(place, *flood, after)
        # then the other's answer was written long before the flood's last, and the flood lost nothing
        written = sorted(rows(place, Outbox), key=lambda row: row.id)
        new = [row for row in written if row.id > last_before]
        place_of_answer = next(index for index, row in enumerate(new) if row.client_id is not None)
        assert place_of_answer < 50
        assert len(place.heard(stranger)) >= 150


def chat_of(user: User) -> dict[str, Any]:
    sender = {"id": user.id, "is_bot": False, "first_name": user.first_name}
    return {"chat": {"id": user.id, "type": "private"}, "from": sender}


async def test_markup_in_names_and_words_stays_text(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a pseudonym and an experiment full of markup
        pro = await place.professional("<i>Maija</i>")
        client = await place.client(pro, "<b>Koivu</b>")
        await place.say(client, HTML)
        await place.say(pro, "/kooste")
        # then it is shown letter by letter, and no message has a format
        assert any("<b>Koivu</b>" in text for text in place.heard(pro))
        for user in (pro, client):
            for message in place.desk.messages(user.id):
                kinds = {entity["type"] for entity in message.to_json().get("entities", [])}
                assert not kinds & {"bold", "italic", "text_link", "text_mention", "code"}


def test_a_log_line_stays_one_line() -> None:
    out = io.StringIO()
    logs.start("INFO", out)
    try:
        structlog.get_logger().info("started", what_kind='x\n{"level": "error", "what": "forged"}')
    finally:
        structlog.reset_defaults()
        logging.basicConfig(force=True)
    [line] = out.getvalue().splitlines()
    assert json.loads(line)["level"] == "info"


async def test_no_word_name_number_or_secret_reaches_a_log_or_a_readable_column(sqlite_url: str) -> None:
    out = io.StringIO()
    logs.start("DEBUG", out)
    try:
        async with town(sqlite_url) as place:
            pro, client = await lived(place)
            # given canaries in every kind of input
            stranger = place.desk.user(f"{CANARY}nimi", "fi")
            place.desk.start(stranger)
            await place.settle()
            for user in (pro, client, stranger):
                place.desk.say(user, f"{CANARY}sana haluan kuolla")
                place.desk.start(user, f"{CANARY}koodi")
                place.desk.say(user, f"/{CANARY} {CANARY}argumentti")
                message = place.desk.say(user, f"{CANARY}ennen")
                place.desk.edit(user, message.id, f"{CANARY}jälkeen")
                place.desk.send_photo(user, caption=f"{CANARY}kuva")
                place.desk.send_document(user, b"x", f"{CANARY}.txt")
                place.desk.send_contact(user, f"+358{CANARY}")
                await place.settle()
                await give(place, press(user, f"t.1.{CANARY}", 940000 + user.id % 1000))
            await give(
                place,
                {"update_id": 950000, "message": {"text": f"{CANARY}rikki", "chat": "x"}},
                {"update_id": 0, "message": f"{CANARY}outo"},
            )
            await place.restart()
            stored, telegram, token = (
                as_stored(place.coach.store, "script_version"),
                [pro.id, client.id, stranger.id],
                place.desk.token,
            )
    finally:
        structlog.reset_defaults()
        logging.basicConfig(force=True)
    # then neither logs nor the database show a canary, a name, a Telegram number or the token
    for what, where in (("log", out.getvalue()), ("database", stored)):
        for trace in (CANARY, "Koivu", "Kävelen", token, *map(str, telegram)):
            assert trace not in where, (what, trace)
    assert "started" in out.getvalue()


async def test_nothing_of_a_stranger_stays(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        stranger = place.desk.user("Vieras", "fi")
        place.desk.start(stranger)
        await place.settle()
        for text in ("Hei", "/tietoni", "haluan kuolla", "/apua"):
            await place.say(stranger, text)
        assert len(place.heard(stranger)) >= 5
        assert str(stranger.id) not in as_read(place.coach.store)
        assert rows(place, Person) == []


def test_no_command_takes_a_secret_on_its_line() -> None:
    """What stands on a command line can be read by every process of the machine."""
    from typer.main import get_command

    command: Any = get_command(cli)
    names = {parameter.name for sub in command.commands.values() for parameter in sub.params}
    assert names
    assert not {name for name in names if any(part in name for part in ("token", "key", "secret", "password"))}


async def test_no_file_is_named_by_what_somebody_typed(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client whose name here is a path that reads backwards
        pro = await place.professional()
        client = await place.client(pro, "../../etc/\u202efdp.koivu")
        # when every file about her is made
        for button in ("Kaikki luettavana", "Kaikki muille ohjelmille"):
            await place.say(client, "/tietoni")
            await place.press(client, button)
        await place.wait(timedelta(minutes=1))
        # then each bears one of our own names
        assert {name for name, _ in files(place, client)} == {"kaikki.pdf", "rinnalla.json"}
