"""Databases as operators have them: migrated and sealed with a key that is no file, or empty places."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from bot.clock import MovableClock
from bot.config import Config
from bot.storage import schema, sealing
from bot.storage.database import StoreClosed
from sandbox.desk import Desk
from tests.conftest import ENGINES, _in_postgres
from tests.town import MORNING, Town

KEY = sealing.new_key()


def config(url: str, keys: str = KEY) -> Config:
    return Config(_env_file=None, database_url=url, encryption_keys=keys)  # type: ignore[call-arg]


def move(place: Town, url: str) -> None:
    """The same people and telephones, another database; the bot is not running."""
    place.config = place.config.model_copy(update={"database_url": url, "encryption_keys": config(url).encryption_keys})
    place._build()


@asynccontextmanager
async def keyed_town(url: str, **settings: object) -> AsyncIterator[Town]:
    """A town whose database is sealed with a key of the settings."""
    clock = MovableClock(at=MORNING)
    place = Town(Desk(clock.now), clock, url)
    move(place, url)
    place.config = place.config.model_copy(update=settings)
    place._build()
    await place.coach.start()
    try:
        yield place
    finally:
        with suppress(StoreClosed):  # a test may have stopped it
            await place.coach.stop()


def _place(request: pytest.FixtureRequest, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        yield f"sqlite:///{folder / uuid4().hex / 'rinnalla.db'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex}"
    _in_postgres(server, f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _in_postgres(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def migrated(request: pytest.FixtureRequest) -> Iterator[str]:
    """Once of each kind, up to date, with nobody in it."""
    for url in _place(request, request.param):
        schema.migrate(url, KEY)
        yield url


@pytest.fixture
def sqlite_migrated(request: pytest.FixtureRequest) -> Iterator[str]:
    """A SQLite file, up to date, with nobody in it."""
    for url in _place(request, "sqlite"):
        schema.migrate(url, KEY)
        yield url


@pytest.fixture
def postgres_migrated(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL database, up to date, with nobody in it."""
    for url in _place(request, "postgres"):
        schema.migrate(url, KEY)
        yield url


@pytest.fixture
def sqlite_place(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a SQLite file may come."""
    yield from _place(request, "sqlite")


@pytest.fixture
def postgres_place(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    yield from _place(request, "postgres")
