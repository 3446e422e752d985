"""The Bot API over real HTTP on loopback: `/bot<TOKEN>/METHOD` and `/file/bot<TOKEN>/PATH`."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from sandbox.api import BotApi, ConnectionLost
from sandbox.desk import Desk
from sandbox.faults import Faults
from sandbox.methods.params import Params, Upload
from sandbox.refusals import Refused

LARGEST_BODY = 60 * 1024 * 1024  # bytes; a little above the largest file
WEBHOOK_WAITS = aiohttp.ClientTimeout(total=10)  # seconds


class BotServer:
    """
    A small Bot API server.

    `url` is what python-telegram-bot wants as `base_url`, `file_url` its `base_file_url`.
    """

    def __init__(self, desk: Desk, faults: Faults | None = None) -> None:
        self.desk = desk
        self.api = BotApi(desk, faults, self._post)
        self.host, self.port = "127.0.0.1", 0
        self._runner: web.AppRunner | None = None
        self._client: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """`http://HOST:PORT/bot`, to be followed by the token."""
        return f"http://{self.host}:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """`http://HOST:PORT/file/bot`, to be followed by the token."""
        return f"http://{self.host}:{self.port}/file/bot"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listen; port 0 takes a free one. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.host, self.port = self._runner.addresses[0][:2]
        return self

    async def stop(self) -> None:
        """Break what is open and listen no more."""
        await self.api.close()
        if self._client:
            await self._client.close()
            self._client = None
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return await self.start() if self._runner is None else self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            params = await _read(request)
            status, body = await self.api.call(request.match_info["token"], request.match_info["method"], params)
        except ConnectionLost:
            if request.transport:
                request.transport.abort()
            return web.Response()
        except Refused as refused:
            return web.json_response(
                {"ok": False, "error_code": refused.code, "description": refused.description}, status=refused.code
            )
        return web.Response(body=body, status=status, content_type="application/json")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            return web.Response(body=self.api.download(request.match_info["token"], request.match_info["path"]))
        except Refused as refused:
            return web.Response(status=refused.code, text=refused.description)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self._client = self._client or aiohttp.ClientSession(timeout=WEBHOOK_WAITS)
        try:
            async with self._client.post(url, data=body, headers=headers) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return 0


async def _read(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if not request.can_read_body:
        return Params(values)
    if kind == "multipart/form-data":
        files: dict[str, Upload] = {}
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                files[name] = Upload(part.filename, part.content_type, part.file.read())
            else:
                values[name] = part
        return Params(values, files)
    body = await request.read()
    if kind == "application/json":
        try:
            return Params(values | json.loads(body or b"{}"))
        except (ValueError, TypeError):
            raise Refused(400, "Bad Request: can't parse JSON object") from None
    return Params(values | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
