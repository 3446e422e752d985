"""A private chat on the desk behaves as Telegram's does."""

from __future__ import annotations

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from sandbox.desk import Desk
from sandbox.model import User
from tests.sandbox.conftest import HandClock


def keys(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"Button {d}", callback_data=d) for d in data]])


async def test_what_a_person_writes_comes_as_an_update_with_its_command_marked(desk: Desk, mira: User, bot: Bot):
    # given a deep link that is opened
    desk.start(mira, "CODE-1")
    # when the bot asks
    [update] = await bot.get_updates()
    # then it is a message whose command python-telegram-bot finds
    assert update.message.text == "/start CODE-1"
    assert update.message.from_user.language_code == "fi"
    assert [(e.type, e.offset, e.length) for e in update.message.entities] == [("bot_command", 0, 6)]
    assert update.message.date == desk.now()


async def test_updates_come_again_until_a_higher_offset_confirms_them(desk: Desk, mira: User, bot: Bot):
    # given three messages
    for text in ("one", "two", "three"):
        desk.say(mira, text)
    # when the bot asks twice without confirming, then with an offset
    first = [u.update_id for u in await bot.get_updates()]
    again = [u.update_id for u in await bot.get_updates()]
    rest = [u.update_id for u in await bot.get_updates(offset=first[1])]
    later = [u.update_id for u in await bot.get_updates()]
    # then nothing is lost before, and nothing comes back after
    assert again == first
    assert rest == later == first[1:]


async def test_a_negative_offset_keeps_only_the_newest(desk: Desk, mira: User, bot: Bot):
    # given three messages
    for text in ("one", "two", "three"):
        desk.say(mira, text)
    # when the bot asks for the last one
    updates = await bot.get_updates(offset=-1)
    # then the others are forgotten
    assert [u.message.text for u in updates] == ["three"]
    assert len(desk.updates.waiting) == 1


async def test_a_bot_cannot_write_to_somebody_who_never_opened_it(desk: Desk, bot: Bot):
    # given a stranger
    stranger = desk.user("Outi")
    # when the bot writes to her, and to nobody
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "Hello")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(1, "Hello")
    # then nothing stands in her chat
    assert desk.messages(stranger.id) == []


async def test_a_blocked_bot_hears_of_it_once_and_gets_403(desk: Desk, mira: User, bot: Bot):
    # given a person who blocks the bot, twice
    desk.block(mira)
    desk.block(mira)
    # when the bot looks, and writes
    updates = await bot.get_updates()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(mira.id, "Hello")
    # then it was told once, and writing lets it in again
    assert [u.my_chat_member.new_chat_member.status for u in updates] == ["kicked"]
    desk.say(mira, "Back again")
    assert await bot.send_message(mira.id, "Hello")


async def test_a_deleted_account_gets_403(desk: Desk, mira: User, bot: Bot):
    desk.deactivate(mira)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(mira.id, "Hello")


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        ("   ", None, "message text is empty"),
        ("x" * 4097, None, "message is too long"),
        ("😀" * 2049, None, "message is too long"),
        ("<b>x", "HTML", "can't find end tag corresponding to start tag"),
        ("<b>x</i>", "HTML", "unmatched end tag at byte offset 4"),
        ("ä<font>x</font>", "HTML", 'unsupported start tag "font" at byte offset 2'),
        ("1 < 2", "HTML", "unsupported start tag"),
        ("x</b>", "HTML", "unexpected end tag"),
    ],
)
async def test_texts_that_telegram_refuses_are_refused_with_its_words(
    mira: User, bot: Bot, text: str, kind: str | None, problem: str
):
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(mira.id, text, parse_mode=kind)
    assert problem in refused.value.message.lower()


async def test_html_becomes_text_and_entities(mira: User, bot: Bot):
    # given a text with an emoji before the formatting, spaces around, and references
    source = "  😀 <b>Hei <i>sinä</i></b> &lt;3 &amp; &nbsp; <a href='https://example.org/?a=1&amp;b=2'>tässä</a> "
    # when it is sent
    message = await bot.send_message(mira.id, source, parse_mode="HTML")
    # then entities count in UTF-16 units
    assert message.text == "😀 Hei sinä <3 & &nbsp; tässä"
    assert message.parse_entities() == {
        message.entities[0]: "Hei sinä",
        message.entities[1]: "sinä",
        message.entities[2]: "tässä",
    }
    assert message.entities[2].url == "https://example.org/?a=1&b=2"


@pytest.mark.parametrize("data", ["x" * 65, "ä" * 33])
async def test_callback_data_above_64_bytes_is_refused(mira: User, bot: Bot, data: str):
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(mira.id, "Choose", reply_markup=keys(data))


async def test_a_press_reaches_the_bot_and_its_answer_reaches_the_person(desk: Desk, mira: User, bot: Bot):
    # given a message with two buttons
    message = await bot.send_message(mira.id, "Choose", reply_markup=keys("a", "b"))
    # when she presses one, by its words
    press = desk.press(mira, message.message_id, "Button b")
    [update] = await bot.get_updates()
    await update.callback_query.answer("Kiitos", show_alert=True)
    # then the bot has the data and she the answer
    assert update.callback_query.data == "b"
    assert update.callback_query.message.message_id == message.message_id
    assert (press.answered, press.text, press.alert) == (True, "Kiitos", True)


