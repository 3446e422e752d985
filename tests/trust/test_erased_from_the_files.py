"""What was forgotten is not left in the files of the database either, while the bot runs on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import make_url, text

from tests.town import Town, town
from tests.trust.own_data_ways import erase, lived

SEALED = (("client", "pseudonym"), ("client", "step_what"), ("note", "words"))


def as_sealed(place: Town) -> list[bytes]:
    """Sealed values of the client, as they lie in the file."""

    def work(tx) -> list[bytes]:
        found = [tx.execute(text(f"SELECT {column} FROM {table}")).scalars().all() for table, column in SEALED]  # noqa: S608
        return [value if isinstance(value, bytes) else value.encode() for values in found for value in values if value]

    return place.coach.store.run_now(work)


def lying_in(url: str, values: list[bytes]) -> list[bytes]:
    file = Path(make_url(url).database or "")
    content = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    return [value for value in values if value in content]


async def test_nothing_of_an_erased_client_lies_on_in_the_files_of_a_running_bot(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client with words
        _, client = await lived(place)
        values = as_sealed(place)
        assert lying_in(sqlite_url, values) == values
        # when she is erased, then the running bot's files hold none of them, sealed or not
        await erase(place, client)
        assert lying_in(sqlite_url, values) == []
        # and what was written about her number on the way goes with the next sweep
        place.clock.move(timedelta(days=1))
        await place.coach.sweep()
        assert lying_in(sqlite_url, values) == []
