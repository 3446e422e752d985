"""Goals from a map of life to a joint rating: the client writes, the professional shapes, both say yes (R11, R70, R73, R74)."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot.domain.goals import MOST_GOALS
from bot.domain.plan import GoalState
from bot.storage import plans
from bot.storage.plan_tables import Goal, GoalVersion, Ruler
from bot.storage.tables import Access, Client, Note
from tests.journeys.client_ways import choose_step
from tests.journeys.goal_ways import (
    AREA,
    FIRST,
    HOPE,
    MIND,
    MORE,
    MUCH_MORE,
    NOW,
    SIGN,
    WHAT,
    YES,
    agreed,
    answer,
    begin,
    goals,
    open_goal,
    write,
)
from tests.journeys.professional_ways import card
from tests.town import accompanied, rows, town


async def test_a_goal_counts_only_when_both_said_yes_to_the_same_version(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        # given a goal in the client's words that the professional was shown
        await write(place, client)
        assert [goal.state for goal in goals(place)] == [GoalState.DRAFT]
        await card(place, pro)
        await place.press(pro, "Tavoitteet")
        assert "ei ole vielä näyttänyt" in place.heard(pro)[-1], "a draft is the client's alone"
        await place.press(client, "Näytä: Maija")
        assert WHAT not in place.heard(pro)[-1], "the notice carries the pseudonym only"
        # when the professional confirms before it is complete
        await place.press(pro, "Avaa tavoite")
        assert WHAT in place.heard(pro)[-1]
        assert "−2: ”Kävelen pihalla kerran viikossa” (lähtötaso)" in place.heard(pro)[-1]
        await place.press(pro, "Vahvista")
        assert "Valitse yhdestä kolmeen ICF-koodia" in " ".join(place.heard(pro)[-2:])
        # and then with a code that the life area suggests
        await place.press(pro, "ICF-koodit")
        await place.press(pro, "d450 käveleminen")
        await place.press(pro, "Avaa tavoite")
        await place.press(pro, "Vahvista")
        assert [goal.counts for goal in goals(place)] == [False], "one yes is not two"
        await place.wait(timedelta(days=1))
        await place.press(client, YES)
        # then it counts, with everything that was agreed
        [goal] = goals(place)
        assert goal.counts
        assert goal.levels == (NOW, FIRST, HOPE, MORE, MUCH_MORE)
        assert (goal.baseline, goal.indicator, goal.icf, goal.area) == (-2, SIGN, ("d450",), "moving")
        assert goal.agreed is not None
        assert goal.agreed.professional == "Maija"
        assert any("on nyt voimassa" in text for text in place.heard(pro)[-2:])
        said = {row.what for row in rows(place, Access)}
        assert {"see_goals", "set_goals", "showed a goal", "yes to a goal"} <= said


async def test_a_goal_is_written_in_short_sittings_and_nothing_is_lost(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        # given two pieces, then enough for today, and a restart of the bot
        await begin(place, client)
        await answer(place, client, WHAT, NOW)
        await place.press(client, "Tämä riittää nyt")
        await place.restart()
        await place.wait(timedelta(days=1))
        # when the client goes on another day
        await open_goal(place, client)
        assert NOW in place.heard(client)[-1]
        await place.press(client, "Jatka kirjoittamista")
        # then the next missing piece is asked for
        assert "Millaista on, kun olet siihen tyytyväinen?" in place.heard(client)[-1]
        await answer(place, client, HOPE, SIGN)
        [goal] = goals(place)
        assert (goal.what, goal.text(-2), goal.text(0), goal.indicator) == (WHAT, NOW, HOPE, SIGN)


async def test_if_it_can_get_worse_the_start_is_minus_one_and_the_worse_is_seen(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        await begin(place, client)
        await answer(place, client, WHAT, NOW, HOPE, SIGN)
        await place.press(client, "Jatka kirjoittamista")
        await place.press(client, "Kyllä, niin voi käydä")
        await answer(place, client, "En pääse ulos", MORE, MUCH_MORE)
        [goal] = goals(place)
        assert goal.baseline == -1
        assert goal.levels == ("En pääse ulos", NOW, HOPE, MORE, MUCH_MORE)


async def test_what_speaks_for_a_change_is_kept_only_with_consent(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, own_words=False) as (place, _, client):
        await begin(place, client, "Katson, miksi se on tärkeää")
        await place.press(client, "8")
        assert "Mikä sai sinut valitsemaan 8 etkä 6?" in place.heard(client)[-1]
        await place.say(client, "Haluan nähdä ihmisiä")
        await place.press(client, "Älä säilytä")
        assert [note for note in rows(place, Note) if note.kind == "reason"] == []
        await place.press(client, "5")
        await place.press(client, "Haluan miettiä ensin")
        assert [(row.kind, row.value) for row in rows(place, Ruler)] == [("importance", 8), ("confidence", 5)]
        # when the client says yes another time
        await place.say(client, "/tavoitteet")
        await place.press(client, "Aloita uusi tavoite")
        await place.press(client, AREA)
        await place.say(client, MIND)
        await place.press(client, "Katson, miksi se on tärkeää")
        await place.press(client, "8")
        await place.say(client, "Haluan nähdä ihmisiä")
        await place.press(client, "Saat säilyttää omia sanojani")
        assert [note.words for note in rows(place, Note) if note.kind == "reason"] == ["Haluan nähdä ihmisiä"]


async def test_another_wording_is_a_new_version_and_both_see_how_it_came_about(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await write(place, client)
        await place.press(client, "Näytä: Maija")
        # when the professional suggests another wording
        await place.press(pro, "Avaa tavoite")
        await place.press(pro, "Ehdota toista sanamuotoa")
        await place.press(pro, "Itse tavoite")
        await place.say(pro, "Kuljen itse kauppaan")
        await place.press(pro, "Versiot")
        # then both wordings stand there, with whose they are
        told = place.heard(pro)[-1]
        assert f"Koivu: ”{WHAT}”" in told
        assert "Maija: ”Kuljen itse kauppaan”" in told
        await open_goal(place, client, "Kuljen itse kauppaan")
        await place.press(client, "Miten se on syntynyt")
        assert "sinä: ”" + WHAT in place.heard(client)[-1]
        assert [row.author for row in rows(place, GoalVersion)] == ["client", "professional"]
        # and a comment goes to the client by name
        await place.press(pro, "Kommentoi")
        await place.say(pro, "Hyvä suunta")
        await place.wait(timedelta(days=1))
        await place.press(client, "Katso tavoitetta")
        assert "Maija kirjoitti: ”Hyvä suunta”" in place.heard(client)[-1]


async def test_changing_an_agreed_goal_leaves_the_agreed_one_until_both_say_yes_again(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await agreed(place)
        await open_goal(place, client)
        await place.press(client, "Muuta jotain kohtaa")
        await place.press(client, "Mitä toivotaan")
        await place.say(client, "Kävelen kauppaan joka viikko")
        [goal] = goals(place)
        assert goal.counts
        assert goal.text(0) == HOPE, "the agreed words count until there are new ones"
        await place.press(client, "Näytä: Maija")
        await place.press(pro, "Avaa tavoite")
        await place.press(pro, "Vahvista")
        await place.wait(timedelta(days=3))
        await place.press(client, YES)
        [goal] = goals(place)
        assert (goal.version, goal.text(0)) == (2, "Kävelen kauppaan joka viikko")


async def test_the_next_smallest_change_grows_out_of_a_goal_or_out_of_nothing_but_wish(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        await agreed(place)
        await choose_step(place, client)
        assert rows(place, Client)[0].step_goal is None, "out of nothing but wish"
        await open_goal(place, client)
        await place.press(client, "Pieni kokeilu tähän")
        await place.say(client, "Otan kengät eteiseen")
        await place.press(client, "Ruoan jälkeen")
        [row], [goal] = rows(place, Client), rows(place, Goal)
        assert (row.step_what, row.step_goal) == ("Otan kengät eteiseen", goal.id)


async def test_there_are_five_goals_at_most_a_word_above_three_and_any_may_be_put_away(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        for number in range(MOST_GOALS):
            await place.say(client, "/tavoitteet")
            await place.press(client, "Aloita uusi tavoite")
            if number == 3:
                assert "Tavoitteita on 3. Jokainen vie vähän voimia." in " ".join(place.heard(client)[-2:])
            await place.press(client, AREA)
            await place.say(client, f"{MIND} {number}")
            await place.press(client, "Se saa kypsyä")
        await place.say(client, "/tavoitteet")
        assert "Yli kolme tavoitetta vie paljon voimia" in place.heard(client)[-1]
        assert "Aloita uusi tavoite" not in place.offered(client)
        assert len(goals(place)) == MOST_GOALS
        # an old button does not make a sixth
        await place.press(client, "Aloita uusi tavoite")
        assert "Tavoitteita on viisi" in " ".join(place.heard(client)[-2:])
        assert "väistyykö jokin niistä: /tavoitteet" in " ".join(place.heard(client)[-2:]), "a way on"
        assert place.coach.store.run_now(lambda tx: len(tx.session.exec(select(Goal)).all())) == MOST_GOALS
        # one that is put away makes room, and no reason is asked for
        await open_goal(place, client, f"{MIND} 0")
        await place.press(client, "Laita syrjään")
        assert "Valinta on sinun, eikä syytä tarvita." in place.heard(client)[-1]
        assert len(goals(place)) == MOST_GOALS - 1


async def test_a_mistyped_code_is_asked_again_and_the_day_may_be_typed(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await place.client(pro)
        await agreed(place)
        await card(place, pro)
        for button in ("Tavoitteet", WHAT, "ICF-koodit", "Kirjoita muita koodeja"):
            await place.press(pro, button)
        # when a code is mistyped, the question stays
        await place.say(pro, "x99")
        assert "Valitse yhdestä kolmeen ICF-koodia" in place.heard(pro)[-2]
        assert "Mitkä koodit sopivat?" in place.heard(pro)[-1]
        await place.say(pro, "d4500, e310")
        [goal] = rows(place, Goal)
        versions = place.coach.store.run_now(lambda tx: plans.versions_of(tx, goal.id))
        assert versions[-1].icf == "d4500 e310"
        # and the day of looking at it is any day that is written, moved off holidays
        await card(place, pro)
        for button in ("Tavoitteet", WHAT, "Arviointipäivä", "Kirjoita päivä"):
            await place.press(pro, button)
        await place.say(pro, "24.12.")
        versions = place.coach.store.run_now(lambda tx: plans.versions_of(tx, goal.id))
        assert str(versions[-1].due) == "2026-12-28", "the next working day after Christmas"
        await place.press(pro, "Arviointipäivä")
        await place.press(pro, "Kirjoita päivä")
        await place.say(pro, "1.1.2020")
        assert "Se päivä on jo mennyt" in " ".join(place.heard(pro)[-2:])
        versions = place.coach.store.run_now(lambda tx: plans.versions_of(tx, goal.id))
        assert str(versions[-1].due) == "2026-12-28"
