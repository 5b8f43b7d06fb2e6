"""Cases, duplicates, parked messages, hours, ready answers and the registry, as officers work with them."""

import io
import re
from collections.abc import Callable

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from bot.helpdesk import hours
from bot.registry.officers import Officer
from bot.staff import audit
from tests.console.helpdesk import Client, Helpdesk
from tests.frontdoor.owner import Owner
from tests.standins.whatsapp import Phone

Opener = Callable[..., Page]


def registers(desk: Helpdesk, language: str = "en", **facts: str) -> tuple[Phone, int]:
    """Somebody whose business is recorded; her phone and her case."""
    phone = desk.somebody(facts.get("owner_name", "Ayesha"))

    async def go() -> None:
        await Owner(phone, "taps", language).registers(**facts)

    desk.run(go())
    rows = desk.server.rows('SELECT id FROM "case" WHERE person_id = ? ORDER BY id DESC', desk.person_of(phone))
    return phone, int(rows[0]["id"])


def state_of(desk: Helpdesk, case: int) -> str:
    return str(desk.server.rows('SELECT state FROM "case" WHERE id = ?', case)[0]["state"])


def test_a_case_goes_from_review_to_a_question_to_smedas_number(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone, case = registers(desk, owner_name="Case Owner", business_name="Case Traders")
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/cases")
    page.locator(".row", has_text="Case Traders").get_by_role("link").click()
    page.get_by_role("button", name="Take it into review").click()
    expect(page.get_by_role("status").first).to_contain_text("You are reviewing this case")
    desk.hears(phone, "Case Traders")
    page.get_by_label("What is missing").fill("Which street is the shop in?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("The owner is asked")
    desk.hears(phone, "Which street is the shop in?")
    desk.run(phone.says("Kashmir Road"))
    desk.run(phone.hears())
    page.reload()
    expect(page.locator(".history")).to_contain_text("Kashmir Road")
    page.get_by_text("Accept with SMEDA's number").click()
    page.get_by_label("The number SMEDA has given").fill("SMEDA-4711")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("SMEDA's number: SMEDA-4711")).to_be_visible()
    desk.hears(phone, "SMEDA-4711")
    assert state_of(desk, case) == "accepted"
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(person=desk.person_of(phone))))
    changes = [entry.what for entry in trail if entry.what != "case seen"]
    assert changes == ["case accepted", "case asked", "case taken up"]


def test_a_number_is_entered_at_the_office_shown_once_and_never_in_a_trail_or_a_form(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    _phone, case = registers(desk, owner_name="Card Owner", business_name="Card Traders")
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/cases/{case}")
    page.get_by_text("A number is needed").click()
    page.get_by_label("From the card before you").fill("35202-12345")
    page.get_by_role("button", name="Keep it, sealed").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not such a number")
    assert "35202-12345" not in page.content()
    page.get_by_text("A number is needed").click()
    page.get_by_label("From the card before you").fill("35202-1234567-1")
    page.get_by_role("button", name="Keep it, sealed").click()
    expect(page.get_by_role("status").first).to_contain_text("kept, sealed")
    assert "3520212345671" not in page.content()
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("3520212345671")).to_be_visible()
    page.goto(f"{desk.url}/console/cases/{case}")
    assert "3520212345671" not in page.content()
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="number seen")))
    assert [entry.detail for entry in trail] == [{"kind": "cnic"}]
    page.get_by_text("A number is needed").click()
    page.get_by_label("Which").first.select_option("ntn")
    page.get_by_role("button", name="Ask the owner for it").click()
    expect(page.get_by_text("NTN: asked for")).to_be_visible()
    with desk.client(bilal) as client:
        again = client.sends(f"/console/cases/{case}/number", what="ask", kind="ntn")
        assert again.status_code == 409
        assert client.sends(f"/console/cases/{case}/number", what="show", kind="cnic", paper="1").status_code == 409
        assert client.sends(f"/console/cases/{case}/number", what="show", kind="pin", paper="1").status_code == 404


