"""The database's form: brought up to date by Alembic, and looked at before anything starts."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text
from sqlmodel import SQLModel

import bot.storage
from bot.storage import sealing
from bot.storage.database import build_engine
from bot.storage.sealing import Keyring

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def metadata() -> MetaData:
    """Every table of the house, also of modules that nobody has imported yet: for backups and new keys."""
    for module in pkgutil.iter_modules(bot.storage.__path__):
        if module.name.endswith("tables"):
            import_module(f"bot.storage.{module.name}")
    return SQLModel.metadata


class NotMigrated(Exception):
    """The database is older or newer than this program. The operator runs `python -m bot migrate`, or the right version."""


NEEDS = "needs"  # the setting that names the oldest revision whose program may run here
PROBE, PROBE_LABEL = "Rinnalla", b"setting.seal"
"""Sealed once at the first migration: whoever starts with other keys is stopped before new words are sealed with them."""


class OldKey(Exception):
    """The newest key has not sealed this database yet. The operator stops the bot and runs `python -m bot rotate-keys`."""


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(url: str, keys: str = "") -> None:
    """Bring the database up to date. Running it again changes nothing, nor does running an older program's."""
    ring = sealing.keyring_for(url, keys)
    engine = build_engine(url, ring)
    config = _alembic()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            if not newer(connection):
                command.upgrade(config, "head")
            if _probe(connection) is None:
                set_probe(connection, ring)
            connection.commit()
    finally:
        engine.dispose()


def newer(connection: Connection) -> bool:
    """
    Is this database of a newer program, and may this one run on it all the same?

    Migrations only add, so it may: for going back, and while old and new processes run side by side. The first one that
    takes something away writes its own revision as the setting `needs`; who does not know that one stays out.
    Raises NotMigrated then.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None or knows(current):
        return False
    needs = connection.execute(text("SELECT value FROM setting WHERE name = :name"), {"name": NEEDS}).scalar()
    if needs is not None and not knows(needs):
        raise NotMigrated("DATABASE_URL: this database belongs to a newer program. Run that one, or restore a backup.")
    return True


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the tables up to a revision, in the caller's transaction: for a restore."""
    config = _alembic()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def knows(revision: str) -> bool:
    """Is this revision one of this program's?"""
    return revision in {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}


def newest_key(connection: Connection) -> bool:
    """Did the newest key seal this database? Raises NoSuchKey when none of the keys did."""
    ring, probe = sealing.keyring_of(connection.dialect), _probe(connection)
    if probe is None:
        return True
    ring.open(probe, PROBE_LABEL)
    return ring.newest_opens(probe, PROBE_LABEL)


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


def _probe(connection: Connection) -> str | None:
    found: str | None = connection.execute(text("SELECT value FROM setting WHERE name = 'seal'")).scalar()
    return found


def open_probe(connection: Connection, ring: Keyring) -> None:
    """Raises NoSuchKey when none of these keys sealed this database."""
    probe = _probe(connection)
    if probe is not None:
        ring.open(probe, PROBE_LABEL)


def set_probe(connection: Connection, ring: Keyring) -> None:
    """From now on this is the newest key's database."""
    connection.execute(text("DELETE FROM setting WHERE name = 'seal'"))
    sealed = ring.seal(PROBE, PROBE_LABEL)
    connection.execute(text("INSERT INTO setting (name, value) VALUES ('seal', :sealed)"), {"sealed": sealed})


def check(url: str, keys: str = "") -> None:
    """
    Raises NotMigrated unless the database is at this program's newest migration, or at a newer one that only added.

    Raises NoSuchKey if it was sealed with another key, OldKey if not yet with the newest.
    """
    ring = sealing.keyring_for(url, keys)
    engine = build_engine(url, ring)
    probe = None
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            fits = newer(connection) or current == ScriptDirectory.from_config(_alembic()).get_current_head()
            if inspect(connection).has_table("setting"):
                probe = _probe(connection)
    finally:
        engine.dispose()
    if probe is not None and ring.open(probe, PROBE_LABEL) == PROBE and not ring.newest_opens(probe, PROBE_LABEL):
        raise OldKey("ENCRYPTION_KEYS: a new key comes first. Stop the bot and run: python -m bot rotate-keys")
    if not fits:
        raise NotMigrated("DATABASE_URL: this database is not migrated. Run: python -m bot migrate")
