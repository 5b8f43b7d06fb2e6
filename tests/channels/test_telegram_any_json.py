"""Nothing that is JSON makes the parser fail, and no update is lost."""

import contextlib
import datetime as dt
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Message, Notice, Preference
from bot.channels.telegram.parse import NotJson, events_of, parse
from tests.channels.conftest import TESTDATA

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
UPDATES = [json.loads(path.read_bytes()) for path in sorted((TESTDATA / "telegram").glob("*.json"))]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(inner) for inner in value.values()))
    return set().union(*(_keys(inner) for inner in value)) if isinstance(value, list) else set()


KEYS = sorted(set().union(*(_keys(update) for update in UPDATES)))


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A real update with something in it replaced, taken away or added."""
    update = json.loads(json.dumps(draw(st.sampled_from(UPDATES))))
    for _ in range(draw(st.integers(1, 4))):
        target = update
        while inner := [key for key in sorted(target) if isinstance(target[key], dict) and target[key]]:
            target = target[draw(st.sampled_from(inner))]
            if draw(st.booleans()):
                break
        key = draw(st.sampled_from(sorted(target)) if target and draw(st.booleans()) else st.sampled_from(KEYS))
        if draw(st.integers(0, 2)):
            target[key] = draw(anything)
        else:
            target.pop(key, None)
    return update


def _is_one_sound_event(found: Any) -> None:
    (event,) = found
    assert isinstance(event, Message | Notice | Preference)
    assert 0 < len(event.key) <= 512
    assert event.key.encode()  # no half letters,
    assert "\x00" not in event.key  # and nothing a database refuses
    if isinstance(event, Message | Preference):
        assert event.sender.handles
    if isinstance(event, Message):
        assert event.sent_at <= NOW
        assert len(event.heard.tap.encode()) <= 256


@given(damaged())
def test_a_damaged_update_is_one_event(update: Any) -> None:
    found = events_of(update, "1", NOW)
    _is_one_sound_event(found)
    assert [event.key for event in found if hasattr(event, "key")] == [
        event.key for event in events_of(json.loads(json.dumps(update)), "1", NOW) if hasattr(event, "key")
    ]


@given(anything)
def test_any_json_at_all(value: Any) -> None:
    _is_one_sound_event(events_of(value, "1", NOW))


@given(st.binary(max_size=200))
def test_any_bytes_at_all(body: bytes) -> None:
    with contextlib.suppress(NotJson):
        _is_one_sound_event(parse(body, "1", NOW))
