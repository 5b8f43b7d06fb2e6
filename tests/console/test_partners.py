"""Agreements in the console: recorded, ended, and their secrets shown once and to nobody else."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot import clock
from bot.clock import day_in_pakistan
from bot.registry.officers import Officer
from bot.staff import audit
from tests.console.helpdesk import Client, Helpdesk

Opener = Callable[..., Page]
ONCE = re.compile(r'class="number big once">([^<]+)<')
HOOK = "https://partner.example/hook"


@pytest.fixture(scope="module")
def admin(desk: Helpdesk) -> Officer:
    return desk.staff("Boss Admin", "admin")


def records(client: Client, lender: str, seen: str = "0", **terms: Any) -> httpx.Response:
    """Send the form of an agreement."""
    fields = {"contact": "Ali, 042 111", "begins_on": "2026-01-01", "ends_on": "", "webhook": "", **terms}
    return client.sends("/console/partners/new", lender=lender, seen=seen, **fields)


def agreements(desk: Helpdesk, lender: str) -> list[Any]:
    return desk.server.rows("SELECT * FROM partner_agreement WHERE lender = ? ORDER BY id", lender)


def test_without_agreements_the_page_says_so_and_what_one_needs(desk: Helpdesk, admin: Officer) -> None:
    with desk.client(admin) as client:
        page = client.get("/console/partners").text
        assert "There is no agreement yet" in page
        assert "An agreement needs" in page
        assert 'value="apna"' not in page, "nobody may be sent there, so it cannot be chosen"
        assert "Going-concern doubt when last rated." in page, "and why it cannot"
        assert "Nobody has been referred yet" in client.get("/console/referrals").text


def test_an_agreement_is_recorded_and_its_secret_shown_this_once(
    desk: Helpdesk, page_of: Opener, admin: Officer
) -> None:
    page = page_of(admin, 360)
    page.goto(f"{desk.url}/console/partners")
    page.get_by_label("Lender").select_option("asa")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Whom to ask at the lender").fill("علی، 042 111")
    page.get_by_label("First day").fill("2026-01-01")
    page.get_by_label("Last day").fill("2030-12-31")
    page.locator("[value=asa-small]").check()
    page.get_by_label("Punjab").check()
    page.get_by_label("Webhook").fill(HOOK)
    page.get_by_role("button", name="Record it").click()
    [secret] = ONCE.findall(page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "also the secret fits a phone"
    [row] = agreements(desk, "asa")
    assert (row["products"], row["provinces"], row["ends_on"]) == ('["asa-small"]', '["punjab"]', "2030-12-31")
    assert secret not in row["secret"], "it is sealed"
    page.goto(f"{desk.url}/console/partners/{row['id']}")
    expect(page.get_by_text("1 January 2026 to 31 December 2030")).to_be_visible()
    with desk.client(admin) as client:
        pages = [client.get(f"/console/{path}").text for path in ("partners", f"partners/{row['id']}", "audit")]
    assert not any(secret in text for text in pages)
    assert secret not in desk.server.log.read_text()
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="agreement recorded")))
    assert [(one.subject, one.detail) for one in trail] == [("asa", {"agreement": row["id"], "webhook": True})]


def test_a_form_sent_twice_records_once_and_of_two_admins_the_second_is_told(desk: Helpdesk, admin: Officer) -> None:
    with desk.client(admin) as one, desk.client(desk.staff("Other Admin", "admin")) as two:
        assert records(one, "kashf").status_code == 200
        for again, why in (
            (records(one, "kashf"), "Something was changed since this page was opened"),
            (records(two, "kashf", contact="Another"), "Boss Admin was quicker"),
        ):
            assert again.status_code == 409
            assert why in again.text
            assert not ONCE.findall(again.text)
        assert len(agreements(desk, "kashf")) == 1
        form = two.get("/console/partners/new?lender=kashf").text
        assert "There is an agreement with this lender already" in form
        [seen] = re.findall(r'name="seen" value="(\d+)"', form)
        assert records(two, "kashf", seen, begins_on="2031-01-01").status_code == 200
    assert len(agreements(desk, "kashf")) == 2


@pytest.mark.parametrize(
    ("lender", "terms", "why"),
    [
        ("apna", {}, "Nobody may be sent to this lender"),
        ("lolc", {}, "Nobody may be sent to this lender"),
        ("<b>", {}, "Please choose a lender from the list"),
        ("", {}, "Please choose a lender from the list"),
        ("rcdp", {"contact": ""}, "whom to ask at the lender"),
        ("rcdp", {"contact": "x" * 201}, "whom to ask at the lender"),
        ("rcdp", {"contact": "x" * 20_000}, "whom to ask at the lender"),
        ("rcdp", {"begins_on": ""}, "choose the first day"),
        ("rcdp", {"begins_on": "tomorrow"}, "look at the days again"),
        ("rcdp", {"ends_on": "2025-12-31"}, "would end before it begins"),
        ("rcdp", {"product": "asa-small"}, "not this lender"),
        ("rcdp", {"province": "atlantis"}, "One of these provinces"),
        ("rcdp", {"webhook": "http://partner.example/hook"}, "over https only"),
        ("rcdp", {"webhook": "partner.example"}, "whole address of the webhook"),
        ("rcdp", {"webhook": "https://2130706433/hook"}, "whole address of the webhook"),
        ("rcdp", {"webhook": "https://u:p@partner.example/"}, "whole address of the webhook"),
    ],
)
def test_what_cannot_be_agreed_is_refused_kindly(
    desk: Helpdesk, admin: Officer, lender: str, terms: dict[str, str], why: str
) -> None:
    with desk.client(admin) as client:
        answer = records(client, lender, **terms)
    assert answer.status_code == 400
    assert why in answer.text.replace("&#39;", "'")
    assert not ONCE.findall(answer.text)
    if lender == "rcdp" and "contact" not in terms:
        assert 'value="Ali, 042 111"' in answer.text, "what was typed stays"
    assert agreements(desk, lender) == []


def test_an_agreement_ends_with_its_last_day_and_not_over_a_change_unseen(desk: Helpdesk, admin: Officer) -> None:
    with desk.client(admin) as client, desk.client(desk.staff("Other Admin", "admin")) as other:
        records(client, "jws", begins_on="2026-06-01")
        [row] = agreements(desk, "jws")
        path = f"/console/partners/{row['id']}"
        for day, why in (
            ("2026-05-01", "would end before it begins"),
            ("", "choose the last day"),
            ("x", "the days again"),
        ):
            refused = client.sends(path, what="end", seen="", last_day=day)
            assert (refused.status_code, why in refused.text) == (400, True), day
        for _ in range(2):
            assert client.sends(path, what="end", seen="", last_day="2030-06-30").status_code == 303
        late = other.sends(path, what="end", seen="", last_day="2029-06-30")
        assert (late.status_code, "Something was changed" in late.text) == (409, True)
        assert agreements(desk, "jws")[0]["ends_on"] == "2030-06-30"
        yesterday = (day_in_pakistan(clock.now()) - dt.timedelta(days=1)).isoformat()
        assert other.sends(path, what="end", seen="2030-06-30", last_day=yesterday).status_code == 303
        page = client.get(path).text
        assert "Over" in page
        assert "Let it end" not in page
        assert client.sends("/console/partners/1", what="end", last_day="2030-01-01").status_code == 404
        assert client.sends(path, what="begin").status_code == 404
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="agreement ended", subject="jws")))
    assert [entry.detail for entry in trail] == [
        {"agreement": row["id"], "last_day": day} for day in (yesterday, "2030-06-30")
    ]


def test_a_new_token_is_shown_once_and_ends_the_one_before(desk: Helpdesk, admin: Officer) -> None:
    with desk.client(admin) as client:
        records(client, "srso")
        path = f"/console/partners/{agreements(desk, 'srso')[0]['id']}"
        [first] = ONCE.findall(client.sends(path, what="token", seen="0").text)
        assert reads(desk, first) == 200
        doubled = client.sends(path, what="token", seen="0", sure="1")
        assert (doubled.status_code, ONCE.findall(doubled.text)) == (409, []), "a form sent twice"
        page = client.get(path).text
        assert first not in page
        [seen] = re.findall(r'name="what" value="token"><input type="hidden" name="seen" value="(\d+)"', page)
        unsure = client.sends(path, what="token", seen=seen)
        assert (unsure.status_code, "Please tick" in unsure.text) == (400, True)
        assert reads(desk, first) == 200
        [second] = ONCE.findall(client.sends(path, what="token", seen=seen, sure="1").text)
        assert (reads(desk, first), reads(desk, second)) == (401, 200)
        assert client.sends("/console/partners/1", what="token", seen="0").status_code == 404
        shown = client.get("/console/audit").text + client.get("/console/partners").text
    assert not any(token in shown + desk.server.log.read_text() for token in (first, second))
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="token made")))
    assert [(entry.subject, entry.detail) for entry in trail] == [("srso", None)] * 2


def reads(desk: Helpdesk, token: str) -> int:
    """What /api/v1 says to a token."""
    return httpx.get(f"{desk.url}/api/v1/referrals", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize("role", ["supervisor", "officer", "publisher", "auditor"])
def test_only_admins_have_the_room(desk: Helpdesk, admin: Officer, role: str) -> None:
    with desk.client(admin) as client:
        if not agreements(desk, "nrsp"):
            records(client, "nrsp")
        path = f"/console/partners/{agreements(desk, 'nrsp')[0]['id']}"
        client.form_token = "another"
        assert client.sends(path, what="token", seen="0").status_code == 403
    with desk.client(desk.staff("Somebody", role)) as client:
        for address in ("/console/partners", "/console/partners/new?lender=asa", path):
            assert client.get(address).status_code == 403
        assert records(client, "thardeep").status_code == 403
        assert client.sends(path, what="token", seen="0").status_code == 403
        assert "/console/partners" not in client.get("/console/me").text
    assert agreements(desk, "thardeep") == []
