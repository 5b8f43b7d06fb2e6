"""Getting in, staying in, being kept out."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import httpx
import pytest
from playwright.sync_api import Page, expect
from starlette.routing import Route

from bot import clock
from bot.console import router
from bot.registry.officers import Officer
from bot.staff import accounts, audit
from bot.staff.passwords import hashed
from tests.console.helpdesk import PASSWORD, Helpdesk

Opener = Callable[..., Page]


def log_in(page: Page, desk: Helpdesk, email: str, password: str, path: str = "/console/login?language=en") -> None:
    page.goto(desk.url + path)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def trail(desk: Helpdesk, who: str) -> list[str]:
    return [entry.what for entry in desk.write(lambda c: audit.find(c, audit.Wanted(who=who)))]


def test_somebody_with_a_one_time_password_chooses_her_own_first(desk: Helpdesk, page_at: Opener) -> None:
    email = "new.officer@example.org"
    desk.write(lambda c: accounts.add(c, email, "officer", "New Officer", hashed("once-once-once"), clock.now()))
    page = page_at(360)
    log_in(page, desk, email, "once-once-once")
    expect(page).to_have_url(re.compile("/console/password$"))
    page.goto(f"{desk.url}/console/queue")
    expect(page).to_have_url(re.compile("/console/password$"))

    def change(old: str, new: str, again: str) -> None:
        page.get_by_label("Present password").fill(old)
        page.get_by_label("New password", exact=True).fill(new)
        page.get_by_label("New password once more").fill(again)
        page.get_by_role("button", name="Change the password").click()

    change("once-once-once", "password123", "password123")
    expect(page.get_by_role("alert")).to_contain_text("first passwords that anybody would try")
    change("once-once-once", "gali no 4, Daska", "gali no 5, Daska")
    expect(page.get_by_role("alert")).to_contain_text("typed in two ways")
    change("wrong", "gali no 4, Daska", "gali no 4, Daska")
    expect(page.get_by_role("alert")).to_contain_text("present password is wrong")
    change("once-once-once", "gali no 4, Daska", "gali no 4, Daska")
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status")).to_contain_text("You are logged out")
    log_in(page, desk, email, "gali no 4, Daska")
    expect(page).to_have_url(re.compile("/console/queue$"))
    assert trail(desk, email)[:4] == ["queue seen", "logged in", "logged out", "password changed"]


def test_the_first_start_prints_a_login_that_works(desk: Helpdesk, page_at: Opener) -> None:
    [password] = re.findall(r"first login: admin@localhost, password (\S+)", desk.server.log.read_text())
    page = page_at(1280)
    log_in(page, desk, "admin@localhost", password)
    expect(page).to_have_url(re.compile("/console/password$"))
    assert page.locator(".rooms").count() == 0


def test_the_login_leads_where_somebody_wanted_to_go_and_never_out_of_the_house(
    desk: Helpdesk, page_at: Opener
) -> None:
    email = desk.email_of(desk.staff("Bilal Ahmed"))
    page = page_at(1280)
    page.goto(f"{desk.url}/console/cases")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/console/cases$"))
    page.get_by_role("button", name="Log out").click()
    log_in(page, desk, email, PASSWORD, "/console/login?language=en&next=//evil.example/console/")
    expect(page).to_have_url(re.compile(f"^{re.escape(desk.url)}/console/queue$"))
    [cookie] = page.context.cookies(f"{desk.url}/console")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/console")


def test_wrong_passwords_lead_to_a_rest_that_an_admin_can_lift(desk: Helpdesk, page_at: Opener) -> None:
    officer = desk.staff("Guessed At")
    email = desk.email_of(officer)
    page = page_at(1280)
    for _ in range(4):
        log_in(page, desk, email, "not it")
        expect(page.get_by_role("alert")).to_contain_text("e-mail or the password is wrong")
    log_in(page, desk, email, "not it")
    expect(page.get_by_role("alert")).to_contain_text("too many wrong passwords")
    log_in(page, desk, email, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("too many wrong passwords")
    log_in(page, desk, "nobody@example.org", "not it")
    expect(page.get_by_role("alert")).to_contain_text("e-mail or the password is wrong")
    desk.write(lambda c: accounts.give_one_time(c, officer.id, hashed("once-once-once"), clock.now()))
    log_in(page, desk, email, "once-once-once")
    expect(page).to_have_url(re.compile("/console/password$"))
    assert trail(desk, email).count("wrong password") == 5


def test_a_session_that_is_ended_elsewhere_is_over(desk: Helpdesk, page_of: Opener) -> None:
    officer = desk.staff("Two Desks")
    here, there = page_of(officer), page_of(officer)
    there.goto(f"{desk.url}/console/queue")
    here.goto(f"{desk.url}/console/me")
    expect(here.locator(".rows .row")).to_have_count(2)
    here.get_by_role("button", name="End all others").click()
    expect(here.locator(".rows .row")).to_have_count(1)
    # The page that refreshes itself says so without being touched; the next click leads to the login.
    expect(there.locator("#banner")).to_contain_text("You are logged out here", timeout=10_000)
    there.goto(f"{desk.url}/console/queue")
    expect(there).to_have_url(re.compile("/console/login"))
    here.reload()
    expect(here.get_by_role("heading", name="My account")).to_be_visible()


def test_a_disabled_account_is_out_at_once(desk: Helpdesk, page_of: Opener) -> None:
    officer, admin = desk.staff("Going Away"), desk.staff("Boss Admin", "admin")
    page, boss = page_of(officer), page_of(admin)
    page.goto(f"{desk.url}/console/queue")
    boss.goto(f"{desk.url}/console/staff/{officer.id}")
    boss.get_by_role("button", name="Disable the account").click()
    expect(boss.get_by_role("button", name="Enable the account")).to_be_visible()
    page.reload()
    expect(page).to_have_url(re.compile("/console/login"))


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("officer", "/console/queue", 200),
        ("officer", "/console/staff", 403),
        ("officer", "/console/audit", 403),
        ("officer", "/console/hours", 403),
        ("officer", "/console/registry/export?as=csv", 403),
        ("officer", "/console/registry/import", 403),
        ("auditor", "/console/audit", 200),
        ("auditor", "/console/queue", 403),
        ("auditor", "/console/people/1", 403),
        ("auditor", "/console/cases/1", 403),
        ("auditor", "/console/registry", 403),
        ("publisher", "/console/people/1", 403),
        ("publisher", "/console/registry", 403),
        ("supervisor", "/console/staff", 403),
        ("supervisor", "/console/hours", 200),
        ("officer", "/console/people/1", 404),
        ("officer", "/console/people/99999999999999999999999", 404),
        ("officer", "/console/cases/x'--", 404),
        ("officer", "/console/files/1", 404),
        ("officer", "/console/nowhere", 404),
    ],
)
def test_the_address_of_another_role_opens_nothing(desk: Helpdesk, role: str, path: str, status: int) -> None:
    with desk.client(_one(desk, role)) as client:
        assert client.get(path).status_code == status


_known: dict[tuple[int, str], Officer] = {}


def _one(desk: Helpdesk, role: str) -> Officer:
    key = (id(desk), role)
    if key not in _known:
        _known[key] = desk.staff(f"Some {role}", role)
    return _known[key]


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        ({}, "right", 303),
        ({"origin": "https://evil.example"}, "right", 403),
        ({"origin": "null"}, "right", 403),
        ({"origin": "", "referer": "https://evil.example/"}, "right", 403),
        ({"origin": ""}, "right", 403),
        ({}, "none", 403),
        ({}, "another's", 403),
    ],
)
def test_a_forged_form_does_nothing(desk: Helpdesk, headers: dict[str, str], token: str, status: int) -> None:
    officer = desk.staff("Forged At")
    with desk.client(officer) as client, desk.client(_one(desk, "officer")) as other:
        tokens = {"none": "", "right": client.form_token, "another's": other.form_token}
        form = {"language": "ur", "form_token": tokens[token]}
        assert client.post("/console/language", data=form, headers=headers).status_code == status
    account = desk.write(lambda c: accounts.by_id(c, officer.id))
    assert account is not None
    assert account.language == ("ur" if status == 303 else "en")


def addresses() -> list[tuple[str, str]]:
    """Every method and address of the console, but the login's own."""
    nobody = SimpleNamespace(settings=SimpleNamespace(trusted_proxies=""))
    routes = [route for route in router(nobody).routes if isinstance(route, Route)]  # type: ignore[arg-type]
    pairs = ((method, route.path) for route in routes for method in route.methods or ())
    found = [(method, re.sub(r"\{\w+(:path)?\}", "1", path)) for method, path in pairs]
    return sorted((method, path) for method, path in found if path not in ("/console/login", "/console/1"))


