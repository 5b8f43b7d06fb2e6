"""An officer talks with somebody who has everything erased: her page says why it is gone, and so does the trail."""

from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot import clock
from bot.helpdesk import service as helpdesk
from bot.mydata import again
from bot.registry.models import ticket
from tests.console.helpdesk import Helpdesk
from tests.console.test_conversation import waits

Opener = Callable[..., Page]


def test_an_officer_sees_that_it_was_her_wish(desk: Helpdesk, page_of: Opener) -> None:
    officer, auditor = desk.staff("Hina Raza"), desk.staff("Zahid Khan", "auditor")
    phone = waits(desk, "Erased Person")
    person = desk.person_of(phone)
    query = sa.select(ticket.c.id).where(ticket.c.person_id == person)
    id = desk.write(lambda connection: connection.execute(query).scalar_one())
    desk.write(lambda connection: helpdesk.claim(connection, id, officer, clock.now()))
    page = page_of(officer)
    page.goto(f"{desk.url}/console/people/{person}")
    expect(page.get_by_text("Erased Person").first).to_be_visible()

    assert desk.write(lambda connection: again.ask_for(connection, person, "test", clock.now()))
    for _look in range(60):
        answer = page.goto(f"{desk.url}/console/people/{person}")
        assert answer is not None
        if answer.status == 410:
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="Erased at the person's own wish")).to_be_visible()
    page.goto(f"{desk.url}/console/queue")
    expect(page.get_by_text("Erased Person")).to_have_count(0)

    trail = page_of(auditor)
    trail.goto(f"{desk.url}/console/audit")
    expect(trail.get_by_role("cell", name="Had everything erased").first).to_be_visible()
