"""The main job on PostgreSQL: the same conversations end as the same rows, also when a process is killed in between."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests import postgres
from tests.frontdoor.conftest import Front, server_for
from tests.frontdoor.owner import Owner, Way
from tests.frontdoor.test_registration import RECORDED, business_of, of, reference_in
from tests.standins.whatsapp import Phone, Standin

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def front(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Front]:
    """A server on PostgreSQL."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    with postgres.fresh_database(migrated=True) as url:
        async with Standin() as standin:
            made = server_for(standin, folder, DATABASE_URL=url, SEND_LEASE_SECONDS="2")
            await made.start()
            yield Front(made, standin)
            await made.kill()


@pytest.mark.parametrize(("way", "language"), [("taps", "ur"), ("numbers", "ur_Latn"), ("words", "en")])
async def test_an_owner_registers_on_postgresql(front: Front, phone: Phone, way: Way, language: str) -> None:
    end = await Owner(phone, way, language).registers()

    assert business_of(front.server, phone) == {**RECORDED, "has_ntn": False}
    (case,) = of(front.server, phone, "case")
    assert reference_in(end.text) == case["reference"]
    assert len(phone.heard) == len(of(front.server, phone, "inbound")), "one message for each of hers"


async def test_a_killed_process_leaves_its_replies_to_the_next_one(front: Front, phone: Phone) -> None:
    owner = Owner(phone, "words", "en")
    await owner.opens()
    front.whatsapp.fail_next(1, hang=True)
    await phone.says("yes")
    await phone.hears_nothing(0.5)
    await front.server.kill()
    front.whatsapp.faults.clear()
    await front.server.start()
    assert "full name" in (await phone.hears(15)).text
    await phone.says("Ayesha Khan")
    assert "business called" in (await phone.hears()).text
