"""Measures at the start, the middle and the end of a period: one invitation each, in the client's hours and budget."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import measure_times
from bot.storage import measures, timers
from bot.storage.database import Transaction
from bot.storage.plan_tables import PeriodStage, PlanPeriod
from bot.storage.tables import Client, Proactive
from sandbox.model import User
from tests.journeys.measure_ways import answered, followed, follows
from tests.journeys.period_ways import begin as begin_by_model
from tests.journeys.professional_ways import more
from tests.town import Town, accompanied, rows, town

START, MID, END = "voi nyt kirjata lähtökohdaksi", "Jakso on nyt puolivälissä", "Jakso lähenee loppuaan"
HELSINKI = ZoneInfo("Europe/Helsinki")


def begin_period(place: Town, first: date) -> datetime | None:
    """A period of eight weeks by a model that measures in plan, mid-review and end review."""
    stages = (("plan", 0, 13), ("trials", 14, 27), ("mid_review", 28, 34), ("trials", 35, 48), ("end_review", 49, 55))

    def work(tx: Transaction) -> datetime | None:
        [client] = rows_in(tx)
        row = PlanPeriod(
            client_id=client.id,
            profile="kela_self_directed",
            begins=first,
            ends=first + timedelta(days=55),
            at=place.clock.now(),
        )
        tx.session.add(row)
        tx.session.flush()
        for number, (stage, begins, ends) in enumerate(stages):
            tx.session.add(
                PeriodStage(
                    client_id=client.id,
                    period_id=row.id,
                    place=number,
                    stage="fading_trials" if begins == 35 else stage,
                    begins=first + timedelta(days=begins),
                    ends=first + timedelta(days=ends),
                )
            )
        tx.session.flush()
        return measure_times.plan(tx, place.coach.house, client, place.clock.now())

    return place.coach.store.run_now(work)


def rows_in(tx: Transaction) -> list[Client]:
    from sqlmodel import select

    return list(tx.session.exec(select(Client)).all())


def times(place: Town, client: User, text: str) -> int:
    return len([said for said in place.heard(client) if text in said])


async def until_asked(place: Town, client: User, text: str) -> None:
    """Go from timer to timer until the invitation is there."""
    for _ in range(10):
        if times(place, client, text):
            return
        at = place.coach.store.run_now(lambda tx: timers.next_after(tx, place.clock.now(), "measures"))
        assert at is not None
        await place.wait_until(at + timedelta(minutes=1))


async def test_start_mid_and_end_are_asked_once_each_and_start_and_now_tell_them_apart(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        begin_period(place, date(2026, 11, 4))
        values = {START: "80,5", MID: "79", END: "78"}
        for text, value in values.items():
            # when the time comes, one invitation is there; it is answered by taps and typing
            await until_asked(place, client, text)
            await place.press(client, "Aloitan")
            await place.say(client, value)
            assert "Kirjasin: paino" in place.heard(client)[-1]
        await place.wait(timedelta(days=14))
        # then each was asked once, and the values know their occasion
        assert [times(place, client, text) for text in values] == [1, 1, 1]
        assert [(value.occasion, value.numbers) for value in followed(place).values] == [
            ("start", (80.5,)),
            ("mid", (79.0,)),
            ("end", (78.0,)),
        ]
        # and never on a day on which something else unasked came
        sent = [row.on_date for row in rows(place, Proactive)]
        assert len(sent) == len(set(sent))


async def test_an_invitation_keeps_quiet_hours_and_who_follows_nothing_is_asked_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        due = begin_period(place, date(2026, 11, 4))
        assert due is not None
        assert due.astimezone(HELSINKI).hour == 10
        # given that nothing is followed, nothing is asked
        await place.wait(timedelta(days=20))
        assert times(place, client, START) == 0
        # when something is taken up before the middle, the middle is asked
        await follows(place, client, "Paino")
        await until_asked(place, client, MID)
        assert times(place, client, MID) == 1


async def test_who_takes_something_up_while_the_start_lasts_is_still_asked_for_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        begin_period(place, date(2026, 11, 4))
        # given that the start was passed over, because nothing was followed
        await place.wait(timedelta(days=4))
        assert times(place, client, START) == 0
        # when a measure is chosen before the start is over
        await follows(place, client, "Paino")
        await place.wait(timedelta(days=4))
        # then it is asked for
        assert times(place, client, START) == 1


async def test_on_a_break_nothing_is_asked_and_after_it_what_still_holds(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        begin_period(place, date(2026, 11, 4))
        await place.say(client, "/tauko")
        await place.through(client, "Viikko", "Yksi viikko", "1 viikko")
        assert rows(place, Client)[0].stage == "break"
        await place.wait(timedelta(days=5))
        assert times(place, client, START) == 0
        await place.wait(timedelta(days=8))
        assert times(place, client, START) == 1


async def test_when_the_middle_comes_the_open_form_of_the_start_gives_way(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino", "Mieliala")
        begin_period(place, date(2026, 11, 4))
        await until_asked(place, client, START)
        await place.press(client, "Aloitan")
        await place.say(client, "80")
        await until_asked(place, client, MID)
        await place.press(client, "Aloitan")
        # then the middle begins at its beginning, and the value of the start is kept
        assert "Kohta 1/2" in place.heard(client)[-1]
        assert [value.occasion for value in followed(place).values] == ["start"]


async def test_an_instrument_is_asked_for_at_start_mid_and_end_and_scored_each_time(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Malli kyselystä (ei oikea mittari)")
        begin_period(place, date(2026, 11, 4))
        for text, said in ((START, "3 – siltä väliltä"), (MID, "4 – pidän"), (END, "4 – pidän")):
            # when the time comes, all eight items are there behind one invitation
            await until_asked(place, client, text)
            await place.press(client, "Aloitan")
            for _ in range(8):
                await place.press(client, said)
        # then there are three runs, each with its occasion and its own score
        runs = answered(place)
        assert [(run.occasion, run.score.mean if run.score else None) for run in runs] == [
            ("start", 3.0),
            ("mid", 4.0),
            ("end", 4.0),
        ]


async def test_an_instrument_without_words_in_her_language_is_not_asked(sqlite_url: str, tmp_path) -> None:
    words = "[who5]\npermission = 'nobody'\n[who5.sv]\ntitle = 'Prov'\n" + "".join(
        f"w{n} = {{ text = 'x{n}', answers = ['a','b','c','d','e','f'] }}\n" for n in range(1, 6)
    )
    (tmp_path / "words.toml").write_text(words, "utf-8")
    async with town(sqlite_url, instrument_wording=str(tmp_path / "words.toml")) as place:
        client = await place.client(await place.professional())
        # given a Finnish speaker who follows it (it was taken up in Swedish)
        await place.say(client, "/kieli")
        await place.press(client, "Svenska")
        await place.say(client, "/matningar")
        await place.press(client, "Jag väljer något att följa")
        await place.press(client, "Prov")
        await place.say(client, "/sprak")
        await place.press(client, "Suomi")
        # when everything is to be noted, then nothing is asked in a language that is not hers
        before = len(place.heard(client))
        await place.say(client, "/mittarit")
        await place.press(client, "Kirjaan kaikki nyt")
        assert not [text for text in place.heard(client)[before:] if "x1" in text]
        [row] = place.coach.store.run_now(lambda tx: list(measures.chosen(tx, rows_in(tx)[0].id)))
        assert row.key == "who5"


async def test_the_working_models_measures_are_suggested_agreed_on_and_asked_when_the_plan_begins(
    sqlite_url: str,
) -> None:
    # given a period of self-directed rehabilitation, and its measures suggested in one message
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin_by_model(place, pro)
        await more(place, pro, "Mittarit")
        for button in ("Ehdota seurattavaa", "Valitse toimintamallin mittarit", "Lähetä 4 ehdotusta"):
            await place.press(pro, button)
        await place.wait(timedelta(days=2))
        # when she agrees to one of them and wants nothing of another
        await place.press(client, "Katson ehdotuksia")
        await place.press(client, "Askeleet päivässä")
        await place.press(client, "Sopii, Maija saa nähdä arvot")
        await place.press(client, "Takaisin")
        await place.press(client, "Mieliala")
        await place.press(client, "Ei, kiitos")
        # then while meetings are enough nothing is asked, and when the plan begins the start is asked
        await place.wait(timedelta(days=9))
        assert times(place, client, START) == 0
        await place.wait(timedelta(days=8))
        assert times(place, client, START) == 1
        await place.press(client, "Aloitan")
        await place.say(client, "4 500 askelta")
        assert followed(place).values[0].occasion == "start"
