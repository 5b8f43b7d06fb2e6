"""What became of a batch, for the logs and the figures; told once it is on the disk."""

import logging
from collections.abc import Sequence
from typing import Protocol

from bot.channels.contract import IdentityChanged, Message, Notice, Preference, Status
from bot.inbox.batch import Applied, Arrival
from bot.log import step, steps_on, trace_of
from bot.metrics import Metrics
from bot.outbox.statuses import News

_LEVELS = {"parked": logging.ERROR, "failed": logging.WARNING}


class Accepted(Protocol):
    """Events that were accepted together, and when (seconds of the performance counter)."""

    arrivals: Sequence[Arrival]
    begun: float


def tell(metrics: Metrics, jobs: Sequence[Accepted], applied: Applied, now: float) -> None:
    """Count and log every event of a transaction. `now` is when it was durable."""
    events = 0
    said = steps_on(logging.ERROR)
    answers = {(r.address.channel, r.message_key): r for r in applied.replies} if steps_on() else {}
    for job in jobs:
        if not job.arrivals:
            continue
        events += len(job.arrivals)
        seconds = now - job.begun
        metrics.acknowledged.observe(seconds)
        for arrival in job.arrivals:
            event = arrival.event
            match event:
                case Status():
                    continue
                case Message():
                    channel, kind = event.sender.channel, event.kind
                case Preference():
                    channel, kind = event.sender.channel, "preference"
                case IdentityChanged():
                    channel, kind = event.channel, "identity"
                case Notice():
                    channel, kind = event.channel, "notice"
                case _:
                    channel, kind = "timer", event.kind
            # Taken out, so that the same message standing twice in a batch counts as doubled the second time.
            outcome = applied.states.pop((channel, event.key), "doubled")
            metrics.received.add(channel, kind, outcome)
            if not said:
                continue
            answer = answers.get((channel, event.key))
            step(
                "accepted",
                trace_of(channel, event.key) if answer is None else answer.trace,
                _LEVELS.get(outcome, logging.INFO),
                channel=channel,
                kind=kind,
                outcome=outcome,
                flow=answer.flow if answer is not None else "",
                question=answer.question if answer is not None else "",
                batch=len(job.arrivals),
                ms=round(1000 * seconds, 1),
            )
    if events:
        metrics.batch.observe(events)
    _tell_statuses(metrics, applied.news)


def _tell_statuses(metrics: Metrics, news: News) -> None:
    for trace, row, status in news.told:
        metrics.statuses.add(status.channel, status.state)
        step(
            "status",
            trace,
            _LEVELS.get(status.state, logging.INFO),
            channel=status.channel,
            message=row,
            state=status.state,
            code=status.error_code,
        )
