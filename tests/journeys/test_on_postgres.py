"""The main way once more, on PostgreSQL: the same code, the same answers."""

from __future__ import annotations

import pytest

from tests.town import town

pytestmark = pytest.mark.postgres


async def test_the_main_way_is_the_same_on_postgresql(postgres_url: str) -> None:
    async with town(postgres_url) as place:
        # given a professional and a client who came in by invitation
        pro = await place.professional()
        client = await place.client(pro)
        # when she answers her first check-in with little energy, and asks to be contacted
        await place.to_check_in(client)
        await place.press(client, "2")
        await place.say(client, "/valikko")
        await place.press(client, "Haluan yhteydenoton")
        await place.through(client, "Kyllä, välitä se")
        # then the professional has a notice, takes it, and reads of her on Monday
        await place.press(pro, "Otan tämän")
        await place.settle()
        await place.travel.to_digest()
        digests = [text for text in place.heard(pro) if text.startswith("Kooste ")]
        assert len(digests) == 1
        assert "Koivu" in digests[0]
