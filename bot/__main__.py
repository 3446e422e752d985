"""The command line: run, demo, invite, check, migrate."""

from __future__ import annotations

import asyncio
import gc
import signal
import sqlite3
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot import backups, operators, operators_lock
from bot import config as settings
from bot.clock import SystemClock
from bot.config import Config, WrongSetting
from bot.domain.languages import LOCALES

if TYPE_CHECKING:
    from bot.workers.crew import Role

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they hold keys, tokens and words
    help="Rinnalla walks alongside people in rehabilitation.",
)
cli.add_typer(operators.professionals, name="professionals")
cli.add_typer(operators.clients, name="clients")
cli.add_typer(operators.cases, name="cases")
cli.command()(operators.feedback)
cli.command()(operators.evaluate)
cli.command("backup")(backups.back_up)
cli.command("restore")(backups.restore)
cli.command("lock")(operators_lock.lock)
cli.command("unlock")(operators_lock.unlock)
operators.professionals.command("second-factor")(operators_lock.second_factor)


def main() -> None:
    """Run the command line; a wrong setting or database ends it with one plain line."""
    from sqlalchemy.exc import DBAPIError

    from bot.domain.instruments import WordingErrors
    from bot.storage.erasure_file import BrokenList
    from bot.storage.rotation import BotRuns
    from bot.storage.schema import NotMigrated, OldKey
    from bot.storage.sealing import NoSuchKey, WrongKey
    from bot.storage.trouble import DatabaseTrouble, named

    try:
        cli()
    except (WrongSetting, WordingErrors, NotMigrated, OldKey, NoSuchKey, WrongKey, BotRuns, BrokenList) as error:
        _end(str(error))
    except OSError as error:
        _end(f"{Path(error.filename).name}: {error.strerror}." if error.filename else str(error))
    except DatabaseTrouble as error:
        _end(f"DATABASE_URL: {error}")
    except (DBAPIError, sqlite3.DatabaseError) as error:
        if not isinstance(trouble := named(error), DatabaseTrouble):
            raise
        _end(f"DATABASE_URL: {trouble}")


def _end(said: str) -> NoReturn:
    typer.echo(said, err=True)
    sys.exit(2)


@cli.command()
def run(
    role: Annotated[
        str, typer.Option(help="all, or with PostgreSQL one of ingress, worker, sender, ticker beside others.")
    ] = "all",
    bots: Annotated[
        Path | None, typer.Option(help="A folder with a file of settings for each bot; all of them are run.")
    ] = None,
) -> None:
    """Run the bot with the settings of the environment and .env."""
    from bot import fleet, instrument_files, logs
    from bot.storage import schema
    from bot.workers.crew import role_for

    if bots is not None:
        files = list(fleet.read(bots))
        logs.start("INFO")
        sys.exit(asyncio.run(fleet.sail(files, (sys.executable, "-m", "bot", "run", "--role", role))))
    config = settings.read()
    part = role_for(role, config.database_url)
    config.token()
    instrument_files.in_earnest(config.instrument_wording)
    schema.check(config.database_url, config.own_keys())
    logs.start(config.log_level)
    sys.exit(_loop(lambda: _serve(config, part)))


def _loop(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    try:
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work())
    except ImportError:  # not on Windows
        return asyncio.run(work())


async def _serve(config: Config, role: Role) -> int:
    from telegram.error import InvalidToken, NetworkError

    from bot.app import Coach

    coach = Coach(config, role=role)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, coach.stopped.set)
    try:
        await coach.start()
    except InvalidToken:
        raise WrongSetting("BOT_TOKEN: Telegram does not know it. Ask @BotFather for the right one.") from None
    except NetworkError:
        typer.echo("BOT_API_URL: Telegram cannot be reached now. Look at the network, and start again.", err=True)
        return 1
    # Scripts, words and tables stay for good: looking through them for garbage costs a tenth of every turn.
    gc.collect()
    gc.freeze()
    await coach.stopped.wait()
    await coach.stop()
    if coach.fault is not None:
        typer.echo(str(coach.fault) or type(coach.fault).__name__, err=True)
        return 1
    return 0


