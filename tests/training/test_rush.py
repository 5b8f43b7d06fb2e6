"""Thousands of attempts for thirty seats, by two processes at once: exactly thirty people have one."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.db import engine_for
from tests.both import KINDS, at_the_newest_schema
from tests.depth import pick
from tests.processes import ROOT
from tests.training.conftest import NOW, people
from tests.training.hall import Hall
from tests.training.rush import booked

SEATS = 30
PEOPLE = pick(quick=500, deep=5_000)
"""Each tries twice, once in either process."""
TALKING = pick(quick=40, deep=120)


def prepared(url: str, persons: int) -> int:
    """So many people and one sitting; its id."""
    engine = engine_for(url)
    with engine.connect() as connection, connection.begin():
        if persons:
            people(connection, persons)
        id = Hall(connection, NOW).announces(seats=SEATS)
    engine.dispose()
    return id


def rushed(how: str, url: str, sitting: int, *parts: tuple[int, int]) -> int:
    """Processes that start together; how much they did altogether."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.training.rush", how, url, str(sitting), str(first), str(count), str(seed)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for seed, (first, count) in enumerate(parts)
    ]  # fmt: skip
    said = [process.communicate(timeout=170) for process in started]  # all of them, before one is looked at
    for process, (_out, err) in zip(started, said, strict=True):
        assert process.returncode == 0, err[-2000:]
    return sum(int(out) for out, _err in said)


def one_seat_a_person(url: str) -> bool:
    engine = engine_for(url)
    query = sa.text("SELECT person_id FROM seat GROUP BY person_id, sitting_id HAVING count(*) > 1")
    with engine.connect() as connection:
        found = connection.execute(query).first()
    engine.dispose()
    return found is None


@pytest.mark.timeout(180)
@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_attempts_by_two_processes(kind: str, tmp_path: Path) -> None:
    with at_the_newest_schema(kind, tmp_path) as url:
        sitting = prepared(url, PEOPLE)
        assert rushed("attempts", url, sitting, (1, PEOPLE), (1, PEOPLE)) == 2 * PEOPLE
        assert booked(url, sitting) == {"booked": SEATS, "waiting": PEOPLE - SEATS}
        assert one_seat_a_person(url)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("kind", KINDS)
def test_whole_conversations_through_the_writer(kind: str, tmp_path: Path) -> None:
    """On PostgreSQL by two processes; an embedded database has one writer."""
    half = TALKING // 2
    parts = [(1, TALKING)] if kind == "sqlite" else [(1, half), (half + 1, half)]
    with at_the_newest_schema(kind, tmp_path) as url:
        sitting = prepared(url, 0)
        rushed("talk", url, sitting, *parts)
        assert booked(url, sitting) == {"booked": SEATS, "waiting": TALKING - SEATS}
        assert one_seat_a_person(url)
