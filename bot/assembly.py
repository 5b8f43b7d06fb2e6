"""The parts put together: one running Munshi."""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot import clock
from bot.answered.freshness import Freshness
from bot.answered.learner import Learner
from bot.channels.contract import Channel, Handle
from bot.channels.simulator import Line, Simulator
from bot.channels.whatsapp.api import Paths
from bot.channels.whatsapp.client import WhatsApp
from bot.chat.flow import Script
from bot.chat.rehearsal import rehearse
from bot.chat.understanding import Understanding
from bot.chat.understanding import understand as _understand
from bot.config import Settings
from bot.database import database_for
from bot.db import Stopped
from bot.inbox.files import Files
from bot.inbox.history import conversation
from bot.inbox.standing import Waiting, waiting
from bot.inbox.timers import Timers
from bot.inbox.writer import Busy, Writer
from bot.metrics import Metrics, gauge
from bot.migrate import is_behind
from bot.mydata import sweeps
from bot.mydata.wiper import Wiper
from bot.outbox.charges import Tariff
from bot.outbox.pace import Pace
from bot.outbox.sender import Sender
from bot.outbox.ticks import Ticks
from bot.referrals.courier import Courier
from knowledge import prices

if TYPE_CHECKING:
    from bot.channels.telegram.client import Telegram

log = logging.getLogger(__name__)

STUCK = 20.0
"""Seconds that something may wait for the writer before the server says that it is not ready. A transaction takes
milliseconds; the database's own patience with a lock (5 s) fits in several times."""


class Munshi:
    """Owns the database, the writer, the sender, the timers and the channels, and starts and stops them in order."""

    busy = (Busy, Stopped)

    def __init__(
        self, settings: Settings, script: Script, *, understand: Understanding = _understand, workers: bool = True
    ) -> None:
        """Without `workers` it takes in and keeps; another process sends and keeps time."""
        self._workers = workers
        self.settings, self.script, self.understand = settings, script, understand
        self.understands = understand is _understand
        self.database = database_for(settings.database_url)
        self.simulator = None if settings.in_production else Simulator()
        self.telegram = _telegram(settings)
        self.channels: dict[str, Channel] = {}
        self.counted = Metrics()
        tariff = Tariff(prices.load(settings.price_table))
        self.writer = Writer(
            self.database,
            script,
            settings.operator_name,
            self._on_queued,
            lease=dt.timedelta(seconds=settings.send_lease_seconds),
            tariff=tariff,
            metrics=self.counted,
            site=settings.site,
            on_files=lambda: self.files.wake(),
        )
        self.keys = settings.keys
        self.files = Files(self.writer, self.channels)
        self.sender = Sender(
            self.channels,
            self.writer,
            paces={
                "whatsapp": Pace(settings.whatsapp_messages_per_second),
                "telegram": Pace(settings.telegram_messages_per_second),
            },
            tariff=tariff,
            metrics=self.counted,
        )
        self.timers = Timers(self.writer)
        self.wiper = Wiper(self.database, self.writer)
        self.articles = Freshness(self.database, Learner() if self.understands else None)
        self._ticks: Ticks | None = None
        self.courier = Courier(self.writer.write, self.keys.vault)
        self.metrics = CollectorRegistry()
        self.metrics.register(_Figures(self))
        self.waiting_for_us = Waiting()

    async def start(self) -> None:
        """Open the channels, then write, then send: nothing is accepted that could not be answered."""
        self.channels.update(self._open_channels())
        whatsapp = self.channels.get("whatsapp")
        if self.settings.whatsapp_read_receipts and isinstance(whatsapp, WhatsApp):
            # "typing…" would stay on the screen when it overtakes the answer, which takes a tenth of a second.
            self._ticks = Ticks("whatsapp", partial(whatsapp.mark_read, typing=False))
        if self.understands:
            await self.articles.learn()
            await asyncio.to_thread(rehearse, self.script, clock.day_in_pakistan(clock.now()))
        await self.articles.round()
        self.articles.start(at_once=False)
        if not self._workers:
            self.writer.lanes = None  # it takes nobody's lane
        self.writer.start()
        if self._workers:
            await self.sender.start()
            await self.writer.write(lambda connection: sweeps.schedule(connection, clock.now()))
            self.timers.start()
            self.wiper.start()
            self.courier.start()
            self.files.start()

    async def stop(self) -> None:
        """Stop in the opposite order; what was accepted is written, what was sent is marked."""
        await self.articles.stop()
        await self.courier.stop()
        await self.wiper.stop()
        await self.files.stop()
        await self.timers.stop()
        await self.sender.stop()
        await self.writer.stop()
        if self._ticks is not None:
            await self._ticks.stop()
        for channel in self.channels.values():
            await channel.close()
        await self.database.close()

    def _open_channels(self) -> Mapping[str, Channel]:
        channels: dict[str, Channel] = {}
        if self.simulator is not None:
            channels["simulator"] = self.simulator
        if self.settings.whatsapp_is_on:
            channels["whatsapp"] = whatsapp(self.settings)
        if self.telegram is not None:
            channels["telegram"] = self.telegram
        return channels

    def _on_queued(self, queued: list, settled: bool) -> None:  # type: ignore[type-arg]
        if self._ticks is not None:
            self._ticks.answered(queued)
        self.sender.wake(queued, settled)

    async def conversation(self, channel: str, handle: Handle) -> list[Line]:
        """What was said on a channel by and to whoever has this handle."""
        return await self.database.read(lambda connection: conversation(connection, channel, handle))

    def degraded(self) -> list[str]:
        """Carriers that refuse everything we send."""
        return [
            f"{channel} has refused everything for {seconds:.0f} s (code {code})"
            for channel, (seconds, code) in self.sender.journal.stops.items()
        ]

    async def look(self) -> None:
        """Count what waits in the database, for the figures. What cannot be counted now keeps its last value."""
        try:
            self.waiting_for_us = await asyncio.wait_for(self.database.read(waiting), 2)
        except Exception as error:
            log.warning("the database could not be counted: %s", type(error).__name__)

    async def not_ready(self) -> str:
        """Why the server cannot do its work now; "" when it can.

        A carrier that refuses our sends is no reason: what people write is still taken in and kept.
        """
        if not self.writer.alive:
            return "the writer has ended; restart the process"
        if self.writer.oldest > STUCK:
            return f"the writer is stuck: what waits longest has waited {self.writer.oldest:.0f} seconds"
        try:
            if await self.database.read(is_behind):
                return "the database is not at the newest migration; run: python main.py migrate"
            await asyncio.wait_for(self.writer.write(lambda _connection: None), 5)
        except Exception as error:
            log.exception("not ready")
            return f"the database cannot be written: {type(error).__name__}"
        return ""


