"""The operator's commands: professionals, clients, cases. Each lists without a subcommand, and shows nobody's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import config as settings
from bot.actions import evaluate as evaluations
from bot.actions import evaluation_page, operate
from bot.actions.house import House
from bot.clock import SystemClock
from bot.domain.languages import LOCALES
from bot.storage.database import Store, Transaction

T = TypeVar("T")
Deed = Callable[[Transaction, House, datetime], T]

professionals = typer.Typer(invoke_without_command=True, help="List the professionals, and mend.")
clients = typer.Typer(invoke_without_command=True, help="List the clients by pseudonym, and mend.")
cases = typer.Typer(invoke_without_command=True, help="List the open notices, and mend.")
LARGEST = 2**63 - 1  # a row's number in either database
Number = Annotated[int, typer.Argument(help="The number that the list shows.", min=1, max=LARGEST)]
To = Annotated[int | None, typer.Option(help="Who takes over: the number of a professional.", min=1, max=LARGEST)]


def do(deed: Deed[T]) -> T:
    """One transaction of an operator. What cannot be done ends with one plain line."""
    from bot.building import build_house
    from bot.storage import schema

    config = settings.read()
    schema.check(config.database_url, config.keys())
    house = build_house(config, "BOT")
    store = Store.open(config.database_url, keys=config.keys())
    try:
        return store.run_now(lambda tx: deed(tx, house, SystemClock().now()))
    except operate.CannotDo as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    finally:
        store.close_now()


def feedback() -> None:
    """What clients said about the bot and its dialogs: the day and the words, never who (R59)."""
    _print(do(lambda tx, _, now: operate.list_feedback(tx)))


def evaluate(
    begin: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="Periods that ended from this day …")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="… to this day.")],
    out: Annotated[Path, typer.Option(help="The folder for evaluation.html and evaluation.csv.")] = Path("report"),
    locale: Annotated[str, typer.Option(help="The page's language: fi, sv or en.")] = "fi",
) -> None:
    """An anonymous report over people who agreed: whole quarters, nothing told of fewer than five (R89)."""
    if locale not in LOCALES:
        raise settings.WrongSetting(f"--locale: use one of {', '.join(LOCALES)}.")
    if begin > end:
        raise settings.WrongSetting("--from: it lies after --to. Give the earlier day first.")
    asked = evaluation_page.Asked(begin.date(), end.date(), locale)

    def work(tx: Transaction, house: House, now: datetime) -> tuple[str, str, int]:
        evaluations.take_stock(tx, house, now)
        found = evaluations.batches_between(tx, asked.begin, asked.end)
        page = evaluation_page.as_html(house.words, asked, found)
        return page, evaluation_page.as_csv(found), sum(batch.people for batch in found)

    page, table, people = do(work)
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.html").write_text(page, "utf-8")
    (out / "evaluation.csv").write_text(table, "utf-8")
    typer.echo(f"{people} people are in it. Written: {out / 'evaluation.html'}, {out / 'evaluation.csv'}")


def _print(lines: list[str]) -> None:
    typer.echo("\n".join(lines) if lines else "none")


@professionals.callback()
def _professionals(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _print(do(lambda tx, _, now: operate.list_professionals(tx, now)))


@professionals.command()
def deactivate(number: Number, to: To = None) -> None:
    """A professional leaves: everything goes to another, and they hear nothing more."""
    _print(do(lambda tx, house, now: operate.deactivate(tx, house, number, to, now)))


@professionals.command("hand-over")
def hand_over(number: Number, to: Annotated[int, typer.Option(help="Who takes over.", min=1, max=LARGEST)]) -> None:
    """All clients and open notices of one professional go to another."""
    _print(do(lambda tx, house, now: operate.hand_over_all(tx, house, number, to, now)))


@professionals.command("new-code")
def new_code(number: Number) -> None:
    """A code for a professional who has another Telegram account now. The last line is the bare code."""
    code, until = do(lambda tx, house, now: operate.new_code(tx, house, number, now))
    typer.echo(f"Good once, until {until:%Y-%m-%d %H:%M} UTC. Hand it over in person. In the bot: /start {code}")
    typer.echo(code)


@professionals.command()
def lead(number: Number, off: Annotated[bool, typer.Option("--off", help="No longer.")] = False) -> None:
    """This professional is asked about notices that nobody took."""
    do(lambda tx, _, now: operate.set_lead(tx, number, not off, now))
    typer.echo("Done.")


@clients.callback()
def _clients(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _print(do(lambda tx, _house, _now: operate.list_clients(tx)))


@clients.command()
def assign(
    number: Number, to: Annotated[int, typer.Option(help="Who is responsible from now on.", min=1, max=LARGEST)]
) -> None:
    """Give one client another responsible professional."""
    _print(do(lambda tx, house, now: operate.assign(tx, house, number, to, now)))


@cases.callback()
def _cases(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _print(do(lambda tx, _, now: operate.list_cases(tx, now)))


@cases.command()
def resend(number: Number) -> None:
    """Send an open notice again to everybody who may take it."""
    do(lambda tx, house, now: operate.resend(tx, house, number, now))
    typer.echo("Done.")
