"""The page beside the bot: one process, one event loop, no noise, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from nicegui import ui

ENDS_WITHIN = 1  # seconds that open browser connections are given at the end


class PortTaken(Exception):
    """The page cannot listen on this port. The one who started it chooses another or ends the other process."""


async def _nothing() -> None:
    return


@dataclass(frozen=True)
class Show:
    """
    A demo: what is drawn, and what runs beside it.

    Args:
        build: Registers the page, by `sandbox.page.build_page`. Called after `on_start`.
        on_start: Starts what runs beside the page; when it raises, nothing is served.
        on_stop: Stops it, after the page has gone.
        on_ready: Hears the page's address once it answers.
    """

    build: Callable[[], None]
    on_start: Callable[[], Awaitable[None]] = _nothing
    on_stop: Callable[[], Awaitable[None]] = _nothing
    on_ready: Callable[[str], None] = lambda _: None


class _QuietServer(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise them again after the end."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()


def run_demo_page(show: Show, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Run the demo until Ctrl-C or SIGTERM. Raises PortTaken; prints nothing."""
    asyncio.run(serve_demo_page(show, host, port))


async def serve_demo_page(
    show: Show, host: str = "127.0.0.1", port: int = 8080, end: asyncio.Event | None = None
) -> None:
    """The same inside a running loop; it ends on a signal, or when `end` is set. Port 0 takes a free one."""
    listener = _listen(host, port)
    over = end or asyncio.Event()
    with contextlib.closing(listener), _signals(over):
        await show.on_start()
        try:
            show.build()
            await _serve(listener, over, lambda: show.on_ready(f"http://{host}:{listener.getsockname()[1]}/"))
        finally:
            await show.on_stop()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        raise PortTaken(f"Port {port} on {host} cannot be used: {error.strerror}. Choose another port.") from error


@contextlib.contextmanager
def _signals(over: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    added = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # not on Windows, not outside the main thread
            loop.add_signal_handler(number, over.set)
            added.append(number)
    try:
        yield
    finally:
        for number in added:
            loop.remove_signal_handler(number)


async def _serve(listener: socket.socket, over: asyncio.Event, ready: Callable[[], None]) -> None:
    for name in ("nicegui", "uvicorn.error", "uvicorn.access", "engineio", "socketio"):
        logging.getLogger(name).setLevel(logging.ERROR)
    web = FastAPI(openapi_url=None)
    ui.run_with(
        web,
        title="Rinnalla",
        dark=None,
        language="fi",
        tailwind=False,
        show_welcome_message=False,
        binding_refresh_interval=None,
    )
    config = uvicorn.Config(web, log_config=None, access_log=False, timeout_graceful_shutdown=ENDS_WITHIN)
    server = _QuietServer(config, ready)
    serving = asyncio.create_task(server.serve([listener]))
    ending = asyncio.create_task(over.wait())
    try:
        await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        ending.cancel()
        await serving
