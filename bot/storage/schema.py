"""The database's form: brought up to date by Alembic, and looked at before anything starts."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.storage.database import build_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class NotMigrated(Exception):
    """The database is older or newer than this program. The operator runs `python -m bot migrate`, or the right version."""


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(url: str) -> None:
    """Bring the database up to date. Running it again changes nothing."""
    engine = build_engine(url)
    config = _alembic()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()


def revise(url: str, message: str) -> None:
    """For developers: write a new migration from what the tables say now."""
    engine = build_engine(url)
    config = _alembic()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True)
    finally:
        engine.dispose()


def check(url: str) -> None:
    """Raises NotMigrated unless the database is exactly at this program's newest migration."""
    engine = build_engine(url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    newest = ScriptDirectory.from_config(_alembic()).get_current_head()
    if current != newest:
        raise NotMigrated("DATABASE_URL: this database is not migrated. Run: python -m bot migrate")
