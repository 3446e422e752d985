"""Where a goal stands: rated together, asked about now and then."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.goal_ways import (
    HOPE,
    MORE,
    MUCH_MORE,
    WHAT,
    agreed,
    goals,
    open_goal,
)
from tests.journeys.professional_ways import card
from tests.town import accompanied


async def test_a_joint_rating_counts_with_the_clients_yes_and_the_client_never_sees_a_number(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await agreed(place)
        since = len(place.desk.messages(client.id))
        # given the client's own view, kept apart
        await open_goal(place, client)
        await place.press(client, "Missä olen nyt?")
        await place.press(client, f"d. {MORE}")
        # when the professional writes down a joint rating
        await card(place, pro)
        await place.press(pro, "Tavoitteet")
        assert "Puuttuva arvio ei ole 50" in place.heard(pro)[-1], "no rating is not a score of 50"
        await place.press(pro, WHAT)
        await place.press(pro, "Arvioi yhdessä")
        await place.press(pro, f"0: {HOPE}")
        [goal] = goals(place)
        assert (goal.attained, [view.level for view in goal.own_views]) == (None, [1])
        await place.wait(timedelta(days=3))
        await place.press(client, "Kyllä, niin se on")
        # then it counts, and the number is the professional's alone
        [goal] = goals(place)
        assert goal.attained == 0
        # and one that the client sees differently does not
        await card(place, pro)
        for button in ("Tavoitteet", WHAT, "Arvioi yhdessä", f"+2: {MUCH_MORE}"):
            await place.press(pro, button)
        await place.wait(timedelta(days=3))
        await place.press(client, "Näen sen toisin")
        assert goals(place)[0].attained == 0
        assert "näkee sen toisin" in place.heard(pro)[-1]
        await card(place, pro)
        await place.press(pro, "Tavoitteet")
        assert "GAS-T 50" in place.heard(pro)[-1]
        said = "\n".join(place.heard(client, since))
        assert "GAS" not in said
        assert "50" not in said
        assert not any(f"{level}:" in said for level in ("−2", "−1", "+1", "+2"))


async def test_every_four_weeks_the_client_may_say_where_it_stands_and_silence_makes_it_rarer(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        await agreed(place)

        def asked() -> int:
            return sum("Mikä näistä on nyt lähimpänä?" in text for text in place.heard(client))

        await place.wait(timedelta(days=26))
        assert asked() == 0
        await place.wait(timedelta(days=6))
        assert asked() == 1
        await place.press(client, "Ei nyt")
        await place.wait(timedelta(days=32))
        assert asked() == 2, "the first question without a level is asked once more after four weeks"
        await place.wait(timedelta(days=40))
        assert asked() == 2, "after two in vain it waits for eight"
