"""The connections of one carrier: made when first needed, kept alive, closed at the end."""

import aiohttp

# Seconds. `connect` counts the wait for the pool too: until there is a connection, nothing can have been sent.
SEND_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=10)
_POOL = 100  # connections; carriers allow 30 (Telegram) or 80 (Meta) messages a second, each well under a second
_KEEP_ALIVE = 30.0  # seconds; shorter than the far side's, so that we do not send into a closed connection


class Pool:
    """A pool of connections. One that is lent to us stays open."""

    def __init__(self, session: aiohttp.ClientSession | None) -> None:
        self._session = session
        self._owns_session = session is None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool. It is made at the first request, because it belongs to the event loop that runs then."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_POOL, keepalive_timeout=_KEEP_ALIVE, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Close the pool, unless it was lent to us."""
        if self._session is not None and self._owns_session:
            await self._session.close()
            self._session = None
