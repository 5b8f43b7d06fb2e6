"""HTTP to carriers and partners: one pool of connections for each, kept alive, closed at the end.

pyreqwest, which is Rust's reqwest, does the work: a send costs a third of what it costs with aiohttp, most of it
outside of Python (docs/decisions/0015). Nothing is followed, no proxy is taken from the environment, no cookie kept.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PoolTimeoutError
from pyreqwest.multipart import FormBuilder
from pyreqwest.request import RequestBuilder

from bot.channels.contract import Remedy, SendError

# Seconds. The wait for the pool counts as one for a connection: until there is one, nothing can have been sent.
SEND_TIMEOUT = timedelta(seconds=20)
_CONNECT_TIMEOUT = timedelta(seconds=10)
_KEEP_ALIVE = timedelta(seconds=30)
"""Shorter than the far side's, so that we do not send into a closed connection."""
_POOL = 100
"""Connections; carriers allow 30 (Telegram) or 80 (Meta) messages a second, each well under a second."""
_CHUNK = 1 << 16  # bytes
_NOT_CONNECTED = "client error (Connect)"
_NOTHING: Mapping[str, str] = {}


class Answer(NamedTuple):
    """What the far side said."""

    status: int
    body: bytes
    retry_after: str = ""
    kind: str = ""
    """Its content type, as told."""


class TooLong(Exception):
    """The answer is longer than was allowed; what had come of it is thrown away."""


class Pool:
    """Requests through one pool. What goes wrong below HTTP is raised as pyreqwest raises it (see `refusal_of`)."""

    def __init__(self, timeout: timedelta = SEND_TIMEOUT) -> None:
        """`timeout`: from the beginning of a request to the end of its answer, where it says nothing else."""
        self._timeout = timeout

    @cached_property
    def _client(self) -> Client:
        return (
            ClientBuilder()
            .max_connections(_POOL)
            .pool_timeout(_CONNECT_TIMEOUT)
            .connect_timeout(_CONNECT_TIMEOUT)
            .pool_idle_timeout(_KEEP_ALIVE)
            .timeout(self._timeout)
            # A redirect would turn a POST into a GET, and might carry the token elsewhere.
            .follow_redirects(False)
            .referer(False)
            .no_proxy()
            .user_agent("Munshi")
            .build()
        )

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str] = _NOTHING, wait: timedelta | None = None
    ) -> Answer:
        """POST these bytes; `wait` in place of the pool's time-out."""
        return await _ended(self._request("POST", url, headers, wait).body_bytes(body))

    async def post_files(
        self, url: str, form: FormBuilder, headers: Mapping[str, str] = _NOTHING, wait: timedelta | None = None
    ) -> Answer:
        """POST a form with files."""
        return await _ended(self._request("POST", url, headers, wait).multipart(form))

    async def request_form(self, method: str, url: str, form: Mapping[str, str] | None) -> Answer:
        """Any request, its values in the body as browsers write forms."""
        request = self._request(method, url, _NOTHING, None)
        return await _ended(request.form(list(form.items())) if form else request)

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
        request = self._request("GET", url, headers, wait)
        if query:
            request = request.query(query)
        async with request.build_streamed() as response:
            body = bytearray()
            while (chunk := await response.body_reader.read(_CHUNK)) is not None:
                body += chunk
                if len(body) > most:
                    raise TooLong
            retry_after, kind = response.get_header("Retry-After"), response.get_header("Content-Type")
            return Answer(response.status, bytes(body), retry_after or "", (kind or "").partition(";")[0])

    def _request(self, method: str, url: str, headers: Mapping[str, str], wait: timedelta | None) -> RequestBuilder:
        request = self._client.request(method, url)
        if headers:
            request = request.headers(headers)
        return request.timeout(wait) if wait is not None else request

    async def close(self) -> None:
        """Close the pool, if there is one."""
        if "_client" in self.__dict__:
            await self._client.close()
            del self._client


async def _ended(request: RequestBuilder) -> Answer:
    response = await request.build().send()
    return Answer(response.status, bytes(await response.bytes()), response.get_header("Retry-After") or "")


def refusal_of(failure: Exception) -> SendError:
    """What a failed request means: whether it can have reached the far side. Its words name no address, for a token
    may stand in it."""
    causes = _causes(failure)
    said = ": ".join([type(failure).__name__, *causes[-1:]])[:300]
    # The classes do not tell: a time-out of the answer too is called one of connecting. The cause does, in hyper's
    # words; should they ever change, everything is of unknown fate, which repeats a message at most once.
    if _NOT_CONNECTED in causes or isinstance(failure, PoolTimeoutError):
        return SendError(Remedy.RETRY, f"no connection: {said}")
    if isinstance(failure, ValueError):
        return SendError(Remedy.STOP_CHANNEL, f"the API address is wrong: {said}")
    if isinstance(failure, TimeoutError):
        return SendError(Remedy.UNKNOWN, "no answer in time")
    return SendError(Remedy.UNKNOWN, f"the connection broke: {said}")


def _causes(failure: Exception) -> list[str]:
    """What lies beneath, without the first, which repeats the address."""
    if not isinstance(failure, DetailedPyreqwestError):
        return []
    return [cause["message"] for cause in failure.details["causes"] or [] if "://" not in cause["message"]]
