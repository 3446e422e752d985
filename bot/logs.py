"""
Structured logs: ids of our own, kinds and durations; never words, names or tokens.

The HTTP clients log request addresses at INFO, and the address holds the bot's token: they are muted here. Of an
exception only its class is written: its text may repeat what somebody said.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

MUTED = ("httpx", "httpcore", "aiohttp.access", "aiohttp.client", "telegram", "apscheduler", "uvicorn", "asyncio")


def start(level: str, out: TextIO = sys.stderr) -> None:
    """One JSON object a line, to standard error, from whoever logs."""
    common: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _only_its_class,
    ]
    end: list[Any] = [structlog.processors.EventRenamer("what"), structlog.processors.JSONRenderer(sort_keys=True)]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *common],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *end],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in MUTED:
        logging.getLogger(name).setLevel(logging.WARNING if name != "telegram" else logging.ERROR)
    structlog.configure(
        processors=[*common, *end],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )


def _only_its_class(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    raised = event.pop("exc_info", None)
    raised = sys.exc_info() if raised is True else raised
    if isinstance(raised, BaseException):
        event["fault"] = type(raised).__name__
    elif isinstance(raised, tuple) and raised[0] is not None:
        event["fault"] = raised[0].__name__
    return event
