"""Two people become one and two again: nothing is lost, the strictest consent wins, and undo restores every row."""

import datetime as dt
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

import bot.agenda.models
import bot.inbox.models
import bot.outbox.models  # noqa: F401
from bot.channels.contract import Address, Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.session import Session
from bot.db import Moment, metadata
from bot.helpdesk import causes
from bot.registry.merge import CannotMerge, CannotUndo, merge, tables_of_people, undo
from bot.registry.models import business, consent, identity, link_try, lock_word, merge_row, person, ticket
from bot.registry.people import People
from tests.both import KINDS, engine_of
from tests.depth import pick

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
FORMS = {"registration"}
KEPT, GONE, OTHER = 11, 22, 33
ALWAYS = {"merge", "merge_row"}
inbound, outbound, session, timer = (metadata.tables[name] for name in ("inbound", "outbound", "session", "timer"))


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of(request.param, tmp_path_factory.mktemp("merge")) as made:
        yield made


@contextmanager
def world(engine: Engine, **people: dict[str, Any]) -> Iterator[Connection]:
    """Three people, the first of whom was there first; all of it is gone afterwards."""
    with engine.connect() as connection:
        transaction = connection.begin()
        for id, name in ((KEPT, "kept"), (GONE, "gone"), (OTHER, "other")):
            insert(connection, person, {"id": id, "created_at": NOW + dt.timedelta(days=id), **people.get(name, {})})
        yield connection
        transaction.rollback()


_ids = itertools.count(1_000)


def insert(connection: Connection, table: sa.Table, values: dict[str, Any]) -> int:
    """A row, with something in every column that has to be filled."""
    row = {"id": next(_ids), **values}
    for column in table.columns:
        if column.name in row or column.nullable or column.server_default is not None:
            continue
        match column.type:
            case Moment():
                row[column.name] = NOW
            case sa.Text():
                row[column.name] = f"{column.name} {row['id']}"
            case sa.Boolean():
                row[column.name] = True
            case _:
                row[column.name] = 1
    connection.execute(sa.insert(table).values(**row))
    return int(row["id"])


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All there is, apart from the record of merges."""
    tables = [table for table in metadata.sorted_tables if table.name not in ALWAYS]
    return {t.name: sorted(map(tuple, connection.execute(sa.select(t))), key=repr) for t in tables}


def person_row(connection: Connection, id: int) -> Any:
    return connection.execute(sa.select(person).where(person.c.id == id)).mappings().one()


def become_one(connection: Connection, at: dt.datetime = NOW) -> int:
    return merge(connection, GONE, KEPT, forms=FORMS, how="test", now=at).id


def sender(owner: int) -> Sender:
    return Sender("whatsapp", "account", (Handle("bsuid", f"PK.{owner}"),))


def wrote(connection: Connection, owner: int, by: int, key: str, at: dt.datetime) -> int:
    """A message of `owner`'s that came in on the identity of `by`."""
    body = msgspec.json.encode(Message(key, sender(by), at, Heard(text=key))).decode()
    row = {"person_id": owner, "channel": "whatsapp", "key": key, "state": "done", "received_at": at, "body": body}
    return insert(connection, inbound, row)


