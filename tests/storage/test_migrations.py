"""The migrations make the tables. Processes of two versions share one database while an installation is brought up to date: migrations only add."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import BigInteger, Date, DateTime, Integer, MetaData, Table, create_engine, inspect, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from bot.storage import schema
from bot.storage.database import build_engine
from bot.storage.schema import MIGRATIONS

FIRST = "0001"
ADDING = {"create_table", "add_column", "create_index", "batch_alter_table", "f", "execute", "get_bind"}
"""What an upgrade may do after the first migration. `execute` fills what was added; it is read by a person."""


def upgrades() -> dict[str, ast.FunctionDef]:
    files = sorted(MIGRATIONS.glob("versions/[0-9]*.py"))
    found = {}
    for file in files:
        if not file.name.startswith(FIRST):
            functions = [node for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
            [found[file.name]] = [function for function in functions if function.name == "upgrade"]
    return found


def takes_away(function: ast.FunctionDef) -> list[str]:
    """What an upgrade does that an older program, still running, would not survive."""
    faults = []
    for node in ast.walk(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in ("op", "batch_op") and node.func.attr not in ADDING:
            faults.append(node.func.attr)
        if node.func.attr == "add_column":
            faults += [f"add_column {ast.unparse(node)}"] if not _may_be_left_out(node) else []
        if node.func.attr == "create_index" and _said(node, "unique") is True:
            faults.append("create_index unique")
    return faults


def _may_be_left_out(add: ast.Call) -> bool:
    [column] = [arg for arg in add.args if isinstance(arg, ast.Call)]
    return _said(column, "nullable") is not False or any(word.arg == "server_default" for word in column.keywords)


def _said(call: ast.Call, name: str) -> Any:
    values = [word.value for word in call.keywords if word.arg == name]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None


def test_every_migration_after_the_first_only_adds_what_an_old_program_may_leave_out() -> None:
    found = upgrades()
    assert len(found) > 5
    assert {name: faults for name, function in found.items() if (faults := takes_away(function))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "op.drop_table('client')",
        "op.alter_column('client', 'stage', new_column_name='phase')",
        "batch_op.drop_column('stage')",
        "batch_op.add_column(sa.Column('must', sa.Integer(), nullable=False))",
        "batch_op.create_unique_constraint('one', ['stage'])",
        "op.create_index('one', 'client', ['stage'], unique=True)",
    ],
)
def test_what_takes_away_or_demands_is_seen(line: str) -> None:
    [function] = ast.parse(f"def upgrade():\n    {line}\n").body
    assert isinstance(function, ast.FunctionDef)
    assert takes_away(function) != []


def value(column: Any, number: int) -> Any:
    """Something an old program might write."""
    match column.type:
        case DateTime():
            return datetime(2026, 3, 2, 12, 0, tzinfo=UTC).replace(tzinfo=UTC if column.type.timezone else None)
        case Date():
            return date(2026, 3, 2)
        case BigInteger() | Integer():
            return number
    return {"BOOLEAN": False, "JSON": {}}.get(str(column.type), f"x{number}")


def write_as_old(url: str, old: MetaData) -> int:
    """Rows with every column that the first version had, and none that it did not know; read back as it would."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for number, table in enumerate(old.sorted_tables, 1):
            row = {column.name: value(column, number) for column in table.columns}
            connection.execute(table.insert(), row)
            assert connection.execute(table.select().where(_same_key(table, row))).one()
    engine.dispose()
    return len(old.sorted_tables)


def _same_key(table: Table, row: dict[str, Any]) -> Any:
    key = next(iter(table.primary_key.columns))
    return key == row[key.name]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_an_old_program_writes_and_reads_fits_the_newest_database(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # given a database as the first version made it, and what that version knows of it
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if kind == "postgres":
        url = request.getfixturevalue("postgres_url")
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    to(url, FIRST)
    engine = create_engine(url, poolclass=NullPool)
    old = MetaData()
    old.reflect(engine)
    old.remove(old.tables["alembic_version"])
    engine.dispose()
    # when a newer program brings it up to date while the old one runs
    schema.migrate(url)
    # then the old one can still write and read every table
    assert write_as_old(url, old) > 20


def to(url: str, revision: str) -> None:
    engine = build_engine(url)
    config = schema._alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    engine.dispose()


@pytest.fixture
def migrated(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    schema.migrate(url)
    return url


def test_the_migrations_make_exactly_the_tables(migrated: str) -> None:
    engine = build_engine(migrated)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_migrations_lead_down_and_up_again(migrated: str) -> None:
    engine = build_engine(migrated)
    config = AlembicConfig()
    config.set_main_option("script_location", str(schema.MIGRATIONS))

    def step(move: Callable[[AlembicConfig, str], None], to: str) -> set[str]:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            move(config, to)
            connection.commit()
            return set(inspect(connection).get_table_names()) - {"alembic_version"}

    assert step(command.downgrade, "base") == set()
    assert step(command.upgrade, "head") == set(SQLModel.metadata.tables)
    engine.dispose()
