"""Feedback reaches the people who run the bot, without a name."""

from __future__ import annotations

from bot.actions import operate
from tests.town import town


async def test_feedback_reaches_the_operator_with_its_words_and_without_a_name(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client who opens the feedback talk and writes
        client = await place.client(await place.professional(), "Koivu")
        await place.say(client, "/valikko")
        await place.press(client, "Näytä lisää")
        await place.press(client, "Palautetta botista")
        await place.press(client, "Minulla on ajatus")
        await place.say(client, "Kysymys kokeilusta tuntui oudolta")
        await place.press(client, "Lähetä se")
        # when the operator lists it
        lines = await place.coach.store.run(operate.list_feedback)
        # then the words are there, and nothing says whose they are
        assert len(lines) == 1
        assert "Kysymys kokeilusta tuntui oudolta" in lines[0]
        assert "Koivu" not in lines[0]
