"""Thousands of events, doubled, batched and re-delivered, while servers are killed: nothing lost, nothing twice."""

from pathlib import Path

import pytest

from tests import postgres
from tests.depth import pick
from tests.frontdoor.storm import storm


@pytest.mark.timeout(180)
async def test_a_storm_on_sqlite_while_the_server_is_killed_again_and_again(tmp_path: Path) -> None:
    verdict = await storm(tmp_path, events=pick(quick=600, deep=4000), kills=pick(quick=2, deep=3), seed=20261122)
    print(verdict)
    assert verdict.clean, f"{verdict} {verdict.problems}"


@pytest.mark.timeout(180)
@pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT)
async def test_a_storm_on_postgresql_while_one_of_two_processes_is_killed(tmp_path: Path) -> None:
    with postgres.fresh_database(migrated=True, durable=True) as database:
        events = pick(quick=300, deep=3000)
        verdict = await storm(tmp_path, events, kills=2, seed=20261123, databases=database, processes=2)
    print(verdict)
    assert verdict.clean, f"{verdict} {verdict.problems}"
