"""Coming into the peer group and going again: by consent, one at a time, without a word to others."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.group_tables import Group, GroupMember
from tests.journeys.peers import agreed, grouped, grouped_with_a_member, in_chat, inside, made, opened
from tests.town import accompanied, rows, town


async def test_a_client_joins_by_consent_and_gets_a_link_for_one(sqlite_url: str) -> None:
    # given a group in which the bot may make links
    async with accompanied(sqlite_url) as (place, pro, client):
        chat = await opened(place, pro, admin=True)
        # when the client consents after being told what others see
        await agreed(place, pro, client, "Koivu")
        assert any("näkevät Telegram-nimesi ja kuvasi" in text for text in place.heard(client))
        link = place.heard(client)[-1].split()[-1]
        assert link.startswith("https://t.me/+")
        # then the link lets in the client, and nobody else
        assert place.desk.open_link(client, link)
        assert not place.desk.open_link(place.desk.user("Toinen"), link)
        await place.settle()
        assert rows(place, GroupMember)[0].place == "inside"
        assert in_chat(place, chat)[-1].startswith("Tervetuloa")


async def test_without_the_right_a_moderator_gives_a_link_and_it_is_passed_on(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await opened(place, pro)
        await agreed(place, pro, client, "Koivu")
        assert "heti, kun saan sen" in place.heard(client)[-1]
        await place.press(pro, "Ryhmän kutsulinkki")
        await place.say(pro, "https://t.me/+abcDEF123")
        assert place.heard(client)[-1].endswith("https://t.me/+abcDEF123")


async def test_the_default_is_out_and_no_is_told_to_nobody(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kutsu asiakas")
        await place.press(pro, "Koivu")
        said = len(place.heard(pro))
        # the moderator was promised no more than holds: a yes is seen, a no is not told
        assert "Jos hän haluaa mukaan, huomaat sen. Kieltävästä vastauksesta en kerro." in place.heard(pro)[-1]
        await place.wait(timedelta(days=3))
        assert rows(place, GroupMember)[0].place == "offered"
        await place.say(client, "/ryhma")
        await place.press(client, "Ei minulle")
        assert rows(place, GroupMember)[0].place == "left"
        assert len(place.heard(pro)) == said


async def test_leaving_is_one_tap_and_changes_nothing_else(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url, supergroup=True, admin=True) as (place, _, client, chat):
        said = len(in_chat(place, chat))
        await place.say(client, "/ryhma")
        await place.press(client, "Lähden ryhmästä")
        assert rows(place, GroupMember)[0].place == "left"
        assert not chat.holds(client)
        assert len(in_chat(place, chat)) == said
        # and the check-ins go on
        await place.to_check_in(client)
        assert "10" in place.offered(client)


async def test_a_stranger_in_the_group_is_reported_to_the_moderators_alone(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        said = len(in_chat(place, chat))
        place.desk.join_group(place.desk.user("Vieras"), chat)
        await place.settle()
        assert "tuli joku, jolla ei ole siellä paikkaa" in place.heard(pro)[-1]
        assert len(in_chat(place, chat)) == said


async def test_a_client_belongs_to_one_group_at_a_time(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija, "Koivu")
        chat = await opened(place, maija)
        await inside(place, maija, client, "Koivu", chat)
        code = await made(place, maija, "Perjantai")
        other = place.desk.group("Perjantai", maija)
        place.desk.add_bot(maija, other, code)
        await place.settle()
        await place.say(maija, "/ryhma")
        await place.press(maija, "Kutsu asiakas")
        await place.press(maija, "Koivu")
        await place.wait(timedelta(days=9))
        await place.press(client, "Katson")
        await place.through(
            client, "Kerro lisää", "Voinko vaihtaa nimen?", "Mitä sinä teet siellä?", "Kyllä, haluan mukaan"
        )
        assert any("Sinulla on jo ryhmä" in text for text in place.heard(client)[-2:])
        assert seppo is not None


async def test_only_an_invite_link_of_telegram_is_taken_as_one(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Ryhmän kutsulinkki")
        await place.say(pro, "https://example.org/x")
        assert "Tuo ei ole" in place.heard(pro)[-1]
        assert rows(place, Group)[0].link == ""


async def test_an_offer_waits_for_the_end_of_a_break(sqlite_url: str) -> None:
    # given a client who begins a break before the offer could be told
    async with accompanied(sqlite_url) as (place, pro, client):
        await opened(place, pro)
        await place.say(client, "/tauko")
        await place.press(client, "Viikko")
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kutsu asiakas")
        await place.press(pro, "Koivu")
        await place.wait(timedelta(days=6))
        assert not any("vertaisryhm" in text for text in place.heard(client))
        # then it comes after the break, once
        await place.wait(timedelta(days=9))
        assert len([text for text in place.heard(client) if "vertaisryhm" in text]) == 1
