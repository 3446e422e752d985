"""When something is, as the group reads it: a date that is still right tomorrow, in the reader's way of writing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.journeys.peers import in_chat, inside, opened, polls, with_meeting
from tests.town import Town, town

RELATIVE = re.compile("tänään|huomenna")
AS_KEPT = re.compile(r"\d{4}-\d{2}-\d{2}")


async def about_a_meeting(place: Town, words: str, on: str, at: str) -> str:
    """A member proposes a meeting every week. Returns what is shown before the confirmation."""
    pro = await place.professional()
    client = await place.client(pro, "Koivu")
    await inside(place, pro, client, "Koivu", await opened(place, pro))
    await place.say(client, "/ryhma")
    await place.press(client, "Ehdota jotain")
    await place.press(client, "Aikaa tavata")
    for said in (words, on, at):
        await place.say(client, said)
    await place.press(client, "Neljä viikkoa peräkkäin")
    shown = place.heard(client)[-1]
    await place.press(client, "Kyllä, eteenpäin")
    return shown


async def test_what_is_shown_before_a_confirmation_has_its_date_as_people_write_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        assert "”Kahvit”, perjantaina 20.11. klo 13.30." in await about_a_meeting(place, "Kahvit", "20.11.", "13:30")


async def test_a_new_time_is_shown_as_people_write_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await opened(place, pro)
        await with_meeting(place, pro)
        await place.press(pro, "Siirrä se")
        for words in ("14.11.", "9:00"):
            await place.say(pro, words)
        assert "Uusi aika olisi lauantaina 14.11. klo 9.00." in place.heard(pro)[-1]


@pytest.mark.parametrize("way", ["asked", "agreed"])
async def test_what_stays_in_the_group_for_days_never_says_tomorrow(sqlite_url: str, way: str) -> None:
    async with town(sqlite_url) as place:
        # given something that is to take place tomorrow, the sixth of November, after the way in
        shown = await about_a_meeting(place, "Kahvit", "6.11.", "18:00")
        assert not AS_KEPT.search(shown)
        [chat] = [chat for chat in place.desk.chats.values() if chat.title == "Keskiviikko"]
        assert "perjantaina 6.11. klo 18.00, 4 kertaa" in polls(place, chat)[0]["question"]
        # when it is agreed on, moved and remembered
        if way == "agreed":
            [pro] = [user for user in place.desk.users.values() if user.first_name == "Maija"]
            await place.press(pro, "Se on sovittu")
            await place.wait(timedelta(days=12))
            assert any(text.startswith("Muistutus: yhdessä perjantaina 13.11.") for text in in_chat(place, chat))
        assert not any(RELATIVE.search(text) for text in in_chat(place, chat))
