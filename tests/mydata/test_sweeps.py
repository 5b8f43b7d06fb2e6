"""What is old goes, by rule, a little at a time; what is young, open or needed stays."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.agenda.models import timer
from bot.agenda.service import Due
from bot.channels.contract import Message
from bot.chat.outgoing import Outgoing
from bot.clock import KARACHI
from bot.db import metadata
from bot.inbox.heard import last_message
from bot.mydata.declared import KEPT
from bot.mydata.declared.messages import ERASED, REDELIVERED
from bot.mydata.declared.words import SOON, WORDS
from bot.mydata.kept import Blank
from bot.mydata.sweeps import BATCH, RULES, SWEEP, schedule, sweep
from bot.registry.models import person
from tests.both import KINDS, engine_of
from tests.mydata import test_declared
from tests.mydata.rows import NOW, row_of

assert test_declared.TABLES
HER = 11
DAY = dt.timedelta(days=1)
T = metadata.tables


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of(request.param, tmp_path_factory.mktemp("sweeps")) as made:
        yield made


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as made:
        transaction = made.begin()
        made.execute(sa.insert(person).values(row_of(person, HER, "her", {}, id=HER)))
        yield made
        transaction.rollback()


def put(connection: Connection, table: str, **values: Any) -> int:
    row = row_of(T[table], HER, "her", {}, **values)
    connection.execute(sa.insert(T[table]).values(row))
    return int(row.get("id", 0))


def row(connection: Connection, table: str, id: int) -> Any:
    return connection.execute(sa.select(T[table]).where(T[table].c.id == id)).mappings().one_or_none()


def run(connection: Connection, table: str, now: dt.datetime = NOW) -> int:
    """All rules of a table to their end, as the agenda would; how many times something was done."""
    times = 0
    for number, (name, _rule) in RULES.items():
        if name != table:
            continue
        due = Due(SWEEP, number, None, {})
        while True:
            connection.execute(sa.delete(timer).where(timer.c.kind == SWEEP, timer.c.subject == number))
            sweep(connection, due, now)
            times += 1
            query = sa.select(timer.c.due_at, timer.c.detail).where(timer.c.kind == SWEEP, timer.c.subject == number)
            again = connection.execute(query).one()
            due = Due(SWEEP, number, None, again.detail)
            if again.due_at > now + dt.timedelta(minutes=1):
                break
    return times


def test_what_was_said_goes_after_half_a_year_and_who_said_it_stays(connection: Connection) -> None:
    old = put(connection, "inbound", received_at=NOW - WORDS - DAY, key="old")
    young = put(connection, "inbound", received_at=NOW - WORDS + DAY, key="young")
    run(connection, "inbound")
    event = msgspec.json.decode(row(connection, "inbound", old)["body"], type=Message)
    assert event.heard.text == event.raw == ""
    assert event.sender.handles
    assert row(connection, "inbound", old)["person_id"] == HER
    assert "words" in row(connection, "inbound", young)["body"]


def test_who_has_been_silent_for_long_can_still_be_written_to(connection: Connection) -> None:
    put(connection, "inbound", received_at=NOW - 2 * WORDS, state="done")
    run(connection, "inbound")
    last = last_message(connection, HER)
    assert last is not None
    assert last.sender.handles[0].value == "her"


def test_what_we_said_goes_and_what_it_cost_stays(connection: Connection) -> None:
    old = put(connection, "outbound", created_at=NOW - WORDS - DAY, micro_usd=4321, provider_id="wamid.1")
    run(connection, "outbound")
    found = row(connection, "outbound", old)
    assert msgspec.json.decode(found["body"], type=Outgoing).text == ""
    assert (found["micro_usd"], found["person_id"]) == (4321, HER)


def test_carriers_notices_and_fired_timers_go(connection: Connection) -> None:
    old = put(connection, "inbound", received_at=NOW - WORDS - DAY, person_id=None, kind="notice", key="n")
    run(connection, "inbound")
    assert row(connection, "inbound", old) is None


def test_the_hash_of_an_erased_message_goes_when_no_carrier_delivers_it_again(connection: Connection) -> None:
    gone = {"person_id": None, "kind": ERASED, "body": "{}"}
    old = put(connection, "inbound", received_at=NOW - REDELIVERED - DAY, key="1", **gone)
    young = put(connection, "inbound", received_at=NOW - DAY, key="2", **gone)
    run(connection, "inbound")
    assert row(connection, "inbound", old) is None
    assert row(connection, "inbound", young) is not None


@pytest.mark.parametrize(
    ("table", "values", "after"),
    [
        ("link", {"state": "expired"}, SOON),
        ("link_try", {}, 2 * DAY),
        ("session", {"state": "done"}, SOON),
        ("export", {}, SOON),
        ("staff_wrong", {"subject": "account:x"}, SOON),
        ("registry_upload", {}, DAY),
        ("delivery", {}, SOON),
    ],
)
def test_what_only_runs_the_service_goes_soon(
    connection: Connection, table: str, values: dict[str, Any], after: dt.timedelta
) -> None:
    (since,) = {rule.since for name, rule in RULES.values() if name == table}
    put(connection, table, **{since: NOW - after - DAY, **values})
    put(connection, table, **{since: NOW - after / 2, **values, **({"subject": "y"} if "subject" in values else {}),
                              **({"provider_id": "z"} if table == "delivery" else {})})  # fmt: skip
    run(connection, table)
    times = connection.execute(sa.select(T[table].c[since])).scalars().all()
    assert times == [NOW - after / 2]


def test_an_open_form_is_not_swept_however_old(connection: Connection) -> None:
    kept = put(connection, "session", state="open", touched_at=NOW - 4 * WORDS)
    run(connection, "session")
    assert row(connection, "session", kept) is not None


def test_a_merge_goes_with_its_rows(connection: Connection) -> None:
    connection.execute(sa.insert(person).values(row_of(person, 12, "her", {}, id=12)))
    old = put(connection, "merge", kept=HER, gone=12, at=NOW - WORDS - DAY)
    connection.execute(sa.insert(T["merge_row"]).values(row_of(T["merge_row"], HER, "x", {"merge": old})))
    run(connection, "merge")
    assert row(connection, "merge", old) is None
    assert connection.execute(sa.select(T["merge_row"])).first() is None


def test_much_is_done_in_batches_and_goes_on_where_it_stopped(connection: Connection) -> None:
    rows = [
        row_of(T["inbound"], HER, "her", {}, received_at=NOW - WORDS - DAY, key=f"k{nth}", id=10_000 + nth)
        for nth in range(2 * BATCH + 50)
    ]
    connection.execute(sa.insert(T["inbound"]), rows)
    assert run(connection, "inbound") >= 3
    left = sa.select(sa.func.count()).where(T["inbound"].c.body.like("%words%"))
    assert connection.execute(left).scalar_one() == 0
    (number,) = (
        n for n, (table, rule) in RULES.items() if table == "inbound" and isinstance(rule.cut, Blank) and rule.in_order
    )
    detail = connection.execute(sa.select(timer.c.detail).where(timer.c.subject == number)).scalar_one()
    assert detail["after"] == rows[-1]["id"]


def test_every_rule_is_on_the_agenda_once_for_the_night(connection: Connection) -> None:
    schedule(connection, NOW)
    schedule(connection, NOW + DAY)
    found = connection.execute(sa.select(timer.c.subject, timer.c.due_at).where(timer.c.kind == SWEEP)).all()
    assert {subject for subject, _at in found} == set(RULES)
    assert {at.astimezone(KARACHI).hour for _subject, at in found} == {3}
    assert all(NOW < at <= NOW + DAY for _subject, at in found)


def test_a_rule_of_an_older_version_falls_off(connection: Connection) -> None:
    sweep(connection, Due(SWEEP, 5, None, {}), NOW)
    assert connection.execute(sa.select(timer)).first() is None


def test_every_rule_says_why(connection: Connection) -> None:
    for declared in KEPT.values():
        assert all(rule.why for rule in declared.sweeps)
