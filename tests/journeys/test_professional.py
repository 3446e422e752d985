"""The professional's weeks: notices that are taken, colleagues and deputies, letters, meetings, what the client keeps back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlmodel import SQLModel, select

from bot.actions import escalate, operate
from bot.domain.escalation import Signal
from bot.storage import cases
from bot.storage.database import Transaction
from bot.storage.tables import Care, Case, Client, Digest, Meeting, Note, Proactive, Professional, Proposal
from sandbox.model import User
from tests.journeys.test_main_way import DID, NOT_STARTED, TAKE, WAYS_ON, choose_step
from tests.town import Town, town

Row = TypeVar("Row", bound=SQLModel)
ENOUGH = "Tämä riittää nyt"


def rows(place: Town, table: type[Row]) -> list[Row]:
    return place.coach.store.run_now(lambda tx: list(tx.session.exec(select(table)).all()))


async def wish_for_contact(place: Town, client: User) -> None:
    await place.say(client, "haluan yhteydenoton")
    await place.press(client, "Kyllä, välitä se")


async def card(place: Town, pro: User, pseudonym: str = "Koivu") -> None:
    """Open a client's card from the list."""
    await place.say(pro, "/asiakkaat")
    found = [button for button in place.offered(pro) if button.startswith(pseudonym)]
    await place.press(pro, found[0])


async def more(place: Town, pro: User, button: str) -> None:
    await card(place, pro)
    await place.press(pro, "Lisää")
    await place.press(pro, button)


async def colleague(place: Town, pro: User, name: str = "Seppo", role: str = "työpari") -> User:
    """A colleague who is asked in; the client still has to say yes."""
    other = await place.professional(name)
    await more(place, pro, "Ketkä ovat mukana")
    for button in ("Pyydä kollega mukaan", name, role):
        await place.press(pro, button)
    return other


async def deputy(place: Town, pro: User, name: str = "Seppo") -> User:
    other = await place.professional(name)
    await place.say(pro, "/sijainen")
    await place.press(pro, f"Sijaiseksi {name}")
    return other


async def notice(place: Town, signal: Signal = Signal.A1) -> None:
    """A notice of the first client's, as if its morning had come."""

    def work(tx: Transaction) -> None:
        client = tx.session.exec(select(Client)).all()[0]
        case = cases.add(tx, client.id, signal.value, urgent=False, now=place.clock.now())
        escalate.send(tx, place.coach.house, case, place.clock.now())

    await place.coach.store.run(work)
    await place.settle()


# Notices