def test_no_address_does_anything_for_a_stranger_or_without_the_forms_own_token(desk: Helpdesk) -> None:
    found = addresses()
    assert len(found) > 35
    with httpx.Client(base_url=desk.url, headers={"origin": desk.url}) as stranger:
        for method, path in found:
            answer = stranger.request(method, path)
            assert answer.status_code == (401 if method == "POST" else 303), path
            assert answer.headers.get("location", "/console/login").startswith("/console/login")
    with desk.client(desk.staff("Careful Admin", "admin")) as admin:
        for _method, path in (one for one in found if one[0] == "POST"):
            assert admin.post(path, data={"what": "close"}).status_code == 403, path


def test_a_login_form_of_another_site_is_refused(desk: Helpdesk) -> None:
    form = {"email": desk.email_of(desk.staff("Lured In")), "password": PASSWORD}
    answer = httpx.post(f"{desk.url}/console/login", data=form, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_pages_carry_strict_headers(desk: Helpdesk) -> None:
    with desk.client(_one(desk, "officer")) as client:
        headers = client.get("/console/queue").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_form_that_is_too_large_or_none_is_refused_kindly(desk: Helpdesk) -> None:
    with desk.client(_one(desk, "officer")) as client:
        assert client.sends("/console/language", language="x" * 70_000).status_code == 413
        odd = client.post("/console/language", json={"a": 1})
    assert odd.status_code == 400
    assert "could not be read" in odd.text
