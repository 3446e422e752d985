"""The bot itself, with its pace lifted: every turn is a real one, through the dialog engine."""

from __future__ import annotations

import asyncio
import gc
import sys

import uvloop

from benchmarks.bare import LIFTED
from benchmarks.server import TOKEN
from bot import config, logs
from bot.app import Coach
from bot.workers.crew import Role


async def main(api: str, database: str, role: str = "all") -> None:
    logs.start("WARNING")
    settings = config.read(None, bot_token=TOKEN, bot_api_url=api, database_url=database, second_factor="optional")
    coach = Coach(settings, limits=LIFTED, role=Role(role))
    await coach.start()
    gc.collect()  # as `python -m bot run` does
    gc.freeze()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