async def test_when_two_press_at_once_one_has_it_and_the_others_copy_says_who(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client with two professionals who asks to be contacted
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await colleague(place, maija)
        await place.press(client, "Kyllä, sopii")
        await wish_for_contact(place, client)
        # when both press before either is answered
        for pro in (maija, seppo):
            place.desk.press(pro, place.last(pro).id, TAKE)
        await place.settle()
        # then one has it, and the other one reads by whom
        [case] = rows(place, Case)
        assert case.state == "taken"
        assert "Maija otti tämän" in place.last(seppo).text or "Maija otti" in " ".join(place.heard(seppo)[-2:])
        assert TAKE not in place.offered(seppo)
        # and the client hears who it is
        assert any("Maija" in text and "ottaa sinuun" in text for text in place.heard(client)[-2:])


async def test_over_christmas_the_deputy_is_asked_on_the_next_working_day_and_not_before(sqlite_url: str) -> None:
    async with town(sqlite_url, at=datetime(2026, 12, 21, 8, tzinfo=UTC)) as place:
        # given a wish for contact on the morning of 23 December
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await deputy(place, maija)
        await place.wait_until(datetime(2026, 12, 23, 8, tzinfo=UTC))
        await wish_for_contact(place, client)
        # when nobody answers over the holidays
        await place.wait_until(datetime(2026, 12, 28, 7, tzinfo=UTC))
        assert TAKE not in place.offered(seppo)
        # then the deputy has it on Monday the 28th, and may take it
        await place.wait_until(datetime(2026, 12, 28, 9, tzinfo=UTC))
        assert TAKE in place.offered(seppo)
        await place.press(seppo, TAKE)
        assert rows(place, Case)[0].state == "taken"


async def test_after_the_chain_has_ended_the_notice_stands_in_the_digest(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        await notice(place)
        before = len(place.heard(maija))
        # when nobody takes it for weeks
        await place.wait(timedelta(days=21))
        # then there were reminders, they have ended, and the digest still says so
        reminders = [text for text in place.heard(maija)[before:] if "odottaa yhä" in text]
        assert 1 <= len(reminders) <= 3
        await place.say(maija, "/kooste")
        assert "21 päivää" in place.last(maija).text


async def test_a_notice_is_handed_over_and_waits_until_the_colleague_has_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await colleague(place, maija)
        await place.press(client, "Kyllä, sopii")
        await notice(place)
        await place.press(maija, TAKE)
        # when Maija hands it to Seppo
        await place.press(maija, "Siirrä kollegalle")
        await place.press(maija, "Seppo")
        # then it waits again, and Seppo takes and closes it
        assert rows(place, Case)[0].state == "sent"
        await place.press(seppo, TAKE)
        await place.press(seppo, "Juttelimme")
        [case] = rows(place, Case)
        assert (case.state, case.closed_as) == ("closed", "talked")
        # and he may open it again
        await place.press(seppo, "Avaa uudelleen")
        assert rows(place, Case)[0].state == "taken"


async def test_a_professional_whom_no_message_reaches_is_covered_at_once(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await deputy(place, maija)
        # when Maija has blocked the bot, and a client asks for contact
        place.desk.block(maija)
        await place.settle()
        await wish_for_contact(place, client)
        # then the deputy has the notice the same moment
        assert TAKE in place.offered(seppo)


async def test_limits_are_the_clients_own_and_the_client_sees_them(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija, days=1)
        await choose_step(place, client)
        # when the limit is lowered to three in a row
        await more(place, maija, "Rajat")
        await place.press(maija, "Aiemmin")
        await place.say(client, "/mita_nakyy")
        assert "3 kokeilua peräkkäin" in place.last(client).text
        # then three not started are told
        await place.wait(timedelta(days=7))
        for _ in range(3):
            await place.to_check_in(client)
            await place.press(client, "6")
            await place.press(client, NOT_STARTED)
            await place.through(client, *WAYS_ON)
        assert [case.signals for case in rows(place, Case)] == ["A1"]
        # and below the bounds it does not go
        await more(place, maija, "Rajat")
        assert "Aiemmin" not in place.offered(maija)


# From person to person


async def test_a_letter_says_who_writes_and_the_answer_comes_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        # when Maija writes
        await card(place, maija)
        await place.press(maija, "Kirjoita")
        await place.say(maija, "Mitä kuuluu?")
        await place.press(maija, "Kyllä, lähetä")
        # then it is marked as a person's
        assert place.last(client).text == "Tämä viesti on ihmiseltä. Maija kirjoittaa: ”Mitä kuuluu?”"
        # and the client's answer is shown to her first, and then goes to Maija
        await place.press(client, "Vastaa")
        await place.say(client, "Ihan hyvää")
        await place.press(client, "Kyllä, lähetä")
        assert place.last(maija).text == "Koivu vastaa: ”Ihan hyvää”"
        assert "ei heti" in place.last(client).text


async def test_the_word_check_hears_an_answer_to_a_person_too(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        await card(place, maija)
        await place.press(maija, "Kirjoita")
        await place.say(maija, "Mitä kuuluu?")
        await place.press(maija, "Kyllä, lähetä")
        await place.press(client, "Vastaa")
        await place.say(client, "Haluan kuolla")
        assert "112" in place.heard(client)[-1]
        assert TAKE in place.offered(maija)


async def test_a_second_letter_of_a_day_waits_for_its_place_in_the_budget(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        for words in ("Ensimmäinen", "Toinen"):
            await card(place, maija)
            await place.press(maija, "Kirjoita")
            await place.say(maija, words)
            await place.press(maija, "Kyllä, lähetä")
        assert "lähtee huomenna" in place.last(maija).text
        assert not any("Toinen" in text for text in place.heard(client))
        await place.wait(timedelta(days=1, hours=2))
        assert any("Toinen" in text for text in place.heard(client))
        dates = [sent.on_date for sent in rows(place, Proactive)]
        assert len(dates) == len(set(dates))


@pytest.mark.parametrize(("answer", "taken"), [("Kokeilen tätä", True), ("En nyt tätä", False)])
async def test_a_proposed_experiment_is_one_only_by_the_clients_yes(sqlite_url: str, answer: str, taken: bool) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        await card(place, maija)
        await place.press(maija, "Ehdota kokeilua")
        await place.say(maija, "Ikkuna auki aamulla")
        await place.press(maija, "Kyllä, ehdota")
        assert rows(place, Client)[0].step_what == ""
        # when the client answers
        await place.press(client, answer)
        assert (rows(place, Client)[0].step_what == "Ikkuna auki aamulla") is taken
        # and presses the same message once more
        proposal = rows(place, Proposal)[0]
        assert proposal.accepted is taken
        place.desk.press_data(client, place.last(client), f"q.{'no' if taken else 'yes'}.{proposal.id}")
        await place.settle()
        assert rows(place, Proposal)[0].accepted is taken
        assert (rows(place, Client)[0].step_what == "Ikkuna auki aamulla") is taken


async def test_a_meeting_is_reminded_of_once_and_only_if_the_client_wants(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        aino, eero = await place.client(maija, "Aino"), await place.client(maija, "Eero")
        for name in ("Aino", "Eero"):
            await card(place, maija, name)
            await place.press(maija, "Sovi seuraava tapaaminen")
            await place.say(maija, "20.11.")
            await place.say(maija, "13:00")
            await place.press(maija, "Etänä")
        assert len(rows(place, Meeting)) == 2
        await place.press(aino, "Muistuta kerran")
        await place.wait(timedelta(days=20))
        reminded = [sum("Pyysit muistuttamaan" in text for text in place.heard(user)) for user in (aino, eero)]
        assert reminded == [1, 0]


async def test_meetings_only_asks_nothing_until_it_ends(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija, days=1)
        await more(place, maija, "Nyt vain tapaamiset")
        said = len(place.heard(client))
        await place.wait(timedelta(days=30))
        assert len(place.heard(client)) == said
        assert not rows(place, Case)
        await more(place, maija, "Aloita kyselyt taas")
        await place.wait(timedelta(days=10))
        assert "10" in place.offered(client)


async def test_after_the_end_of_a_period_nothing_more_is_asked_told_or_seen(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija, days=1)
        await card(place, maija)
        old = place.last(maija)
        await place.press(maija, "Lisää")
        await place.press(maija, "Päätä jakso")
        await place.say(maija, "Jatkat kävelyryhmässä.")
        await place.press(maija, "Kyllä, päätä")
        assert "Jatkat kävelyryhmässä." in place.last(client).text
        said = len(place.heard(client))
        await place.wait(timedelta(days=30))
        assert len(place.heard(client)) == said
        # and old buttons open nothing
        place.desk.press_data(maija, old, f"p.write.{rows(place, Client)[0].id}")
        await place.settle()
        assert "ei enää ole sinun" in place.last(maija).text
        # but help is there
        await place.say(client, "/apua")
        assert "112" in place.last(client).text


# The network


async def test_a_colleague_sees_nothing_before_the_clients_yes_and_nothing_after_the_withdrawal(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await colleague(place, maija)
        # then before the yes the list is empty
        await place.say(seppo, "/asiakkaat")
        assert "Koivu" not in place.last(seppo).text
        await place.press(client, "Kyllä, sopii")
        await card(place, seppo)
        old = place.last(seppo)
        # when the client ends the sharing
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään"):
            await place.press(client, button)
        # then neither the list, nor an old button, nor the digest tells anything
        place.desk.press_data(seppo, old, f"p.card.{rows(place, Client)[0].id}")
        await place.settle()
        assert "ei enää ole sinun" in place.last(seppo).text
        await place.say(seppo, "/kooste")
        assert "Koivu" not in place.last(seppo).text
        # and a wish for contact goes to Maija alone
        await wish_for_contact(place, client)
        assert TAKE in place.offered(maija)
        assert TAKE not in place.offered(seppo)


async def test_what_is_kept_back_from_one_is_still_seen_by_the_other(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await colleague(place, maija)
        await place.press(client, "Kyllä, sopii")
        await place.to_check_in(client)
        await place.press(client, "3")
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Älä näytä: voimat"):
            await place.press(client, button)
        seen = {}
        for pro in (maija, seppo):
            await place.say(pro, "/kooste")
            seen[pro.first_name] = "voimat" in place.last(pro).text
        assert seen == {"Maija": True, "Seppo": False}


async def test_while_somebody_is_away_notices_go_to_the_deputy_and_clients_hear_who_covers(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await deputy(place, maija)
        await place.press(maija, "Olen poissa")
        await place.say(maija, "9.11.")
        await place.say(maija, "20.11.")
        # then before the absence the deputy sees nothing
        await place.say(seppo, "/asiakkaat")
        assert "Koivu" not in place.offered(seppo)
        # when it has begun
        await place.wait(timedelta(days=9))
        assert sum("sijaisena on Seppo" in text for text in place.heard(client)) == 1
        await card(place, seppo)
        await wish_for_contact(place, client)
        assert any("Seppo" in text for text in place.heard(client)[-2:])
        assert TAKE in place.offered(seppo)
        await place.press(seppo, TAKE)
        await place.press(seppo, "Juttelimme")
        # and when it is over, all is as before
        await place.wait_until(datetime(2026, 11, 21, 8, tzinfo=UTC))
        await place.say(seppo, "/asiakkaat")
        assert "Koivu" not in place.last(seppo).text
        await notice(place)
        assert TAKE in place.offered(maija)
        assert TAKE not in place.offered(seppo)


# The digest and the client's own week


async def test_what_the_client_hides_is_not_in_the_digest_of_that_week(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        await place.to_check_in(client)
        await place.press(client, "7")
        await place.through(client, DID, *WAYS_ON, ENOUGH)
        # when the client reads what would be told, and hides the energy
        await place.say(client, "/viikko")
        assert "voimat" in place.last(client).text
        await place.press(client, "Jätä pois: voimat")
        await place.say(maija, "/kooste")
        assert "voimat" not in place.last(maija).text
        # then it is there again when she wants it to be
        await place.press(client, "Näytä taas: voimat")
        await place.say(maija, "/kooste")
        assert "voimat" in place.last(maija).text


async def test_own_words_are_in_the_digest_only_when_they_were_ticked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        now = place.clock.now()
        client = rows(place, Client)[0]
        kept = (("carry", "Kerron unesta", False), ("success", "Jaksoin kauppaan", True))
        notes = [Note(client_id=client.id, kind=kind, words=words, share=share, at=now) for kind, words, share in kept]
        await place.coach.store.run(lambda tx: tx.session.add_all(notes))
        await place.say(maija, "/kooste")
        assert not any(words in place.last(maija).text for _, words, _ in kept)


async def test_over_the_turn_of_a_long_year_there_is_one_digest_a_week(sqlite_url: str) -> None:
    async with town(sqlite_url, at=datetime(2026, 12, 16, 8, tzinfo=UTC)) as place:
        # given the year 2026, which has a week 53, and a restart every few days
        await place.professional("Maija")
        for _ in range(7):
            await place.wait(timedelta(days=4))
            await place.restart()
            await place.coach.tick()
            await place.settle()
        weeks = [digest.week for digest in rows(place, Digest)]
        assert weeks == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]


async def test_the_professional_chooses_when_the_digest_comes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.say(maija, "/kooste")
        for button in ("Milloin kooste tulee", "torstai", "14:00"):
            await place.press(maija, button)
        assert "torstaina 5.11. klo 14.00" in place.last(maija).text
        await place.wait(timedelta(days=14))
        assert [d.made_at.date() for d in rows(place, Digest)] == [date(2026, 11, 5), date(2026, 11, 12)]


async def test_a_long_caseload_has_pages_and_a_search(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija, "Koivu")

        def fill(tx: Transaction) -> None:
            [first] = tx.session.exec(select(Client)).all()
            for index in range(18):
                row = Client(
                    person_id=first.person_id,
                    pseudonym=f"Puu {index:02}",
                    stage="active",
                    since=place.clock.now(),
                    consented_at=place.clock.now(),
                )
                tx.session.add(row)
                tx.session.flush()
                tx.session.add(Care(client_id=row.id, professional_id=1, since=row.since))

        await place.coach.store.run(fill)
        await place.say(maija, "/asiakkaat")
        seen = [button for button in place.offered(maija) if button.startswith(("Puu", "Koivu"))]
        for _ in range(2):
            await place.press(maija, "Seuraava →")
            seen += [button for button in place.offered(maija) if button.startswith(("Puu", "Koivu"))]
        assert len(set(seen)) == 19
        await place.press(maija, "Hae")
        await place.say(maija, "uu 07")
        assert place.offered(maija) == ["Puu 07"]
        # and the digest is short, with the others one by one
        await place.say(maija, "/kooste")
        assert len(place.last(maija).text.splitlines()) <= 20
        await place.press(maija, "Yksi asiakas kerrallaan")
        assert place.last(maija).text.startswith("1/19")


# Operators


async def test_who_leaves_hands_everything_over_and_hears_nothing_more(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija)
        await notice(place)
        await place.press(maija, TAKE)
        now, house = place.clock.now(), place.coach.house
        ids = {pro.name: pro.id for pro in rows(place, Professional)}
        with pytest.raises(operate.CannotDo):
            await place.coach.store.run(lambda tx: operate.deactivate(tx, house, ids["Maija"], None, now))
        # when the operator deactivates Maija
        await place.coach.store.run(lambda tx: operate.deactivate(tx, house, ids["Maija"], ids["Seppo"], now))
        await place.settle()
        said = len(place.heard(maija))
        # then Seppo has the client and the notice, and the client hears who is there now
        assert TAKE in place.offered(seppo)
        await card(place, seppo)
        await place.wait(timedelta(days=14))
        assert any("vastuuhenkilösi on Seppo" in text for text in place.heard(client))
        # and Maija heard nothing since, and opens nothing
        assert len(place.heard(maija)) == said
        await place.say(maija, "/asiakkaat")
        assert "Koivu" not in " ".join(place.heard(maija)[said:])


async def test_the_operators_lists_show_nobodys_words(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        await choose_step(place, client)
        await notice(place)
        store, now = place.coach.store, place.clock.now()
        shown = [
            *await store.run(lambda tx: operate.list_professionals(tx, now)),
            *await store.run(operate.list_clients),
            *await store.run(lambda tx: operate.list_cases(tx, now)),
        ]
        assert len(shown) == 3
        assert "Kävelen pihalla" not in "\n".join(shown)


async def test_a_new_code_moves_a_professional_to_another_account(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        house, now = place.coach.house, place.clock.now()
        code, _ = await place.coach.store.run(lambda tx: operate.new_code(tx, house, 1, now))
        phone = place.desk.user("Maija uusi", "fi")
        await place.start(phone, code)
        await card(place, phone)
        assert place.last(phone).text.startswith("Koivu")
        await place.say(maija, "/asiakkaat")
        assert "Koivu" not in place.last(maija).text
