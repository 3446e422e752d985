"""
Where pictures and papers are made: one process beside the bot, so that nobody waits for a drawing.

Measured on two cores, 20 pictures in a row: drawn in a thread they hold the event loop for up to 266 ms, in a process
for 5 ms. The process begins with the first picture and costs about 100 MB from then on.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from typing import Any

from bot.storage.calls import NotMade

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for one file, the start of the process included; below the outbox's lease of two minutes
TASKS = 500  # files after which the process is replaced, so that what libraries hold on to does not grow


def own_process() -> Executor:
    # Spawned, not forked: a fork of a process with threads and open databases may hang.
    context = multiprocessing.get_context("spawn")
    # Ctrl-C in a terminal reaches every process there: the bot ends this one in order, and no trace is printed.
    ignore = (signal.SIGINT, signal.SIG_IGN)
    return ProcessPoolExecutor(
        1, mp_context=context, max_tasks_per_child=TASKS, initializer=signal.signal, initargs=ignore
    )


class Workshop:
    """
    Args:
        make: (maker, values) -> bytes. Runs in the other process, so it must be a module's function.
        open_pool: Tests hand in a thread.
    """

    def __init__(self, make: Callable[[str, Any], bytes], open_pool: Callable[[], Executor] = own_process) -> None:
        self._make = make
        self._open_pool = open_pool
        self._pool: Executor | None = None

    async def __call__(self, maker: str, values: Mapping[str, Any]) -> bytes:
        """The bytes of a file. Raises NotMade; its text holds no values."""
        if self._pool is None:
            self._pool = self._open_pool()
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(self._pool, self._make, maker, values)
        except (BrokenExecutor, TimeoutError) as error:
            self.close()  # the next file gets a new process
            fault = type(error).__name__
        except Exception as error:  # whatever a library says to values that it cannot draw; its text may hold them
            fault = type(error).__name__
        log.error("a file could not be made: %s, %s", maker, fault)
        raise NotMade(maker, fault)

    def close(self) -> None:
        """End the process; what is being made in it is dropped and made again when it is sent again."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
