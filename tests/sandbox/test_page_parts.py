"""What the page is made of: safe text, links that open on the desk, words in three languages, a desk that is kept."""

from __future__ import annotations

import string
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot

from sandbox import memory
from sandbox.cast import Cast
from sandbox.desk import Desk
from sandbox.markup import deep_link, find_entities, parse_html, to_html
from sandbox.model import User
from sandbox.wording import LANGUAGES, Wording, table
from tests.sandbox.conftest import HandClock

BOT = "rinnalla_bot"


@given(st.text())
def test_whatever_people_write_is_shown_as_written_and_never_as_html(text: str):
    # given any text, with the entities that Telegram finds in it
    shown = to_html(text, find_entities(text), BOT)
    # when the links are taken out and the references resolved
    bare = "".join(piece.partition(">")[2] if i else piece for i, piece in enumerate(shown.split("<")))
    references = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}
    for reference, letter in references.items():
        bare = bare.replace(reference, letter)
    # then it is the text, and there were no other tags
    assert bare == text
    assert all(tag.startswith(("a ", "/a>")) for tag in shown.split("<")[1:])


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<b>Hei <i>sinä</i></b> 😀 <u>x</u>", "<strong>Hei <em>sinä</em></strong> 😀 <u>x</u>"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="https://e.org/?a=&quot;b">x</a>', '<a href="https://e.org/?a=&quot;b" target="_blank" rel="noopener noreferrer">x</a>'),
        ("https://t.me/rinnalla_bot?start=A-1", '<a href="#" data-open="start:A-1">https://t.me/rinnalla_bot?start=A-1</a>'),
        ("<code>KOODI-123</code>", '<a href="#" data-open="start:KOODI-123"><code>KOODI-123</code></a>'),
        ("/apua nyt", '<a href="#" data-open="say:/apua">/apua</a> nyt'),
    ],
)  # fmt: skip
def test_formatting_and_links_become_safe_html(source: str, shown: str):
    text, entities = parse_html(source)
    assert to_html(text, find_entities(text, entities), BOT) == shown


@pytest.mark.parametrize(
    ("url", "asks"),
    [
        ("https://t.me/rinnalla_bot?start=X_1", "start:X_1"),
        ("t.me/Rinnalla_Bot", "start:"),
        ("https://t.me/rinnalla_bot?startgroup=G1", "startgroup:G1"),
        ("https://t.me/+abc", "join:https://t.me/+abc"),
        ("https://t.me/another_bot?start=X", ""),
        ("https://example.org/", ""),
    ],
)
def test_links_into_telegram_are_known(url: str, asks: str):
    assert deep_link(url, BOT) == asks


def test_every_word_of_the_page_is_there_in_three_languages_with_the_same_facts():
    assert len(table()) > 50
    for key, words in table().items():
        assert words.keys() == LANGUAGES.keys(), key
        facts = {frozenset(name for _, name, _, _ in string.Formatter().parse(w) if name) for w in words.values()}
        assert len(facts) == 1, key


def test_dates_are_written_as_each_language_does_on_helsinkis_clock():
    # given ten in the morning in Helsinki, told in UTC
    moment = HandClock().time
    # then each language has its way
    assert Wording("fi").clock(moment) == ("keskiviikko 25. marraskuuta 2026", "10.00")
    assert Wording("sv").clock(moment)[0] == "onsdag 25 november 2026"
    assert Wording("en").clock(moment) == ("Wednesday, 25 November 2026", "10:00")


async def test_a_kept_desk_goes_on_where_it_was(desk: Desk, mira: User, bot: Bot, clock: HandClock, tmp_path: Path):
    # given a desk with a talk and a group, written down
    await bot.send_message(mira.id, "Hei")
    group = desk.group("Polku", mira)
    unread = desk.say(mira, "Moi")
    memory.save(tmp_path / "desk", desk, Cast([mira], [], [group]), timedelta(days=3))
    # when another desk takes it up
    new = Desk(clock)
    cast, ahead = memory.load(tmp_path / "desk", new)
    # then people, messages and what the bot has not read are there, and new updates get higher numbers
    assert [m.text for m in new.messages(mira.id)] == ["/start", "Hei", "Moi"]
    assert (cast.clients[0].first_name, cast.groups[0].title, ahead) == ("Mira", "Polku", timedelta(days=3))
    assert [u["message"]["message_id"] for u in new.updates.head()] == [unread.id]
    assert cast.clients[0] is new.users[mira.id]
    assert new.updates.put("message", {}) > desk.updates.next_id
