"""Who is who: the rules for names, one by one, on a real database."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels.contract import Handle, IdentityChanged, Sender
from bot.db import engine_for, metadata
from bot.registry.people import People

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
NUMBER, OTHER_NUMBER = Handle("phone", "+923001234567"), Handle("phone", "+923017654321")
ID, NEW_ID, PARENT = Handle("bsuid", "PK.1"), Handle("bsuid", "PK.2"), Handle("parent_bsuid", "PK.ENT.1")


class Register:
    """Every call is a batch of its own, saved before the next."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def writes(self, *handles: Handle, channel: str = "whatsapp") -> int:
        return self.batch([(handles, channel)])[0]

    def batch(self, senders: list[tuple[tuple[Handle, ...], str]]) -> list[int]:
        named = [Sender(channel, "1", handles) for handles, channel in senders]
        with self.engine.connect() as connection, connection.begin():
            people = People(connection, NOW)
            people.load(named)
            owners = [people.person_of(sender) for sender in named]
            people.save()
        return owners

    def changes(self, old: tuple[Handle, ...], new: tuple[Handle, ...]) -> int | None:
        event = IdentityChanged("k", "whatsapp", "1", old, new)
        with self.engine.connect() as connection, connection.begin():
            people = People(connection, NOW)
            people.load([], [event])
            owner = people.change(event)
            people.save()
        return owner

    def names(self, person: int) -> set[str]:
        query = sa.text("SELECT value FROM identity WHERE person_id = :p AND ended_at IS NULL")
        with self.engine.connect() as connection:
            return set(connection.execute(query, {"p": person}).scalars())


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    engine = engine_for(f"sqlite:///{tmp_path}/people.db")
    with engine.connect() as connection, connection.begin():
        metadata.create_all(connection)
    yield Register(engine)
    engine.dispose()


def test_the_same_name_is_the_same_person(register: Register) -> None:
    assert register.writes(NUMBER) == register.writes(NUMBER)
    assert register.writes(ID) == register.writes(ID)


def test_a_number_first_and_a_user_id_later_is_one_person(register: Register) -> None:
    she = register.writes(NUMBER)
    assert register.writes(ID, NUMBER) == she
    assert register.writes(ID) == she
    assert register.names(she) == {NUMBER.value, ID.value}


def test_a_user_id_first_and_a_number_later_is_one_person(register: Register) -> None:
    she = register.writes(ID)
    assert register.writes(ID, NUMBER) == she
    assert register.writes(NUMBER) == she


def test_a_known_number_with_a_new_user_id_is_a_new_person_who_takes_it_over(register: Register) -> None:
    """The SIM was recycled, until shown otherwise."""
    before = register.writes(ID, NUMBER)
    after = register.writes(NEW_ID, NUMBER)
    assert after != before
    assert register.names(before) == {ID.value}
    assert register.names(after) == {NEW_ID.value, NUMBER.value}
    assert register.writes(ID, OTHER_NUMBER) == before


def test_when_number_and_user_id_belong_to_two_people_nobody_is_merged(register: Register) -> None:
    one, two = register.writes(ID), register.writes(NUMBER)
    assert register.writes(ID, NUMBER) == one
    assert register.writes(NUMBER) == two
    assert register.names(one) == {ID.value}


def test_newcomers_of_one_batch_are_told_apart_and_put_together(register: Register) -> None:
    owners = register.batch(
        [((NUMBER,), "whatsapp"), ((ID, NUMBER), "whatsapp"), ((NEW_ID,), "whatsapp"), ((ID,), "whatsapp")]
    )
    assert owners[0] == owners[1] == owners[3] != owners[2]


def test_a_recycled_number_within_one_batch(register: Register) -> None:
    owners = register.batch([((ID, NUMBER), "whatsapp"), ((NEW_ID, NUMBER), "whatsapp"), ((ID,), "whatsapp")])
    assert owners[0] == owners[2] != owners[1]
    assert register.names(owners[1]) == {NEW_ID.value, NUMBER.value}


def test_a_parent_user_id_names_her_too(register: Register) -> None:
    she = register.writes(ID, PARENT, NUMBER)
    assert register.writes(PARENT) == she


def test_the_same_number_on_another_channel_is_another_name(register: Register) -> None:
    assert register.writes(NUMBER, channel="whatsapp") != register.writes(NUMBER, channel="telegram")


def test_a_new_user_id_replaces_the_old_one(register: Register) -> None:
    she = register.writes(ID, NUMBER)
    assert register.changes((ID, NUMBER), (NEW_ID, NUMBER)) == she
    assert register.names(she) == {NEW_ID.value, NUMBER.value}
    assert register.writes(NEW_ID) == she
    assert register.writes(ID) != she


def test_a_changed_number_comes_along(register: Register) -> None:
    she = register.writes(NUMBER)
    assert register.changes((NUMBER,), (OTHER_NUMBER,)) == she
    assert register.writes(OTHER_NUMBER) == she
    assert register.writes(NUMBER) != she


def test_a_change_of_somebody_we_do_not_know_changes_nothing(register: Register) -> None:
    assert register.changes((ID,), (NEW_ID,)) is None
    with register.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM identity")).scalar() == 0


def test_the_same_change_twice_is_one_change(register: Register) -> None:
    she = register.writes(ID, NUMBER)
    register.changes((ID,), (NEW_ID,))
    assert register.changes((ID,), (NEW_ID,)) is None
    assert register.names(she) == {NEW_ID.value, NUMBER.value}


def test_a_changed_user_id_that_is_somebody_elses_costs_nobody_her_name(register: Register) -> None:
    she, somebody = register.writes(ID), register.writes(NEW_ID)
    assert register.changes((ID,), (NEW_ID,)) == she
    assert (register.writes(ID), register.writes(NEW_ID)) == (she, somebody)


def test_a_number_she_moves_to_is_hers_though_somebody_had_it_before(register: Register) -> None:
    """Otherwise her next message would be taken for the earlier owner's, and open that person's details to her."""
    she, earlier = register.writes(NUMBER), register.writes(OTHER_NUMBER)
    assert register.changes((NUMBER,), (OTHER_NUMBER,)) == she
    assert register.writes(OTHER_NUMBER) == she
    assert register.writes(NEW_ID, OTHER_NUMBER) == she
    assert earlier != she
    assert register.names(earlier) == set()
