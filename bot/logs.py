"""
Structured logs: ids of our own, kinds and durations; never words, names or tokens.

The HTTP clients log request addresses at INFO, and the address holds the bot's token: they are muted here.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog

MUTED = ("httpx", "httpcore", "aiohttp.access", "aiohttp.client", "telegram", "apscheduler", "uvicorn", "asyncio")


def start(level: str, out: TextIO = sys.stderr) -> None:
    """One JSON object a line, to standard error."""
    logging.basicConfig(level=level, stream=out, format="%(message)s", force=True)
    for name in MUTED:
        logging.getLogger(name).setLevel(logging.WARNING if name != "telegram" else logging.ERROR)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.EventRenamer("what"),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
