"""Agreements as the console records them: in production no packet goes to an address inside."""

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.referrals import agreeing, partners
from bot.referrals.agreeing import NotAgreed, Terms
from bot.referrals.models import partner_agreement
from tests.referrals.test_service import NOW, TODAY, VAULT, connection, engine

__all__ = ["connection", "engine"]


@pytest.mark.parametrize(
    ("url", "why"),
    [("https://10.0.0.8/hook", "inside"), ("http://127.0.0.1/hook", "plain"), ("https://localhost/hook", "inside")],
)
def test_in_production_no_webhook_lies_inside(connection: Connection, url: str, why: str) -> None:
    terms = Terms("asa", "Ali", TODAY, webhook_url=url)
    with pytest.raises(NotAgreed, match=why):
        agreeing.record(connection, terms, 0, VAULT, NOW, in_production=True)
    assert partners.all_agreements(connection) == []


def test_what_is_recorded_opens_with_its_own_secret_only(connection: Connection) -> None:
    terms = Terms("asa", "Ali", TODAY, webhook_url="https://partner.example/hook")
    id, secret = agreeing.record(connection, terms, 0, VAULT, NOW, in_production=True)
    [row] = partners.all_agreements(connection)
    assert VAULT.open(row.secret, partners.about(id)) == secret


@pytest.mark.parametrize(
    ("begins", "ends", "stands"),
    [(0, None, "holds"), (1, None, "future"), (-9, -1, "over"), (0, 0, "holds"), (5, 4, "over")],
)
def test_how_an_agreement_stands(connection: Connection, begins: int, ends: int | None, stands: str) -> None:
    terms = Terms("asa", "Ali", TODAY + dt.timedelta(days=begins))
    id, _secret = agreeing.record(connection, terms, 0, VAULT, NOW, in_production=True)
    if ends is not None:
        assert agreeing.end(connection, id, "", TODAY + dt.timedelta(days=ends))
    [one] = agreeing.agreements(connection)
    assert one.stands(TODAY) == stands


@contextmanager
def emptied(engine: Engine) -> Iterator[None]:
    """Agreements that are really committed, and gone afterwards."""
    yield
    with engine.begin() as connection:
        connection.execute(sa.delete(partner_agreement))


@pytest.mark.parametrize("before", [0, 1])
def test_of_two_who_record_in_the_same_instant_the_database_takes_one(engine: Engine, before: int) -> None:
    def record(contact: str) -> str:
        with engine.begin() as connection:
            start.wait(10)
            agreeing.record(connection, Terms("asa", contact, TODAY), before, VAULT, NOW, in_production=True)
            return contact

    with emptied(engine):
        for nth in range(before):
            with engine.begin() as connection:
                agreeing.record(connection, Terms("asa", "Old", TODAY), nth, VAULT, NOW, in_production=True)
        # On SQLite the second cannot begin before the first has ended; there it sees what was recorded.
        start = threading.Barrier(2 if engine.dialect.name == "postgresql" else 1)
        with ThreadPoolExecutor(2) as threads:
            tries = [threads.submit(record, contact) for contact in ("Sana", "Tariq")]
        [refused] = [one.exception() for one in tries if one.exception() is not None]
        assert isinstance(refused, NotAgreed)
        assert refused.reason == "overtaken"
        [won] = [one.result() for one in tries if one.exception() is None]
        with engine.begin() as connection:
            assert [row.contact for row in partners.all_agreements(connection)][before:] == [won]


def test_who_has_not_seen_the_first_is_refused_by_the_database_itself(engine: Engine) -> None:
    """Both have looked already when the first one is kept: what `record` looks up is not asked any more."""
    terms = {"contact": "Ali", "begins_on": TODAY, "ends_on": None, "products": (), "provinces": (), "webhook_url": ""}
    with emptied(engine):
        with engine.begin() as connection:
            partners.add_agreement(connection, "asa", vault=VAULT, now=NOW, seen=0, **terms)  # type: ignore[arg-type]
        with engine.connect() as connection, pytest.raises(partners.CannotAgree, match="just recorded another"):
            partners.add_agreement(connection, "asa", vault=VAULT, now=NOW, seen=0, **terms)  # type: ignore[arg-type]
        with engine.begin() as connection:
            assert len(partners.all_agreements(connection)) == 1
            partners.add_agreement(connection, "asa", vault=VAULT, now=NOW, **terms)  # type: ignore[arg-type]
            assert [row.nth for row in partners.all_agreements(connection)] == [1, 2], "the command line looks itself"
