"""Small requests to one carrier: a body out, an answer in, over connections that stay open.

Nothing but POST, one request at a time on a connection, and no redirects. A general client spends ten times as much
on each (docs/decisions/0013); files and everything else still go through one. HTTP itself is parsed by httptools,
as in the server.
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import NamedTuple, cast

import httptools
from yarl import URL

CONNECT_SECONDS = 10.0
"""Until there is a connection nothing can have been sent."""

MOST_CONNECTIONS = 100
"""At the same time; carriers allow 80 messages a second (Meta), each well under a second."""

_KEEP_ALIVE = 30.0
"""Seconds; shorter than the far side's, so that we do not send into a connection that is just being closed."""

_MOST_BYTES = 1 << 20
"""Of an answer; Meta's have a few hundred."""


class Answer(NamedTuple):
    """What the carrier answered."""

    status: int
    body: bytes
    retry_after: str


class NotConnected(Exception):
    """There was no connection, so nothing was sent."""


class Posts:
    """The open connections to the host of `base`. They are made as they are needed."""

    def __init__(self, base: URL) -> None:
        """Raises ValueError where that is no HTTP address."""
        if base.scheme not in ("http", "https") or not base.host:
            raise ValueError(f"{base} is not an HTTP address")
        self._host, self._port = base.host, base.port or 0
        self._name = base.host_port_subcomponent or base.host
        self._secure = base.scheme == "https"
        self._context: ssl.SSLContext | None = None
        self._idle: list[_Line] = []
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)

    def head(self, url: URL, headers: Mapping[str, str]) -> bytes:
        """What stands before the length of every request to this address. Raises ValueError for a broken header."""
        lines = [f"POST {url.raw_path_qs} HTTP/1.1", f"Host: {self._name}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a header has a line end in it")
        return "\r\n".join([*lines, "Content-Length: "]).encode()

    async def post(self, head: bytes, body: bytes, seconds: float) -> Answer:
        """Send a request that begins with `head`, and wait so long for its answer.

        Raises `NotConnected`; `TimeoutError` and `ConnectionError` where it may have arrived all the same.
        """
        request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
        async with self._places:
            line = self._open_line() or await self._new_line()
            answer = await line.exchange(request, seconds)
            if line.is_open:
                line.idle_since = asyncio.get_running_loop().time()
                self._idle.append(line)
            return answer

    def _open_line(self) -> "_Line | None":
        now = asyncio.get_running_loop().time()
        while self._idle:
            line = self._idle.pop()
            if now - line.idle_since < _KEEP_ALIVE:
                return line
            line.close()
        return None

    async def _new_line(self) -> "_Line":
        if self._secure and self._context is None:
            self._context = ssl.create_default_context()
        connect = asyncio.get_running_loop().create_connection
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, line = await connect(lambda: _Line(self._idle), self._host, self._port, ssl=self._context)
        except (OSError, TimeoutError) as failure:
            raise NotConnected(f"{type(failure).__name__}: {failure}") from failure
        return line

    async def close(self) -> None:
        """Close what is open."""
        while self._idle:
            self._idle.pop().close()
        await asyncio.sleep(0)


class _Line(asyncio.Protocol):
    """One connection. While it is among the `idle` ones, it takes itself out when it is closed."""

    def __init__(self, idle: "list[_Line]") -> None:
        self._idle = idle
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[Answer] | None = None
        self._body = b""
        self._retry_after = b""
        self._has_length = False
        self._until_end = False
        """The answer has no length: it ends with the connection."""
        self.idle_since = 0.0

    async def exchange(self, request: bytes, seconds: float) -> Answer:
        """Send, and wait for the answer."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._answer = answer
        self._forget()
        limit = loop.call_later(seconds, self._fail, TimeoutError(f"no answer in {seconds:g} s"))
        try:
            if self._transport is None or not self.is_open:
                raise ConnectionResetError("the connection was closed")
            self._transport.write(request)
            return await answer
        except BaseException:  # an answer that comes later would be taken for the next one's
            self.close()
            raise
        finally:
            limit.cancel()
            self._answer = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _forget(self) -> None:
        self._body = self._retry_after = b""
        self._has_length = self._until_end = False

    def _fail(self, why: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(why)

    # what the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by descent

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            self.close()  # nobody has asked for anything
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserCallbackError) as wrong:
            self._fail(ConnectionError(f"the answer is not HTTP: {wrong}"))

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._idle:
            self._idle.remove(self)
        if self._until_end and error is None:
            self._finish()
        else:
            self._fail(error or ConnectionResetError("the connection was closed before the answer was whole"))

    # what the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"retry-after":
            self._retry_after = value
        elif name in (b"content-length", b"transfer-encoding"):
            self._has_length = True

    def on_headers_complete(self) -> None:
        self._until_end = not self._has_length and not self._parser.should_keep_alive()

    def on_body(self, part: bytes) -> None:
        self._body += part
        if len(self._body) > _MOST_BYTES:
            self._fail(ConnectionError(f"the answer has more than {_MOST_BYTES} bytes"))

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:
            self._forget()  # "100 Continue" and the like: the answer follows
        else:
            self._finish()

    def _finish(self) -> None:
        if self._answer is None or self._answer.done():
            return
        answer = Answer(self._parser.get_status_code(), self._body, self._retry_after.decode("latin-1"))
        self._answer.set_result(answer)
        if not self._parser.should_keep_alive():
            self.close()
