"""The whole bot with its pace lifted, as a process of its own: what the second crash test kills."""

from __future__ import annotations

import asyncio
import signal
import sys

from bot import config, logs
from bot.app import Coach
from bot.workers.crew import Role
from bot.workers.pace import Limits
from tests.journeys.small_bot import lives

LIFTED = Limits(bot_per_second=0, chat_per_second=0, chat_burst=0, group_per_minute=0)


async def main(api: str, token: str, database: str, role: str = "all") -> None:
    logs.start("ERROR")
    settings = config.read(None, bot_token=token, bot_api_url=api, database_url=database, second_factor="optional")
    coach = Coach(settings, limits=LIFTED, role=Role(role))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, coach.stopped.set)
    await coach.start()
    await coach.stopped.wait()
    await coach.stop()
    if coach.fault is not None:
        raise coach.fault


if __name__ == "__main__":
    lives(main, *sys.argv[1:])
