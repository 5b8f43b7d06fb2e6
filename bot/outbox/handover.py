"""One message handed to its carrier, and what is to be done about whatever came of it.

A reply is sent at least once: it is marked after the carrier took it, so a kill in between may repeat it. Anything
else is sent at most once: it is claimed on the disk first. What may have gone out without an answer is `unknown`
until a status settles it; a reply is then repeated once, after half a minute without news.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Channel, Remedy, SendError, Sent
from bot.outbox.books import Books, Writes
from bot.outbox.charges import Tariff
from bot.outbox.journal import Journal
from bot.outbox.models import outbound
from bot.outbox.pace import Pace
from bot.outbox.queue import AT_LEAST_ONCE, Queued
from bot.outbox.waits import Waits

log = logging.getLogger(__name__)

_MOST_TRIES = 2
"""How often a reply is handed over that may have gone out."""


class Handover:
    """Knows the carriers, how fast they take messages, and the books in which it writes down what became of each."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        writer: Writes,
        books: Books,
        journal: Journal,
        *,
        paces: Mapping[str, Pace],
        waits: Waits,
        now: Callable[[], dt.datetime],
        tariff: Tariff | None,
    ) -> None:
        self._channels, self._writer, self._books, self._journal = channels, writer, books, journal
        self._paces, self._waits, self._now, self._tariff = paces, waits, now, tariff
        self.under_way: set[asyncio.Task[Any]] = set()
        """Tasks that are waiting for a carrier's answer."""
        self.repeated = 0
        """Replies that were sent once more."""

    async def send(self, message: Queued, *, newer_wait: bool) -> float | None:
        """Send one message. None when it is dealt with; else the seconds until it is to be tried again."""
        channel = self._channels[message.address.channel]
        if message.state == "unknown":
            wait = await self._wait_for_news(message)
            if wait != 0:
                return wait
            self.repeated += 1
            self._journal.repeated(message)
        elif channel.has_window and has_expired(message, self._now()):
            self.mark(message, "closed", error="the 24-hour window had shut before it could be sent")
            return None
        if message.kind not in AT_LEAST_ONCE and not await self._claim(message):
            return None
        pace = self._paces.get(channel.name)
        if pace is not None:
            await pace.turn()
        begun = perf_counter()
        try:
            sent = await self._hand_over(channel, message)
        except SendError as error:
            self._journal.refused(message, error)
            return self._failed(message, error, pace, newer_wait=newer_wait)
        if pace is not None:
            pace.went_well()
        message.attempts += 1
        self._went_out(message, sent, perf_counter() - begun)
        return None

    def _went_out(self, message: Queued, sent: Sent, seconds: float) -> None:
        now = self._now()
        tariff = self._tariff
        charge = tariff.by_rule(message.address, message.category, sent.parts, now) if tariff is not None else None
        self.mark(message, "sent", provider_id=sent.provider_id, parts=sent.parts, charge=charge)
        self._journal.sent(message, sent, charge, seconds, now)

    async def _hand_over(self, channel: Channel, message: Queued) -> Sent:
        """What the carrier said. Raises `SendError`."""
        task = asyncio.current_task()
        assert task is not None
        self.under_way.add(task)
        try:
            return await channel.send(message.address, message.outgoing, str(message.id))
        except asyncio.CancelledError:
            self._unknown(message, SendError(Remedy.UNKNOWN, "we were stopped before the carrier had answered"))
            raise
        except SendError:
            raise
        except Exception as surprise:  # a channel promises never to do that; nobody else is to suffer for it
            log.exception("sending message %s went wrong in an unexpected way", message.id)
            raise SendError(Remedy.UNKNOWN, f"unexpected: {type(surprise).__name__}") from surprise
        finally:
            self.under_way.discard(task)

    def _failed(self, message: Queued, error: SendError, pace: Pace | None, *, newer_wait: bool) -> float | None:
        """What is to be done about a failure (Meta's error table, as `Remedy`)."""
        match error.remedy:
            case Remedy.STOP_CHANNEL:
                log.critical("the carrier refuses everything: %s", error)
                self._journal.stopped(message.address.channel, error.code)
                if pace is not None:
                    pace.rest(self._waits.stopped)
                self._refused(message, error)
                return self._waits.stopped
            case Remedy.SLOW_CHANNEL:
                self._refused(message, error)
                wait = error.retry_after or self._waits.after_channel(message.refusals)
                if pace is not None:
                    pace.slow_down(wait)
                return wait
            case Remedy.RETRY:
                self._refused(message, error)
                return error.retry_after or self._waits.after_channel(message.refusals)
            case Remedy.SLOW_PERSON:
                if newer_wait and (self._now() - message.created_at).total_seconds() > self._waits.hold:
                    self.mark(message, "failed", error=str(error), code=error.code)
                    return None
                self._refused(message, error)
                return error.retry_after or self._waits.after_person(message.refusals)
            case Remedy.UNKNOWN:
                return self._unknown(message, error)
            case Remedy.WINDOW_CLOSED:
                self.mark(message, "closed", error=str(error), code=error.code)
                return None
            case _:
                log.error("message %s cannot be sent: %s", message.id, error)
                self.mark(message, "failed", error=str(error), code=error.code, remedy=error.remedy)
                return None

    def _refused(self, message: Queued, error: SendError) -> None:
        """It certainly did not go out. What had been claimed on the disk is given free again."""
        message.refusals += 1
        self._journal.retried(message, error)
        if message.kind not in AT_LEAST_ONCE:
            self.mark(message, "queued", error=str(error), code=error.code)

    def _unknown(self, message: Queued, error: SendError) -> float | None:
        """It may have gone out. A reply is repeated once if no status comes; everything else waits for one.

        Where a carrier has no statuses there is nothing to wait for but a moment's quiet.
        """
        message.attempts += 1
        channel = self._channels[message.address.channel]
        wait = self._waits.unknown if channel.has_statuses else self._waits.blind
        message.due_at = self._now() + dt.timedelta(seconds=wait)
        self.mark(message, "unknown", error=str(error), code=error.code)
        if message.kind not in AT_LEAST_ONCE or message.attempts >= _MOST_TRIES:
            return None
        message.state = "unknown"
        return wait

    async def _wait_for_news(self, message: Queued) -> float | None:
        """Of a reply of unknown fate: None when a status has settled it or it may not be repeated (again, or so
        late); the seconds until it may; 0 when it is to be repeated now."""
        if message.attempts >= _MOST_TRIES or has_expired(message, self._now()):
            return None
        query = sa.select(outbound.c.state).where(outbound.c.id == message.id)
        state = await self._writer.write(lambda connection: connection.execute(query).scalar_one_or_none())
        if state not in ("unknown", "queued"):
            return None
        return max(0.0, (message.due_at - self._now()).total_seconds()) if message.due_at is not None else 0.0

    async def _claim(self, message: Queued) -> bool:
        """At most once: say on the disk that it may be out before it is."""

        def claim(connection: Connection) -> bool:
            row = sa.update(outbound).where(outbound.c.id == message.id, outbound.c.state == "queued")
            return connection.execute(row.values(state="unknown", attempts=message.attempts + 1)).rowcount == 1

        return bool(await self._writer.write(claim))

    def mark(self, message: Queued, state: str, **more: Any) -> None:
        """Note what became of a message."""
        self._books.enter(message, state, **more)
        if state not in ("sent", "queued"):
            self._journal.ended(message, state, more.get("error", ""), more.get("code", 0))


def has_expired(message: Queued, now: dt.datetime) -> bool:
    """Whether the person's reply window has shut for it."""
    return message.expires_at is not None and now >= message.expires_at
