"""Forwards and back: programs of two versions and one database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.storage import schema, sealing
from bot.storage.database import build_engine
from tests.operations.conftest import KEY, keyed_town


def do(url: str, *statements: str) -> None:
    engine = build_engine(url, sealing.Keyring([KEY]))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


async def test_an_old_program_runs_on_a_newer_database_that_only_added(migrated: str) -> None:
    # given a database to which a newer program added a table
    do(
        migrated,
        "CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)",
        "UPDATE alembic_version SET version_num = '9999'",
    )
    # then this one leaves it as it is, and runs on it
    schema.migrate(migrated, KEY)
    schema.check(migrated, KEY)
    async with keyed_town(migrated) as place:
        client = await place.client(await place.professional())
        assert place.heard(client)


def test_an_old_program_refuses_a_database_from_which_something_was_taken(migrated: str) -> None:
    do(
        migrated,
        "INSERT INTO setting (name, value) VALUES ('needs', '9998')",
        "UPDATE alembic_version SET version_num = '9999'",
    )
    for refuses in (schema.check, schema.migrate):
        with pytest.raises(schema.NotMigrated, match="belongs to a newer program"):
            refuses(migrated, KEY)
    # and one that it knows is no reason
    do(migrated, "UPDATE setting SET value = '0001' WHERE name = 'needs'")
    schema.check(migrated, KEY)
