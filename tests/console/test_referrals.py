"""Referrals at the desk: what lenders say is told once, what failed is posted again, lists are taken out."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bot import clock
from bot.referrals import partners
from bot.referrals.service import SILENCE
from bot.registry.officers import Officer
from bot.staff import audit
from tests.console import seeds
from tests.console.helpdesk import Client, Helpdesk
from tests.standins.partner import Partner
from tests.standins.whatsapp import Phone

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def ayesha(desk: Helpdesk) -> Phone:
    """Somebody who has talked with the bot before."""
    phone = desk.somebody("Ayesha")

    async def talks() -> None:
        for words in ("hello", "English"):
            await phone.says(words)
            await phone.hears()

    desk.run(talks())
    return phone


@pytest.fixture(scope="module", autouse=True)
def agreed(desk: Helpdesk) -> None:
    """Agreements whose referrals are taken to the lender by hand."""
    for lender in ("asa", "kashf", "rcdp"):
        seeds.agrees(desk, lender)


@pytest.fixture(scope="module")
def partner(desk: Helpdesk) -> Iterator[Partner]:
    made = Partner()
    desk.run(made.__aenter__())
    yield made
    desk.run(made.__aexit__())


def refers(
    desk: Helpdesk, phone: Phone, lender: str = "asa", product: str = "asa-small", *, name: str = "Ayesha Khan",
    digits: str = "+923001234567",
) -> int:  # fmt: skip
    return seeds.refers(desk, desk.person_of(phone), lender, product, name=name, phone=digits)


def state_of(desk: Helpdesk, id: int) -> str:
    return str(desk.server.rows("SELECT state FROM referral WHERE id = ?", id)[0]["state"])


def seen_in(client: Client, id: int) -> str:
    return re.findall(r'name="seen" value="(\d+)"', client.get(f"/console/referrals/{id}").text)[0]


def said(client: Client, id: int, state: str, note: str = "", seen: str = "", **more: str) -> tuple[int, str]:
    """Send the form about what the lender said; status, and the page or where it leads."""
    fields = {"what": "said", "seen": seen or seen_in(client, id), "state": state, "note": note, **more}
    answer = client.sends(f"/console/referrals/{id}", **fields)
    return answer.status_code, answer.headers.get("location", "") or answer.text


def test_what_a_lender_said_by_telephone_is_written_down_and_told_once(
    desk: Helpdesk, page_of: Opener, bilal: Officer, ayesha: Phone
) -> None:
    id = refers(desk, ayesha, name="Phone Call Khan")
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/referrals")
    page.locator(".row", has_text="Phone Call Khan").get_by_role("link").click()
    page.get_by_text("Write down what the lender said").click()
    page.get_by_label("How it stands there").select_option("visit")
    page.get_by_label("The lender's own words").fill("Monday, 10 o'clock, Model Town branch")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("status").first).to_have_text("Written down. The person is told.")
    expect(page.locator(".history")).to_contain_text("Bilal Ahmed")
    heard = desk.hears(ayesha, "Model Town branch")
    assert "the lender asks you to come to the branch" in heard
    with desk.client(bilal) as client:
        status, place = said(client, id, "visit", "Monday, 10 o'clock, Model Town branch")
    assert (status, "done=reported_already" in place) == (303, True)
    desk.run(ayesha.hears_nothing(0.7))
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="referral reported")))
    assert [entry.detail for entry in trail] == [{"state": "visit"}]


def test_a_form_sent_twice_tells_once(desk: Helpdesk, bilal: Officer, ayesha: Phone) -> None:
    id = refers(desk, ayesha)
    with desk.client(bilal) as client:
        seen = seen_in(client, id)
        places = [said(client, id, "in_review", "We look at it.", seen)[1] for _ in range(2)]
    assert [place.rpartition("=")[2] for place in places] == ["reported", "reported_already"]
    desk.hears(ayesha, "We look at it.")
    desk.run(ayesha.hears_nothing(0.7))
    assert len(desk.server.rows("SELECT id FROM referral_event WHERE referral_id = ? AND note <> ''", id)) == 1


def test_of_two_officers_the_second_reads_who_was_quicker(
    desk: Helpdesk, bilal: Officer, boss: Officer, ayesha: Phone
) -> None:
    id = refers(desk, ayesha)
    with desk.client(bilal) as one, desk.client(boss) as two:
        first, second = seen_in(one, id), seen_in(two, id)
        assert said(one, id, "declined", "Too young.", first)[0] == 303
        status, page = said(two, id, "accepted", "She is welcome.", second)
        assert status == 409
        assert "Bilal Ahmed was quicker" in page
        assert state_of(desk, id) == "declined"
        status, page = said(two, id, "accepted", seen=str(2**62))
        assert (status, "cannot be done as it stands now" in page) == (409, True), "the answer was given already"
    desk.hears(ayesha, "Too young.")
    desk.run(ayesha.hears_nothing(0.7))


def test_the_lender_itself_may_have_answered_meanwhile(desk: Helpdesk, bilal: Officer, ayesha: Phone) -> None:
    id = refers(desk, ayesha)
    number = desk.server.rows("SELECT number FROM referral WHERE id = ?", id)[0]["number"]
    with desk.client(bilal) as client:
        seen = seen_in(client, id)
        desk.write(lambda c: partners.report(c, "asa", number, "accepted", "Come on Tuesday", "k", clock.now()))
        status, page = said(client, id, "declined", seen=seen)
    assert (status, "The lender has answered meanwhile" in page) == (409, True)
    desk.hears(ayesha, "Come on Tuesday")


@pytest.mark.parametrize(
    ("state", "note", "why"),
    [
        ("", "", "Please choose what the lender said"),
        ("recorded", "", "Please choose what the lender said"),
        ("sent", "", "Please choose what the lender said"),
        ("visit", "x" * 301, "at most 300 letters"),
        ("visit", "Send a photo of the CNIC and the PIN", "Nobody may ask for these"),
    ],
)
def test_what_cannot_be_written_down_is_refused_kindly_and_stays_typed(
    desk: Helpdesk, bilal: Officer, ayesha: Phone, state: str, note: str, why: str
) -> None:
    id = refers(desk, ayesha)
    with desk.client(bilal) as client:
        status, page = said(client, id, state, note)
        assert (status, why in page, note in page) == (400, True, True)
        assert client.sends(f"/console/referrals/{id}", what="praise").status_code == 404
        assert client.sends("/console/referrals/1", what="said", state="visit").status_code == 404
        if "CNIC" in note:
            assert said(client, id, "visit", "Bring your CNIC to the branch", sure="1")[0] == 303
            desk.hears(ayesha, "Bring your CNIC")
    told = desk.server.rows("SELECT id FROM referral_event WHERE referral_id = ? AND actor <> 'owner'", id)
    assert len(told) == (1 if "CNIC" in note else 0)


def test_a_webhook_that_gave_up_is_posted_to_again(
    desk: Helpdesk, page_of: Opener, bilal: Officer, ayesha: Phone, partner: Partner
) -> None:
    with desk.client(desk.staff("Boss", "admin")) as admin:
        made = admin.sends("/console/partners/new", lender="akhuwat", seen="0", contact="Ali", begins_on="2026-01-01",
                           webhook=partner.url)  # fmt: skip
        partner.secret = re.findall(r'class="number big once">([^<]+)<', made.text)[0]
    partner.faults = [500]
    id = refers(desk, ayesha, "akhuwat", "akhuwat", name="Webhook Khan")
    page = page_of(bilal)
    for _ in range(40):
        page.goto(f"{desk.url}/console/referrals/{id}")
        if page.get_by_text("the last answer was 500").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text("1 try so far")).to_be_visible()
    expect(page.get_by_role("button", name="Post it again")).to_have_count(0)
    expect(page.get_by_role("button", name="I have handed it over")).to_have_count(0)
    give_up = "UPDATE referral_delivery SET state = 'failed', attempts = 7 WHERE referral_id = :id"
    desk.write(lambda c: c.exec_driver_sql(give_up, {"id": id}))
    desk.write(lambda c: c.exec_driver_sql("DELETE FROM timer WHERE kind = 'referral_send'"))
    page.reload()
    expect(page.get_by_text("nobody tries any more")).to_be_visible()
    page.get_by_role("button", name="Post it again").click()
    expect(page.get_by_role("status").first).to_contain_text("It is posted to the lender again")
    with desk.client(bilal) as client:
        assert client.sends(f"/console/referrals/{id}", what="again").status_code == 303, "a double click"
    for _ in range(40):
        page.goto(f"{desk.url}/console/referrals/{id}")
        if page.get_by_text("The lender has taken it in.").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator(".standing")).to_contain_text("With the lender")
    assert partner.statuses == [500, 201]
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="referral sent again")))
    assert len(trail) == 1
    with desk.client(bilal) as client:
        other = refers(desk, ayesha)
        assert client.sends(f"/console/referrals/{other}", what="again").status_code == 409, "it has no webhook"


def test_what_an_officer_hands_over_counts_as_sent_once(desk: Helpdesk, bilal: Officer, ayesha: Phone) -> None:
    id = refers(desk, ayesha)
    with desk.client(bilal) as client:
        for _ in range(2):
            sent = client.sends(f"/console/referrals/{id}", what="handed")
            assert sent.headers["location"] == f"/console/referrals/{id}?done=handed_over"
        assert state_of(desk, id) == "sent"
        assert said(client, id, "closed")[0] == 303
        assert client.sends(f"/console/referrals/{id}", what="handed").status_code == 409
    events = desk.server.rows("SELECT actor FROM referral_event WHERE referral_id = ? AND state = 'sent'", id)
    assert [event["actor"] for event in events] == [f"staff:{bilal.id}"]
    desk.hears(ayesha, "closed by the lender")


def test_the_list_marks_silence_and_is_filtered_and_paged(desk: Helpdesk, bilal: Officer, ayesha: Phone) -> None:
    ids = [refers(desk, ayesha, "kashf", "kashf", name=f"Listed {i:02}") for i in range(52)]
    old = clock.now() - SILENCE - dt.timedelta(days=1)
    aged = "UPDATE referral SET changed_at = :at, made_at = :at WHERE id = :id"
    desk.write(lambda c: c.exec_driver_sql(aged, {"at": int(old.timestamp() * 1_000_000), "id": ids[30]}))
    number = desk.server.rows("SELECT number FROM referral WHERE id = ?", ids[7])[0]["number"]
    with desk.client(bilal) as client:
        page = client.get("/console/referrals?lender=kashf").text
        names = re.findall(r"Listed (\d\d)", page)
        assert (names[0], len(names)) == ("30", 50), "the one that stands longest comes first"
        assert page.count('class="tag late"') == 1
        assert "1 to 50 of 52" in page
        assert re.findall(r"Listed (\d\d)", client.get("/console/referrals?state=stale").text) == ["30"]
        assert re.findall(r"Listed (\d\d)", client.get("/console/referrals?age=10").text) == ["30"]
        assert re.findall(r"Listed (\d\d)", client.get(f"/console/referrals?number={number}").text) == ["07"]
        typed = number.replace("-", " ").replace("0", "۰")
        assert re.findall(r"Listed (\d\d)", client.get(f"/console/referrals?number={typed}").text) == ["07"]
        assert "Listed" not in client.get("/console/referrals?number=x").text
        assert "Listed" not in client.get("/console/referrals?state=accepted").text
        assert "Nothing fits" in client.get("/console/referrals?state=closed&lender=akhuwat").text
        assert client.get("/console/referrals?state=x&lender=%3Cb%3E&age=z&skip=-1").status_code == 200


def test_a_telephone_number_is_whole_only_for_those_who_may_export(
    desk: Helpdesk, bilal: Officer, boss: Officer, ayesha: Phone
) -> None:
    id = refers(desk, ayesha, digits="+923331112223")
    silent = refers(desk, ayesha, digits="")
    with desk.client(bilal) as officer, desk.client(boss) as supervisor:
        assert "+923331112223" not in officer.get(f"/console/referrals/{id}").text
        assert "+92333•••••23" in officer.get(f"/console/referrals/{id}").text
        assert "+923331112223" in supervisor.get(f"/console/referrals/{id}").text
        assert "not passed on" in supervisor.get(f"/console/referrals/{silent}").text
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="referral seen")))
    assert {entry.person_id for entry in trail} == {desk.person_of(ayesha)}


def test_a_lenders_open_referrals_are_taken_out_and_count_as_sent(
    desk: Helpdesk, bilal: Officer, boss: Officer, ayesha: Phone
) -> None:
    formula = '=HYPERLINK("http://x")'
    ids = [refers(desk, ayesha, "rcdp", "rcdp", name=name) for name in (formula, "عائشہ خان", "Over Khan")]
    with desk.client(bilal) as officer:
        assert officer.sends("/console/referrals/export", lender="rcdp").status_code == 403
        assert "/console/referrals/export" not in officer.get("/console/referrals").text
        assert said(officer, ids[2], "declined")[0] == 303
    with desk.client(boss) as supervisor:
        assert supervisor.get("/console/referrals/export").status_code == 404, "taking out changes something"
        assert supervisor.sends("/console/referrals/export", lender="nobody").status_code == 404
        files = [supervisor.sends("/console/referrals/export", lender="rcdp") for _ in range(2)]
        empty = supervisor.sends("/console/referrals/export", lender="mobilink")
    assert (empty.status_code, "nothing to take out" in empty.text) == (409, True)
    assert files[0].headers["content-disposition"].startswith('attachment; filename="referrals-rcdp-')
    rows = [list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))) for file in files]
    assert [row["name"] for row in rows[0]] == [f"'{formula}", "عائشہ خان"]
    assert [row["phone"] for row in rows[0]] == ["+923001234567"] * 2
    assert len(rows[1]) == 2, "a download that was lost can be made again"
    assert [state_of(desk, id) for id in ids] == ["sent", "sent", "declined"]
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="referrals exported")))
    assert [(entry.subject, entry.detail) for entry in trail] == [("rcdp", {"rows": 2})] * 2
    desk.hears(ayesha, "the lender says no")


@pytest.mark.parametrize(
    ("role", "status"), [("officer", 200), ("supervisor", 200), ("admin", 200), ("publisher", 403), ("auditor", 403)]
)
def test_who_may_see_referrals(desk: Helpdesk, ayesha: Phone, role: str, status: int) -> None:
    id = refers(desk, ayesha)
    with desk.client(desk.staff("Somebody", role)) as client:
        for path in ("/console/referrals", f"/console/referrals/{id}"):
            assert client.get(path).status_code == status
        assert client.get("/console/referrals/1").status_code == (404 if status == 200 else 403)
        if status == 403:
            assert client.sends(f"/console/referrals/{id}", what="handed").status_code == 403
        client.form_token = "another"
        assert client.sends(f"/console/referrals/{id}", what="handed").status_code == 403
    assert state_of(desk, id) == "recorded"
