"""What became of sends, for the logs and the figures."""

import datetime as dt
import logging
from time import monotonic

from bot.channels.contract import SendError, Sent
from bot.log import masked, step
from bot.metrics import Metrics
from bot.outbox.charges import Charge
from bot.outbox.queue import Queued
from knowledge.prices import MICRO

_LEVELS = {"failed": logging.ERROR, "closed": logging.WARNING, "unknown": logging.WARNING, "queued": logging.WARNING}


class Journal:
    """Counts and logs for one sender."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._stopped: dict[str, tuple[float, int]] = {}

    def sent(self, message: Queued, sent: Sent, charge: Charge | None, seconds: float, now: dt.datetime) -> None:
        """The carrier took it, after so many seconds."""
        channel = message.address.channel
        waited = (now - message.created_at).total_seconds()
        metrics = self._metrics
        metrics.carrier.observe(seconds, channel)
        metrics.answered.observe(waited, channel)
        metrics.sent.add(channel, message.kind, "sent")
        if charge is not None and charge.micro_usd:
            metrics.spent.add(channel, message.category, many=charge.micro_usd / MICRO)
        if self._stopped:
            self._stopped.pop(channel, None)
        step(
            "sent",
            message.trace,
            channel=channel,
            message=message.id,
            # WhatsApp's ids hold the person's number, but not in their ends; the row has the whole.
            provider=sent.provider_id[-8:],
            tries=message.attempts,
            ms=round(1000 * waited),
        )

    def refused(self, message: Queued, error: SendError) -> None:
        """A send went wrong."""
        self._metrics.refused.add(message.address.channel, str(error.remedy))

    def retried(self, message: Queued, error: SendError) -> None:
        """It certainly did not go out, and will be tried again."""
        step(
            "retried",
            message.trace,
            logging.WARNING,
            channel=message.address.channel,
            message=message.id,
            remedy=str(error.remedy),
            code=error.code,
            refusals=message.refusals,
        )

    def ended(self, message: Queued, state: str, error: str, code: int) -> None:
        """It is written down as something else than sent."""
        channel = message.address.channel
        self._metrics.sent.add(channel, message.kind, state)
        step(
            state,
            message.trace,
            _LEVELS[state],
            channel=channel,
            message=message.id,
            code=code,
            error=masked(error)[:200],
        )

    def repeated(self, message: Queued) -> None:
        """Its fate was unknown, and it is sent once more."""
        self._metrics.sent.add(message.address.channel, message.kind, "repeated")
        step("repeated", message.trace, logging.WARNING, channel=message.address.channel, message=message.id)

    def stopped(self, channel: str, code: int) -> None:
        """The carrier refuses everything."""
        since, _ = self._stopped.get(channel, (monotonic(), code))
        self._stopped[channel] = since, code

    @property
    def stops(self) -> dict[str, tuple[float, int]]:
        """Channels whose carrier refuses everything: for how many seconds, and with which code."""
        now = monotonic()
        return {channel: (now - since, code) for channel, (since, code) in self._stopped.items()}
