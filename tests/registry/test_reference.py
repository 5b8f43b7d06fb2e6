"""Reference numbers: nobody is given one that somebody has."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.db import new_id
from bot.helpdesk import service
from bot.registry import reference
from bot.registry.models import person, ticket
from tests.both import KINDS, engine_of


@pytest.fixture(params=KINDS)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    with engine_of(request.param, tmp_path) as engine, engine.connect() as made:
        yield made


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are fifty numbers in all, so that nearly every other one that is drawn is taken."""
    drawn = reference.secrets.randbelow
    monkeypatch.setattr(reference.secrets, "randbelow", lambda _most: drawn(50))


def everybody(connection: Connection, many: int) -> dict[int, tuple[str, str]]:
    ids = [new_id() for _one in range(many)]
    connection.execute(sa.insert(person), [{"id": id, "created_at": clock.now()} for id in ids])
    return {id: (f"test:{id}", "asked") for id in ids}


@pytest.mark.usefixtures("few")
def test_all_numbers_are_given_out_and_each_once(connection: Connection) -> None:
    for many in (1, 20, 25, 4):
        service.open_tickets(connection, everybody(connection, many), clock.now())
    found = connection.execute(sa.select(ticket.c.reference)).scalars().all()
    assert len(found) == len(set(found)) == 50
    assert all(map(reference.is_reference, found))


@pytest.mark.usefixtures("few")
def test_more_than_were_foreseen_are_different_too(connection: Connection) -> None:
    numbers = list(islice(reference.new_references(connection, ticket.c.reference, 3), 40))
    assert len(set(numbers)) == 40
