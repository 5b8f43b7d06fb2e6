"""What staff do about sittings, where several processes do it at once."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.registry.models import person
from bot.registry.officers import Refusal
from bot.training import desk
from bot.training.models import seat
from tests.both import engine_of
from tests.training.conftest import NOW, people
from tests.training.hall import Hall


def values_of(row: dict[str, Any], **changed: Any) -> dict[str, Any]:
    names = ("online", "district", "place", "language", "women_only", "starts_at", "ends_at", "seats", "fee", "trainer")
    return {**{name: row[name] for name in names}, **changed}


def test_who_read_an_older_state_changes_nothing(connection: Connection) -> None:
    hall = Hall(connection, NOW)
    id = hall.announces(seats=2)
    row = hall.row(id)
    read = desk.version(row)
    done = desk.change(connection, id, read, values_of(row, seats=3), NOW + dt.timedelta(seconds=1))
    assert done == desk.Did("s1", 0, ("seats",))
    for late in (
        desk.change(connection, id, read, values_of(row, seats=9), NOW),
        desk.cancel(connection, id, read, NOW),
        desk.change_code(connection, id, read, desk.Hashed("00", "00"), NOW),
    ):
        assert isinstance(late, Refusal)
        assert late.reason == "overtaken"
    assert (hall.row(id)["seats"], hall.row(id)["state"]) == (3, "open")
    gone = desk.cancel(connection, id + 1, read, NOW)
    assert isinstance(gone, Refusal)
    assert gone.reason == "gone"


def test_what_has_begun_or_would_have_is_not_changed(connection: Connection) -> None:
    hall = Hall(connection, NOW)
    id = hall.announces(days=1)
    row = hall.row(id)
    past = values_of(row, starts_at=NOW - dt.timedelta(hours=1))
    assert desk.change(connection, id, desk.version(row), past, NOW) == Refusal("not_so")
    later = NOW + dt.timedelta(days=1, minutes=1)
    assert desk.cancel(connection, id, desk.version(row), later) == Refusal("not_so")


def test_attendance_is_taken_back_only_while_nothing_rests_on_it(connection: Connection) -> None:
    [one, two] = people(connection, 2)
    hall = Hall(connection, NOW)
    id = hall.announces(days=0.01)
    seats = [hall.takes(each, id)["seat"] for each in (one, two)]
    hall.later(hours=1)
    noted = desk.note_attended(connection, id, seats, hall.now)
    assert isinstance(noted, list)
    assert [each.person_id for each in noted] == [one, two]
    assert desk.note_attended(connection, id, seats, hall.now) == [], "noted already"
    hall.rates(one, seats[0], "good")
    assert desk.take_back_attended(connection, id, seats[0], hall.now) == Refusal("not_so")
    hall.certifies(two, seats[1])
    assert desk.take_back_attended(connection, id, seats[1], hall.now) == Refusal("not_so")
    assert desk.take_back_attended(connection, id + 1, seats[1], hall.now) == Refusal("gone")
    assert hall.states(id) == ["attended", "attended"]


@pytest.fixture
def shared() -> Iterator[Engine]:
    """PostgreSQL, for two transactions at once."""
    with engine_of("postgresql", None) as made:
        yield made


def meanwhile(engine: Engine, work: Callable[[Connection], Any]) -> tuple[threading.Thread, list[Any]]:
    """Somebody else's transaction, begun now; it has to wait for ours."""
    found: list[Any] = []

    def run() -> None:
        with engine.begin() as connection:
            found.append(work(connection))

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def until_it_waits(engine: Engine) -> None:
    """Until some transaction waits for a lock."""
    query = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(500):
        with engine.connect() as connection:
            if connection.execute(query).scalar_one():
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits")


def test_of_two_changes_at_once_the_second_is_refused(shared: Engine) -> None:
    with shared.begin() as connection:
        id = Hall(connection, NOW).announces(seats=2)
        row = Hall(connection, NOW).row(id)
    read, later = desk.version(row), NOW + dt.timedelta(seconds=1)
    with shared.begin() as connection:
        desk.change(connection, id, read, values_of(row, seats=5), later)
        thread, found = meanwhile(
            shared, lambda other: desk.change(other, id, read, values_of(row, seats=9, place="Elsewhere"), later)
        )
        until_it_waits(shared)
    thread.join()
    assert [each.reason for each in found] == ["overtaken"]
    with shared.begin() as connection:
        assert (Hall(connection, NOW).row(id)["seats"], Hall(connection, NOW).row(id)["place"]) == (5, "Hall 3")


def test_a_certificate_that_is_being_made_keeps_attendance_from_being_taken_back(shared: Engine) -> None:
    with shared.begin() as connection:
        [one] = people(connection, 1)
        hall = Hall(connection, NOW)
        id = hall.announces(days=0.01)
        held = hall.takes(one, id)["seat"]
        connection.execute(sa.update(seat).values(state="attended", attended_at=NOW))
    with shared.begin() as connection:
        # As a batch does before her turn.
        connection.execute(sa.select(person.c.id).where(person.c.id == one).with_for_update(key_share=True))
        Hall(connection, NOW).certifies(one, held)
        thread, found = meanwhile(shared, lambda other: desk.take_back_attended(other, id, held, NOW))
        until_it_waits(shared)
    thread.join()
    assert found == [Refusal("not_so")]
