"""Logs hold no personal data, and a line for a message costs next to nothing."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from time import perf_counter

import pytest

from bot import log
from bot.metrics import Counts, Histogram, Metrics


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error, set up for logging; put back as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    made = io.StringIO()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setattr(log, "_level", logging.CRITICAL)
    monkeypatch.setattr(log._steps, "stream", None)
    log.set_up()
    yield made
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "private",
    [
        "03001234567", "+92 300 1234567", "0092-300-1234567", "35202-1234567-1", "3520212345671",
        "PK.1349087123", "PK.ENT.11815799212886844830", "US.13491208655302741918", "PK.a1b2c3",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "from {} to", "('{}',)", '"{}"', "key={};"])
def test_masked(private: str, around: str) -> None:
    said = log.masked(around.format(private))
    assert private not in said
    assert "[" in said


@pytest.mark.parametrize(
    "harmless", ["OK. 12 done", "bot.inbox.writer", "v26.0", "HTTP 503", "case 123-456-7890", "UTC", "e.g. PK.abc"]
)
def test_not_masked(harmless: str) -> None:
    assert log.masked(harmless) == harmless


def test_what_a_turn_raised_is_told_without_its_words(stream: io.StringIO) -> None:
    def turn() -> None:
        raise ValueError("Ayesha Khan wrote that")

    try:
        try:
            turn()
        except ValueError as wrong:
            raise RuntimeError("about Ayesha") from wrong
    except RuntimeError as failed:
        logging.getLogger("x").error("it failed", exc_info=failed, extra={"private": True})
    said = json.loads(stream.getvalue())
    assert "Ayesha" not in said["error"].replace('raise ValueError("Ayesha Khan wrote that")', "").replace(
        'raise RuntimeError("about Ayesha")', ""
    ), "only lines of code may be quoted"
    assert "ValueError" in said["error"]
    assert "RuntimeError" in said["error"]
    assert "test_log.py" in said["error"]


def test_a_trace_is_stable_and_short() -> None:
    assert log.trace_of("whatsapp", "wamid.1") == log.trace_of("whatsapp", "wamid.1")
    assert log.trace_of("whatsapp", "wamid.1") != log.trace_of("telegram", "wamid.1")
    assert len(log.trace_of("whatsapp", "wamid.1" * 100)) == 12


def test_steps_are_json_lines_from_their_level_on(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    log.step("sent", "0123456789ab", message=7, ms=12)
    said = json.loads(stream.getvalue())
    assert said.pop("at").startswith("20")
    assert said == {"level": "info", "step": "sent", "trace": "0123456789ab", "message": 7, "ms": 12}
    monkeypatch.setattr(log, "_level", logging.WARNING)
    log.step("sent", "0123456789ab")
    assert stream.getvalue().count("\n") == 1
    log.step("unknown", "0123456789ab", logging.WARNING)
    assert stream.getvalue().count("\n") == 2


async def test_a_step_costs_less_than_ten_microseconds(stream: io.StringIO) -> None:
    best = 1.0
    for _ in range(20):
        begun = perf_counter()
        for _ in range(200):
            log.step("accepted", "0123456789ab", channel="whatsapp", kind="text", outcome="done", batch=42, ms=12.3)
        best = min(best, (perf_counter() - begun) / 200)
        log._steps.flush()
    assert best < 10e-6


def test_a_histogram_adds_up() -> None:
    histogram = Histogram("munshi_some_seconds", "some", (0.1, 1.0), ("channel",))
    for value in (0.1, 0.5, 2.0):
        histogram.observe(value, "whatsapp")
    samples = {(s.name, s.labels.get("le", "")): s.value for s in histogram.collect().samples}
    assert samples == {
        ("munshi_some_seconds_bucket", "0.1"): 1,
        ("munshi_some_seconds_bucket", "1.0"): 2,
        ("munshi_some_seconds_bucket", "+Inf"): 3,
        ("munshi_some_seconds_count", ""): 3,
        ("munshi_some_seconds_sum", ""): 2.6,
    }


def test_names_follow_prometheus() -> None:
    counts = Counts("munshi_things", "things", "kind")
    counts.add("a")
    counts.add("a", many=2)
    assert [(s.name, s.labels, s.value) for s in counts.collect().samples] == [
        ("munshi_things_total", {"kind": "a"}, 3)
    ]
    names = [family.name for family in Metrics().collect()]
    assert all(name.startswith("munshi_") for name in names)
    assert len(set(names)) == len(names)
