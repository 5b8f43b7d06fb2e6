"""A process that stands still, as in a frozen virtual machine, and goes on when another has taken its work over."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests import postgres
from tests.frontdoor.conftest import server_for, somebody
from tests.frontdoor.owner import until
from tests.standins.whatsapp import Standin

pytestmark = pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT)

LEASE = 2
"""Seconds for which a process may be silent before its people are taken over."""


async def test_what_another_has_sent_meanwhile_is_not_sent_again(tmp_path: Path) -> None:
    for name in ("other", "one"):
        (tmp_path / name).mkdir()
    with postgres.fresh_database(migrated=True) as url:
        async with Standin() as whatsapp:
            settings = {"DATABASE_URL": url, "SEND_LEASE_SECONDS": str(LEASE)}
            other = server_for(whatsapp, tmp_path / "other", **settings)
            one = server_for(whatsapp, tmp_path / "one", **settings)  # the one that is written to
            try:
                await asyncio.gather(other.start(), one.start())
                phone = somebody(whatsapp)
                whatsapp.fail_next(1, slow=1.0)
                for text in ("hello", "English", "loan", "complaint", "training"):
                    await phone.says(text)
                os.kill(one.pid, signal.SIGSTOP)  # with one reply on its way and four behind it
                await until(lambda: one.rows("SELECT 1 FROM outbound WHERE state = 'sent'")[4:], 30)
                os.kill(one.pid, signal.SIGCONT)
                await asyncio.sleep(2 * LEASE)
            finally:
                await asyncio.gather(one.kill(), other.kill())

    heard = [shown.ref for shown in phone.heard]
    assert len(set(heard)) == 5, "nothing is lost"
    assert heard == sorted(heard, key=int), "nothing overtakes"
    again = {ref: times for ref, times in Counter(heard).items() if times > 1}
    assert set(again) <= {heard[0]}, "only the one on its way may have gone out twice"
