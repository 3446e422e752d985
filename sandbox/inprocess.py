"""python-telegram-bot's HTTP client without HTTP: calls go straight to the desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from sandbox.api import BotApi, ConnectionLost
from sandbox.methods.params import Params, Upload
from sandbox.refusals import Refused

BASE_URL = "http://desk/bot"  # never resolved; what a Bot gets as `base_url`
FILE_URL = "http://desk/file/bot"


class InProcessRequest(BaseRequest):
    """For tests that need no network: only the outermost seam is replaced, parsing and methods are the real ones."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    @property
    def read_timeout(self) -> float | None:
        """Nothing here takes time."""
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **named: Any
    ) -> tuple[int, bytes]:
        """Carry out one call; the timeouts are of no use here."""
        address = urlsplit(url)
        where = unquote(address.path).lstrip("/")
        if where.startswith("file/bot"):
            return self._download(where.removeprefix("file/bot"))
        token, _, name = where.removeprefix("bot").partition("/")
        params = Params(dict(parse_qsl(address.query)) | _values(request_data), _files(request_data))
        try:
            return await self.api.call(token, name, params)
        except ConnectionLost:
            raise NetworkError("the connection broke") from None

    def _download(self, where: str) -> tuple[int, bytes]:
        token, _, path = where.partition("/")
        try:
            return 200, self.api.download(token, path)
        except Refused as refused:
            return refused.code, b"{}"


def _values(data: RequestData | None) -> dict[str, Any]:
    return dict(data.json_parameters) if data else {}


def _files(data: RequestData | None) -> dict[str, Upload]:
    if not data or not data.contains_files:
        return {}
    files = {}
    for name, (filename, content, mime) in data.multipart_data.items():
        body = content if isinstance(content, bytes) else content.read()
        files[name] = Upload(filename, mime, body)
    return files
