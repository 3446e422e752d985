"""The bot as the operator's machine runs it: a process, a supervisor that listens, a signal to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from sandbox.desk import Desk
from sandbox.model import Change
from sandbox.server import BotServer
from tests.operations.conftest import KEY

ROOT = Path(__file__).resolve().parents[2]
BOTS = {1: "harbour", 2: "island"}
STUCK = """
import os, time
from bot.workers.pulse import Pulse, Watchdog
pulse = Pulse()
pulse.beats("dispatcher", 0.1)()
Watchdog(pulse, end=lambda: os._exit(70), every=0.05).start()
time.sleep(60)  # as an event loop that something keeps from turning
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(path: str, wanted: int) -> str:
    """Ask until the route says this; the process is on its way."""
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(path) as answer:
                    if answer.status == wanted:
                        return await answer.text()
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_the_supervisor_hears_when_it_is_ready_that_it_lives_and_that_it_stops(
    sqlite_migrated: str, tmp_path: Path
) -> None:
    # given a supervisor that listens, and secrets as files
    desk, port, said = Desk(lambda: datetime.now(UTC)), free_port(), list[bytes]()
    for name, secret in (("encryption_keys", KEY), ("bot_token", desk.token)):
        (tmp_path / name).write_text(secret)
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(tmp_path / "notify"))
    asyncio.get_running_loop().add_reader(told, lambda: said.append(told.recv(100)))
    settings = {"PATH": os.environ["PATH"], "DATABASE_URL": sqlite_migrated, "HEALTH_LISTEN": f"127.0.0.1:{port}"}
    settings |= {"CREDENTIALS_DIRECTORY": str(tmp_path), "NOTIFY_SOCKET": str(tmp_path / "notify")}
    async with BotServer(desk) as server, asyncio.timeout(60):
        # when the bot starts
        settings["BOT_API_URL"] = server.url
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=settings)
        try:
            # then it is ready, and its command line tells no secret
            assert await until(f"http://127.0.0.1:{port}/readyz", 200) == "ok\n"
            shown = command_line(process.pid)
            assert desk.token.encode() not in shown
            assert KEY.encode() not in shown
            # and when it is told to stop with work in hand, it ends in order
            desk.start(desk.user("Vieras"))
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
        await asyncio.sleep(0)  # what lies in the socket is read
    asyncio.get_running_loop().remove_reader(told)
    told.close()
    assert {b"READY=1", b"STOPPING=1"} <= set(said) <= {b"READY=1", b"WATCHDOG=1", b"STOPPING=1"}


@pytest.mark.slow
async def test_the_bots_of_two_organisations_run_by_one_command_and_answer_each_in_its_own_chat(tmp_path: Path) -> None:
    # given two organisations, each with a Telegram, a database, keys and a file of settings of its own
    desks = {name: Desk(lambda: datetime.now(UTC), token=f"{number}:{'t' * 35}") for number, name in BOTS.items()}
    answered = {name: asyncio.Event() for name in desks}

    def see(name: str, change: Change) -> None:
        message = desks[name].message(change.chat_id, change.message_id)
        if change.kind == "message" and message is not None and message.sender is desks[name].bot:
            answered[name].set()

    for name, desk in desks.items():
        desk.listen(partial(see, name))
    environment = {"PATH": os.environ["PATH"]}
    async with BotServer(desks["harbour"]) as first, BotServer(desks["island"]) as second, asyncio.timeout(90):
        for name, server in zip(desks, (first, second), strict=True):
            lines = {"BOT_TOKEN": desks[name].token, "BOT_API_URL": server.url, "ENCRYPTION_KEYS": name * 8}
            lines |= {"DATABASE_URL": f"sqlite:///{tmp_path}/{name}.db"}
            (tmp_path / f"{name}.env").write_text("".join(f"{key}={value}\n" for key, value in lines.items()))
            chosen = environment | {"ENV_FILE": str(tmp_path / f"{name}.env")}
            migrate = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "migrate", cwd=ROOT, env=chosen, stdout=asyncio.subprocess.DEVNULL
            )
            assert await migrate.wait() == 0
        # when both are started by one command, and somebody writes to each
        people = {name: desk.user("Vieras") for name, desk in desks.items()}
        for name, desk in desks.items():
            desk.start(people[name])
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--bots", str(tmp_path), cwd=ROOT, env=environment
        )
        try:
            # then each answers, and both end in order
            for event in answered.values():
                await event.wait()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()


def command_line(pid: int) -> bytes:
    """What every user of this machine may read of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_stuck_event_loop_ends_the_process_with_a_code_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 70
    assert "a loop is stuck" in done.stdout + done.stderr


@pytest.mark.slow
async def test_a_bot_that_telegram_calls_answers_and_ends_in_order(sqlite_migrated: str) -> None:
    # given a bot behind a proxy that takes the TLS off
    desk, port, health, answered = Desk(lambda: datetime.now(UTC)), free_port(), free_port(), asyncio.Event()
    settings = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": sqlite_migrated,
        "ENCRYPTION_KEYS": KEY,
        "BOT_TOKEN": desk.token,
        "MODE": "webhook",
        "WEBHOOK_URL": "https://bot.invalid/telegram/hook",
        "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "WEBHOOK_SECRET": "s" * 32,
        "HEALTH_LISTEN": f"127.0.0.1:{health}",
    }

    def see(change: Change) -> None:
        message = desk.message(change.chat_id, change.message_id)
        if change.kind == "message" and message is not None and message.sender is desk.bot:
            answered.set()

    desk.listen(see)
    async with BotServer(desk) as server, asyncio.timeout(60):
        settings["BOT_API_URL"] = server.url
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=settings)
        try:
            await until(f"http://127.0.0.1:{health}/readyz", 200)
            assert server.api.webhook.url == "https://bot.invalid/telegram/hook"
            server.api.webhook.url = f"http://127.0.0.1:{port}/telegram/hook"
            # when somebody writes
            desk.start(desk.user("Vieras"))
            # then the answer comes, and it ends in order when it is told to stop
            await answered.wait()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
