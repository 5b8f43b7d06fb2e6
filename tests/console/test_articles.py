"""Articles in the console: found, read, changed by one publisher at a time, taken back, given back to the file."""

import datetime as dt
import re
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot import clock
from bot.answered import service
from bot.answered.models import article_told, article_version
from bot.console.article_form import typed_of
from bot.db import new_id
from bot.registry.models import person
from bot.registry.officers import Officer
from bot.staff import audit
from knowledge import library
from tests.console.helpdesk import Client, Helpdesk

Opener = Callable[..., Page]

TODAY = clock.day_in_pakistan(clock.now())


def form_of(client: Client, topic: str, **changes: str) -> dict[str, str]:
    """The form as the page holds it, with some fields filled anew."""
    page = client.get(f"/console/articles/{topic}/edit").text
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)[:1]
    typed = typed_of(library.article(topic)) | {"reviewed_on": TODAY.isoformat()}
    return {**typed, "seen": seen, "what": "publish", "note": "a test", **changes}


def publish(client: Client, topic: str, **changes: str) -> "tuple[int, str]":
    answer = client.sends(f"/console/articles/{topic}/edit", **form_of(client, topic, **changes))
    return answer.status_code, answer.text


def short(topic: str, language: str = "en") -> str:
    return library.article(topic).in_(language).short


def test_only_publishers_get_in(desk: Helpdesk) -> None:
    for role in ("officer", "supervisor", "auditor"):
        with desk.client(desk.staff(f"No {role}", role)) as client:
            for path in ("", "/facts", "/hs_code", "/hs_code/edit", "/hs_code/compare?one=file&two=file"):
                assert client.get(f"/console/articles{path}").status_code == 403, path
            assert client.sends("/console/articles/hs_code", what="withdraw", note="x", seen="x").status_code == 403
            assert client.sends("/console/articles/hs_code/edit", what="publish").status_code == 403
    assert not desk.server.rows("SELECT id FROM article_version WHERE topic = 'hs_code'")


def test_the_list_is_searched_as_the_bot_searches(desk: Helpdesk, page_of: Opener, hina: Officer) -> None:
    page = page_of(hina)
    page.goto(f"{desk.url}/console/articles")
    expect(page.locator(".rows .row")).to_have_count(len(library.articles()))
    page.get_by_role("searchbox").fill("اخوت سے قرض")
    page.keyboard.press("Enter")
    expect(page.locator(".rows .row").first).to_contain_text("akhuwat_loan")
    page.goto(f"{desk.url}/console/articles?group=about")
    expect(page.locator(".rows .row")).to_have_count(4)
    page.goto(f"{desk.url}/console/articles?only=review")
    expect(page.get_by_text("Nothing waits for a review.")).to_be_visible()


def test_an_article_is_changed_looked_at_published_and_told(desk: Helpdesk, page_of: Opener, hina: Officer) -> None:
    phone = desk.somebody("Reader One")
    desk.run(phone.says("what does akhuwat lend"))
    assert short("akhuwat_loan") in desk.run(phone.hears()).text
    page = page_of(hina)
    page.goto(f"{desk.url}/console/articles/akhuwat_loan")
    for language in ("en", "ur", "ur_Latn"):
        expect(page.locator(".three")).to_contain_text(short("akhuwat_loan", language)[:40])
    expect(page.locator(".three [lang=ur].line").first).to_have_attribute("dir", "rtl")
    page.get_by_role("link", name="Change").click()
    english = page.locator("fieldset", has_text="English")
    english.get_by_label("Short answer").fill("Ask at the branch. You are registered with SMEDA.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing you typed is lost")
    expect(english.locator(".problem")).to_contain_text("only an officer, FBR, SECP or a bank can say")
    expect(english.get_by_label("Short answer")).to_have_value("Ask at the branch. You are registered with SMEDA.")
    english.get_by_label("Short answer").fill("Ask at the branch; it decides.")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".three").first).to_contain_text("Ask at the branch; it decides.")
    assert not desk.server.rows("SELECT id FROM article_version WHERE topic = 'akhuwat_loan'")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("what you changed and why")
    page.get_by_label("What you changed, and why").fill("Shorter <b>")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("Published")
    versions = page.get_by_role("complementary", name="Versions")
    expect(versions).to_contain_text("Shorter <b>")
    expect(versions).to_contain_text("told to 1 person")
    desk.run(phone.says("what does akhuwat lend"))
    assert "Ask at the branch; it decides." in desk.run(phone.hears()).text
    page.reload()
    assert versions.inner_text().count("told to 1 person") == 2
    [entry] = desk.write(lambda c: audit.find(c, audit.Wanted(what="article published", subject="akhuwat_loan")))
    assert entry.who == desk.email_of(hina)
    versions.get_by_role("button", name="Show").click()
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(2)  # the short answer, and the day of the look


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"en.short": "SMEDA gives loans to you."}, "This must not be said"),
        ({"ur.title": "", "ur.label": "", "ur.short": "", "ur.more": "", "ur.asked": ""}, "There is no text in ur."),
        ({"en.short": "<script>alert(1)</script> **bold**"}, "marks of a markup"),
        ({"en.short": "x" * 20_000}, "It has 20000 characters; 350 fit."),
        ({"ur.more": "ا" * 20_000}, "It has 20000 characters; 800 fit."),
        ({"facts": ""}, "at least one is needed"),
        ({"facts": "T99-999"}, "There is no fact T99-999."),
        ({"review_by": "soon"}, "This is no day."),
        ({"review_by": "2099-01-01"}, "not within a year"),
        ({"related": "nowhere"}, "nowhere is no other article."),
        ({"owner": "somebody"}, "Nobody is called somebody."),
        ({"en.title": "", "en.label": "", "en.short": "", "en.asked": "", "en.more": ""}, "This is missing."),
        ({"en.short": "سلام"}, "This is in the wrong script."),
        ({"note": "  "}, "what you changed and why"),
    ],
)
def test_what_cannot_be_published_comes_back_with_all_that_was_typed(
    desk: Helpdesk, hina: Officer, changes: dict[str, str], says: str
) -> None:
    with desk.client(hina) as client:
        typed = {"en.short": "A text of my own.", **changes}
        status, page = publish(client, "smeda_head", **typed)
    assert status == 400
    assert says in page
    assert "<script>alert" not in page
    assert all(escaped(text) in page for text in typed.values() if text.strip()), "nothing typed is lost"
    assert not desk.server.rows("SELECT id FROM article_version WHERE topic = 'smeda_head'")


def escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;").split("\n")[0]


def test_nothing_changed_is_nothing_published(desk: Helpdesk, hina: Officer) -> None:
    reviewed = library.article("smeda_what").reviewed_on.isoformat()
    with desk.client(hina) as client:
        status, page = publish(client, "smeda_what", reviewed_on=reviewed)
        assert status == 400
        assert "says the same" in page
        assert client.get("/console/articles/no_such_topic").status_code == 404
        assert client.get("/console/articles/no_such_topic/edit").status_code == 404
        assert client.get("/console/articles/smeda_what/compare?one=1&two=file").status_code == 404
        assert "akhuwat" in client.get("/console/articles/facts?words=akhuwat").text.lower()


def test_of_two_publishers_the_later_is_refused_and_sees_what_changed(
    desk: Helpdesk, page_of: Opener, hina: Officer
) -> None:
    other = desk.staff("Sana Malik", "publisher")
    one, two = page_of(hina), page_of(other)
    for page, text in ((one, "The first one's text."), (two, "The second one's text.")):
        page.goto(f"{desk.url}/console/articles/hs_code/edit")
        page.locator("fieldset", has_text="English").get_by_label("Short answer").fill(text)
        page.get_by_label("What you changed, and why").fill(text)
    one.get_by_role("button", name="Publish").click()
    expect(one.get_by_role("status").first).to_contain_text("Published")
    two.get_by_role("button", name="Publish").click()
    expect(two.get_by_role("alert").first).to_contain_text("Somebody else has changed this article")
    expect(two.get_by_role("region", name="What was changed meanwhile")).to_contain_text("The first one's text.")
    expect(two.locator("fieldset", has_text="English").get_by_label("Short answer")).to_have_value(
        "The second one's text."
    )
    two.get_by_role("button", name="Publish").click()
    expect(two.get_by_role("status").first).to_contain_text("Published")
    versions = desk.write(lambda c: service.history(c, "hs_code"))
    assert [(version.state, version.published_by) for version in versions] == [
        ("current", desk.email_of(other)),
        ("old", desk.email_of(hina)),
    ]


