"""Nothing that is JSON makes the parser fail, and no item is lost or counted twice."""

import datetime as dt
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Event, Message, Notice
from bot.channels.whatsapp.parse import NotJson, parse
from tests.channels.conftest import TESTDATA

ACCOUNT = "106540352242922"
META = {"display_phone_number": "924211100000", "phone_number_id": ACCOUNT}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def real_items() -> list[tuple[str, Any]]:
    """Every message and status of the test files, with the array it stands in."""
    found = []
    for path in sorted((TESTDATA / "whatsapp").glob("*.json")):
        for entry in json.loads(path.read_bytes()).get("entry", []):
            for change in entry.get("changes", []):
                value = change["value"]
                if value.get("metadata", META)["phone_number_id"] == ACCOUNT:
                    found += [(key, item) for key in ("messages", "statuses") for item in value.get(key, [])]
    return found


ITEMS = real_items()
KEYS = sorted({key for _, item in ITEMS if isinstance(item, dict) for key in item})


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Any]:
    """A real item with something in it replaced, taken away or added."""
    array, item = draw(st.sampled_from(ITEMS))
    if not isinstance(item, dict):
        return array, item
    item = json.loads(json.dumps(item))
    for _ in range(draw(st.integers(0, 3))):
        target, key = item, draw(st.sampled_from(KEYS))
        while isinstance(target.get(key), dict) and target[key] and draw(st.booleans()):
            target = target[key]
            key = draw(st.sampled_from(sorted(target)))
        if draw(st.booleans()):
            target[key] = draw(anything)
        else:
            target.pop(key, None)
    return array, item


def read(body: bytes) -> list[Event]:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    events = parse(body, ACCOUNT, now)
    for event in events:
        if isinstance(event, Message):
            assert event.key
            assert event.sender.handles
            assert event.sent_at <= now
        if isinstance(event, Notice):
            assert event.key
    assert events == parse(body, ACCOUNT, now)
    return events


@given(anything)
def test_any_json_is_read(value: Any) -> None:
    body = json.dumps(value).encode()
    try:
        assert read(body)
    except NotJson:
        assert not isinstance(value, dict)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        parse(body, ACCOUNT)
    except NotJson:
        return


@given(st.dictionaries(st.sampled_from(["messages", "statuses", "errors", "field", "history", "standby"]), anything))
def test_any_value_is_read(value: dict[str, Any]) -> None:
    change = {"field": value.pop("field", "messages"), "value": {"metadata": META, **value}}
    assert read(json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode())


@given(st.lists(st.one_of(damaged(), st.tuples(st.sampled_from(["messages", "statuses"]), anything)), min_size=1))
def test_one_event_for_each_item(items: list[tuple[str, Any]]) -> None:
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": META}
    for array, item in items:
        value.setdefault(array, []).append(item)
    body = json.dumps({"entry": [{"id": "1", "time": 1, "changes": [{"field": "messages", "value": value}]}]}).encode()
    assert len(read(body)) == len(items)
