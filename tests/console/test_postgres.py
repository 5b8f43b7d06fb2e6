"""The console on PostgreSQL: every page answers, and what officers do happens once."""

import re
from collections.abc import Iterator

import pytest

from bot import clock
from bot.helpdesk import service
from bot.migrate import upgrade
from tests import postgres
from tests.console.helpdesk import Helpdesk
from tests.frontdoor.owner import Owner

pytestmark = [
    pytest.mark.xdist_group("console"),
    pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helpdesk]:
    with postgres.fresh_database() as url:
        upgrade(url)
        made = Helpdesk(tmp_path_factory.mktemp("postgres"), DATABASE_URL=url).start()
        yield made
        made.stop()


def test_officers_work_on_postgresql_as_on_sqlite(desk: Helpdesk) -> None:
    phone = desk.somebody("Ayesha")

    async def registers() -> None:
        await Owner(phone, "taps", "en").registers(owner_name="Ayesha Khan", business_name="Al-Noor Traders")

    desk.run(registers())
    person = desk.person_of(phone)
    desk.write(lambda c: service.open_tickets(c, {person: ("seed", "asked")}, clock.now()))
    case = desk.server.rows('SELECT id FROM "case"')[0]["id"]
    officer = desk.staff("Bilal Ahmed", "admin")
    with desk.client(officer) as client:
        for path in (
            "/console/queue", f"/console/people/{person}", f"/console/cases/{case}", "/console/cases?words=النور",
            "/console/cases?words=0301&state=all", "/console/duplicates", "/console/parked", "/console/canned",
            "/console/registry?words=النور&with_women=1&since=2026-01-01&until=2030-01-01", "/console/hours",
            "/console/registry/export?as=xlsx", "/console/registry/export?as=csv", "/console/registry/import",
            "/console/staff", f"/console/staff/{officer.id}", "/console/me", "/console/password",
            f"/console/audit?who=bil&what=case+seen&subject=-&person={person}&since=2026-01-01&before={2**62}",
        ):  # fmt: skip
            assert client.get(path).status_code == 200, path
        page = client.get(f"/console/people/{person}").text
        [key], [ticket] = (
            re.findall(r'name="key" value="([^"]+)"', page),
            set(re.findall(r'name="ticket" value="(\d+)"', page)),
        )
        for _ in range(2):
            sent = client.sends(f"/console/people/{person}/reply", ticket=ticket, key=key, text="Salam")
            assert "done=sent" in sent.headers["location"]
        assert "Salam" in desk.run(phone.hears()).text
        desk.run(phone.hears_nothing(0.7))
        assert client.sends(f"/console/cases/{case}", what="take", version="1").status_code == 303
        assert client.sends(f"/console/cases/{case}", what="take", version="1").status_code == 409
        live = client.get(f"/console/people/{person}", headers={"x-live": "1"})
        again = {"x-live": "1", "if-none-match": live.headers["etag"]}
        assert client.get(f"/console/people/{person}", headers=again).status_code == 304
        for _ in range(2):
            assert client.post("/console/login", data={"email": "x@y", "password": "z"}).status_code == 403
