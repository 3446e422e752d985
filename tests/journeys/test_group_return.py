"""Coming back into a group: one tap of the client and one of a moderator; whom a moderator took out, by a new offer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage import groups
from bot.storage.database import Transaction
from bot.storage.group_tables import GroupMember
from bot.storage.tables import Access
from sandbox.model import Chat, User
from tests.journeys.peers import agreed, grouped_with_a_member, in_chat, opened, report, with_a_member
from tests.town import Town, accompanied, rows, town

YES = ("Kerro lisää", "Voinko vaihtaa nimen?", "Mitä sinä teet siellä?", "Kyllä, haluan mukaan")


async def left(place: Town) -> tuple[User, User, Chat]:
    """A member left by one tap."""
    pro, client, chat = await with_a_member(place, supergroup=True, admin=True)
    await place.say(client, "/ryhma")
    await place.press(client, "Lähden ryhmästä")
    assert not chat.holds(client)
    return pro, client, chat


async def asked(place: Town, client: User) -> None:
    await place.say(client, "/ryhma")
    await place.press(client, "Haluan takaisin")


async def test_who_left_comes_back_by_a_tap_and_a_moderators_tap(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given somebody who left, and reads what the others would see again
        pro, client, chat = await left(place)
        await place.say(client, "/ryhma")
        assert "muut näkevät taas Telegram-nimesi" in place.heard(client)[-1]
        await place.press(client, "Haluan takaisin")
        assert "Kysyin ohjaajilta" in place.heard(client)[-1]
        assert "arkisin 9–15" in place.heard(client)[-1]
        # when the moderator, who accompanies this client, says yes
        assert "Koivu lähti ryhmästä ja haluaisi takaisin" in place.heard(pro)[-1]
        assert rows(place, GroupMember)[0].place == "left"
        await place.press(pro, "Tervetuloa takaisin")
        # then the way in comes at once, and works
        link = place.heard(client)[-1].split()[-1]
        assert place.desk.open_link(client, link)
        await place.settle()
        [row] = rows(place, GroupMember)
        assert (row.place, row.left_at, row.asked_back_at) == ("inside", None, None)
        assert in_chat(place, chat)[-1].startswith("Tervetuloa")
        assert [entry.what for entry in rows(place, Access) if entry.actor == "moderator"][-1] == "group_return"


async def test_a_wish_to_come_back_is_asked_once_a_week_and_stands_on_the_moderators_page(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, _ = await left(place)
        await asked(place, client)
        wishes = sum("haluaisi takaisin" in text for text in place.heard(pro))
        # when the client looks again, nobody is asked anew
        await place.say(client, "/ryhma")
        assert "ohjaajat tietävät" in place.heard(client)[-1]
        assert "Haluan takaisin" not in place.offered(client)
        assert sum("haluaisi takaisin" in text for text in place.heard(pro)) == wishes
        # and the moderator finds it on the page of the group
        await place.say(pro, "/ryhma")
        assert "Tervetuloa takaisin" in place.offered(pro)
        # a week without an answer later it may be asked again
        await place.wait(timedelta(days=7))
        await place.say(client, "/ryhma")
        assert "Haluan takaisin" in place.offered(client)


async def test_a_moderators_no_is_said_kindly_and_only_a_new_offer_opens_the_way(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, _ = await left(place)
        await asked(place, client)
        await place.press(pro, "Ei nyt")
        assert "Kaikki muu jatkuu ennallaan" in place.heard(client)[-1]
        await place.say(client, "/ryhma")
        assert "Ohjaaja voi tarjota sitä uudelleen" in place.heard(client)[-1]
        assert "Haluan takaisin" not in place.offered(client)
        await agreed(place, pro, client, "Koivu")
        assert rows(place, GroupMember)[0].place == "agreed"


async def test_whom_a_moderator_took_out_comes_back_by_a_new_offer_and_the_ban_is_lifted(sqlite_url: str) -> None:
    # given a member whom the moderator took out by the bot
    async with grouped_with_a_member(sqlite_url, supergroup=True, admin=True) as (place, pro, client, chat):
        bad = place.desk.say(client, "Sinun pitäisi laihtua", chat)
        await report(place, pro, chat, bad)
        for button in ("Teen asialle jotain", "Poistan ryhmästä", "Kyllä, poistetaan"):
            await place.press(pro, button)
        assert chat.members[client.id].status == "kicked"
        # then there is no way back by the own tap
        await place.say(client, "/ryhma")
        assert "Ohjaaja voi tarjota sitä uudelleen" in place.heard(client)[-1]
        # when a moderator thinks of them again, the link works without an operator
        await agreed(place, pro, client, "Koivu")
        assert place.desk.open_link(client, place.heard(client)[-1].split()[-1])
        await place.settle()
        assert rows(place, GroupMember)[0].place == "inside"


async def test_whom_a_moderator_took_out_by_hand_is_not_offered_the_way_back_either(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        place.desk.leave_group(client, chat, by=pro)
        await place.settle()
        await place.say(client, "/ryhma")
        assert "Haluan takaisin" not in place.offered(client)


async def test_a_no_to_the_offer_can_be_thought_over(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await opened(place, pro, admin=True)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kutsu asiakas")
        await place.press(pro, "Koivu")
        await place.say(client, "/ryhma")
        await place.press(client, "Ei minulle")
        said = len(place.heard(pro))
        # when she looks again on her own, the offer still stands, and the moderators hear nothing of the no
        await place.say(client, "/ryhma")
        await place.through(client, *YES)
        assert rows(place, GroupMember)[0].place == "agreed"
        assert "https://t.me/+" in place.heard(client)[-1]
        assert len(place.heard(pro)) == said


@pytest.mark.parametrize("known", [True, False])
async def test_who_comes_back_by_the_groups_own_link_is_asked_in_private(sqlite_url: str, known: bool) -> None:
    async with town(sqlite_url) as place:
        # given a moderator who accompanies this client, or a second one who does not
        pro, client, chat = await left(place)
        listens = pro
        if not known:
            listens = await place.professional("Seppo")
            await place.say(pro, "/ryhma")
            await place.press(pro, "Toinen ohjaaja")
            await place.press(pro, "Seppo")
        # when the client comes in without a place
        place.desk.join_group(client, chat)
        await place.settle()
        # then the moderators hear that it is no stranger, by the pseudonym only where it is known anyway
        assert f"{'Koivu' if known else 'joku'} oli lähtenyt ja tuli nyt takaisin" in place.heard(listens)[-1]
        # and after both taps the place is theirs without a link
        await place.press(client, "Haluan takaisin")
        await place.press(listens, "Tervetuloa takaisin")
        assert rows(place, GroupMember)[0].place == "inside"
        assert "Sinulla on nyt paikka ryhmässä" in place.heard(client)[-1]


@pytest.mark.parametrize("rights", [True, False])
async def test_who_never_went_out_in_telegram_is_inside_again_and_whoever_did_gets_the_way_in(
    sqlite_url: str, rights: bool
) -> None:
    # given a member who left here; the bot may take them out of the Telegram group, or may not
    async with accompanied(sqlite_url) as (place, pro, client):
        chat = await opened(place, pro, supergroup=True, admin=rights)
        await agreed(place, pro, client, "Koivu")
        place.desk.join_group(client, chat)
        await place.settle()
        await place.say(client, "/ryhma")
        await place.press(client, "Lähden ryhmästä")
        assert chat.holds(client) is not rights
        # when both have tapped
        await asked(place, client)
        await place.press(pro, "Tervetuloa takaisin")
        # then a place in the group needs no link for whoever is still there
        assert rows(place, GroupMember)[0].place == ("agreed" if rights else "inside")
        assert ("https://t.me/" in place.heard(client)[-1]) is rights
        # and the group's welcome is not said twice to somebody who never left it
        assert sum(text.startswith("Tervetuloa") for text in in_chat(place, chat)) == 1


async def test_one_moderators_answer_counts_and_the_second_hears_that_it_is_given(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, _ = await left(place)
        seppo = await place.professional("Seppo")
        await place.say(pro, "/ryhma")
        await place.press(pro, "Toinen ohjaaja")
        await place.press(pro, "Seppo")
        await asked(place, client)
        await place.press(pro, "Tervetuloa takaisin")
        said = len(place.heard(client))
        await place.press(seppo, "Ei nyt")
        assert "Se on jo tehty" in place.heard(seppo)[-1]
        assert len(place.heard(client)) == said
        assert rows(place, GroupMember)[0].place == "agreed"


async def test_a_group_that_filled_up_meanwhile_takes_nobody_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, _ = await left(place)
        await asked(place, client)
        place.coach.store.run_now(_full)
        await place.press(pro, "Tervetuloa takaisin")
        assert "En muuttanut mitään" in place.heard(pro)[-1]
        assert rows(place, GroupMember)[0].place == "left"
        # and a stranger to the group can decide about nobody
        seppo = await place.professional("Seppo")
        place.desk.press_data(seppo, place.last(seppo), "g.welcome.1")
        await place.settle()
        assert "ohjaavat muut" in place.heard(seppo)[-1]


def _full(tx: Transaction) -> None:
    group = groups.get(tx, 1)
    assert group is not None
    group.size = 0


async def test_of_a_client_without_a_place_the_moderators_hear_no_more_than_of_a_stranger(sqlite_url: str) -> None:
    # given a client who said no to the offer, and somebody whom the bot has never seen
    async with accompanied(sqlite_url) as (place, pro, client):
        chat = await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kutsu asiakas")
        await place.press(pro, "Koivu")
        await place.say(client, "/ryhma")
        await place.press(client, "Ei minulle")
        # when both come into the Telegram group
        heard = []
        for user in (client, place.desk.user("Vieras")):
            place.desk.join_group(user, chat)
            await place.settle()
            heard.append(place.heard(pro)[-1])
        # then nothing tells them apart
        assert heard[0] == heard[1]
        assert "jolla ei ole siellä paikkaa" in heard[0]
