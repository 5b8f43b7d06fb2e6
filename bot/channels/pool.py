"""HTTP to carriers and partners: one pool of connections for each, kept alive, closed at the end.

The only file that knows the HTTP library (docs/decisions/0015). Nothing is followed, no cookie is kept, and no proxy
is taken from the environment.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

import aiohttp

from bot.channels.contract import Remedy, SendError

SEND_TIMEOUT = timedelta(seconds=20)
_CONNECT = 10.0
"""Seconds. The wait for the pool counts too: until there is a connection, nothing can have been sent."""
_KEEP_ALIVE = 30.0
"""Seconds; shorter than the far side's, so that we do not send into a closed connection."""
_POOL = 100
"""Connections; carriers allow 30 (Telegram) or 80 (Meta) messages a second, each well under a second."""
_CHUNK = 1 << 16  # bytes
_NOTHING: Mapping[str, str] = {}

Failed = (aiohttp.ClientError, TimeoutError, ValueError)
"""What a request raises that had no answer; ValueError for an address that is none."""


class Answer(NamedTuple):
    """What the far side said."""

    status: int
    body: bytes
    retry_after: str = ""
    kind: str = ""
    """Its content type, as told."""


class File(NamedTuple):
    """A file in a form."""

    content: bytes
    name: str
    mime: str


class TooLong(Exception):
    """The answer is longer than was allowed; what had come of it is thrown away."""


class Pool:
    """Requests through one pool. What goes wrong below HTTP is raised as it is (`Failed`, see `refusal_of`)."""

    def __init__(self, timeout: timedelta = SEND_TIMEOUT) -> None:
        """`timeout`: from the beginning of a request to the end of its answer, where it says nothing else."""
        self._timeout = timeout

    @cached_property
    def _session(self) -> aiohttp.ClientSession:
        """Made at the first request, because it belongs to the event loop that runs then."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_POOL, keepalive_timeout=_KEEP_ALIVE, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str] = _NOTHING, wait: timedelta | None = None
    ) -> Answer:
        """POST these bytes; `wait` in place of the pool's time-out."""
        return await self._ask("POST", url, body, headers, wait)

    async def post_file(
        self,
        url: str,
        fields: Mapping[str, str],
        file: File,
        headers: Mapping[str, str] = _NOTHING,
        wait: timedelta | None = None,
    ) -> Answer:
        """POST a form of these fields and a file, which it calls "file"."""
        form = aiohttp.FormData(fields)
        form.add_field("file", file.content, filename=file.name, content_type=file.mime)
        return await self._ask("POST", url, form, headers, wait)

    async def request_form(self, method: str, url: str, form: Mapping[str, str] | None) -> Answer:
        """Any request, its values in the body as browsers write forms."""
        return await self._ask(method, url, form, _NOTHING, None)

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] = _NOTHING,
        wait: timedelta | None = None,
        *,
        query: Mapping[str, str] = _NOTHING,
        most: int = 1 << 24,
    ) -> Answer:
        """GET, and never read more than `most` bytes. Raises `TooLong`."""
        async with self._session.get(
            url, params=query or None, headers=headers, timeout=_limits(wait or self._timeout), allow_redirects=False
        ) as response:
            body = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > most:
                    raise TooLong
            return _answer(response, bytes(body))

    async def _ask(
        self,
        method: str,
        url: str,
        data: bytes | aiohttp.FormData | Mapping[str, str] | None,
        headers: Mapping[str, str],
        wait: timedelta | None,
    ) -> Answer:
        # A redirect would turn a POST into a GET, and might carry the token elsewhere.
        async with self._session.request(
            method, url, data=data, headers=headers, timeout=_limits(wait or self._timeout), allow_redirects=False
        ) as response:
            return _answer(response, await response.read())

    async def close(self) -> None:
        """Close the pool, if there is one."""
        if "_session" in self.__dict__:
            await self._session.close()
            del self._session


@lru_cache(maxsize=64)
def _limits(wait: timedelta) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=wait.total_seconds(), connect=_CONNECT)


def _answer(response: aiohttp.ClientResponse, body: bytes) -> Answer:
    return Answer(response.status, body, response.headers.get("Retry-After", ""), response.content_type)


def refusal_of(failure: Exception, said: str) -> SendError:
    """What a failed request means: whether it can have reached the far side. `said` is for the log."""
    if isinstance(failure, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return SendError(Remedy.RETRY, f"no connection: {said}")
    if isinstance(failure, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return SendError(Remedy.STOP_CHANNEL, f"the API address is wrong: {said}")
    if isinstance(failure, TimeoutError):
        return SendError(Remedy.UNKNOWN, "no answer in time")
    return SendError(Remedy.UNKNOWN, f"the connection broke: {said}")