@cli.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = Path(".demo"),
    port: Annotated[int, typer.Option(help="Where the page is.")] = 8080,
) -> None:
    """The whole bot with a Telegram on the desk, in the browser. Needs no token."""
    from bot.demo import demonstrate

    sys.exit(demonstrate(folder, port))


@cli.command()
def migrate() -> None:
    """Bring the database up to date."""
    from bot.storage import schema

    config = settings.read()
    schema.migrate(config.database_url, config.keys())
    typer.echo("The database is up to date.")


@cli.command()
def new_key() -> None:
    """Make a key for ENCRYPTION_KEYS."""
    from bot.storage import sealing

    typer.echo(sealing.new_key())


@cli.command()
def rotate_keys() -> None:
    """Seal everything with the newest key. Stop the bot first; afterwards the older keys can be taken out."""
    from bot.storage import rotation

    config = settings.read()
    count = rotation.rotate(config.database_url, config.keys())
    typer.echo(f"{count} rows are sealed with the newest key.")
    if config.keys():
        typer.echo("Older keys are needed only for older backups: keep them with those, and make a new backup now.")
    else:
        typer.echo("The older key is gone, and older backups do not open any more: make a new backup now.")


@cli.command()
def invite(
    role: Annotated[str, typer.Option(help="Who is invited; clients are invited by professionals, in the bot.")],
    locale: Annotated[str, typer.Option(help="fi, sv or en")] = "",
    name: Annotated[str, typer.Option(help="The name that clients see; asked for when left out.")] = "",
) -> None:
    """Make a one-time invitation. Prints its link and, as the last line, the bare code."""
    from bot.actions import enrol
    from bot.storage import schema
    from bot.storage.database import Store

    config = settings.read()
    if role != "professional":
        raise WrongSetting("--role: only professional; clients are invited by a professional with /kutsu in the bot.")
    if locale and locale not in LOCALES:
        raise WrongSetting(f"--locale: use one of {', '.join(LOCALES)}.")
    schema.check(config.database_url, config.keys())
    bot_name = asyncio.run(_bot_name(config))
    from bot.building import build_house

    house = build_house(config, bot_name or "BOT")
    store = Store.open(config.database_url, keys=config.keys())
    try:
        now = SystemClock().now()
        code, until = store.run_now(lambda tx: enrol.invite_professional(tx, house, now, name=name, locale=locale))
    finally:
        store.close_now()
    typer.echo(f"Good once, until {until.astimezone(config.zone):%Y-%m-%d %H:%M}. Hand it over in person.")
    if bot_name:
        typer.echo(house.link(code))
    else:
        typer.echo(f"In the bot: /start {code}")
    typer.echo(code)


async def _bot_name(config: Config) -> str:
    """The bot's name for the link, if Telegram can be reached with a token; the code works without."""
    from telegram import Bot
    from telegram.error import TelegramError

    from handlers.http import AiohttpRequest

    try:
        async with Bot(config.token(), config.bot_api_url, request=AiohttpRequest()) as bot:
            return str(bot.username)
    except (TelegramError, WrongSetting):
        return ""


@cli.command()
def safety() -> None:
    """Judge phrases from standard input: class and rule of each line, without the line. For reviewers."""
    from bot.building import DATA
    from bot.domain.safety import Rules, hear

    rules = Rules.load((DATA / "safety.toml").read_text("utf-8"))
    for line in sys.stdin:
        found = hear(rules, line.rstrip("\n"))
        typer.echo(f"{found.concern} {found.rule_id or '-'}")


@cli.command()
def check(
    offline: Annotated[bool, typer.Option(help="Leave out what needs a database or Telegram.")] = False,
) -> None:
    """Look at configuration, database, token, translations and scripts: one line each, non-zero on a fault."""
    from bot.checkup import checkup

    results = checkup(offline=offline, today=SystemClock().now().date())
    for result in results:
        typer.echo(f"{'ok   ' if result.fine else 'FAULT' if result.fault else 'note '} {result.what}: {result.said}")
    if any(result.fault for result in results):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
