"""
Several bots in one installation: one file of settings for each organisation, and a process of its own for each.

Nothing is shared but the program and the machine: another token, another database or schema, other keys. What two
files have in common ends the start. Why not one process: `docs/adr/0021-several-bots.md`.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from bot import config as settings
from bot.config import Config, Mode, WrongSetting

log = logging.getLogger(__name__)

WRONG = 2  # exit code for what only the operator can mend
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds until a bot that ended by a fault is started again
STOP_WITHIN = 30.0  # seconds that all bots together get to stop


def read(folder: Path) -> dict[Path, Config]:
    """The settings of every `*.env` in the folder. Raises WrongSetting, naming the file."""
    files = sorted(folder.glob("*.env"))
    if not files:
        raise WrongSetting(f"--bots {folder}: there is no file like NAME.env in it. Write one for each bot.")
    found = {}
    for file in files:
        try:
            found[file] = settings.read_apart(file)
            found[file].token()
            found[file].own_keys()
        except WrongSetting as error:
            raise WrongSetting(f"{file.name}: {error}") from None
    keep_apart(found)
    return found


def keep_apart(found: Mapping[Path, Config]) -> None:
    """Raises WrongSetting when two bots would share a token, a database, a key or a port."""
    for setting, value in SHARED.items():
        seen: dict[str, Path] = {}
        for file, config in found.items():
            for one in value(config):
                if one in seen:
                    raise WrongSetting(
                        f"{setting}: {seen[one].name} and {file.name} have the same. Each bot needs one of its own."
                    )
                seen[one] = file


def _database(config: Config) -> list[str]:
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        return [str(Path(url.database or "").resolve())]
    where = [url.host or str(url.query.get("host", "")), str(url.port or 5432), url.database or ""]
    return ["/".join([*where, str(url.query.get("options", ""))])]


SHARED: Mapping[str, Callable[[Config], Sequence[str]]] = {
    "BOT_TOKEN": lambda config: [config.token().partition(":")[0]],
    "DATABASE_URL": _database,
    "ENCRYPTION_KEYS": lambda config: [key.strip() for key in config.keys().split(",") if key.strip()],
    "WEBHOOK_LISTEN": lambda config: [config.webhook_listen] if config.mode is Mode.WEBHOOK else [],
    "HEALTH_LISTEN": lambda config: [config.health_listen] if config.health_listen else [],
}
"""What no two bots may have in common."""


async def sail(files: Sequence[Path], command: Sequence[str] = (sys.executable, "-m", "bot", "run")) -> int:
    """Run a bot for each file until told to stop. One that ends by a fault is started again; the others go on."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    bots = [asyncio.create_task(_keep(file, command)) for file in files]
    told = asyncio.create_task(ended.wait())
    await asyncio.wait([told, asyncio.create_task(_all(bots))], return_when=asyncio.FIRST_COMPLETED)
    for bot in bots:
        bot.cancel()
    codes = await asyncio.gather(*bots, return_exceptions=True)
    told.cancel()
    return WRONG if any(code == WRONG for code in codes) else 0


async def _all(bots: Sequence[asyncio.Task[int]]) -> None:
    await asyncio.wait(bots)


async def _keep(file: Path, command: Sequence[str]) -> int:
    """One bot, again and again. Ends by itself only when the operator must mend something."""
    pause = FIRST_PAUSE
    while True:
        process = await asyncio.create_subprocess_exec(*command, env=settings.environment_for(file))
        log.info("%s: started as process %s", file.stem, process.pid)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _stop(process)
            raise
        if code == WRONG:
            log.error("%s: ended and is not started again; its own line above says what to mend", file.stem)
            return WRONG
        log.error("%s: ended with %s, is started again in %s s", file.stem, code, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await process.wait()
        except TimeoutError:
            process.kill()
