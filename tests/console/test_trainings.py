"""Trainings as staff announce, change and cancel them, through HTTP; who has a seat hears of it."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from bot import clock
from bot.staff import audit
from bot.training.models import seat, sitting
from tests.console.helpdesk import Client, Helpdesk
from tests.console.training_hands import FORM, SOON, Booked, as_shown, as_version, changes, field, row_of, trail, writes
from tests.training.hall import CODE, Hall

# --- who may


def test_an_auditor_does_not_come_in(desk: Helpdesk) -> None:
    one = Booked(desk, code="closed")
    with desk.client(desk.staff("Nobody Here", "auditor")) as client:
        for path in ("", "/new", "/import", "/sample.csv", f"/{one.id}"):
            assert client.get(f"/console/trainings{path}").status_code == 403
        for path in ("/new", "/import", f"/{one.id}"):
            assert client.sends(f"/console/trainings{path}", what="cancel", sure="1").status_code == 403
        assert client.sends(one.path, what="people", seat="1").status_code == 403
        assert "/console/trainings" not in client.get("/console/me").text
    assert row_of(desk, one.id)["state"] == "open"


@pytest.mark.parametrize("role", ["supervisor", "officer"])
def test_the_helpdesk_notes_who_was_there_and_changes_nothing_else(desk: Helpdesk, role: str) -> None:
    one = Booked(desk, 1, code=f"desk-{role}")
    before = row_of(desk, one.id)
    with desk.client(desk.staff("At The Desk", role)) as client:
        for path in ("/new", "/import", "/sample.csv"):
            assert client.get(f"/console/trainings{path}").status_code == 403
        for what in ("change", "cancel", "code", ""):
            assert client.sends(one.path, what=what, sure="1", seats="1").status_code == 403
        assert "New training" not in client.get("/console/trainings").text
        page = client.get(one.path).text
        assert f"Person {one.people[0]}" in page
        assert "Cancel this training" not in page
        assert "Make another code" not in page
        assert row_of(desk, one.id) == before
        one.was(dt.timedelta(hours=1))
        assert client.sends(one.path, what="people", seat=str(one.seats()[0])).status_code == 303
    assert one.states() == ["attended"]


def test_a_publisher_sees_how_many_and_never_who(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, 3, code="who")
    with desk.client(desk.staff("Publisher", "publisher")) as publisher:
        assert publisher.get("/console").headers["location"] == "/console/trainings"
        page = publisher.get(one.path).text
        assert f"Person {one.people[0]}" not in page
        assert "Your role sees how many, not who" in page
        assert re.search(r"<dt>Waiting</dt><dd>1</dd>", page)
        assert publisher.sends(one.path, what="people", seat=str(one.seats()[0])).status_code == 403
        assert changes(publisher, one.path, as_shown(publisher, one.path), seats="5").status_code == 303
    page = client.get(one.path).text
    assert f"Person {one.people[0]}" in page
    assert f"/console/people/{one.people[0]}" in page
    looks = desk.write(lambda c: audit.find(c, audit.Wanted(what="attendees seen", subject="who")))
    assert len(looks) == 1, "the publisher looked at nobody"


def test_a_form_from_elsewhere_changes_nothing(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, code="forged")
    shown = as_shown(client, one.path)
    assert client.post(one.path, data={**shown, "what": "change", "seats": "9"}).status_code == 403
    assert row_of(desk, one.id)["seats"] == 2


# --- the list


def test_the_list_shows_what_comes_and_keeps_the_rest_apart(desk: Helpdesk, client: Client) -> None:
    full, past, gone = Booked(desk, 3, code="l1"), Booked(desk, code="l2"), Booked(desk, code="l3")
    past.was(dt.timedelta(days=2))
    desk.write(lambda c: c.execute(sa.update(sitting).where(sitting.c.id == gone.id).values(state="cancelled")))
    pages = {which: client.get(f"/console/trainings?which={which}").text for which in ("coming", "past", "cancelled")}
    shown = {which: {one.id for one in (full, past, gone) if one.path in page} for which, page in pages.items()}
    assert shown == {"coming": {full.id}, "past": {past.id}, "cancelled": {gone.id}}
    row = pages["coming"].split(full.path)[1].split("</li>")[0]
    assert "2 of 2 seats taken" in row
    assert "0 free · 1 waits" in row
    assert client.get("/console/trainings?which=x&skip=x").status_code == 200
    for path in (f"/console/trainings/{2**70}", "/console/trainings/abc", "/console/trainings/1"):
        assert client.get(path).status_code == 404


# --- announcing


def test_a_new_training_is_announced_once_with_a_code_that_is_shown_once(desk: Helpdesk, client: Client) -> None:
    form = {**FORM, "sitting": field(client.get("/console/trainings/new").text, "sitting")}
    made = client.sends("/console/trainings/new", **form)
    assert made.status_code == 200
    [code] = re.findall(r'<strong class="number big">(\d{4})</strong>', made.text)
    again = client.sends("/console/trainings/new", **form)
    assert again.status_code == 303
    rows = desk.server.rows("SELECT * FROM sitting WHERE code LIKE 'export-papers-%'")
    assert [row["code"] for row in rows] == [f"export-papers-{SOON.replace('-', '')}"]
    assert rows[0]["id"] == int(form["sitting"])
    page = client.get(again.headers["location"]).text
    assert f'<strong class="number big">{code}' not in page
    assert trail(desk, rows[0]["code"]) == [("sitting announced", None)]
    second = client.sends("/console/trainings/new", **{**FORM, "course": "export-papers", "title_en": ""})
    assert second.status_code == 200, "the course is chosen, so it need not be written"
    assert len(desk.server.rows("SELECT id FROM course WHERE code LIKE 'export-papers%'")) == 1
    assert desk.server.rows("SELECT id FROM sitting WHERE code = ?", f"{rows[0]['code']}-2")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seats": "-5"}, "Must be a whole number from 1 to 5000."),
        ({"seats": "99999999999"}, "Must be a whole number from 1 to 5000."),
        ({"title_en": "A title that is too long"}, "Must have 1 to 20 characters"),
        ({"title_ur": "   "}, "Must have 1 to 20 characters"),
        ({"date": "2026-01-01"}, "The beginning lies in the past."),
        ({"date": "tomorrow"}, "Must be a date like"),
        ({"to": "09:00"}, "Must be later than the beginning"),
        ({"district": ""}, "Must name one district"),
        ({"fee": "-1"}, "Must be whole rupees"),
        ({"topic": ""}, "Please choose what it is about."),
        ({"topic": "cooking"}, "Must be one of:"),
        ({"place": "x" * 201}, "Must have at most 200 characters."),
        ({"attendance_code": "12"}, "Must have 4 to 20"),
        ({"course": "no-such"}, "This course is no longer there."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Helpdesk, client: Client, wrong: dict[str, str], said: str
) -> None:
    before = len(desk.server.rows("SELECT id FROM sitting"))
    typed = {**FORM, "trainer": "Rubina <b>Shah</b>", **wrong}
    answer = client.sends("/console/trainings/new", **typed)
    assert answer.status_code == 400
    [name] = wrong
    assert re.search(rf'id="wrong_{name}">{re.escape(said)}', answer.text)
    assert re.search(rf'name="{name}"[^>]* aria-invalid="true" aria-describedby="wrong_{name}"', answer.text)
    assert "Rubina &lt;b&gt;Shah&lt;/b&gt;" in answer.text
    if name not in ("course", "topic", "title_ur"):
        assert field(answer.text, name) == wrong[name]
    assert len(desk.server.rows("SELECT id FROM sitting")) == before


def test_html_in_a_title_stays_text(desk: Helpdesk, client: Client) -> None:
    made = client.sends(
        "/console/trainings/new", **{**FORM, "title_en": "<script>x</script>", "place": '"><img src=x>'}
    )
    assert made.status_code == 200
    for page in (made.text, client.get("/console/trainings").text, client.get("/console/trainings/new").text):
        assert "&lt;script&gt;x" in page
        assert "<script>x" not in page
        assert "<img" not in page


def test_who_asked_to_hear_of_a_topic_is_told(desk: Helpdesk, client: Client) -> None:
    phone = writes(desk, "Curious")
    person = desk.person_of(phone)
    desk.write(lambda c: Hall(c, clock.now()).wants(person, "digital"))
    form = {**FORM, "topic": "digital", "title_en": "Phones for trade", "attendance_code": "4444"}
    assert client.sends("/console/trainings/new", **form).status_code == 200
    desk.hears(phone, "Phones for trade")


# --- changing


def test_another_time_is_asked_about_first_and_then_told(desk: Helpdesk, client: Client) -> None:
    phone = writes(desk, "Moved")
    one = Booked(desk, 2, code="moved", seats=5)
    one.takes(desk.person_of(phone))
    shown = as_shown(client, one.path)
    moved = {"from": "15:00", "to": "17:15", "place": "Hall 9"}
    asked = changes(client, one.path, shown, **moved)
    assert asked.status_code == 200
    assert "3 people with a seat or in the waiting list will be told." in asked.text
    assert "15:00–17:15" in asked.text
    assert row_of(desk, one.id)["place"] == "Hall 3", "nothing is saved before she is sure"
    done = changes(client, one.path, shown, **moved, sure="1")
    assert done.headers["location"].endswith("done=sitting_moved")
    assert "Hall 9" in desk.hears(phone, "has changed")
    assert trail(desk, "moved") == [("sitting changed", {"told": 3, "fields": "ends_at, place, starts_at"})]
    quiet = changes(client, one.path, as_shown(client, one.path), trainer="Rubina Shah", fee="1,500")
    assert quiet.headers["location"].endswith("done=sitting_changed")
    assert row_of(desk, one.id)["fee"] == 1500


def test_of_two_who_change_at_once_the_second_reads_who_was_quicker(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, 1, code="twice")
    shown = as_shown(client, one.path)
    with desk.client(desk.staff("Rubina Shah", "publisher")) as other:
        assert changes(other, one.path, shown, seats="7").status_code == 303
    late = changes(client, one.path, shown, seats="9", trainer="Late Typist")
    assert late.status_code == 409
    assert "Rubina Shah was quicker" in late.text
    assert field(late.text, "trainer") == "Late Typist", "what was typed is not lost"
    assert "It stands there now: 7" in late.text
    for what in ({"what": "cancel", "sure": "1"}, {"what": "code"}, {**shown, "what": "change", "place": "Elsewhere"}):
        assert client.sends(one.path, **{"version": shown["version"], **what}).status_code == 409
    assert (row_of(desk, one.id)["seats"], row_of(desk, one.id)["state"]) == (7, "open")


def test_a_change_is_checked_like_a_new_one(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, code="bad-change")
    shown = as_shown(client, one.path)
    for wrong in (
        {"seats": "-1"},
        {"date": "2020-02-02"},
        {"date": "2026-02-31"},
        {"to": shown["from"]},
        {"place": "y" * 300},
    ):
        answer = changes(client, one.path, shown, **wrong)
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.text
    assert client.sends(one.path, what="drop").status_code == 404
    one.was(dt.timedelta(minutes=5))
    assert changes(client, one.path, {**shown, "version": as_version(desk, one.id)}).status_code == 409


def test_seats_are_never_sold_twice_when_their_number_changes(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, 5, code="sold", seats=2)
    assert one.states() == ["booked", "booked", "waiting", "waiting", "waiting"]
    assert changes(client, one.path, as_shown(client, one.path), seats="4").status_code == 303
    assert one.states() == ["booked", "booked", "offered", "offered", "waiting"]
    assert changes(client, one.path, as_shown(client, one.path), seats="1").status_code == 303
    assert one.states() == ["booked", "booked", "offered", "offered", "waiting"], "nobody loses hers"
    assert changes(client, one.path, as_shown(client, one.path), seats="4").status_code == 303
    assert one.states() == ["booked", "booked", "offered", "offered", "waiting"], "none is offered twice"
    assert re.search(r"<dt>Free</dt><dd>0</dd>", client.get(one.path).text)


def test_a_cancellation_says_how_many_are_told_and_tells_them(desk: Helpdesk, client: Client) -> None:
    phone = writes(desk, "Cancelled")
    one = Booked(desk, 2, code="off")
    one.takes(desk.person_of(phone))
    page = client.get(one.path).text
    assert "Cancel it and tell 3 people" in page
    version = field(page, "version")
    assert client.sends(one.path, what="cancel", version=version).status_code == 400, "she has to be sure"
    assert client.sends(one.path, what="cancel", version=version, sure="1").status_code == 303
    assert one.states() == ["cancelled"] * 3
    desk.hears(phone, "has been cancelled")
    assert trail(desk, "off") == [("sitting cancelled", {"told": 3})]
    page = client.get(one.path).text
    assert "Cancel this training" not in page
    again = client.sends(one.path, what="cancel", version=as_version(desk, one.id), sure="1")
    assert again.status_code == 409


# --- the day


def test_another_code_is_shown_once_and_counts_at_once(desk: Helpdesk, client: Client) -> None:
    one = Booked(desk, 1, code="coded")
    one.was(dt.timedelta(minutes=10))
    version = field(client.get(one.path).text, "version")
    made = client.sends(one.path, what="code", version=version)
    [code] = re.findall(r'<strong class="number big">(\d{4})</strong>', made.text)
    [held] = one.seats()
    assert client.sends(one.path, what="code", version=version).status_code == 409, "sent twice, it is made once"

    def says(given: str) -> str:
        return desk.write(lambda c: Hall(c, clock.now()).says_code(one.people[0], held, given))

    assert code == CODE or says(CODE) == "wrong"
    assert says(code) == "done"
    assert code not in client.get(one.path).text
    assert trail(desk, "coded") == [("attendance code changed", None)]
    one.was(dt.timedelta(hours=5))
    assert client.sends(one.path, what="code", version=as_version(desk, one.id)).status_code == 409


def test_who_was_there_is_noted_by_hand_and_counts_like_the_code(desk: Helpdesk, client: Client) -> None:
    phone = writes(desk, "Forgot the code")
    one, other = Booked(desk, 3, code="hand", seats=3), Booked(desk, 1, code="other-hand")
    one.takes(desk.person_of(phone))  # the fourth: she waits
    first, second, third, waiting = one.seats()
    assert client.sends(one.path, what="people", seat=str(first)).status_code == 409, "it has not begun"
    one.was(dt.timedelta(hours=1))
    assert client.sends(one.path, what="people").status_code == 400
    ticked = {
        "form_token": client.form_token,
        "what": "people",
        "seat": [str(first), str(waiting), str(other.seats()[0]), "x", "9" * 30],
    }
    assert client.post(one.path, data=ticked).headers["location"].endswith("done=were_there#people")
    assert one.states() == ["attended", "booked", "booked", "waiting"]
    assert other.states() == ["booked"]
    reference = desk.server.rows("SELECT reference FROM seat WHERE id = ?", first)[0]["reference"]
    assert trail(desk, reference) == [("attendance entered", None)]
    hall = desk.write(lambda c: Hall(c, clock.now()).certifies(one.people[0], first))
    assert "code" in hall.value, "the certificate is hers to fetch"
    assert client.sends(one.path, what="people", back=str(first)).status_code == 409, "and then it stays true"
    assert client.sends(one.path, what="people", seat=str(second)).status_code == 303
    assert client.sends(one.path, what="people", back=str(second)).status_code == 303
    assert client.sends(one.path, what="people", back=str(third)).status_code == 409
    assert one.states() == ["attended", "booked", "booked", "waiting"]
    page = client.get(one.path).text
    assert re.search(r"<dt>Were there</dt><dd>1</dd>", page)
    assert re.search(r"<dt>Certificates</dt><dd>1</dd>", page)
    one.was(dt.timedelta(days=90))
    assert client.sends(one.path, what="people", seat=str(second)).status_code == 409


def test_who_is_noted_after_the_day_is_asked_how_it_was(desk: Helpdesk, client: Client) -> None:
    phone = writes(desk, "Noted late")
    one = Booked(desk, code="late-hand")
    one.takes(desk.person_of(phone))
    one.was(dt.timedelta(days=1))
    desk.write(lambda c: c.execute(sa.update(seat).where(seat.c.sitting_id == one.id).values(state="missed")))
    assert client.sends(one.path, what="people", seat=str(one.seats()[0])).status_code == 303
    desk.hears(phone, "How was the training")