async def test_a_press_is_answered_once_and_within_150_seconds(desk: Desk, mira: User, bot: Bot, clock: HandClock):
    # given two presses
    message = await bot.send_message(mira.id, "Choose", reply_markup=keys("a"))
    first, second = (desk.press(mira, message.message_id, "a") for _ in range(2))
    # when one is answered twice and the other late
    await bot.answer_callback_query(first.id)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(first.id)
    clock.move(seconds=151)
    # then both are refused
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(second.id)


async def test_nobody_can_press_a_button_that_is_not_there(desk: Desk, mira: User, bot: Bot):
    message = await bot.send_message(mira.id, "Choose", reply_markup=keys("a"))
    await message.edit_reply_markup(None)
    with pytest.raises(LookupError):
        desk.press(mira, message.message_id, "a")


async def test_edits_are_refused_when_nothing_changes_or_nothing_is_there(mira: User, desk: Desk, bot: Bot):
    # given a message of the bot and one of hers
    message = await bot.send_message(mira.id, "Hello", reply_markup=keys("a"))
    hers = desk.say(mira, "Hi")
    # when they are edited
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("Hello", mira.id, message.message_id, reply_markup=keys("a"))
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("Hello", mira.id, 999)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("Hello", mira.id, hers.id)
    await bot.edit_message_text("Hello again", mira.id, message.message_id)
    # then only the real change shows, and the buttons are gone with it
    assert desk.message(mira.id, message.message_id).text == "Hello again"
    assert desk.message(mira.id, message.message_id).buttons() == []


async def test_old_and_missing_messages_cannot_be_deleted(desk: Desk, mira: User, bot: Bot, clock: HandClock):
    # given an old and a new message
    old = await bot.send_message(mira.id, "Old")
    clock.move(hours=49)
    new = await bot.send_message(mira.id, "New")
    # when they are deleted
    assert await bot.delete_message(mira.id, new.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(mira.id, new.message_id)
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        await bot.delete_message(mira.id, old.message_id)
    # then the old one stays
    assert [m.text for m in desk.messages(mira.id)] == ["/start", "Old"]


async def test_everything_a_person_can_send_is_parsed_by_python_telegram_bot(desk: Desk, mira: User, bot: Bot):
    # given one of each
    desk.send_photo(mira, caption="Here")
    desk.send_voice(mira)
    desk.send_sticker(mira)
    desk.send_contact(mira)
    desk.send_location(mira)
    desk.send_document(mira, b"abc", "list.txt")
    said = desk.say(mira, "Hllo")
    desk.edit(mira, said.id, "Hello")
    desk.react(mira, said.id, "👍")
    # when the bot asks
    updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    # then each has its kind; reactions come only from now on, since they had not been asked for
    kinds = ["photo", "voice", "sticker", "contact", "location", "document", "text"]
    assert all(getattr(u.message, kind) for u, kind in zip(updates, kinds, strict=False))
    assert updates[7].edited_message.text == "Hello"
    assert len(updates) == 8
    desk.react(mira, said.id, "")
    [reaction] = await bot.get_updates(offset=updates[-1].update_id + 1)
    assert reaction.message_reaction.old_reaction[0].emoji == "👍"


async def test_an_uploaded_picture_can_be_fetched_and_sent_again(desk: Desk, mira: User, bot: Bot):
    # given a picture of hers
    photo = desk.send_photo(mira)
    # when the bot fetches it, sends it back, and sends that one again
    [update] = await bot.get_updates()
    body = bytes(await (await update.message.photo[-1].get_file()).download_as_bytearray())
    sent = await bot.send_photo(mira.id, body, caption="Yours")
    again = await bot.send_photo(mira.id, sent.photo[-1].file_id)
    # then it is the same
    assert body.startswith(b"\x89PNG")
    assert photo.content["photo"][0]["width"] == again.photo[-1].width == 1
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(mira.id, b"no picture")


async def test_the_menu_shows_the_commands_of_the_persons_language(desk: Desk, mira: User, bot: Bot):
    # given commands in Finnish and for everybody
    await bot.set_my_commands([BotCommand("apua", "Apua nyt")], language_code="fi")
    await bot.set_my_commands([BotCommand("help", "Help now")])
    # when a Finn and a Swede open the menu
    swede = desk.user("Maj", "sv")
    # then each sees the nearest
    assert [c["command"] for c in desk.menu(mira)] == ["apua"]
    assert [c["command"] for c in desk.menu(swede)] == ["help"]
    assert (await bot.get_my_commands(language_code="fi"))[0].command == "apua"
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("mitä-näkyy", "x")])


async def test_a_wrong_token_and_an_unknown_method_are_refused(api, desk: Desk, bot: Bot):
    from sandbox.methods.params import Params

    assert (await api.call("4243:AAAAAAAAAAAAAAAA", "getMe", Params({})))[0] == 401
    assert (await api.call("nonsense", "getMe", Params({})))[0] == 404
    with pytest.raises(TelegramError):
        await bot.do_api_request("giveMoney")
