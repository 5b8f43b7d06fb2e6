"""Figures for /metrics, kept in plain lists and dicts.

prometheus_client's own counters take a lock for every change, 2 to 3 µs each; ours are written by the event loop
alone. It formats what we hand it when it is asked.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds. Meta wants half of all webhooks acknowledged within 0.25 s and 99 % within one."""

SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0)
"""Seconds until an answer has left: usually a fraction of one, minutes while a carrier is down."""

SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0)


class Histogram:
    """How often which value came, for each set of labels."""

    __slots__ = ("_bounds", "_labels", "_name", "_seen", "_text")

    def __init__(self, name: str, text: str, bounds: Sequence[float], labels: Sequence[str] = ()) -> None:
        self._name, self._text, self._bounds, self._labels = name, text, bounds, labels
        self._seen: dict[tuple[str, ...], list[float]] = {}
        if not labels:
            self._seen[()] = self._empty()

    def _empty(self) -> list[float]:
        return [0.0] * (len(self._bounds) + 2)  # one for each bound, one beyond, and the sum

    def observe(self, value: float, *labels: str) -> None:
        seen = self._seen.get(labels)
        if seen is None:
            seen = self._seen[labels] = self._empty()
        seen[bisect_left(self._bounds, value)] += 1
        seen[-1] += value

    def collect(self) -> Metric:
        family = HistogramMetricFamily(self._name, self._text, labels=self._labels)
        for labels, seen in self._seen.items():
            buckets, below = [], 0.0
            for bound, count in zip((*map(str, self._bounds), "+Inf"), seen, strict=False):
                below += count
                buckets.append((bound, below))
            family.add_metric(labels, buckets, seen[-1])
        return family


class Counts:
    """A counter with labels: `counts[labels] += 1`."""

    __slots__ = ("_labels", "_name", "_seen", "_text")

    def __init__(self, name: str, text: str, *labels: str) -> None:
        self._name, self._text, self._labels = name, text, labels
        self._seen: Counter[tuple[str, ...]] = Counter()

    def add(self, *labels: str, many: float = 1) -> None:
        self._seen[labels] += many  # type: ignore[assignment]

    def collect(self) -> Metric:
        family = CounterMetricFamily(self._name, self._text, labels=self._labels)
        for labels, many in self._seen.items():
            family.add_metric(labels, many)
        return family


class Metrics:
    """Everything that is counted on a message's way. One for each running Munshi."""

    def __init__(self) -> None:
        self.webhooks = Counts(
            "munshi_webhook_answers", "Deliveries of carriers by the HTTP status we answered", "channel", "status"
        )
        self.acknowledged = Histogram(
            "munshi_acknowledgement_seconds",
            "From a carrier's delivery being read until everything in it is on the disk",
            QUICK,
        )
        self.answered = Histogram(
            "munshi_reply_seconds",
            "From a message being accepted until the carrier has taken our answer", SLOW, ("channel",),
        )  # fmt: skip
        self.carrier = Histogram(
            "munshi_carrier_seconds", "How long a carrier takes to accept one send", QUICK, ("channel",)
        )
        self.transaction = Histogram("munshi_transaction_seconds", "One transaction of the writer", QUICK)
        self.batch = Histogram("munshi_batch_events", "Events in one transaction of the writer", SIZES)
        self.received = Counts(
            "munshi_received", "Events from carriers by what became of them", "channel", "kind", "outcome"
        )
        self.sent = Counts("munshi_sends", "Messages of ours by what became of them", "channel", "kind", "outcome")
        self.refused = Counts(
            "munshi_send_failures", "Sends that went wrong, by what is done about it", "channel", "remedy"
        )
        self.statuses = Counts("munshi_statuses", "Statuses of messages of ours", "channel", "state")
        self.spent = Counts(
            "munshi_charged_usd", "US dollars charged by our rule when messages were sent; the ledger corrects it",
            "channel", "category",
        )  # fmt: skip

    def collect(self) -> Iterator[Metric]:
        for name in vars(self):
            yield getattr(self, name).collect()


def gauge(name: str, text: str, values: dict[str, float] | float, label: str = "channel") -> Metric:
    """A value as it is now; with a label where there is one for each channel."""
    if not isinstance(values, dict):
        return GaugeMetricFamily(name, text, value=values)
    family = GaugeMetricFamily(name, text, labels=[label])
    for of, value in values.items():
        family.add_metric([of], value)
    return family