BODY = msgspec.json.encode(Session(1, "registration", 1, NOW - dt.timedelta(days=1), NOW)).decode()
WROTE = msgspec.json.encode(Message("k", Sender("whatsapp", "a", (Handle("bsuid", "PK.1"),)), NOW, Heard())).decode()
ADDRESS = msgspec.json.encode(Address("whatsapp", "a", (Handle("bsuid", "PK.1"),))).decode()
OPEN = {"flow": "registration", "state": "open", "body": BODY}
at = st.integers(0, 100_000).map(lambda minutes: NOW - dt.timedelta(minutes=minutes))
person_rows = st.fixed_dictionaries(
    {
        "wants_broadcasts": st.booleans(),
        "met": st.booleans(),
        "language": st.sampled_from(["", "ur", "en"]),
        "missed": st.sampled_from([None, [], ["aik"], ["aik", "do"]]),
        "muted_until": st.none() | at,
        "created_at": at,
    }
)
ROWS = {
    "identity": st.fixed_dictionaries(
        {"channel": st.sampled_from(["whatsapp", "telegram"]), "ended_at": st.none() | at}
    ),
    "consent": st.fixed_dictionaries({"topic": st.sampled_from("ab"), "given": st.booleans(), "at": at}),
    "business": st.fixed_dictionaries({"created_at": at}),
    "case": st.fixed_dictionaries({"state": st.sampled_from(["recorded", "withdrawn"])}),
    "ticket": st.fixed_dictionaries({"state": st.sampled_from(["waiting", "closed"]), "opened_at": at}),
    "session": st.fixed_dictionaries(
        {
            "flow": st.sampled_from(["menu", "help", "offers!"]),
            "state": st.sampled_from(["open", "done"]),
            "position": st.integers(0, 3),
            "body": st.just(BODY),
        }
    ),
    "timer": st.fixed_dictionaries({"due_at": at}),
    "inbound": st.fixed_dictionaries(
        {"state": st.sampled_from(["done", "kept", "stale"]), "received_at": at, "body": st.just(WROTE)}
    ),
    "outbound": st.fixed_dictionaries(
        {"state": st.sampled_from(["queued", "sent"]), "kind": st.just("reply"), "address": st.just(ADDRESS)}
    ),
    "link_try": st.fixed_dictionaries({"at": at}),
}
rows = st.sampled_from(sorted(ROWS)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from([KEPT, GONE, OTHER]), ROWS[name])
)


def test_every_table_of_people_is_looked_after():
    named = {t.name for t in metadata.sorted_tables if any(c.references(person.c.id) for c in t.columns)}
    assert {t.name for t in tables_of_people()} == named - {"person", "merge", "lock_word"}


