"""The browser as a carrier: what is sent goes to the open pages of that person, in this process.

It keeps nothing. A page that was closed, asleep or offline reads what it missed from the database, by way of
`bot.web.simulator`; so losing a message here costs a moment, never the message.
"""

import asyncio
import contextlib
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final

import msgspec

from bot import clock
from bot.channels.contract import Address, Handle, Remedy, Sender, SendError, Sent
from bot.channels.shape import WHATSAPP_LIMITS, Limits, shape
from bot.chat.heard import Place
from bot.chat.outgoing import Outgoing

HANDLE_KIND: Final = "browser"
_MOST_WAITING: Final = 200  # a page further behind than this reads from the database instead


class Line(msgspec.Struct, frozen=True):
    """One line of a conversation, from either side, as a page shows it.

    `id` is the same every time the line is shown: the key of the person's message, the `ref` of ours. Pages
    drop a line whose id they have, and put lines in the order of `at`.
    """

    id: str
    mine: bool
    at: dt.datetime
    text: str = ""
    place: Place | None = None
    outgoing: Outgoing | None = None
    """What we said; None where the line is the person's own."""


class Simulator:
    """The channel of the browser simulator (see `contract.Channel`)."""

    name = "simulator"
    account = "browser"
    has_window = False
    has_statuses = False

    def __init__(
        self,
        limits: Limits = WHATSAPP_LIMITS,
        now: Callable[[], dt.datetime] = clock.now,
    ) -> None:
        self.limits = limits
        """Whose limits the pages imitate."""
        self._now = now
        self._pages: dict[Handle, set[asyncio.Queue[Line | None]]] = {}
        self._closed = False

    async def send(self, to: Address, message: Outgoing, ref: str) -> Sent:
        """Show one message on the open pages of this person. Without an open page it waits in the history."""
        person = to.value(HANDLE_KIND)
        if not person:
            raise SendError(Remedy.FIX_REQUEST, "the address has no browser handle")
        try:
            shape(message, self.limits)
        except ValueError as refused:
            # The carrier we stand for would refuse it; found here, it is found before anyone pays for it.
            raise SendError(Remedy.FIX_REQUEST, str(refused)) from refused
        line_id = ref or uuid.uuid4().hex
        self.publish(Handle(HANDLE_KIND, person), Line(id=line_id, mine=False, at=self._now(), outgoing=message))
        return Sent(provider_id=line_id)

    def publish(self, person: Handle, line: Line) -> None:
        """Hand a line to every open page of this person."""
        for page in self._pages.get(person, ()):
            # A page that does not read fast enough misses this line here and finds it in the history.
            with contextlib.suppress(asyncio.QueueFull):
                page.put_nowait(line)

    @contextlib.contextmanager
    def page(self, person: Handle) -> Iterator["Page"]:
        """An open page: what is published from now on waits in it until it is read."""
        queue: asyncio.Queue[Line | None] = asyncio.Queue(_MOST_WAITING)
        if self._closed:
            queue.put_nowait(None)
        self._pages.setdefault(person, set()).add(queue)
        try:
            yield Page(queue)
        finally:
            pages = self._pages[person]
            pages.discard(queue)
            if not pages:
                del self._pages[person]

    async def close(self) -> None:
        """End every page's stream, so that a stopping server need not wait; the pages come back."""
        self._closed = True
        for pages in self._pages.values():
            for queue in pages:
                while queue.full():
                    queue.get_nowait()
                queue.put_nowait(None)

    def sender(self, person: Handle) -> Sender:
        """The person behind a browser, as the inbox knows people."""
        return Sender(channel=self.name, account=self.account, handles=(person,))


class Page:
    """One open page of one person."""

    def __init__(self, queue: asyncio.Queue[Line | None]) -> None:
        self._queue = queue

    async def lines(self, beat: float) -> AsyncIterator[Line | None]:
        """Lines as they are published; None after `beat` seconds without one. Ends with the channel."""
        while True:
            try:
                async with asyncio.timeout(beat):
                    line = await self._queue.get()
            except TimeoutError:
                yield None
                continue
            if line is None:
                return
            yield line