def send_at_once(desk: Helpdesk, officer: Officer, path: str, forms: list[dict[str, str]]) -> list[int]:
    """Send these forms at the very same time; the statuses."""
    statuses: list[int] = []

    def send(form: dict[str, str]) -> None:
        with desk.client(officer) as own:
            statuses.append(own.sends(path, **form).status_code)

    threads = [threading.Thread(target=send, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_of_many_at_the_very_same_time_one_publishes(desk: Helpdesk, hina: Officer) -> None:
    with desk.client(hina) as client:
        forms = [form_of(client, "olive_export", **{"en.short": f"Text number {n}."}) for n in range(4)]
    assert sorted(send_at_once(desk, hina, "/console/articles/olive_export/edit", forms)) == [303, 409, 409, 409]
    assert len(desk.write(lambda c: service.history(c, "olive_export"))) == 1


def test_taken_back_it_is_not_told_and_given_back_to_the_file_it_is(
    desk: Helpdesk, page_of: Opener, hina: Officer
) -> None:
    page = page_of(hina)
    page.goto(f"{desk.url}/console/articles/tax_rate_sme")
    page.get_by_text("Take it back").first.click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("alert")).to_contain_text("say why")
    page.get_by_label("Why, for the history").fill("The budget changed it.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status").first).to_contain_text("Taken back")
    phone = desk.somebody("Reader Two")
    ask = library.article("tax_rate_sme").in_("en").asked[0]
    desk.run(phone.says(ask))
    assert short("tax_rate_sme")[:60] not in desk.run(phone.hears()).text
    page.goto(f"{desk.url}/console/articles?group=tax")
    expect(page.locator(".row", has_text="tax_rate_sme")).to_contain_text("Taken back")
    page.goto(f"{desk.url}/console/articles/tax_rate_sme")
    page.get_by_text("Let the file's text count again").first.click()
    page.get_by_role("button", name="Let the file's text count again").click()
    expect(page.get_by_role("status").first).to_contain_text("counts again")
    desk.run(phone.says(ask))
    assert short("tax_rate_sme")[:60] in desk.run(phone.hears()).text
    what = {entry.what for entry in desk.write(lambda c: audit.find(c, audit.Wanted(subject="tax_rate_sme")))}
    assert what == {"article withdrawn", "article restored"}


def test_a_newer_file_opens_a_review_that_is_closed_by_choosing(desk: Helpdesk, page_of: Opener, hina: Officer) -> None:
    with desk.client(hina) as client:
        for topic in ("women_loans", "guarantor"):
            assert publish(client, topic, **{"en.short": "Our own text."})[0] == 303
    newer = sa.update(article_version).where(article_version.c.topic.in_(("women_loans", "guarantor")))
    desk.write(lambda c: c.execute(newer.values(file_version="older")))
    page = page_of(hina)
    page.goto(f"{desk.url}/console/articles?only=review")
    expect(page.locator(".rows .row")).to_have_count(2)
    for topic, button, in_force in (
        ("women_loans", "Keep ours", "Our own text."),
        ("guarantor", "Take the file's", ""),
    ):
        page.goto(f"{desk.url}/console/articles/{topic}")
        expect(page.get_by_role("region", name="The file is newer")).to_contain_text("Our own text.")
        page.get_by_role("button", name=button).click()
        expect(page.locator(".three")).to_contain_text(in_force or short(topic)[:60])
        expect(page.get_by_text("The file is newer")).to_have_count(0)
    assert desk.write(lambda c: service.to_review(c, TODAY)) == {}


def test_a_due_review_is_closed_by_saying_that_it_is_still_right(desk: Helpdesk, hina: Officer) -> None:
    with desk.client(hina) as client:
        page = client.get("/console/articles/edf_what").text
        [seen] = set(re.findall(r'name="seen" value="([^"]+)"', page))
        fields = {"what": "checked", "seen": seen, "note": "asked EDF"}
        assert client.sends("/console/articles/edf_what", **fields, review_by="").status_code == 400
        assert client.sends("/console/articles/edf_what", **fields, review_by="2099-01-01").status_code == 400
        later = (TODAY + dt.timedelta(days=90)).isoformat()
        assert client.sends("/console/articles/edf_what", **fields, review_by=later).status_code == 303
        assert client.sends("/console/articles/edf_what", **fields, review_by=later).status_code == 409
        assert client.sends("/console/articles/edf_what", what="explode").status_code == 404
    stands = desk.write(lambda c: service.standing_of(c, "edf_what"))
    assert stands is not None
    assert stands.article is not None
    assert (stands.article.reviewed_on, stands.article.review_by.isoformat()) == (TODAY, later)


def test_it_is_shown_how_many_were_told_which_version(desk: Helpdesk, hina: Officer) -> None:
    def tell(connection: sa.Connection) -> None:
        now = clock.now()
        people = [new_id() for _one in range(3)]
        connection.execute(sa.insert(person), [{"id": id, "created_at": now} for id in people])
        row = {"topic": "ntn_what", "language": "ur", "at": now}
        told = [(id, "an-old-one") for id in people for _twice in range(2)] + [
            (people[0], library.article("ntn_what").version)
        ]
        connection.execute(
            sa.insert(article_told),
            [{**row, "id": new_id(), "person_id": id, "version": version, "origin": f"t{place}"}
             for place, (id, version) in enumerate(told)],
        )  # fmt: skip

    desk.write(tell)
    with desk.client(hina) as client:
        page = client.get("/console/articles/ntn_what").text
    assert re.search(r"An earlier file&#39;s.*?an-old-one.*?told to 3 people", page, re.S)
    assert "told to 1 person" in page