@settings(max_examples=pick(quick=10, deep=60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.fixed_dictionaries({"kept": person_rows, "gone": person_rows, "other": person_rows}),
    made=st.lists(rows, max_size=20),
    locked=st.sets(st.sampled_from([KEPT, GONE, OTHER])),
    in_a_form=st.sampled_from([None, KEPT, GONE]),
)
def test_a_merge_moves_everything_and_undo_restores_every_row(engine, people, made, locked, in_a_form):
    with world(engine, **people) as connection:
        for name, owner, values in made:
            insert(connection, metadata.tables[name], {"person_id": owner, **values})
        for owner in sorted(locked):
            insert(connection, lock_word, {"person_id": owner})
        if in_a_form:
            insert(connection, session, {"person_id": in_a_form, "position": 0, **OPEN})
        before = everything(connection)

        merged = merge(connection, KEPT, GONE, forms=FORMS, how="test", now=NOW)
        kept, gone = person_row(connection, merged.kept), person_row(connection, merged.gone)
        assert gone["merged_into"] == kept["id"]
        assert (kept["created_at"], kept["id"]) < (gone["created_at"], gone["id"])
        for table in tables_of_people():
            left = sa.select(sa.func.count()).select_from(table).where(table.c.person_id == gone["id"])
            assert connection.execute(left).scalar() == 0, table.name
        assert kept["wants_broadcasts"] == (people["kept"]["wants_broadcasts"] and people["gone"]["wants_broadcasts"])
        waiting = [row for row in everything(connection)["ticket"] if kept["id"] in row and "waiting" in row]
        assert len(waiting) <= 1
        others = [row for row in everything(connection)["business"] if OTHER in row]
        assert others == [row for row in before["business"] if OTHER in row]

        undo(connection, merged.id, NOW)
        assert everything(connection) == before
        with pytest.raises(CannotUndo, match="already"):
            undo(connection, merged.id, NOW)


def test_the_one_place_that_is_left_in_the_queue_says_what_the_other_was_for(engine):
    with world(engine) as connection:
        first, second = NOW - dt.timedelta(hours=2), NOW - dt.timedelta(hours=1)
        insert(connection, ticket, {"person_id": KEPT, "reason": "complaint", "state": "waiting", "opened_at": first})
        insert(connection, ticket, {"person_id": GONE, "reason": "asked", "state": "waiting", "opened_at": second})
        kept, gone = connection.execute(sa.select(ticket.c.id).order_by(ticket.c.opened_at)).scalars()
        [row] = connection.execute(sa.select(ticket.c.id, ticket.c.reason).where(ticket.c.id == gone))
        causes.note_also(connection, [(row, "voice")], NOW)
        before = everything(connection)
        merged = become_one(connection)
        assert causes.also_for(connection, [kept]) == {kept: {"asked", "voice"}}
        undo(connection, merged, NOW)
        assert everything(connection) == before


def test_the_same_form_open_on_both_sides_needs_an_officer(engine):
    with world(engine) as connection:
        for owner in (KEPT, GONE):
            insert(connection, session, {"person_id": owner, "position": 0, **OPEN})
        before = everything(connection)
        with pytest.raises(CannotMerge) as why:
            become_one(connection)
        assert why.value.reason == "two_forms"
        assert everything(connection) == before


def test_rows_that_cannot_belong_to_one_person_need_an_officer_and_nothing_is_left_half_done(engine, monkeypatch):
    with world(engine) as connection:
        insert(connection, identity, {"person_id": GONE, "ended_at": None})
        before = everything(connection)
        monkeypatch.setattr("bot.registry.merge._Merge._move_lock", _clash)
        with pytest.raises(CannotMerge) as why:
            become_one(connection)
        assert why.value.reason == "rows_clash"
        assert everything(connection) == before
        assert connection.execute(sa.select(sa.func.count()).select_from(merge_row)).scalar() == 0


def _clash(self: Any) -> None:
    raise sa.exc.IntegrityError("insert", {}, Exception("unique"))


def test_what_one_of_them_refused_holds_for_both_until_asked_again(engine):
    with world(engine) as connection:
        insert(connection, consent, {"person_id": GONE, "topic": "keep", "given": False, "at": NOW})
        insert(
            connection, consent, {"person_id": KEPT, "topic": "keep", "given": True, "at": NOW + dt.timedelta(days=1)}
        )
        become_one(connection, NOW + dt.timedelta(days=2))
        latest = sa.select(consent.c.given).where(consent.c.person_id == KEPT).order_by(consent.c.at.desc()).limit(1)
        assert connection.execute(latest).scalar() is False


def test_her_unfinished_form_comes_along_beneath_and_language_and_name_stay(engine):
    with world(engine, kept={"language": "ur", "language_chosen": True}, gone={"language": "en"}) as connection:
        form = insert(connection, session, {"person_id": GONE, "position": 0, **OPEN})
        over = insert(connection, session, {"person_id": GONE, "position": 1, **OPEN, "flow": "menu"})
        mine = insert(connection, session, {"person_id": KEPT, "position": 0, **OPEN, "flow": "menu"})
        become_one(connection)
        query = sa.select(session.c.id).where(session.c.person_id == KEPT, session.c.state == "open")
        assert connection.execute(query.order_by(session.c.position)).scalars().all() == [form, mine]
        assert connection.execute(sa.select(session.c.state).where(session.c.id == over)).scalar() == "done"
        kept = person_row(connection, KEPT)
        assert (kept["language"], kept["language_chosen"]) == ("ur", True)


def test_what_was_left_half_way_comes_along_unless_both_had_begun_it(engine):
    with world(engine) as connection:
        loan = insert(connection, session, {"person_id": GONE, "position": 0, **OPEN, "flow": "loan"})
        twice = insert(connection, session, {"person_id": GONE, "position": 1, **OPEN, "flow": "fund"})
        mine = insert(connection, session, {"person_id": KEPT, "position": 0, **OPEN, "flow": "fund"})
        merge(connection, GONE, KEPT, forms=FORMS, waiting=("loan", "fund"), how="test", now=NOW)
        query = sa.select(session.c.id).where(session.c.person_id == KEPT, session.c.state == "open")
        assert connection.execute(query.order_by(session.c.position)).scalars().all() == [loan, mine]
        assert connection.execute(sa.select(session.c.state).where(session.c.id == twice)).scalar() == "done"


def test_what_came_in_since_on_an_identity_that_goes_back_goes_along(engine):
    with world(engine) as connection:
        for owner in (KEPT, GONE):
            names = {"person_id": owner, "channel": "whatsapp", "kind": "bsuid", "value": f"PK.{owner}"}
            insert(connection, identity, {**names, "ended_at": None})
        merged = become_one(connection)
        hers, his = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2)
        wrote(connection, KEPT, GONE, "m1", hers)
        wrote(connection, KEPT, KEPT, "m2", his)
        address = msgspec.json.encode(Address("whatsapp", "account", sender(GONE).handles)).decode()
        insert(connection, outbound, {"person_id": KEPT, "created_at": hers, "address": address, "kind": "reply",
                                      "state": "sent"})  # fmt: skip
        began = msgspec.json.encode(Session(7, "registration", 1, hers, hers)).decode()
        insert(
            connection, session, {"id": 7, "person_id": KEPT, "touched_at": hers, **OPEN, "body": began, "position": 0}
        )
        insert(connection, timer, {"person_id": KEPT, "subject": 7})
        for when in (hers, his):
            insert(connection, business, {"person_id": KEPT, "created_at": when})
            insert(connection, ticket, {"person_id": KEPT, "opened_at": when, "state": "closed"})
            insert(connection, link_try, {"person_id": KEPT, "at": when})
        insert(connection, consent, {"person_id": KEPT, "message_key": "m1", "at": hers})
        insert(connection, consent, {"person_id": KEPT, "message_key": "m2", "at": his})
        new_name = {"person_id": KEPT, "channel": "whatsapp", "kind": "phone", "value": "+92", "began_at": hers}
        insert(connection, identity, new_name)

        undo(connection, merged, NOW + dt.timedelta(days=1))
        for table in (inbound, business, ticket, link_try, consent):
            owners = connection.execute(sa.select(table.c.person_id).order_by(table.c.id)).scalars().all()
            assert owners == [GONE, KEPT], table.name
        for table in (outbound, session, timer):
            assert connection.execute(sa.select(table.c.person_id)).scalars().all() == [GONE], table.name
        phone = sa.select(identity.c.person_id).where(identity.c.kind == "phone")
        assert connection.execute(phone).scalar() == GONE


