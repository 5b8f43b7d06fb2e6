"""What a training is called, changed by staff in three languages: seen in the chat at once, by one of two at a time."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot import clock
from bot.registry.officers import Officer
from bot.training.models import course
from bot.training.sittings import put_course
from tests.console.helpdesk import Client, Helpdesk
from tests.console.training_hands import Booked, field, trail, writes
from tests.training.hall import COURSE

Opener = Callable[..., Page]
NEW = {"title_en": "Your own brand", "title_ur": "اپنا برانڈ", "title_ur_latn": "Apna brand"}


@pytest.fixture
def one(desk: Helpdesk) -> Booked:
    """A training whose course is called as it always was."""
    made = Booked(desk, 1, code=f"named-{clock.now():%H%M%S%f}")
    desk.write(lambda c: put_course(c, COURSE, clock.now()))
    return made


def titles(desk: Helpdesk) -> dict[str, str]:
    query = sa.select(course.c.title_en, course.c.title_ur, course.c.title_ur_latn).where(course.c.code == "branding")
    return dict(desk.write(lambda c: c.execute(query).mappings().one()))


def shown(client: Client, one: Booked) -> dict[str, str]:
    """The form as the page shows it."""
    page = client.get(one.path).text
    return {name: field(page, name) for name in ("titles", *NEW)}


def renames(client: Client, one: Booked, form: dict[str, str], **typed: str) -> tuple[int, str]:
    answer = client.sends(f"{one.path}/titles", **{**form, **typed})
    return answer.status_code, answer.text


def test_the_titles_are_changed_in_three_languages_and_seen_in_the_chat(
    desk: Helpdesk, page_of: Opener, hina: Officer, one: Booked
) -> None:
    another = Booked(desk, code=f"{one.id}-b")
    page = page_of(hina, 360)
    page.goto(f"{desk.url}{one.path}")
    page.get_by_text("Change the titles").click()
    expect(page.get_by_text("trainings of this course take the new titles")).to_be_visible()
    for name, label in (("title_en", "English"), ("title_ur", "Title in Urdu"), ("title_ur_latn", "Roman Urdu")):
        page.get_by_label(label).fill(NEW[name])
    expect(page.get_by_label("Title in Urdu")).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Save the titles").click()
    expect(page.get_by_role("status").first).to_contain_text("The new titles are shown from now on")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your own brand")
    assert titles(desk) == NEW
    page.goto(f"{desk.url}{another.path}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your own brand")
    assert trail(desk, "branding")[-1] == ("course renamed", NEW)
    phone = writes(desk, "Nasreen")

    async def looks() -> str:
        """What the bot offers, its buttons and rows among it."""
        for words in ("English", "training"):
            await phone.says(words)
            heard = await phone.hears()
        return str(heard.body)

    assert "Your own brand" in desk.run(looks())


def test_a_form_sent_twice_changes_once(desk: Helpdesk, client: Client, one: Booked) -> None:
    before, form = len(trail(desk, "branding")), shown(client, one)
    for _ in range(2):
        assert renames(client, one, form, **NEW)[0] == 303
    assert trail(desk, "branding")[before:] == [("course renamed", NEW)]
    assert renames(client, one, shown(client, one))[0] == 303, "nothing was changed, and that is no fault"
    assert len(trail(desk, "branding")) == before + 1
    assert renames(client, one, shown(client, one), title_en="Brands")[0] == 303
    assert trail(desk, "branding")[-1] == ("course renamed", {"title_en": "Brands"}), "the trail names what changed"


def test_of_two_the_second_reads_who_was_quicker_and_what_stands_there(
    desk: Helpdesk, client: Client, one: Booked
) -> None:
    form = shown(client, one)
    with desk.client(desk.staff("Rubina Shah", "publisher")) as other:
        assert renames(other, one, form, title_en="Rubina's title")[0] == 303
    status, page = renames(client, one, form, title_en="Late title")
    assert status == 409
    assert "Rubina Shah was quicker" in page
    assert field(page, "title_en") == "Late title", "what was typed is not lost"
    assert "It stands there now: Rubina&#39;s title" in page
    again = {name: field(page, name) for name in form}
    assert renames(client, one, again)[0] == 303, "whoever has read it may save"
    assert titles(desk)["title_en"] == "Late title"


def test_where_a_file_was_quicker_nobody_is_named(desk: Helpdesk, client: Client, one: Booked) -> None:
    form = shown(client, one)
    desk.write(lambda c: put_course(c, {**COURSE, "title_en": "From a file"}, clock.now()))
    status, page = renames(client, one, form, title_en="Late title")
    assert (status, "It was changed meanwhile" in page, "was quicker" in page) == (409, True, False)
    assert titles(desk)["title_en"] == "From a file"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("title_en", ""),
        ("title_ur", " "),
        ("title_ur_latn", "x" * 21),
        ("title_en", "😀" * 11),
        ("title_en", "x" * 9_000),
    ],
)
def test_what_does_not_fit_a_button_is_said_at_its_field(
    desk: Helpdesk, client: Client, one: Booked, name: str, title: str
) -> None:
    status, page = renames(client, one, shown(client, one), **{name: title})
    assert status == 400
    assert f'aria-describedby="wrong_{name}"' in page
    assert "so that it fits a button" in page
    assert titles(desk) == {key: COURSE[key] for key in NEW}


def test_html_in_a_title_stays_text(desk: Helpdesk, client: Client, one: Booked) -> None:
    assert renames(client, one, shown(client, one), title_en="<b>Loud</b>")[0] == 303
    page = client.get(one.path).text
    assert "&lt;b&gt;Loud&lt;/b&gt;" in page
    assert "<b>Loud</b>" not in page


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 303), ("publisher", 303), ("supervisor", 403), ("officer", 403), ("auditor", 403)]
)
def test_who_may_change_titles(desk: Helpdesk, client: Client, one: Booked, role: str, status: int) -> None:
    form = shown(client, one)
    with desk.client(desk.staff("Somebody", role)) as other:
        assert renames(other, one, form, title_en="Another")[0] == status
        assert ("Change the titles" in other.get(one.path).text) is (status == 303)
        other.form_token = "another"
        assert renames(other, one, form, title_en="Forged")[0] == 403
    assert titles(desk)["title_en"] == ("Another" if status == 303 else "Branding")


def test_a_training_that_is_not_there_has_no_titles(client: Client, one: Booked) -> None:
    form = shown(client, one)
    for path in ("/console/trainings/1/titles", "/console/trainings/x/titles"):
        assert client.sends(path, **form).status_code == 404
