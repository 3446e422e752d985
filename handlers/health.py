"""Health, readiness and metrics over HTTP, for a supervisor on this machine. Nobody else should reach it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

METRICS = "text/plain; version=0.0.4; charset=utf-8"

Faults = Callable[[], Awaitable[list[str]]]
"""What is wrong just now, a few words each; nothing when all is well."""


def routes(alive: Faults, ready: Faults, metrics: Callable[[], Awaitable[bytes]]) -> web.Application:
    """
    `/healthz`: would a new start help? `/readyz`: is the bot at work? `/metrics`: numbers.

    200 and "ok", or 503 and what is wrong.
    """

    async def healthz(_: web.Request) -> web.Response:
        return _said(await alive())

    async def readyz(_: web.Request) -> web.Response:
        return _said(await ready())

    async def numbers(_: web.Request) -> web.Response:
        return web.Response(body=await metrics(), headers={"Content-Type": METRICS})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", numbers)
    return app


def _said(faults: list[str]) -> web.Response:
    return web.Response(status=503 if faults else 200, text="\n".join(faults or ["ok"]) + "\n")
