"""Least privilege: the bot runs with a role that may neither change tables nor mend the access log."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from bot.storage.tables import Access
from tests.town import rows, town

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
FORBIDDEN = (
    "CREATE TABLE planted (x int)",
    "DROP TABLE client",
    "ALTER TABLE client ADD COLUMN planted int",
    "TRUNCATE access_log",
    "UPDATE access_log SET what = 'nothing'",
    "UPDATE alembic_version SET version_num = '0'",
    "ALTER TABLE access_log DISABLE ROW LEVEL SECURITY",
    "DROP POLICY bot_forgets ON access_log",
    "CREATE ROLE planted",
    "COPY client TO PROGRAM 'cat'",
)


def grants() -> list[str]:
    """What docs/security.md tells an operator to run, word for word."""
    [block] = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [part.strip() for part in block.split(";") if part.strip()]


def run(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.mark.postgres
async def test_on_postgresql_the_bot_runs_without_the_right_to_change_tables_or_the_log(postgres_url: str) -> None:
    # given the role of the documents
    run(postgres_url, "CREATE TABLE alembic_version (version_num varchar(32))", *grants())
    url = (
        make_url(postgres_url).set(username="rinnalla_bot", password="change-me").render_as_string(hide_password=False)
    )
    try:
        # when the bot runs as it
        async with town(url) as place:
            client = await place.client(await place.professional())
            await place.to_check_in(client)
            await place.press(client, "2")
            await place.coach.sweep()
            await place.say(client, "/tietoni")
            assert "Koivu" in place.last(client).text
            assert rows(place, Access)
            # and twelve years of its log go by, but no younger line does, whoever asks
            old = len(rows(place, Access))
            run(postgres_url, "UPDATE access_log SET at = at - interval '12 years 1 day' WHERE id <= 2")
            run(url, "DELETE FROM access_log")
            assert len(rows(place, Access)) == old - 2
        # then it can do all of its work, and none of this
        for statement in FORBIDDEN:
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner|privilege"):
                run(url, statement)
    finally:
        run(
            postgres_url,
            "REASSIGN OWNED BY rinnalla_bot TO CURRENT_USER",
            "DROP OWNED BY rinnalla_bot",
            "DROP ROLE rinnalla_bot",
        )


async def test_on_sqlite_the_file_and_its_neighbours_are_their_owners_alone(sqlite_url: str) -> None:
    folder = Path(make_url(sqlite_url).database or "").parent
    fresh = folder / "fresh"
    fresh.mkdir()
    from bot.storage import schema

    url = f"sqlite:///{fresh / 'rinnalla.db'}"
    schema.migrate(url)
    async with town(url) as place:
        await place.client(await place.professional())
        files = [file for file in fresh.iterdir() if file.is_file()]
        assert len(files) >= 3
        for file in files:
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name