def whatsapp(settings: Settings) -> WhatsApp:
    """WhatsApp as it is configured; made where an event loop runs."""
    return WhatsApp(
        phone_number_id=settings.whatsapp_phone_number_id,
        access_token=settings.whatsapp_access_token.get_secret_value(),
        base_url=settings.whatsapp_api_url,
        version=settings.whatsapp_api_version,
        auth_header=settings.whatsapp_auth_header,
        paths=Paths(
            messages=settings.whatsapp_messages_path,
            upload=settings.whatsapp_upload_path,
            media=settings.whatsapp_media_path,
            templates=settings.whatsapp_templates_path,
            media_host=settings.whatsapp_media_host,
        ),
        business_account_id=settings.whatsapp_business_account_id,
    )


def _telegram(settings: Settings) -> "Telegram | None":
    if not settings.telegram_is_on:
        return None
    # Its library takes a sixth of the time in which we start; where Telegram is off it is not loaded.
    from bot.channels.telegram.client import Telegram

    return Telegram(
        token=settings.telegram_bot_token.get_secret_value(),
        base_url=settings.telegram_api_url,
        per_chat=settings.telegram_messages_per_second_per_chat,
    )


class _Figures(Collector):
    """What /metrics shows, read when it is asked for."""

    def __init__(self, munshi: Munshi) -> None:
        self._munshi = munshi

    def collect(self):  # type: ignore[no-untyped-def]
        writer, sender = self._munshi.writer, self._munshi.sender
        yield CounterMetricFamily("munshi_inbound_events", "Events taken in", value=writer.events)
        yield CounterMetricFamily("munshi_batches", "Transactions of the writer", value=writer.batches)
        yield GaugeMetricFamily("munshi_inbound_waiting", "Events not on the disk yet", value=writer.waiting)
        yield GaugeMetricFamily("munshi_outbound_waiting", "Messages not sent yet", value=sender.waiting)
        yield CounterMetricFamily("munshi_replies_repeated", "Replies sent again", value=sender.repeated)
        yield from self._munshi.counted.collect()
        yield gauge("munshi_writer_oldest_seconds", "How long what waits longest has waited", writer.oldest)
        yield gauge("munshi_outbound_queue", "Messages not sent yet, by channel", sender.waiting_by_channel)
        paces = {channel: pace.rate for channel, pace in sender.paces.items() if channel in self._munshi.channels}
        yield gauge("munshi_pace_per_second", "Messages a second that may be sent now", paces)
        stops = {channel: float(channel in sender.journal.stops) for channel in self._munshi.channels}
        yield gauge("munshi_channel_stopped", "1 where the carrier refuses everything", stops)
        left = self._munshi.waiting_for_us
        yield gauge("munshi_parked", "Messages whose answers failed three times", left.parked)
        yield gauge("munshi_unknown", "Messages of ours that may or may not have gone out", left.unknown)
        yield gauge("munshi_unsent", "Messages of ours in the database that are still to be sent", left.unsent)
