"""Trainings as staff announce, change and cancel them, through HTTP; who has a seat hears of it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot import clock
from bot.clock import KARACHI
from bot.registry.officers import Officer
from bot.staff import audit
from bot.training.models import seat, sitting
from tests.console.helpdesk import Client, Helpdesk
from tests.console.test_pages import problems, small_targets, too_wide
from tests.standins.whatsapp import Phone
from tests.training.conftest import people
from tests.training.hall import CODE, Hall
from tests.training.test_importing import table

pytestmark = pytest.mark.xdist_group("console")

SOON = (clock.now() + dt.timedelta(days=12)).astimezone(KARACHI).date().isoformat()
FORM = {
    "title_en": "Export papers", "title_ur": "ایکسپورٹ کے کاغذ", "title_ur_latn": "Export ke kaghaz",
    "topic": "export", "online": "no", "district": "lahore", "place": "Hall 3", "language": "ur", "date": SOON,
    "from": "10:00", "to": "12:30", "seats": "30", "fee": "", "trainer": "Sana Malik", "attendance_code": "",
}  # fmt: skip
CHANGED = ("online", "district", "place", "date", "from", "to", "seats", "fee", "trainer")


@pytest.fixture(scope="module")
def boss(desk: Helpdesk) -> Officer:
    return desk.staff("Sana Malik", "admin")


@pytest.fixture
def client(desk: Helpdesk, boss: Officer) -> Iterator[Client]:
    with desk.client(boss) as made:
        yield made


class Booked:
    """A sitting with people in it, its times and states as a test wants them."""

    _first = 1_000

    def __init__(self, desk: Helpdesk, count: int = 0, *, code: str, seats: int = 2, days: float = 5) -> None:
        self.desk = desk
        self.people = list(range(Booked._first, Booked._first + count))
        Booked._first += count

        def make(connection: sa.Connection) -> int:
            hall = Hall(connection, clock.now().replace(second=0, microsecond=0))
            id = hall.announces(seats, days, code)
            if count:
                people(connection, count, self.people[0])
            for person in self.people:
                hall.takes(person, id, f"{id}:{person}")
            return id

        self.id: int = desk.write(make)
        self.path = f"/console/trainings/{self.id}"

    def takes(self, person: int) -> None:
        self.desk.write(lambda c: Hall(c, clock.now()).takes(person, self.id, f"{self.id}:{person}"))

    def was(self, ago: dt.timedelta) -> None:
        """It began so long ago, for two hours."""
        begun = clock.now() - ago
        values = {"starts_at": begun, "ends_at": begun + dt.timedelta(hours=2)}
        self.desk.write(lambda c: c.execute(sa.update(sitting).where(sitting.c.id == self.id).values(**values)))

    def states(self) -> list[str]:
        return self.desk.write(lambda c: Hall(c, clock.now()).states(self.id))

    def seats(self) -> list[int]:
        query = sa.select(seat.c.id).where(seat.c.sitting_id == self.id).order_by(seat.c.position)
        return list(self.desk.write(lambda c: c.execute(query).scalars().all()))


def row_of(desk: Helpdesk, id: int) -> sa.RowMapping:
    query = sa.select(sitting).where(sitting.c.id == id)
    return desk.write(lambda c: c.execute(query).mappings().one())


def field(page: str, name: str) -> str:
    """The value of a field, or what is chosen in a list."""
    if found := re.search(rf'<input [^>]*name="{name}"[^>]*value="([^"]*)"', page):
        return found[1]
    options = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert options is not None, name
    chosen = re.search(r'value="([^"]*)" selected', options[0])
    return chosen[1] if chosen else ""


def as_shown(client: Client, path: str) -> dict[str, str]:
    """The change form as the page shows it."""
    page = client.get(path).text
    return {name: field(page, name) for name in (*CHANGED, "version")}


def changes(client: Client, path: str, shown: dict[str, str], **typed: str) -> httpx.Response:
    return client.sends(path, **{**shown, "what": "change", **typed})


def trail(desk: Helpdesk, subject: str) -> list[tuple[str, object]]:
    entries = desk.write(lambda c: audit.find(c, audit.Wanted(subject=subject)))
    return [(entry.what, entry.detail) for entry in reversed(entries) if entry.what != "attendees seen"]


def upload(client: Client, content: bytes, name: str = "list.csv") -> httpx.Response:
    data = {"form_token": client.form_token}
    return client.post("/console/trainings/import", data=data, files={"file": (name, content)})


def writes(desk: Helpdesk, name: str) -> Phone:
    """Somebody who has written to the bot, so that it may write back."""
    phone = desk.somebody(name)
    desk.run(phone.says("hello"))
    desk.run(phone.hears())
    return phone


# --- who may


@pytest.mark.parametrize("role", ["supervisor", "officer", "auditor"])
def test_only_who_may_publish_comes_in(desk: Helpdesk, role: str) -> None:
    one = Booked(desk, code=f"closed-{role}")
    with desk.client(desk.staff("Nobody Here", role)) as client:
        for path in ("", "/new", "/import", "/sample.csv", f"/{one.id}"):
            assert client.get(f"/console/trainings{path}").status_code == 403
        for path in ("/new", "/import", f"/{one.id}"):
            assert client.sends(f"/console/trainings{path}", what="cancel", sure="1").status_code == 403
        assert client.sends(one.path, what="people", seat="1").status_code == 403
        assert "/console/trainings" not in client.get("/console/me").text
    assert row_of(desk, one.id)["state"] == "open"


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


def test_of_two_who_change_at_once_the_second_reads_who_was_quicker(
    desk: Helpdesk, client: Client, boss: Officer
) -> None:
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


def as_version(desk: Helpdesk, id: int) -> str:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return str((row_of(desk, id)["updated_at"] - epoch) // dt.timedelta(microseconds=1))


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


# --- the other database


def on_postgresql(desk: Helpdesk, client: Client) -> None:
    """The same in short, for the module that has a server on PostgreSQL."""
    desk.write(lambda c: c.execute(sa.delete(sitting)))  # the samples
    assert "No training is announced, and the bot says so" in client.get("/console/trainings").text
    assert client.sends("/console/trainings/new", **FORM).status_code == 200
    one = Booked(desk, 4, code="pg")
    shown = as_shown(client, one.path)
    assert changes(client, one.path, shown, seats="3").status_code == 303
    assert one.states() == ["booked", "booked", "offered", "waiting"]
    assert changes(client, one.path, shown, seats="9").status_code == 409
    text = table({"sitting": "pg2", "date": SOON})
    seen = {"text": text, "seen": field(upload(client, text.encode()).text, "seen")}
    assert "1 announced" in client.sends("/console/trainings/import", what="apply", **seen).text
    one.was(dt.timedelta(hours=1))
    first = str(one.seats()[0])
    assert client.sends(one.path, what="people", seat=first).status_code == 303
    assert client.sends(one.path, what="people", back=first).status_code == 303
    two = Booked(desk, 2, code="pg3")
    version = field(client.get(two.path).text, "version")
    assert client.sends(two.path, what="code", version=version).status_code == 200
    assert client.sends(two.path, what="cancel", version=as_version(desk, two.id), sure="1").status_code == 303
    assert two.states() == ["cancelled", "cancelled"]
    for path in ("?which=past", "?which=cancelled", "/import", "/new", f"/{one.id}"):
        assert client.get(f"/console/trainings{path}").status_code == 200
