"""Lists of trainings from files, through HTTP; and the trainings' forms in a browser."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.console.helpdesk import Client, Helpdesk
from tests.console.test_pages import problems, small_targets, too_wide
from tests.console.training_hands import SOON, Booked, as_shown, changes, field, row_of, trail, upload
from tests.training.test_importing import table

# --- files


def test_a_file_is_looked_at_then_put_into_effect_once(desk: Helpdesk, client: Client) -> None:
    text = table({"sitting": "f1", "date": SOON}, {"sitting": "f2", "date": SOON, "attendance_code": ""})
    looked = upload(client, text.encode())
    assert "2 to be announced" in looked.text
    assert not desk.server.rows("SELECT id FROM sitting WHERE code = 'f1'"), "nothing is changed yet"
    seen = {"text": text, "seen": field(looked.text, "seen")}
    done = client.sends("/console/trainings/import", what="apply", **seen)
    assert "2 announced" in done.text
    assert re.search(r'f2</bdi>\s*</td><td><strong class="number">\d{4}</strong>', done.text)
    assert client.sends("/console/trainings/import", what="apply", **seen).status_code == 409, (
        "a second click does nothing"
    )
    assert len(desk.server.rows("SELECT id FROM sitting WHERE code IN ('f1', 'f2')")) == 2
    assert trail(desk, "f1") == [("sitting announced", None)]
    assert "2 as they are already" in upload(client, text.encode()).text


def test_everything_wrong_with_a_file_is_named_by_line_and_nothing_is_taken(desk: Helpdesk, client: Client) -> None:
    text = table({"sitting": "w1", "date": SOON}, {"sitting": "w2", "date": SOON, "seats": "-3", "title_en": "x" * 30})
    looked = upload(client, text.encode())
    assert "2 things are wrong with this file" in looked.text
    assert looked.text.count("</span>3</td>") == 2
    assert "Must be a whole number from 1 to 5000." in looked.text
    assert 'value="apply"' not in looked.text
    forced = client.sends("/console/trainings/import", what="apply", text=text, seen="0" * 32)
    assert forced.status_code == 409
    assert not desk.server.rows("SELECT id FROM sitting WHERE code = 'w1'")
    with desk.client(desk.staff("ثناء ملک", "publisher", "ur")) as urdu:
        assert "1 سے 5000 تک پورا عدد ہو۔" in upload(urdu, text.encode()).text


def test_a_file_that_would_do_something_else_by_now_is_shown_again(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, 2, code="race")
    text = table({"course": "branding", "sitting": "race", "date": SOON, "seats": "9"})
    looked = upload(client, text.encode())
    assert "2 people with a seat or in the waiting list will be told." in looked.text
    assert changes(client, one.path, as_shown(client, one.path), trainer="Rubina Shah").status_code == 303
    seen = {"text": text, "seen": field(looked.text, "seen")}
    late = client.sends("/console/trainings/import", what="apply", **seen)
    assert late.status_code == 409
    assert "Something has changed since you looked at this file" in late.text
    assert row_of(desk, one.id)["trainer"] == "Rubina Shah"
    done = client.sends("/console/trainings/import", what="apply", text=text, seen=field(late.text, "seen"))
    assert "1 changed" in done.text
    assert trail(desk, "race")[-1] == ("sitting changed", {"told": 2})
    off = table({"course": "branding", "sitting": "race", "date": SOON, "seats": "9", "state": "cancelled"})
    seen = {"text": off, "seen": field(upload(client, off.encode()).text, "seen")}
    assert "1 cancelled" in client.sends("/console/trainings/import", what="apply", **seen).text
    assert one.states() == ["cancelled", "cancelled"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.pdf", b"%PDF-1.7", "Please choose a CSV file."),
        ("x.xlsx", b"PK\x03\x04", "Please choose a CSV file."),
        ("", b"", "Please choose a file first."),
        ("x.csv", b"", "These columns are missing"),
        ("x.csv", b"a\0b", "This file cannot be read."),
        ("x.csv", b"<b>,course\n1,2\n", "&lt;b&gt;"),
        ("x.csv", b"x" * (5 * 1024 * 1024), "This file is too large"),
        ("x.csv", table({})[: table({}).index("\n")].encode(), "There is no row in this file."),
        ("x.csv", table(*({"sitting": f"m{n}"} for n in range(201))).encode(), "There are more than 200 rows"),
    ],
)
def test_a_file_that_is_no_list_is_refused_kindly(client: Client, name: str, content: bytes, said: str) -> None:
    answer = upload(client, content, name)
    assert answer.status_code in (200, 400)
    assert said in answer.text
    assert 'value="apply"' not in answer.text


def test_a_spreadsheets_own_letters_and_separators_are_read(desk: Helpdesk, client: Client) -> None:
    text = table({"sitting": "semi", "date": SOON}).replace(",", ";")
    assert "1 to be announced" in upload(client, text.encode("utf-16")).text
    assert "برانڈنگ" in upload(client, text.encode("utf-8-sig")).text


def test_the_file_to_begin_with_is_right_and_announces_nothing(desk: Helpdesk, client: Client) -> None:
    before = len(desk.server.rows("SELECT id FROM sitting"))
    sample = client.get("/console/trainings/sample.csv")
    assert "attachment" in sample.headers["content-disposition"]
    looked = upload(client, sample.content)
    assert "begun already" in looked.text
    assert "to be announced" not in looked.text
    assert 'value="apply"' not in looked.text
    assert len(desk.server.rows("SELECT id FROM sitting")) == before


# --- in a browser


@pytest.mark.parametrize("language", ["en", "ur"])
def test_forms_that_were_refused_and_questions_can_be_read_and_used_by_everybody(
    desk: Helpdesk, page_of: Callable[..., Page], language: str
) -> None:
    one = Booked(desk, 3, code=f"looks-{language}")
    over = Booked(desk, 3, code=f"over-{language}")
    over.was(dt.timedelta(hours=3))
    page = page_of(desk.staff("ثناء ملک", "admin", language))
    found: list[str] = []

    def look(name: str) -> None:
        for width, least in ((1280, 24), (360, 44)):
            page.set_viewport_size({"width": width, "height": 740})
            found.extend([f"{name} is {wider} px wider than {width}"] if (wider := too_wide(page)) > 0 else [])
            found.extend(f"{name}: {target}" for target in small_targets(page, least))
        found.extend(problems(page))

    page.goto(desk.url + over.path)
    look("over")
    page.goto(f"{desk.url}/console/trainings/new")
    page.locator("input[name=title_en]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    look("refused")
    page.goto(desk.url + one.path)
    for summary in page.locator("details.act > summary").all():
        summary.press("Enter")
    look("open")
    page.locator("input[name=place]").fill("Hall 7")
    page.locator("input[name=place]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    look("asked first")
    page.get_by_role("alert").get_by_role("button").press("Enter")
    expect(page.get_by_role("status").first).to_be_visible()
    assert row_of(desk, one.id)["place"] == "Hall 7"
    page.goto(f"{desk.url}/console/trainings/import")
    bad = table({"sitting": "b1", "date": SOON, "seats": "-3", "fee": "free"})
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": bad.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form.narrow button").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    look("a bad file")
    assert found == []


def test_the_keyboard_is_enough_to_note_who_was_there(desk: Helpdesk, page_of: Callable[..., Page]) -> None:
    one = Booked(desk, 2, code="keys")
    one.was(dt.timedelta(hours=1))
    page = page_of(desk.staff("Boss Admin", "admin"))
    page.goto(f"{desk.url}/console/trainings")
    page.keyboard.press("j")
    assert "/console/trainings/" in page.evaluate("document.activeElement.href")
    page.goto(desk.url + one.path)
    page.get_by_label(f"Person {one.people[1]}").press("Space")
    page.keyboard.press("Enter")  # inside a form, Enter presses its first button: who is ticked was there
    expect(page.get_by_role("status").first).to_contain_text("It counts like the code")
    assert one.states() == ["booked", "attended"]
