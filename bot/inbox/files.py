"""Fetches the files that people send: outside of any transaction, several at a time, tried again, in nobody's way.

Which are to be fetched stands in the database (`bot.helpdesk.media`), so none is forgotten at a kill, and of several
processes one fetches each.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.channels.contract import Channel, Fetches, MediaUnavailable, Message, SendError
from bot.helpdesk import media
from bot.helpdesk.media import Wanted
from bot.inbox.models import inbound
from bot.inbox.writer import Writer
from bot.rounds import Rounds

log = logging.getLogger(__name__)

WAITS = (10.0, 60.0, 300.0, 1_800.0, 7_200.0)
"""Seconds after each try; then it is given up. Meta keeps an inbound file for seven days, Telegram longer."""

_LEASE = dt.timedelta(minutes=5)
"""A fetch ends within two minutes (its time-out); a process that died with it is replaced after so long."""

_AT_ONCE = 4
_EVERY = 15.0
"""Seconds between two looks; a new file is fetched at once."""

_message = msgspec.json.Decoder(Message).decode


class Files(Rounds):
    """Looks for files that are to be fetched, and fetches them from their carriers."""

    trouble = "files could not be fetched; they are tried again"

    def __init__(
        self,
        writer: Writer,
        channels: Mapping[str, Channel],
        *,
        every: float = _EVERY,
        waits: tuple[float, ...] = WAITS,
        now: Callable[[], dt.datetime] = clock.now,
    ) -> None:
        super().__init__(every)
        self._writer, self._channels, self._waits, self._now = writer, channels, waits, now

    async def round(self) -> None:
        while await self.fetch():
            pass

    async def fetch(self) -> int:
        """Fetch what is due now; returns how many were tried."""
        carriers = {name: channel for name, channel in self._channels.items() if isinstance(channel, Fetches)}
        if not carriers:
            return 0
        take = partial(_take, channels=list(carriers), now=self._now())
        wanted: list[tuple[Wanted, str]] = await self._writer.write(take)
        await asyncio.gather(*(self._one(one, carriers[one.channel], body) for one, body in wanted))
        return len(wanted)

    async def _one(self, one: Wanted, carrier: Fetches, body: str) -> None:
        try:
            content = await carrier.fetch(_message(body), media.MOST_BYTES)
        except MediaUnavailable as gone:
            log.info("file %s cannot be had: %s", one.id, gone)
            await self._write(partial(media.put_off, one=one, why=str(gone), again_at=None))
        except SendError as error:
            await self._later(one, str(error))
        except msgspec.MsgspecError:
            await self._write(partial(media.put_off, one=one, why="its message cannot be read", again_at=None))
        else:
            await self._write(partial(media.keep, one=one, content=content, now=self._now()))

    async def _later(self, one: Wanted, why: str) -> None:
        log.warning("file %s could not be fetched (try %s): %s", one.id, one.tries, why)
        again_at = None
        if one.tries <= len(self._waits):
            again_at = self._now() + dt.timedelta(seconds=self._waits[one.tries - 1])
        await self._write(partial(media.put_off, one=one, why=why, again_at=again_at))

    async def _write(self, task: Callable[[Connection], None]) -> None:
        await self._writer.write(task)


def _take(connection: Connection, channels: list[str], now: dt.datetime) -> list[tuple[Wanted, str]]:
    """Files that are due, each with its message."""
    wanted = media.take_wanted(connection, channels, now, _LEASE, _AT_ONCE)
    if not wanted:
        return []
    i = inbound.c
    query = sa.select(i.channel, i.key, i.body).where(i.key.in_([one.key for one in wanted]))
    bodies = {(channel, key): body for channel, key, body in connection.execute(query)}
    return [(one, bodies.get((one.channel, one.key), "")) for one in wanted]
