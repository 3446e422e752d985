"""The operator's commands `backup` and `restore`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import config as settings
from bot.actions import erasing
from bot.clock import SystemClock
from bot.config import Config
from bot.storage import backup, erasure_file, forgetting, schema
from bot.storage import restore as restoring
from bot.storage.backup import CannotBackUp
from bot.storage.database import Store, Transaction
from bot.storage.restore import CannotRestore, Restored

File = Annotated[Path, typer.Argument(help="The backup.")]
Stopped = Annotated[
    bool, typer.Option("--stopped", help="The bot was stopped before this backup, and did not run since: a move.")
]


def back_up(file: File) -> None:
    """Write the whole database into one sealed file. The bot may run meanwhile."""
    config = settings.read()
    schema.check(config.database_url, config.keys())
    _end(lambda: typer.echo(f"{write(config, file, SystemClock().now())} rows are in {file.name}."))


def restore(file: File, stopped: Stopped = False) -> None:
    """Put a backup into an empty place, also of the other kind of database. Erasures since then are applied again."""
    config = settings.read()
    _end(lambda: _tell(put_back(config, file, SystemClock().now(), stopped=stopped)))


def _end(work: Callable[[], None]) -> None:
    try:
        work()
    except (CannotBackUp, CannotRestore) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def write(config: Config, file: Path, now: datetime) -> int:
    """The backup, and beside it who is to stay erased when an older one is put back."""
    rows = backup.back_up(config.database_url, config.keys(), file, now)
    store = Store.open(config.database_url, keys=config.keys())
    try:
        listed = store.run_now(forgetting.remembered)  # of every machine; the list that lies here may be of one
    finally:
        store.close_now()
    lists = [*erasure_file.read(erasure_file.beside(config.database_url)), *listed]
    erasure_file.add(_beside(file), dict.fromkeys(lists))
    return rows


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.erased")


def put_back(config: Config, file: Path, now: datetime, *, stopped: bool = False) -> Restored:
    """
    Restore, and erase again in the same transaction whoever a list of erasures names.

    Lists are read from beside the new place and from beside every backup in the folder: the newest knows most.
    """
    from bot.building import build_house

    place, house = erasure_file.beside(config.database_url), build_house(config, "BOT")
    lists = [place, *sorted(file.parent.glob("*.erased"))]
    listed = sorted({entry for one in lists for entry in erasure_file.read(one)}, key=lambda entry: entry[1])

    def forget(tx: Transaction) -> None:
        erasing.forget_again(tx, house, listed, now)
        listed.extend(forgetting.remembered(tx))

    done = restoring.restore(config.database_url, config.keys(), file, now, stopped=stopped, then=forget)
    erasure_file.add(place, dict.fromkeys(listed))
    return done


def _tell(done: Restored) -> None:
    typer.echo(f"{done.rows} rows of {done.taken_at:%Y-%m-%d %H:%M} UTC are in the database.")
    typer.echo(
        f"{done.calmed.heard} updates wait to be answered, {done.calmed.waiting} messages to be sent; "
        f"{done.calmed.set_aside} messages are not sent a second time."
    )
    if done.resealed:
        typer.echo(f"An older key had sealed it; {done.resealed} rows are sealed with the newest key now.")
