"""Who tries to reach a client they have no right to is answered as ever, kept in the access log, and learns nothing by it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlmodel import select

from bot.actions import operate
from bot.storage import audit, refusals
from bot.storage.tables import Access, Client
from sandbox.model import User
from tests.journeys.professional_ways import wish_for_contact
from tests.town import Town, accompanied, rows, town
from tests.trust.rows import as_read
from tests.trust.test_threats import give, press

Tried = tuple[str, int | None, int | None, str]


class Thumb:
    """Presses buttons that nobody gave."""

    def __init__(self, place: Town) -> None:
        self.place, self.number = place, 700000

    async def __call__(self, who: User, data: str) -> list[str]:
        before = len(self.place.heard(who))
        self.number += 1
        await give(self.place, press(who, data, self.number))
        return self.place.heard(who)[before:]


def tried(place: Town) -> list[Tried]:
    found = [row for row in rows(place, Access) if refusals.is_refused(row)]
    return [(row.actor, row.actor_id, row.client_id, row.what) for row in found]


def number_of(place: Town, pseudonym: str) -> int:
    return next(row.id for row in rows(place, Client) if row.pseudonym == pseudonym)


async def who_looked(place: Town, client: User) -> str:
    await place.say(client, "/tietoni")
    await place.press(client, "Kuka on katsonut")
    return place.heard(client)[-1]


async def the_file(place: Town, who: User, button: str) -> dict[str, Any]:
    await place.say(who, "/tietoni")
    await place.press(who, button)
    known: dict[str, Any] = json.loads(list(place.desk.files.by_id.values())[-1].body)
    return known


async def test_a_colleague_who_does_not_accompany_her_is_logged_and_she_reads_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client, and a colleague of the same house who has nothing to do with her
        client = await place.client(await place.professional())
        seppo, tap = await place.professional("Seppo"), Thumb(place)
        koivu = number_of(place, "Koivu")
        # when he opens her card and would write to her
        for data in (f"p.card.{koivu}", f"p.card.{koivu}", f"p.write.{koivu}"):
            [said] = await tap(seppo, data)
            assert "Koivu" not in said
        # then it stands in the log, once each, and the log is whole
        assert tried(place) == [("professional", 2, koivu, "see_card"), ("professional", 2, koivu, "write_to_client")]
        assert place.coach.store.run_now(audit.check).whole
        # and she reads it once, in gentle words; he is not among those who have seen something
        told = await who_looked(place, client)
        seen, _, attempts = told.partition("Nämä yrittivät katsoa tietojasi, mutta eivät nähneet mitään.")
        assert "Seppo" not in seen
        assert attempts.strip() == "Usein kyse on vanhasta painikkeesta:\n• 2.11. Seppo"
        # and it is in her file, where nothing else of his is
        known = await the_file(place, client, "Kaikki muille ohjelmille")
        assert [row["what"] for row in known["access_log"] if row["actor_id"] == 2] == ["see_card", "write_to_client"]


async def test_nobody_finds_out_by_trying_which_numbers_are_clients(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.client(await place.professional())
        await place.client(await place.professional("Anna"), "Halava")
        tap, heard, files = Thumb(place), [], []
        # when one tries numbers of clients, and another numbers that nobody has
        for name, numbers in (("Seppo", (1, 2)), ("Kaisa", (801, 802))):
            pro = await place.professional(name)
            said = [
                await tap(pro, f"{data}.{n}") for n in numbers for data in ("p.card", "p.goals", "p.case", "c.take")
            ]
            await place.say(pro, "/tietoni")
            told = place.heard(pro)[-1].replace(name, "…")
            known = await the_file(place, pro, "Kaikki tiedostona")
            heard.append((said, told))
            files.append((known["refused"], [row["what"] for row in known["access_log"]]))
        # then neither the answers nor what is kept about them tells the difference
        assert heard[0] == heard[1]
        assert files[0] == files[1]
        assert {row["what"] for row in files[0][0]} == {"see_card", "see_goals", "see_notice", "take_case"}
        # and a number that is nobody's is not kept, since somebody may get it
        assert {line[2] for line in tried(place)} == {1, 2, None}


async def test_whoever_taps_without_end_does_not_fill_the_log(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        seppo, now = await place.professional("Seppo"), place.clock.now()
        tap = Thumb(place)
        for _ in range(20):
            await tap(seppo, "p.card.1")
        assert len(tried(place)) == 1

        # and with a thousand clients, each tried in many ways
        def many(tx: Any) -> int:
            for number in range(1000):
                for client_id in (1, None):
                    refusals.log(
                        tx, actor="professional", actor_id=2, client_id=client_id, what=f"way {number}", now=now
                    )
            return len(tx.session.exec(select(Access).where(refusals.refused())).all())

        assert place.coach.store.run_now(many) == refusals.MOST + 1
        assert ("professional", 2, None, refusals.MORE) in tried(place)
        assert (await who_looked(place, client)).count("Seppo") == 1
        # but the next day it is seen again
        place.clock.move(timedelta(days=1, minutes=1))
        await tap(seppo, "p.card.1")
        assert tried(place)[-1] == ("professional", 2, 1, "see_card")
        assert len(tried(place)) == refusals.MOST + 2


async def test_who_accompanied_her_before_and_who_left_are_logged_too(sqlite_url: str) -> None:
    # given a client who went on to somebody else, and a professional who left the house
    async with accompanied(sqlite_url) as (place, maija, client):
        await place.professional("Seppo")
        anna, tap = await place.professional("Anna"), Thumb(place)
        store, house, now = place.coach.store, place.coach.house, place.clock.now()
        assert house
        store.run_now(lambda tx: operate.assign(tx, house, 1, 2, now))
        store.run_now(lambda tx: operate.deactivate(tx, house, 3, None, now))
        # when both tap an old button, and one had begun a note before
        for pro in (maija, anna):
            assert "Koivu" not in "".join(await tap(pro, "p.note.1"))
        assert tried(place) == [("professional", n, 1, "write_private_note") for n in (1, 3)]
        told = await who_looked(place, client)
        assert told.endswith("• 2.11. Anna\n• 2.11. Maija")


async def test_a_viewer_who_would_do_more_is_logged_in_that_role(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        seppo = await place.professional("Seppo")

        def viewer(tx: Any) -> None:
            from bot.storage import network

            network.begin(tx, 1, 2, "viewer", place.clock.now())

        place.coach.store.run_now(viewer)
        await Thumb(place)(seppo, "p.limits.1")
        assert tried(place) == [("viewer", 2, 1, "set_thresholds")]
        assert "• 2.11. Seppo (" in await who_looked(place, client)


async def test_another_client_is_logged_but_named_to_nobody(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given two clients, one of them with a notice
        pro = await place.professional()
        await place.professional("Seppo")  # whose number is that of the other client
        client, other = await place.client(pro), await place.client(pro, "Halava")
        await wish_for_contact(place, client)
        tap = Thumb(place)
        # when the other presses a professional's buttons
        for data in ("p.card.1", "c.take.1", "p.case.1", "p.card.2", "p.list", "c.take.99"):
            assert "Koivu" not in "".join(await tap(other, data))
        # then it is kept, but for her own number
        assert tried(place) == [
            ("peer", 2, 1, "see_card"),
            ("peer", 2, 1, "see_notice"),
            ("peer", 2, None, "see_notice"),
        ]
        # and neither reads of the other
        assert "yrittivät" not in await who_looked(place, client)
        for who in (client, other):
            known = await the_file(place, who, "Kaikki muille ohjelmille")
            assert not [row for row in known["access_log"] if row["actor"] == "peer"]


async def test_a_forwarded_code_is_logged_when_somebody_of_the_house_tries_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await place.invitation(pro, "Koivu")
        client = place.desk.user("Koivu", "fi")
        await place.start(client, code)
        seppo = await place.professional("Seppo")
        stranger = place.desk.user("Vieras", "fi")
        for who in (seppo, stranger, client):
            await place.start(who, code)
        # then the colleague's try is kept; a stranger stays unknown, and her own second tap is no try
        assert tried(place) == [("professional", 2, 1, "code")]
        assert str(stranger.id) not in as_read(place.coach.store, "outbox", "inbox")