def test_whoever_stopped_announcements_after_the_merge_gets_none_on_either_side(engine):
    with world(engine) as connection:
        merged = become_one(connection)
        connection.execute(sa.update(person).where(person.c.id == KEPT).values(wants_broadcasts=False))
        undo(connection, merged, NOW)
        assert not person_row(connection, KEPT)["wants_broadcasts"]
        assert not person_row(connection, GONE)["wants_broadcasts"]


def test_what_was_asked_anew_since_is_not_overwritten_by_undo(engine):
    with world(engine, gone={"wants_broadcasts": False}) as connection:
        merged = become_one(connection)
        assert not person_row(connection, KEPT)["wants_broadcasts"]
        connection.execute(sa.update(person).where(person.c.id == KEPT).values(wants_broadcasts=True))
        undo(connection, merged, NOW)
        assert person_row(connection, KEPT)["wants_broadcasts"]
        assert not person_row(connection, GONE)["wants_broadcasts"]


def test_merges_are_undone_from_the_latest_back(engine):
    with world(engine) as connection:
        before = everything(connection)
        first = become_one(connection)
        second = merge(connection, KEPT, OTHER, forms=FORMS, how="test", now=NOW).id
        with pytest.raises(CannotUndo, match=str(second)):
            undo(connection, first, NOW)
        undo(connection, second, NOW)
        undo(connection, first, NOW)
        assert everything(connection) == before


def test_nobody_is_merged_with_herself_or_twice(engine):
    with world(engine) as connection:
        with pytest.raises(CannotMerge):
            merge(connection, KEPT, KEPT, forms=FORMS, how="test", now=NOW)
        become_one(connection)
        with pytest.raises(CannotMerge):
            become_one(connection)
        with pytest.raises(CannotUndo, match="no merge"):
            undo(connection, 5, NOW)


def test_a_message_that_waited_for_the_merge_belongs_to_the_person_kept(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("on SQLite nobody reads in order to write while somebody else writes")
    first, second = 77, 88  # they stay in the database
    with engine.begin() as connection:
        for id in (first, second):
            insert(connection, person, {"id": id, "created_at": NOW + dt.timedelta(days=id)})
        name = {"channel": "whatsapp", "kind": "bsuid", "value": f"PK.{second}", "ended_at": None}
        insert(connection, identity, {"person_id": second, **name})

    def who_wrote() -> int:
        with engine.begin() as other:
            people = People(other, NOW)
            people.load([sender(second)])
            return people.person_of(sender(second))

    with ThreadPoolExecutor(1) as thread, engine.begin() as connection:
        merge(connection, first, second, forms=FORMS, how="test", now=NOW)
        waiting = thread.submit(who_wrote)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)  # it waits for her row
        connection.commit()
        assert waiting.result(5) == first
