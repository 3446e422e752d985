"""What comes for a closed chat: a pointer at once, the words when it opens, nothing after an erasure or a month."""

from __future__ import annotations

from datetime import timedelta

from bot.storage import outbox
from bot.storage.database import Transaction
from bot.storage.tables import Outbox
from tests.town import rows
from tests.trust.rows import as_stored
from tests.trust.wards import code, enrol, guarded, standing, ward


async def test_what_comes_for_a_closed_chat_is_a_pointer_and_waits_sealed(database_url: str) -> None:
    async with ward(database_url) as place:
        # given a closed chat
        pro, client = await guarded(place)
        # when the client asks to be contacted, and a digest is due
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        await place.wait(timedelta(minutes=1))
        # then only that there is something is said
        assert "Sinulle on uutta" in place.last(pro).text
        assert place.offered(pro) == ["Avaa"]
        assert "Koivu" not in standing(place, pro)
        held = [row for row in rows(place, Outbox) if row.state == Outbox.HELD]
        assert any("Koivu" in row.params for row in held)
        assert "Koivu" not in as_stored(place.coach.store, "script_version")
        # and "open" with the code brings it, to be taken
        await place.press(pro, "Avaa")
        await place.say(pro, code(place))
        assert "Koivu toivoo" in standing(place, pro)
        assert "Otan tämän" in standing(place, pro)
        assert not [row for row in rows(place, Outbox) if row.state == Outbox.HELD]


async def test_an_acute_concern_is_pointed_at_as_urgent_at_once(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, client = await guarded(place)
        await place.say(client, "haluan kuolla")
        await place.wait(timedelta(seconds=10))
        assert "Kiireellistä: kyllä" in " ".join(place.heard(pro)[-2:])


async def test_what_was_held_about_a_client_goes_when_the_client_is_erased(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, client = await guarded(place)
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        await place.say(client, "/poista")
        await place.press(client, "Kyllä, poista kaikki")
        await place.press(client, "Poista nyt")
        assert not any("Koivu" in row.params for row in rows(place, Outbox) if row.kind in ("notice", "digest"))
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        assert "toivoo yhteydenottoa" not in standing(place, pro)


async def test_what_is_held_about_another_client_stays_however_alike_the_names_are(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a closed chat, with an urgent notice of one client and a message about another, named alike
        pro = await place.professional()
        gone, urgent, asks = [await place.client(pro, name) for name in ("Koivu", "Koivula", "Koivu 2")]
        await enrol(place)
        await place.say(urgent, "haluan kuolla")
        await place.say(asks, "/tietoni")
        await place.press(asks, "Perun suostumukseni")
        await place.say(gone, "/tietoni")
        await place.press(gone, "Perun suostumukseni")
        # when the third erases everything
        await place.say(gone, "/poista")
        await place.press(gone, "Kyllä, poista kaikki")
        await place.press(gone, "Poista nyt")
        # then only what names that one is gone
        place.clock.move(timedelta(minutes=1))
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        assert "Koivula: keskustelussa oli jotain" in standing(place, pro)
        assert "Koivu 2 on perunut" in standing(place, pro)
        assert "Koivu on perunut" not in standing(place, pro)


async def test_a_held_message_that_is_never_opened_goes_after_a_month(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        _, client = await guarded(place)
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        assert [row for row in rows(place, Outbox) if row.state == Outbox.HELD]
        place.clock.move(timedelta(days=31))
        await place.coach.sweep()
        assert not [row for row in rows(place, Outbox) if row.state == Outbox.HELD]


async def test_a_picture_about_a_client_is_held_and_taken_back_like_words(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))

        def picture(tx: Transaction) -> int:
            params = {"caption": "Koivu", "document_text": "x", "document_name": "x.txt"}
            now = place.clock.now()
            return outbox.add(tx, chat_id=pro.id, method="sendDocument", params=params, client_id=1, now=now)

        # given a paper about a client in the open chat
        await place.coach.store.run(picture)
        await place.settle()
        assert "x.txt" in standing(place, pro)
        # when the chat closes, it is gone, and the next one is held
        await place.say(pro, "/lukitse")
        assert "x.txt" not in standing(place, pro)
        await place.coach.store.run(picture)
        await place.settle()
        assert "x.txt" not in standing(place, pro)
