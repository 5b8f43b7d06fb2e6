"""Erasing: every table, nobody else's rows, in steps where there is much, and not before her last message has gone."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.agenda.models import timer
from bot.agenda.service import Due
from bot.answered.gaps import Missed, key_of, note
from bot.channels.contract import Handle, Message, Sender, Status
from bot.chat.heard import Heard
from bot.chat.requests import Done, Refused
from bot.chat.understanding import NOTHING
from bot.db import metadata
from bot.helpdesk.models import ticket_event
from bot.mydata.declared import KEPT
from bot.mydata.declared.messages import erased_key
from bot.mydata.erase import erase, everyone
from bot.mydata.kept import Blank, Kept
from bot.mydata.models import erasure
from bot.mydata.requests import EraseMe
from bot.mydata.service import AGAIN, ERASE, PATIENCE, erase_me, erase_when_quiet
from bot.outbox import statuses
from bot.outbox.models import delivery, outbound
from bot.registry.models import NOBODY, link, lock_word, person, ticket
from bot.registry.wished import Wished
from bot.staff import audit
from tests.both import KINDS, engine_of
from tests.mydata import test_declared
from tests.mydata.rows import NOW, fill, marked, row_of, rows_of_others

HER, OTHER = 11, 22
MARK, THEIRS = "zarmeena", "bushra"
assert test_declared.TABLES, "all tables are known"
T = metadata.tables
inbound, session, seat, gap, exemplar = T["inbound"], T["session"], T["seat"], T["gap"], T["exemplar"]


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of(request.param, tmp_path_factory.mktemp("erase")) as made:
        yield made


@contextmanager
def world(engine: Engine) -> Iterator[tuple[Connection, dict[str, int]]]:
    """Two people with a row in every table; what is hers."""
    with engine.connect() as connection:
        transaction = connection.begin()
        hers = fill(connection, HER, MARK)
        fill(connection, OTHER, THEIRS)
        yield connection, hers
        transaction.rollback()


def asked(connection: Connection, at: dt.datetime = NOW) -> Due:
    """She has asked for it."""
    connection.execute(sa.delete(erasure))
    wish = Wished(EraseMe(), HER, at, "key", "en", "whatsapp")
    connection.execute(sa.delete(lock_word).where(lock_word.c.person_id == HER))
    assert erase_me(connection, [wish]) == [Done()]
    id = connection.execute(sa.select(erasure.c.id)).scalar_one()
    return Due(ERASE, id, HER, {})


def is_done(connection: Connection) -> bool:
    return connection.execute(sa.select(erasure.c.done_at)).scalar_one() is not None


def test_every_table_forgets_her_and_nobody_else(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        before = rows_of_others(connection, THEIRS)
        held = {table for table, _column in marked(connection, MARK)}
        assert held >= {name for name in KEPT if isinstance(KEPT[name], Kept)} - {
            "link_try",
            "receipt",
            "article_rating",
        }

        count, finished = erase(connection, everyone(connection, HER), NOW)

        assert finished
        assert count > 25
        plain = {name for name, declared in KEPT.items() if not isinstance(declared, Kept)}
        assert [place for place in marked(connection, MARK) if place[0] not in plain] == []
        assert rows_of_others(connection, THEIRS) == before
        assert connection.execute(sa.select(person.c.id).order_by(person.c.id)).scalars().all() == [NOBODY, OTHER]


def test_what_stays_belongs_to_nobody(engine: Engine) -> None:
    with world(engine) as (connection, hers):
        erase(connection, [HER], NOW)
        for name, declared in KEPT.items():
            table = metadata.tables[name]
            if isinstance(declared, Kept) and isinstance(declared.erased, Blank) and "person_id" in table.c:
                row = connection.execute(sa.select(table).where(table.c.id == hers[name])).mappings().one()
                assert row["person_id"] in (NOBODY, None), name


def test_of_a_message_a_hash_of_its_key_is_left_for_some_days(engine: Engine) -> None:
    with world(engine) as (connection, hers):
        old = row_of(inbound, HER, MARK, {}, received_at=NOW - dt.timedelta(days=9), key="old")
        connection.execute(sa.insert(inbound).values(old))
        query = sa.select(inbound).where(inbound.c.id == hers["inbound"])
        before = connection.execute(query).mappings().one()
        erase(connection, [HER], NOW)
        after = connection.execute(query).mappings().one()
        assert after["key"] == erased_key(before["channel"], before["key"])
        assert MARK not in str(after)
        ids = connection.execute(sa.select(inbound.c.id)).scalars().all()
        assert old["id"] not in ids, "no carrier delivers it again"


def test_two_who_became_one_are_erased_together(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        fill(connection, 33, MARK)
        connection.execute(sa.update(person).where(person.c.id == 33).values(merged_into=HER))
        ids = everyone(connection, 33)
        assert ids == [HER, 33]
        assert erase(connection, ids, NOW)[1]
        assert connection.execute(sa.select(person.c.id).order_by(person.c.id)).scalars().all() == [NOBODY, OTHER]


def test_much_is_erased_in_steps(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        for _nth in range(25):
            for table in (inbound, outbound, session):
                connection.execute(sa.insert(table).values(row_of(table, HER, MARK, {})))
        steps = 0
        while not erase(connection, [HER], NOW, most=10)[1]:
            steps += 1
            assert steps < 40
        assert steps > 5
        plain = {name for name, declared in KEPT.items() if not isinstance(declared, Kept)}
        assert [place for place in marked(connection, MARK) if place[0] not in plain] == []


def test_an_officer_who_talks_with_her_sees_why_it_ends(engine: Engine) -> None:
    with world(engine) as (connection, hers):
        erase_when_quiet(connection, asked(connection), NOW + dt.timedelta(seconds=5))
        row = connection.execute(sa.select(ticket).where(ticket.c.id == hers["ticket"])).mappings().one()
        assert (row["state"], row["reason"], row["person_id"]) == ("closed", "erased", NOBODY)
        query = sa.select(ticket_event.c.what).where(ticket_event.c.ticket_id == hers["ticket"])
        assert "erased" in connection.execute(query).scalars().all()


@pytest.mark.parametrize("state", ["queued", "unknown"])
def test_her_last_message_goes_out_first(engine: Engine, state: str) -> None:
    with world(engine) as (connection, hers):
        due = asked(connection)
        last = sa.update(outbound).where(outbound.c.id == hers["outbound"])
        connection.execute(last.values(state=state, due_at=None))
        erase_when_quiet(connection, due, NOW + AGAIN)
        assert not is_done(connection)
        again = connection.execute(sa.select(timer.c.due_at).where(timer.c.kind == ERASE)).scalar_one()
        assert again == NOW + 2 * AGAIN or again == NOW, "it stands on the agenda"
        connection.execute(last.values(state="sent"))
        erase_when_quiet(connection, due, NOW + 2 * AGAIN)
        assert is_done(connection)


def test_a_carrier_that_is_down_does_not_hold_it_up_for_ever(engine: Engine) -> None:
    with world(engine) as (connection, hers):
        due = asked(connection)
        connection.execute(sa.update(outbound).where(outbound.c.id == hers["outbound"]).values(state="queued"))
        erase_when_quiet(connection, due, NOW + PATIENCE)
        assert is_done(connection)
        state = connection.execute(sa.select(outbound.c.state).where(outbound.c.id == hers["outbound"])).scalar_one()
        assert state == "failed", "nobody sends it any more"


def test_a_message_of_the_same_moment_is_answered_first(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        due = asked(connection)
        moment = NOW + dt.timedelta(seconds=3)
        row = row_of(inbound, HER, MARK, {}, received_at=moment, kind="text", key="now")
        connection.execute(sa.insert(inbound).values(row))
        erase_when_quiet(connection, due, moment)
        assert not is_done(connection)
        erase_when_quiet(connection, due, moment + AGAIN)
        assert is_done(connection)


def test_it_happens_once(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        due = asked(connection)
        erase_when_quiet(connection, due, NOW + AGAIN)
        rows = connection.execute(sa.select(erasure.c.rows)).scalar_one()
        erase_when_quiet(connection, due, NOW + 2 * AGAIN)
        assert connection.execute(sa.select(erasure.c.rows)).scalar_one() == rows > 20


def test_not_across_a_lock(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        connection.execute(sa.update(lock_word).where(lock_word.c.person_id == HER).values(open_until=None))
        wish = Wished(EraseMe(), HER, NOW, "key", "en", "whatsapp")
        assert erase_me(connection, [wish]) == [Refused("shut")]
        opened: dict[str, Any] = {"whatsapp": (NOW + dt.timedelta(hours=1)).isoformat()}
        connection.execute(sa.update(lock_word).where(lock_word.c.person_id == HER).values(open_until=opened))
        assert erase_me(connection, [wish]) == [Done()]


def test_a_late_status_brings_nothing_back(engine: Engine) -> None:
    with world(engine) as (connection, hers):
        erase(connection, [HER], NOW)
        connection.execute(sa.delete(delivery))
        late = Status("whatsapp", "account", f"wamid.{MARK}", "read", NOW, ref=str(hers["outbound"]), recipient=MARK)
        theirs = Status("whatsapp", "account", "wamid.x", "read", NOW, recipient=THEIRS)
        statuses.apply(connection, [late, theirs])
        assert connection.execute(sa.select(delivery.c.recipient)).scalars().all() == [THEIRS]
        assert ("outbound", "provider_id") not in marked(connection, MARK)


def test_a_link_that_waits_for_her_goes_too(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        row = row_of(link, OTHER, THEIRS, {}, state="asked", taker=HER, code_hash="c")
        connection.execute(sa.insert(link).values(row))
        erase(connection, [HER], NOW)
        assert connection.execute(sa.select(link.c.giver)).scalars().all() == [OTHER]


def test_what_was_not_understood_is_taken_off_the_list(engine: Engine) -> None:
    with world(engine) as (connection, _hers):
        hers = Missed("yeh mera firozabegum raaz", NOTHING, "menu", "", "ur_Latn")
        theirs = Missed("kuch aur bilkul alag baat", NOTHING, "menu", "", "ur_Latn")
        note(connection, [hers, theirs], NOW)
        learnt = {"intent": "vendor", "accepted_by": "h", "accepted_at": NOW, "language": "ur_Latn"}
        sentences = [
            {**learnt, "id": n, "key": key_of(one.text), "text": one.text} for n, one in enumerate((hers, theirs))
        ]
        connection.execute(sa.insert(exemplar), sentences)
        event = Message("k", Sender("whatsapp", "a", (Handle("bsuid", "x"),)), NOW, Heard(text=hers.text))
        body = msgspec.json.encode(event).decode()
        connection.execute(sa.insert(inbound).values(row_of(inbound, HER, MARK, {}, body=body, key="k")))
        erase_when_quiet(connection, asked(connection), NOW + AGAIN)
        assert connection.execute(sa.select(gap.c.text)).scalars().all() == [theirs.text]
        assert connection.execute(sa.select(exemplar.c.text)).scalars().all() == [theirs.text]
        [entry] = audit.find(connection, audit.Wanted(what="exemplar erased"))
        assert (entry.who, entry.person_id, entry.detail) == ("an erasure", None, {"sentences": 1})


def test_a_seat_she_will_not_take_goes_to_the_next_one(engine: Engine) -> None:
    with world(engine) as (connection, hers):
        sitting = {"starts_at": NOW + dt.timedelta(days=3), "ends_at": NOW + dt.timedelta(days=4), "seats": 1}
        connection.execute(sa.update(T["sitting"]).where(T["sitting"].c.id == hers["sitting"]).values(**sitting))
        connection.execute(sa.update(seat).where(seat.c.id == hers["seat"]).values(state="booked"))
        waits = row_of(seat, OTHER, THEIRS, hers, state="waiting", position=1)
        connection.execute(sa.insert(seat).values(waits))
        erase_when_quiet(connection, asked(connection), NOW + AGAIN)
        assert connection.execute(sa.select(seat.c.state).where(seat.c.id == waits["id"])).scalar_one() == "offered"
