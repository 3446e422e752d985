"""Talks in the words of the client's age, by the client's own choice (R44)."""

from __future__ import annotations

from tests.actions.living import living, the_client


async def test_who_chose_the_words_of_the_young_is_asked_about_school_and_friends(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a client who has told how she is, never chose, and meets the words for everybody
        await place.say(user, "/kuulumiset")
        await place.press(user, "5")
        await place.say(user, "/valikko")
        await place.through(user, "Näytä lisää", "Minä ja se, mikä on tärkeää", "Mikä kantaa, mikä painaa")
        assert "Kavereita" not in place.offered(user)
        assert "Ihmisiä" in place.offered(user)
        # when the words for the young are chosen in the settings
        await place.say(user, "/rytmi")
        await place.through(user, "Sanat minun ikäiselleni", "Nuorten sanat")
        assert the_client(place).age_group == "young"
        # then the same talk asks about school and friends
        await place.say(user, "/valikko")
        await place.through(user, "Näytä lisää", "Minä ja se, mikä on tärkeää", "Mikä kantaa, mikä painaa")
        assert "Kavereita" in place.offered(user)
        # and the choice can be taken back
        await place.say(user, "/rytmi")
        await place.through(user, "Sanat minun ikäiselleni", "Ei ole väliä")
        assert the_client(place).age_group == ""
