"""The peer-support group with several people: opened, joined, cared for, shared with, and what goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.group_tables import Group, GroupMember, GroupReport
from bot.storage.tables import Inbox
from sandbox.model import Chat, Message, User
from tests.journeys.test_main_way import rows
from tests.town import Town, town

RULES = "Ryhmän säännöt"


async def made(place: Town, pro: User, name: str = "Keskiviikko") -> str:
    """A group as a professional makes it. Returns the code of its one-time link."""
    await place.say(pro, "/ryhma")
    if "Tee uusi ryhmä" in place.offered(pro):
        await place.press(pro, "Tee uusi ryhmä")
    await place.say(pro, name)
    await place.press(pro, "Suomea")
    await place.say(pro, "8")
    await place.say(pro, "arkisin 9–15")
    [ready] = [text for text in place.heard(pro)[-2:] if "startgroup=" in text]
    return ready.rpartition("startgroup=")[2].split()[0]


async def opened(place: Town, pro: User, *, supergroup: bool = False, admin: bool = False) -> Chat:
    """A group that is linked to a Telegram group. With `admin` the bot may make invite links."""
    code = await made(place, pro)
    chat = place.desk.group("Keskiviikko", pro, supergroup=supergroup)
    place.desk.add_bot(pro, chat, code)
    await place.settle()
    if admin:
        place.desk.promote(chat, place.desk.bot, can_invite_users=True, can_restrict_members=True)
        await place.settle()
    return chat


async def agreed(place: Town, pro: User, client: User, pseudonym: str) -> None:
    """A client who was offered the group and consented."""
    await place.say(pro, "/ryhma")
    await place.press(pro, "Kutsu asiakas")
    await place.press(pro, pseudonym)
    await place.wait(timedelta(days=3))
    await place.say(client, "/ryhma")
    await place.through(
        client, "Kerro lisää", "Voinko vaihtaa nimen?", "Mitä sinä teet siellä?", "Kyllä, haluan mukaan"
    )


async def inside(place: Town, pro: User, client: User, pseudonym: str, chat: Chat) -> None:
    await agreed(place, pro, client, pseudonym)
    place.desk.join_group(client, chat)
    await place.settle()


async def visitor(place: Town, chat: Chat) -> User:
    """Somebody in the Telegram group whom the bot does not know."""
    user = place.desk.user("Vieras")
    place.desk.join_group(user, chat)
    await place.settle()
    return user


def in_chat(place: Town, chat: Chat) -> list[str]:
    """What the bot said in a group."""
    return [m.text for m in place.desk.messages(chat.id) if m.sender is place.desk.bot and m.text]


async def test_a_group_is_made_linked_greeted_and_its_rules_are_pinned(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional with a colleague, and a Telegram group
        maija, _ = await place.professional("Maija"), await place.professional("Seppo")
        code = await made(place, maija)
        await place.press(maija, "Seppo")
        chat = place.desk.group("Keskiviikko", maija)
        # when the bot is brought in by the one-time link
        place.desk.add_bot(maija, chat, code)
        await place.settle()
        # then it says what it sees and that nobody reads live, and the rules follow
        hello, shown = in_chat(place, chat)[:2]
        assert "Kukaan ei lue täällä koko ajan" in hello
        assert "arkisin 9–15" in hello
        assert shown.startswith(RULES)
        assert "112" in shown
        assert rows(place, Group)[0].state == "open"
        assert any("on nyt auki" in text for text in place.heard(maija))


async def test_rules_are_pinned_where_that_is_permitted(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await made(place, pro)
        chat = place.desk.group("Keskiviikko", pro)
        place.desk.add_bot(pro, chat)
        place.desk.promote(chat, place.desk.bot, can_pin_messages=True)
        place.desk.say(pro, f"/start@{place.desk.bot.username} {code}", chat)
        await place.settle()
        [pinned] = chat.pinned
        assert chat.messages[pinned].text.startswith(RULES)


async def test_an_unknown_group_hears_one_sentence_and_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given somebody whom nobody invited
        stranger = place.desk.user("Vieras", "sv")
        chat = place.desk.group("Annat", stranger)
        # when they add the bot
        place.desk.add_bot(stranger, chat)
        await place.settle()
        # then it says one sentence in their language and goes
        assert len(in_chat(place, chat)) == 1
        assert not chat.holds(place.desk.bot)


async def test_a_group_whose_code_never_comes_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await made(place, pro)
        chat = place.desk.group("Toinen", pro)
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert chat.holds(place.desk.bot)
        await place.wait(timedelta(minutes=10))
        assert len(in_chat(place, chat)) == 1
        assert not chat.holds(place.desk.bot)


@pytest.mark.parametrize("who", ["colleague", "stranger"])
async def test_a_code_in_other_hands_opens_nothing(sqlite_url: str, who: str) -> None:
    async with town(sqlite_url) as place:
        code = await made(place, await place.professional())
        other = await place.professional("Seppo") if who == "colleague" else place.desk.user("Vieras", "fi")
        chat = place.desk.group("Oma", other)
        place.desk.add_bot(other, chat, code)
        await place.settle()
        await place.wait(timedelta(minutes=10))
        assert rows(place, Group)[0].state == "waiting"
        assert not chat.holds(place.desk.bot)


async def test_with_privacy_mode_off_the_bot_does_not_stay(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await made(place, pro)
        place.desk.privacy = False
        chat = place.desk.group("Keskiviikko", pro)
        place.desk.add_bot(pro, chat, code)
        await place.settle()
        assert not chat.holds(place.desk.bot)
        assert "privacy mode" in place.heard(pro)[-1]
        # and the same link works once it is on again
        place.desk.privacy = True
        place.desk.add_bot(pro, chat, code)
        await place.settle()
        assert rows(place, Group)[0].state == "open"


async def test_the_same_telegram_group_is_not_linked_twice(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        code = await made(place, pro, "Perjantai")
        place.desk.say(pro, f"/start@{place.desk.bot.username} {code}", chat)
        await place.settle()
        assert "on jo ryhmä Keskiviikko" in place.heard(pro)[-1]
        assert [group.state for group in rows(place, Group)] == ["open", "waiting"]
        assert chat.holds(place.desk.bot)


async def test_a_client_joins_by_consent_and_gets_a_link_for_one(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a group in which the bot may make links
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
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
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        await opened(place, pro)
        await agreed(place, pro, client, "Koivu")
        assert "heti, kun saan sen" in place.heard(client)[-1]
        await place.press(pro, "Ryhmän kutsulinkki")
        await place.say(pro, "https://t.me/+abcDEF123")
        assert place.heard(client)[-1].endswith("https://t.me/+abcDEF123")


async def test_the_default_is_out_and_no_is_told_to_nobody(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kutsu asiakas")
        await place.press(pro, "Koivu")
        said = len(place.heard(pro))
        await place.wait(timedelta(days=3))
        assert rows(place, GroupMember)[0].place == "offered"
        await place.say(client, "/ryhma")
        await place.press(client, "Ei minulle")
        assert rows(place, GroupMember)[0].place == "left"
        assert len(place.heard(pro)) == said


async def test_leaving_is_one_tap_and_changes_nothing_else(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro, supergroup=True, admin=True)
        await inside(place, pro, client, "Koivu", chat)
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
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        said = len(in_chat(place, chat))
        place.desk.join_group(place.desk.user("Vieras"), chat)
        await place.settle()
        assert "tuli joku, jota en tunne" in place.heard(pro)[-1]
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


async def test_help_is_answered_in_private_where_the_person_is_known_else_neutrally(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        said = len(in_chat(place, chat))
        place.desk.say(client, "/apua", chat)
        await place.settle()
        assert "112" in place.heard(client)[-1]
        assert len(in_chat(place, chat)) == said
        place.desk.say(await visitor(place, chat), "/apua", chat)
        await place.settle()
        assert "112" in in_chat(place, chat)[-1]


async def test_grave_words_to_the_bot_are_answered_in_private_and_both_sides_professionals_hear(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        said = len(in_chat(place, chat))
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        place.desk.say(client, "Haluan kuolla", chat, hello)
        await place.settle()
        assert "112" in place.heard(client)[-1]
        assert "Otan tämän" in place.offered(pro)
        assert any("suurta hätää" in text for text in place.heard(pro))
        assert len(in_chat(place, chat)) == said


async def test_a_report_is_kept_only_until_a_moderator_has_looked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        said = len(in_chat(place, chat))
        bad = place.desk.say(await visitor(place, chat), "Sinun pitäisi laihtua", chat)
        place.desk.say(client, "/ilmoita", chat, bad)
        await place.settle()
        assert any("laihtua" in text for text in place.heard(pro))
        assert "Kerroin ohjaajille" in place.heard(client)[-1]
        assert len(in_chat(place, chat)) == said
        await place.press(pro, "Katsoin sen")
        assert rows(place, GroupReport)[0].words == ""
        assert not any("laihtua" in text for text in place.heard(pro))


async def test_rules_come_once_a_minute_however_often_they_are_asked_for(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        await place.wait(timedelta(minutes=2))
        for _ in range(25):
            place.desk.say(pro, "/saannot", chat)
        await place.settle()
        assert len([text for text in in_chat(place, chat) if text.startswith(RULES)]) == 2


async def shared(place: Town, client: User, words: str, *, name: str = "") -> None:
    await place.say(client, "/ryhma")
    await place.press(client, "Jaa jotain")
    await place.press(client, "Pieni onnistuminen")
    await place.say(client, words)
    if name:
        await place.press(client, "Keksitty nimi")
        await place.say(client, name)
    else:
        await place.press(client, "Ei nimeä")


async def test_a_success_is_shown_first_shared_by_a_tap_and_taken_back_within_ten_minutes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        # when the client writes something, nothing is in the group before the tap
        await shared(place, client, "Kävin pihalla", name="Tuulia")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))
        assert "Ryhmä näkisi: ”Kävin pihalla” – Tuulia." in place.heard(client)[-1]
        await place.press(client, "Jaa se")
        assert in_chat(place, chat)[-1] == "Pieni onnistuminen yhdeltä meistä:\n”Kävin pihalla”\n– Tuulia"
        # and within ten minutes it can be taken back
        await place.wait(timedelta(minutes=9))
        await place.press(client, "Otan takaisin")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))


async def test_after_ten_minutes_a_shared_word_stays(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        assert in_chat(place, chat)[-1] == "Pieni onnistuminen yhdeltä meistä:\n”Kävin pihalla”"
        await place.wait(timedelta(minutes=11))
        await place.press(client, "Otan takaisin")
        assert any("Kävin pihalla" in text for text in in_chat(place, chat))
        assert "Kymmenen minuuttia" in place.heard(client)[-1]


async def test_cheers_come_back_in_private_once_and_are_not_shown_in_the_group(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client, other = await place.client(pro, "Koivu"), await place.client(pro, "Haapa")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await inside(place, pro, other, "Haapa", chat)
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        message = place.desk.messages(chat.id)[-1]
        said = len(in_chat(place, chat))
        stranger = await visitor(place, chat)
        for user in (other, other, pro, client, stranger):
            place.desk.press(user, message.id, "Olen mukana", chat)
        await place.settle()
        assert len(in_chat(place, chat)) == said
        await place.wait(timedelta(days=6))
        told = [text for text in place.heard(client) if "minkä jaoit" in text]
        assert len(told) == 1
        assert told[0].startswith("2 ")


async def test_a_theme_comes_each_wednesday_and_the_check_ins_give_way(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu", days=1)
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await place.wait(timedelta(days=21))
        themes = [m for m in place.desk.messages(chat.id) if m.text.startswith("Viikon ajatus")]
        assert len(themes) == 3
        assert {m.date.weekday() for m in themes} == {2}
        asked = {m.date.date() for m in place.desk.messages(client.id) if m.sender is place.desk.bot}
        assert not asked & {m.date.date() for m in themes[1:]}


async def test_a_quiet_group_is_left_in_peace(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu", days=7)
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        # when nobody takes up a theme for many weeks
        await place.wait(timedelta(days=56))
        # then it stops after four, and the moderators hear of it
        assert len([text for text in in_chat(place, chat) if text.startswith("Viikon ajatus")]) == 4
        assert any("muutaman viikon hiljaa" in text for text in place.heard(pro))


async def test_the_groups_energy_is_a_native_anonymous_poll_at_most_once_a_week(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        for _ in range(2):
            await place.say(pro, "/ryhma")
            await place.press(pro, "Kysy ryhmän voimia")
        polls = [m.content["poll"] for m in place.desk.messages(chat.id) if "poll" in m.content]
        assert len(polls) == 1
        assert polls[0]["is_anonymous"]


async def test_a_meeting_is_told_and_remembered_the_day_before(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Sovi tapaaminen")
        for words in ("Kahvit kirjastossa", "12.11.", "13:30"):
            await place.say(pro, words)
        await place.press(pro, "Kyllä, eteenpäin")
        assert "Kahvit kirjastossa" in in_chat(place, chat)[-1]
        await place.wait(timedelta(days=12))
        soon = [text for text in in_chat(place, chat) if text.startswith("Muistutus")]
        assert len(soon) == 1
        assert "huomenna" in soon[0]


async def test_a_member_may_lead_something_after_a_moderators_yes_and_is_thanked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await place.say(client, "/ryhma")
        await place.press(client, "Vedä jotain")
        for words in ("Rentoutus etänä", "20.11.", "18:00"):
            await place.say(client, words)
        await place.press(client, "Kyllä, eteenpäin")
        # then nothing is in the group before a moderator agrees
        assert not any("Rentoutus" in text for text in in_chat(place, chat))
        await place.press(pro, "Sovittu")
        assert "Yksi meistä vetää" in in_chat(place, chat)[-1]
        await place.wait(timedelta(days=20))
        heard = place.heard(client)
        assert any("Vuorosi tulee" in text for text in heard)
        assert len([text for text in heard if text.startswith("Otit vuoron")]) == 1


async def test_a_group_that_becomes_a_supergroup_is_followed(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        new = place.desk.migrate(chat)
        await place.settle()
        assert rows(place, Group)[0].chat_id == new.id
        await place.wait(timedelta(minutes=2))
        place.desk.say(pro, "/saannot", new)
        await place.settle()
        assert in_chat(place, new)[-1].startswith(RULES)


async def test_a_move_that_only_a_call_finds_out_is_followed_too(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        new = place.desk.migrate(chat)
        place.desk.updates.waiting.clear()
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kysy ryhmän voimia")
        assert rows(place, Group)[0].chat_id == new.id
        assert any("poll" in m.content for m in place.desk.messages(new.id))


async def test_a_removed_bot_tells_the_moderators_and_goes_on_when_brought_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        place.desk.remove_bot(pro, chat)
        await place.settle()
        assert "minut poistettiin" in place.heard(pro)[-1]
        assert rows(place, Group)[0].state == "away"
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert rows(place, Group)[0].state == "open"
        assert in_chat(place, chat)[-1].startswith("Olen takaisin")


async def test_a_member_who_blocks_the_bot_is_not_named_in_the_group(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        said = len(in_chat(place, chat))
        place.desk.block(client)
        await place.settle()
        place.desk.say(client, "/apua", chat)
        await place.settle()
        # then help stands in the group, because it cannot come in private
        assert "112" in in_chat(place, chat)[-1]
        assert len(in_chat(place, chat)) == said + 1


async def test_anonymous_administrators_and_channels_are_nobody(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        said = len(in_chat(place, chat))
        place.desk.say_anonymously(chat, "/ilmoita")
        await place.settle()
        assert len(in_chat(place, chat)) == said + 1
        assert "/ilmoita" in in_chat(place, chat)[-1]


async def test_a_moderator_who_leaves_is_told_to_the_moderators(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        chat = await opened(place, maija)
        await place.press(maija, "Seppo")
        place.desk.join_group(seppo, chat)
        place.desk.leave_group(seppo, chat)
        await place.settle()
        assert "Ohjaaja lähti" in place.heard(maija)[-1]


async def test_nothing_said_in_a_group_is_kept(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        place.desk.say(pro, "/apua Salainen asia", chat)
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        mine = place.desk.say(pro, "Salainen vastaus", chat, hello)
        place.desk.edit(pro, mine.id, "Salainen muutos", chat)
        await place.settle()
        assert all("Salainen" not in row.payload for row in rows(place, Inbox))


async def test_a_closed_group_is_left_with_a_word(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Lopeta ryhmä")
        await place.press(pro, "Kyllä, se loppuu")
        assert in_chat(place, chat)[-1].startswith("Ryhmä päättyy")
        assert not chat.holds(place.desk.bot)


async def test_in_a_forum_the_answer_stands_in_the_topic_of_the_question(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro, supergroup=True)
        await place.wait(timedelta(minutes=2))
        place.desk.deliver(Message(0, chat, pro, place.clock.now(), {"text": "/saannot"}, topic=7))
        await place.settle()
        answer = place.desk.messages(chat.id)[-1]
        assert answer.text.startswith(RULES)
        assert answer.topic == 7


async def test_grave_words_that_were_edited_in_are_answered_too(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        mine = place.desk.say(client, "Hei vaan", chat, hello)
        await place.settle()
        place.desk.edit(client, mine.id, "Haluan kuolla", chat)
        await place.settle()
        assert "112" in place.heard(client)[-1]


async def test_after_a_move_a_shared_word_cannot_be_taken_back_and_the_bot_says_so(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        place.desk.migrate(chat)
        await place.settle()
        await place.press(client, "Otan takaisin")
        assert "En muuttanut mitään" in place.heard(client)[-1]


async def test_a_meeting_can_be_cancelled_and_is_not_remembered(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Sovi tapaaminen")
        for words in ("Kahvit kirjastossa", "12.11.", "13:30"):
            await place.say(pro, words)
        await place.press(pro, "Kyllä, eteenpäin")
        await place.press(pro, "Peru se")
        assert in_chat(place, chat)[-1].startswith("Peruttu")
        await place.wait(timedelta(days=12))
        assert not any(text.startswith("Muistutus") for text in in_chat(place, chat))


async def test_old_and_forged_buttons_do_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a group, its member, and a colleague who does not guide it
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija, "Koivu")
        chat = await opened(place, maija)
        await inside(place, maija, client, "Koivu", chat)
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        said = in_chat(place, chat)
        # when others press what is not theirs, and the member what does not exist
        other = await place.client(seppo, "Haapa")
        forged = ("g.close.1", "g.closeyes.1", "g.poll.1", "g.invite.1.1", "g.remind.1", "g.cancel.1", "g.back.1")
        for user in (seppo, other):
            for data in (*forged, "g.share.1", "g.lead.1", "g.leave.1", "g.way.1"):
                place.desk.press_data(user, place.last(user), data)
        for data in ("g.closeyes.1", "g.back.99", "g.nothing.1", "g.share.99", "g.share", "G.1"):
            place.desk.press_data(client, place.last(client), data)
        await place.settle()
        # then the group is as it was
        assert in_chat(place, chat) == said
        assert rows(place, Group)[0].state == "open"
        assert [row.place for row in rows(place, GroupMember)] == ["inside"]


async def test_who_has_left_can_share_no_more(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        # when a member leaves with a word half shared
        await shared(place, client, "Kävin pihalla")
        place.desk.leave_group(client, chat)
        await place.settle()
        await place.press(client, "Jaa se")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))
        assert rows(place, GroupMember)[0].place == "left"


async def test_only_an_invite_link_of_telegram_is_taken_as_one(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Ryhmän kutsulinkki")
        await place.say(pro, "https://example.org/x")
        assert "Tuo ei ole" in place.heard(pro)[-1]
        assert rows(place, Group)[0].link == ""


async def test_a_channel_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = place.desk.group("Kanava", pro, supergroup=True)
        chat.type = "channel"  # type: ignore[assignment]  # the desk has no channels of its own
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert not chat.holds(place.desk.bot)


async def test_an_administrator_bot_says_what_telegram_gives_it_now(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro, admin=True)
        assert "Telegram antaa minulle tästä lähtien kaikki viestit" in in_chat(place, chat)[-1]
        place.desk.demote(chat, place.desk.bot)
        await place.settle()
        assert "En ole enää ylläpitäjä" in in_chat(place, chat)[-1]
