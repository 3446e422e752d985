"""
The operator's commands about locks. A secret is shown in the terminal only, to the person sitting beside the operator.

It never goes through Telegram, into a log or onto the command line.
"""

from __future__ import annotations

import io
from typing import Annotated

import pyotp
import segno
import typer

from bot.actions import operate_lock
from bot.operators import Number, do

ISSUER = "Rinnalla"
WHO = Annotated[str, typer.Argument(help="The number that the list of professionals shows, or: all")]


def second_factor(
    number: Number,
    off: Annotated[bool, typer.Option("--off", help="Take it away.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Also print the key, for an app that cannot scan.")] = False,
) -> None:
    """Set up a professional's authenticator app: a picture to scan, then the first code. Replaces an older one."""
    if off:
        do(lambda tx, house, now: operate_lock.withdraw(tx, house, number, now))
        typer.echo("Taken away.")
        return
    do(lambda tx, _house, _now: operate_lock.active(tx, number))
    secret = pyotp.random_base32()
    typer.echo("Scan this with an authenticator app. Nobody else should see this screen.")
    typer.echo(picture(secret, number))
    if text:
        typer.echo(f"Key: {secret}")
    code = typer.prompt("The six digits that the app shows now", hide_input=True)
    do(lambda tx, house, now: operate_lock.enrol(tx, house, number, secret, code, now))
    typer.echo("Set up. Clear this screen now.")


def picture(secret: str, number: int) -> str:
    """The address that authenticator apps read, as a picture of characters. No name stands in it."""
    address = pyotp.TOTP(secret).provisioning_uri(name=f"professional {number}", issuer_name=ISSUER)
    out = io.StringIO()
    segno.make(address, error="m").terminal(out=out, compact=True)
    return out.getvalue()


def lock(who: WHO) -> None:
    """Close the chat of a professional, or of all, at once: for a lost or stolen telephone. Only `unlock` opens it."""
    count, alone = do(lambda tx, house, now: operate_lock.close_out(tx, house, who, now))
    typer.echo(f"Closed: {count}. Open again with: python -m bot unlock {who}")
    for line in alone:
        typer.echo(line)


def unlock(who: WHO) -> None:
    """Take the lock off. Whoever has a second factor still types a code."""
    count = do(lambda tx, house, now: operate_lock.let_back(tx, house, who, now))
    typer.echo(f"Unlocked: {count}.")