def test_of_two_who_decide_at_once_the_second_reads_who_was_quicker_and_keeps_the_text(
    desk: Helpdesk, page_of: Opener, bilal: Officer, boss: Officer
) -> None:
    _phone, case = registers(desk, owner_name="Quick Owner", business_name="Quick Traders")
    with desk.client(bilal) as client:
        assert client.sends(f"/console/cases/{case}", what="take", version="1").status_code == 303
    one, two = page_of(bilal), page_of(boss)
    for page in (one, two):
        page.goto(f"{desk.url}/console/cases/{case}")
    one.get_by_text("Decline with a reason").click()
    one.get_by_label("The reason").fill("It is a bank.")
    one.get_by_role("button", name="Decline").click()
    expect(one.get_by_role("status").first).to_contain_text("Declined")
    two.get_by_text("Accept with SMEDA's number").click()
    two.get_by_label("The number SMEDA has given").fill("SMEDA-1")
    two.get_by_role("button", name="Accept", exact=True).click()
    expect(two.get_by_role("alert")).to_contain_text("Bilal Ahmed was quicker")
    assert state_of(desk, case) == "declined"


def test_a_duplicate_is_decided_once_and_its_owner_keeps_the_first_number(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    facts = {"since": "2011", "people": "4", "women": "1"}
    _one, first = registers(desk, owner_name="Nasreen Bibi", business_name="Chenab Embroidery", **facts)
    two, second = registers(desk, "ur", owner_name="نسرین بی بی", business_name="چناب ایمبرائیڈری", **facts)
    page = page_of(bilal)
    card = page.locator(".card", has_text="Chenab Embroidery")
    for _ in range(15):
        page.goto(f"{desk.url}/console/duplicates")
        if card.count():
            break
        page.wait_for_timeout(500)
    expect(card).to_contain_text("چناب ایمبرائیڈری")
    card.get_by_role("button", name="One business", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Decided")
    assert (state_of(desk, first), state_of(desk, second)) == ("recorded", "withdrawn")
    kept = desk.server.rows('SELECT reference FROM "case" WHERE id = ?', first)[0]["reference"]
    desk.hears(two, kept)


def test_a_parked_message_is_put_aside_by_one_and_gone_for_the_other(
    desk: Helpdesk, page_of: Opener, boss: Officer
) -> None:
    phone = desk.somebody("Parked One")
    desk.run(phone.says("hello there"))
    desk.run(phone.hears())
    person = desk.person_of(phone)
    park = "UPDATE inbound SET state = 'parked', error = 'KeyError(<b>x</b>)' WHERE person_id = :person"
    desk.write(lambda c: c.exec_driver_sql(park, {"person": person}))
    page, other = page_of(boss), page_of(boss)
    for each in (page, other):
        each.goto(f"{desk.url}/console/parked")
        expect(each.locator(".row", has_text="hello there")).to_contain_text("KeyError(<b>x</b>)")
    page.locator(".row", has_text="hello there").get_by_role("button", name="Put aside").click()
    expect(page.get_by_role("status").first).to_contain_text("Put aside")
    other.locator(".row", has_text="hello there").get_by_role("button", name="Put aside").click()
    expect(other.get_by_role("alert")).to_contain_text("somebody else has seen to it")


def test_office_hours_are_read_as_people_write_them_and_mistakes_stay_typed(
    desk: Helpdesk, page_of: Opener, boss: Officer
) -> None:
    page = page_of(boss)
    page.goto(f"{desk.url}/console/hours")
    expect(page.get_by_text("Nothing is entered")).to_be_visible()
    page.get_by_label("Monday").first.fill("9.00-13.00, 14:00 - 17:00")
    page.get_by_label("Friday").first.fill("nine to five")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("nine to five")
    expect(page.get_by_label("Monday").first).to_have_value("9.00-13.00, 14:00 - 17:00")
    page.get_by_label("Friday").first.fill("17:00-09:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("the end comes before the beginning")
    page.get_by_label("Friday").first.fill("09:00-12:30")
    page.get_by_role("group", name="Closed days").get_by_label("First day").first.fill("2026-12-25")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    assert [(s.weekday, s.opens, s.closes) for s in desk.write(hours.slots)] == [
        (0, "09:00", "13:00"), (0, "14:00", "17:00"), (4, "09:00", "12:30"),
    ]  # fmt: skip
    assert [day.ends_on for day in desk.write(hours.holidays)] == ["2026-12-25"]
    expect(page.get_by_label("Monday").first).to_have_value("09:00-13:00, 14:00-17:00")


def test_ready_answers_are_written_by_supervisors_only(desk: Helpdesk, bilal: Officer, boss: Officer) -> None:
    with desk.client(bilal) as client:
        assert client.sends("/console/canned", name="Mine", en="x").status_code == 403
    with desk.client(boss) as client:
        assert client.sends("/console/canned", name="Opening", en="From nine.").status_code == 303
        again = client.sends("/console/canned", name="Opening", en="From ten.")
        assert again.status_code == 409
        assert "From ten." in again.text
        [id] = re.findall(r'name="id" value="(\d+)"', client.get("/console/canned").text)[:1]
        assert client.sends("/console/canned", id=id, name="Opening", en="From eight.").status_code == 303
        assert "From eight." in client.get("/console/canned").text
        assert client.sends("/console/canned", id=id, what="drop").status_code == 303
        assert "From eight." not in client.get("/console/canned").text


HEADER = "owner_name,business_name,trade,district,since,people,women,turnover,legal_form,has_ntn,exporting\n"
GOOD = "Rukhsana Bibi,Import Traders,handicrafts,Sialkot,2019,5,3,5 to 30 lakh,One owner,No,No\n"
BAD = "12345,Bad Traders,handicrafts,Atlantis,2019,2,3,5 to 30 lakh,One owner,No,No\n"


def upload(client: Client, name: str, content: bytes) -> httpx.Response:
    data = {"form_token": client.form_token}
    return client.post("/console/registry/import", data=data, files={"file": (name, content)})


def test_a_file_is_looked_at_then_imported_once_and_found_across_scripts(
    desk: Helpdesk, page_of: Opener, boss: Officer
) -> None:
    page = page_of(boss)
    page.goto(f"{desk.url}/console/registry/import")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": (HEADER + GOOD + BAD).encode()}
    page.get_by_label("CSV or XLSX file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("status")).to_contain_text(
        "1 new · 0 changed · 0 as they are already · 1 that cannot be taken"
    )
    expect(page.locator("table")).to_contain_text("District")
    assert not desk.server.rows("SELECT id FROM business WHERE business_name = 'Import Traders'")
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_role("status").first).to_contain_text("Imported")
    expect(page.locator("table")).to_contain_text("Import Traders")
    page.get_by_role("searchbox").fill("رخسانہ")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Rukhsana Bibi")
    assert len(desk.server.rows("SELECT id FROM business WHERE business_name = 'Import Traders'")) == 1


def test_an_import_is_applied_by_its_owner_and_once(desk: Helpdesk, boss: Officer) -> None:
    other = desk.staff("Other Boss", "supervisor")
    with desk.client(boss) as client, desk.client(other) as stranger:
        row = GOOD.replace("Import", "Once").replace("Rukhsana", "Kausar")
        [id] = re.findall(r'name="upload" value="(\d+)"', upload(client, "a.csv", (HEADER + row).encode()).text)
        assert stranger.sends("/console/registry/apply", upload=id).status_code == 409
        assert client.sends("/console/registry/apply", upload=id).status_code == 303
        assert client.sends("/console/registry/apply", upload=id).status_code == 409
    assert len(desk.server.rows("SELECT id FROM business WHERE business_name = 'Once Traders'")) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.pdf", b"%PDF-", "Please choose a CSV or XLSX file."),
        ("x.xlsx", b"not a zip", "This file cannot be read."),
        ("x.csv", b"a,b\n1,2\n", "The file lacks these columns:"),
        ("x.csv", b"", "The file lacks these columns:"),
        ("", b"", "Please choose a file first."),
    ],
)
def test_a_file_that_is_no_list_is_refused_kindly(
    desk: Helpdesk, boss: Officer, name: str, content: bytes, said: str
) -> None:
    with desk.client(boss) as client:
        answer = upload(client, name, content)
    assert answer.status_code in (200, 400)
    assert said in answer.text


def test_an_export_holds_what_the_filter_shows_and_leaves_a_line(desk: Helpdesk, boss: Officer) -> None:
    registers(desk, owner_name="Zubaida Khatoon", business_name="@Home Traders", people="7", women="2")
    with desk.client(boss) as client:
        book = client.get("/console/registry/export?as=xlsx&words=Zubaida")
        plain = client.get("/console/registry/export?as=csv&words=Zubaida")
        assert client.get("/console/registry/export?as=pdf").status_code == 404
    sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 2
    row = dict(zip(header, (cell.value for cell in sheet[2]), strict=True))
    assert (row["owner_name"], row["business_name"], row["people"]) == ("Zubaida Khatoon", "'@Home Traders", 7)
    assert "attachment" in plain.headers["content-disposition"]
    assert plain.content.startswith("\ufeffreference".encode())
    entries = desk.write(lambda c: audit.find(c, audit.Wanted(what="registry exported")))
    assert [entry.detail for entry in entries] == [{"rows": 1, "as": "csv"}, {"rows": 1, "as": "xlsx"}]
