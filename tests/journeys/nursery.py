"""
Many lives of the whole bot side by side, each a process with a role of its own, born by a fork of one mother.

`Nursery` is the test's side; run as a module it is the mother, who obeys one line on standard input after the other:
"live ROLE" says the number of the new process, "end NUMBER SIGNAL" its exit code, "gone" how many ended by themselves.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
import traceback
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from bot.storage.trouble import DatabaseTrouble
from tests.journeys import whole_bot

ROOT = Path(__file__).parent.parent.parent


class Nursery:
    """Gives life and takes it."""

    def __init__(self, api: str, token: str, database: str) -> None:
        self._args = (api, token, database)
        self._mother: Process | None = None
        self.alive: dict[int, str] = {}  # process number -> role

    async def open(self) -> None:
        self._mother = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, *self._args, cwd=ROOT, stdin=PIPE, stdout=PIPE
        )

    async def live(self, role: str) -> int:
        number = await self._ask(f"live {role}")
        self.alive[number] = role
        return number

    async def end(self, number: int, how: signal.Signals) -> int:
        del self.alive[number]
        return await self._ask(f"end {number} {how.value}")

    async def gone(self) -> int:
        """How many ended by themselves, which none may."""
        return await self._ask("gone")

    async def close(self) -> None:
        if self._mother is None:
            return
        for number in list(self.alive):
            await self.end(number, signal.SIGKILL)
        self._mother.stdin.close()
        await self._mother.wait()

    async def _ask(self, line: str) -> int:
        self._mother.stdin.write(f"{line}\n".encode())
        return int(await self._mother.stdout.readline())


def _born(role: str, args: list[str]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        while True:
            try:
                asyncio.run(whole_bot.main(*args, role))
                break
            except DatabaseTrouble:  # the database is away while it starts; a supervisor starts it again
                time.sleep(0.3)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def mother(args: list[str]) -> None:
    """Obey until nobody asks any more; then nobody lives on."""
    children: set[int] = set()
    for line in sys.stdin:
        match line.split():
            case ["live", role]:
                child = _born(role, args)
                children.add(child)
                print(child, flush=True)
            case ["end", number, how]:
                os.kill(int(number), int(how))
                children.discard(int(number))
                print(os.waitstatus_to_exitcode(os.waitpid(int(number), 0)[1]), flush=True)
            case ["gone"]:
                print(
                    sum(
                        os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
                        for child in children
                    ),
                    flush=True,
                )
    for child in children:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    mother(sys.argv[1:])
