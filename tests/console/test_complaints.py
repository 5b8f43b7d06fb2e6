"""Complaints at the desk: listed by their day, answered once, told once, and what she says of it is seen."""

import itertools
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from bot import clock
from bot.complaints.requests import SettleComplaint
from bot.complaints.service import ANSWERS
from bot.helpdesk import writing
from bot.mydata import package
from bot.mydata.erase import erase
from bot.registry.officers import Officer
from bot.registry.wished import Wished
from bot.staff import audit
from tests.console import seeds
from tests.console.helpdesk import Client, Helpdesk
from tests.standins.whatsapp import Phone

Opener = Callable[..., Page]
_keys = itertools.count(1)
TOO_LATE = "UPDATE complaint SET due_at = :due, nearly_due = true WHERE id = :id"


@pytest.fixture(scope="module")
def sana(desk: Helpdesk) -> Officer:
    return desk.staff("Sana Malik")


@pytest.fixture(scope="module")
def ayesha(desk: Helpdesk) -> Phone:
    """Somebody who has talked with the bot before."""
    phone = desk.somebody("Ayesha")
    desk.run(talks(phone))
    return phone


async def talks(phone: Phone) -> None:
    for words in ("hello", "English"):
        await phone.says(words)
        await phone.hears()


def complains(desk: Helpdesk, phone: Phone, words: str = "Nobody answers me", category: str = "delay") -> int:
    return seeds.complains(desk, desk.person_of(phone), words, category)


def settles(desk: Helpdesk, phone: Phone, id: int, settled: bool) -> None:
    wish = Wished(SettleComplaint(id, settled), desk.person_of(phone), clock.now(), f"t{next(_keys)}", "en", "whatsapp")
    desk.write(lambda c: ANSWERS[SettleComplaint](c, [wish]))


def seen_in(client: Client, id: int) -> str:
    """The last step, as the form on the page names it."""
    return re.findall(r'name="seen" value="(\d+)"', client.get(f"/console/complaints/{id}").text)[0]


def queue_of(client: Client, person: int) -> bool:
    """Whether she stands in the queue."""
    return f"/console/people/{person}" in client.get("/console/queue").text


def tellings(desk: Helpdesk, id: int) -> int:
    """How often she is still to be told, or was told, that there is an answer."""
    waiting = desk.server.rows("SELECT id FROM timer WHERE detail LIKE ?", f"%complaint news:{id}%")
    return len(waiting)


def test_the_bot_takes_it_down_and_an_officer_answers_it_in_the_chat_once(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = desk.somebody("Nasreen")

    async def says() -> None:
        await talks(phone)
        for words in ("complaint", "It takes too long", "میرا کیس تین ہفتے سے ایسے ہی ہے"):
            await phone.says(words)
            await phone.hears()

    desk.run(says())
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/complaints")
    row = page.locator(".row", has_text="میرا کیس تین ہفتے")
    expect(row).to_contain_text("It takes too long")
    row.get_by_role("link").click()
    expect(page.locator(".quote").first).to_have_attribute("dir", "rtl")
    expect(page.get_by_text("WhatsApp")).to_be_visible()
    page.get_by_label("Your answer").fill("We called the office: you hear from them by Friday.")
    with desk.client(bilal) as client:
        assert queue_of(client, desk.person_of(phone)), "the complaint has put her on the list"
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("no longer in the queue because of it")
        assert not queue_of(client, desk.person_of(phone)), "and its answer takes her off it"
    expect(page.locator(".history")).to_contain_text("Bilal Ahmed")
    heard = desk.hears(phone, "you hear from them by Friday")
    assert "Is it settled" in heard
    desk.run(phone.says("yes"))
    desk.run(phone.hears())
    page.reload()
    expect(page.locator(".standing")).to_contain_text("Settled")
    expect(page.locator(".history")).to_contain_text("The person says that it is settled")
    desk.run(phone.hears_nothing(0.7))
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="complaint answered")))
    assert [(entry.detail, entry.person_id) for entry in trail] == [({"letters": 51}, desk.person_of(phone))]
    [closed] = desk.write(lambda c: audit.find(c, audit.Wanted(what="ticket closed", person=desk.person_of(phone))))
    assert closed.detail == {"complaint": trail[0].subject}, "the trail says why it was closed"


def test_what_she_says_is_still_missing_is_read_by_whoever_answers_and_she_has_a_copy(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = desk.somebody("Rubina")
    desk.run(talks(phone))
    id = complains(desk, phone, "Nobody called me back")
    with desk.client(bilal) as client:
        client.sends(f"/console/complaints/{id}", seen=seen_in(client, id), text="We called you today.")
        desk.hears(phone, "We called you today.")
        desk.run(phone.says("no"))
        desk.run(phone.hears())
        unread = seen_in(client, id)
        desk.run(phone.says("Woh card 35202-1234567-1 wapas nahi mila"))
        desk.run(phone.hears())
        page = page_of(bilal)
        page.goto(f"{desk.url}/console/complaints/{id}")
        expect(page.get_by_role("heading", name="What is still missing")).to_be_visible()
        expect(page.locator(".quote").nth(1)).to_have_text("Woh card •••••-•••••••-• wapas nahi mila")
        expect(page.locator(".history li").last).to_contain_text("wapas nahi mila")
        late = client.sends(f"/console/complaints/{id}", seen=unread, text="Anything else?")
        assert (late.status_code, "has said something about it meanwhile" in late.text) == (409, True)
        page.get_by_label("Your answer").fill("You have it on Monday.")
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("The answer is kept")
        expect(page.get_by_role("heading", name="What is still missing")).to_be_hidden()
    owner, kept = desk.person_of(phone), "Woh card •••••-•••••••-• wapas nahi mila"
    held = desk.write(lambda c: package.collect(c, owner, clock.now())).sections
    [history] = [section for section in held if section.table == "complaint_event"]
    assert kept in [row["text"] for row in history.rows], "what is held about her shows it"
    desk.write(lambda c: erase(c, [owner], clock.now()))
    assert desk.server.rows("SELECT id FROM complaint_event WHERE text = ?", kept) == [], "and erasing takes it along"


def test_a_form_sent_twice_answers_once(desk: Helpdesk, bilal: Officer, ayesha: Phone) -> None:
    id = complains(desk, ayesha)
    with desk.client(bilal) as client:
        seen = seen_in(client, id)
        for _ in range(2):
            sent = client.sends(f"/console/complaints/{id}", seen=seen, text="It is on its way.")
            assert sent.headers["location"] == f"/console/complaints/{id}?done=complaint_answered"
    desk.hears(ayesha, "It is on its way.")
    desk.run(ayesha.says("yes"))
    desk.run(ayesha.hears())
    desk.run(ayesha.hears_nothing(0.7))
    assert len(desk.server.rows("SELECT id FROM complaint_event WHERE complaint_id = ? AND what = 'answered'", id)) == 1


def test_of_two_officers_the_second_reads_who_was_quicker_and_keeps_her_text(
    desk: Helpdesk, bilal: Officer, sana: Officer, ayesha: Phone
) -> None:
    id = complains(desk, ayesha)
    with desk.client(bilal) as one, desk.client(sana) as two:
        first, second = seen_in(one, id), seen_in(two, id)
        assert one.sends(f"/console/complaints/{id}", seen=first, text="Bilal's words").status_code == 303
        late = two.sends(f"/console/complaints/{id}", seen=second, text="Sana's own words")
        assert late.status_code == 409
        assert "Bilal Ahmed was quicker" in late.text
        assert "Sana&#39;s own words" in late.text
        settles(desk, ayesha, id, settled=False)
        stale = two.sends(f"/console/complaints/{id}", seen=second, text="Sana's own words")
        assert stale.status_code == 409, "open again, but she has not read why"
        assert "has said something about it meanwhile" in stale.text
        again = two.sends(f"/console/complaints/{id}", seen=seen_in(two, id), text="Sana's own words")
        assert again.status_code == 303
        page = two.get(f"/console/complaints/{id}").text
    assert page.index("Bilal&#39;s words") < page.index("not settled: open again") < page.index("Sana&#39;s own words")
    desk.hears(ayesha, "Sana's own words")
    desk.run(ayesha.says("yes"))
    desk.run(ayesha.hears())


def test_of_two_answers_in_the_same_moment_one_is_told(
    desk: Helpdesk, bilal: Officer, sana: Officer, ayesha: Phone
) -> None:
    id = complains(desk, ayesha)
    with desk.client(bilal) as one, desk.client(sana) as two, ThreadPoolExecutor(2) as threads:
        sent = threads.map(
            lambda client: client.sends(f"/console/complaints/{id}", seen="0", text="Both at once").status_code,
            (one, two),
        )
        assert sorted(sent) == [303, 409]
    desk.hears(ayesha, "Both at once")
    desk.run(ayesha.says("yes"))
    desk.run(ayesha.hears())
    desk.run(ayesha.hears_nothing(0.7))


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 400, "at least one letter"),
        (" \n ", 400, "at least one letter"),
        ("x" * 701, 400, "at most 700"),
        ("x" * 20_000, 400, "at most 700"),
        ("و" * 20_000, 413, ""),
        ("Please send your CNIC number here", 400, "Nobody may ask for these"),
    ],
)
def test_an_answer_that_cannot_be_given_is_refused_kindly(
    desk: Helpdesk, bilal: Officer, ayesha: Phone, text: str, status: int, said: str
) -> None:
    id = complains(desk, ayesha)
    with desk.client(bilal) as client:
        answer = client.sends(f"/console/complaints/{id}", seen=seen_in(client, id), text=text)
        assert (answer.status_code, said in answer.text) == (status, True)
        if status == 400 and text.strip():
            assert text in answer.text, "what was typed stays"
        assert client.sends("/console/complaints/1", seen="0", text="x").status_code == 404
        assert client.get("/console/complaints/no").status_code == 404
    assert desk.server.rows("SELECT state FROM complaint WHERE id = ?", id)[0]["state"] == "open"
    assert tellings(desk, id) == 0


def test_an_identity_number_in_an_answer_is_hidden_and_a_mention_needs_a_tick(
    desk: Helpdesk, bilal: Officer, ayesha: Phone
) -> None:
    id = complains(desk, ayesha)
    text = "Nobody of us asks for your CNIC 35202-1234567-1."
    with desk.client(bilal) as client:
        seen = seen_in(client, id)
        assert 'name="sure"' in client.sends(f"/console/complaints/{id}", seen=seen, text=text).text
        assert client.sends(f"/console/complaints/{id}", seen=seen, text=text, sure="1").status_code == 303
    kept = desk.server.rows("SELECT answer FROM complaint WHERE id = ?", id)[0]["answer"]
    assert "35202" not in kept
    assert "CNIC" in kept
    desk.hears(ayesha, "Nobody of us asks for your CNIC")
    desk.run(ayesha.says("yes"))
    desk.run(ayesha.hears())


def test_the_list_is_by_day_filtered_and_paged(desk: Helpdesk, bilal: Officer, ayesha: Phone) -> None:
    ids = [complains(desk, ayesha, f"Complaint of a kind, {i:02}", "behaviour") for i in range(52)]
    desk.write(lambda c: c.exec_driver_sql(TOO_LATE, {"due": 1, "id": ids[30]}))
    desk.write(lambda c: c.exec_driver_sql("UPDATE complaint SET nearly_due = true WHERE id = :id", {"id": ids[0]}))
    with desk.client(bilal) as client:
        page = client.get("/console/complaints?category=behaviour").text
        words = re.findall(r"Complaint of a kind, (\d\d)", page)
        assert (words[0], len(words)) == ("30", 50), "the one whose day is past stands first"
        assert page.count("The day is past") == 1
        assert page.count("The day is near") == 1
        assert "1 to 50 of 52" in page
        rest = client.get("/console/complaints?category=behaviour&skip=50").text
        assert len(re.findall(r"Complaint of a kind, \d\d", rest)) == 2
        assert "Complaint of a kind" not in client.get("/console/complaints?category=money").text
        assert "Nothing fits" in client.get("/console/complaints?state=settled&category=other").text
        assert client.get("/console/complaints?state=nonsense&category=<b>&skip=x").status_code == 200
        waiting = desk.server.rows("SELECT count(*) AS n FROM complaint WHERE state = 'open'")[0]["n"]
        menu = client.get("/console/me").text
        assert re.search(rf'/console/complaints"[^>]*>Complaints <span class="count">{waiting}<', menu)
    looks = desk.write(lambda c: audit.find(c, audit.Wanted(what="complaints seen")))
    assert looks


def test_a_ready_answer_comes_in_her_language_and_a_draft_is_kept(
    desk: Helpdesk, page_of: Opener, bilal: Officer, ayesha: Phone
) -> None:
    id = complains(desk, ayesha)
    ready = {"en": "We are sorry, and ask the office.", "ur": "معذرت، دفتر سے پوچھا جا رہا ہے۔"}
    desk.write(lambda c: writing.put_canned(c, "Sorry", ready, bilal, clock.now()))
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/complaints/{id}")
    page.get_by_label("Your answer").fill("Half an answer ")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("Half an answer ")
    page.get_by_text("Ready answers").last.click()
    page.get_by_role("link", name="Sorry").click()
    expect(page.get_by_label("Your answer")).to_have_value(re.compile("We are sorry, and ask the office."))
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("The answer is kept")
    assert page.evaluate(f"sessionStorage.getItem('draft:complaint-{id}')") is None
    with desk.client(bilal) as client:
        other = complains(desk, ayesha)
        [link] = re.findall(
            r'href="(/console/complaints/\d+\?canned=\d+)', client.get(f"/console/complaints/{other}").text
        )
        assert "We are sorry, and ask the office.</textarea>" in client.get(link).text, "also without JavaScript"


@pytest.mark.parametrize(
    ("role", "status"), [("officer", 200), ("supervisor", 200), ("admin", 200), ("publisher", 403), ("auditor", 403)]
)
def test_who_may_see_complaints(desk: Helpdesk, ayesha: Phone, role: str, status: int) -> None:
    id = complains(desk, ayesha)
    with desk.client(desk.staff("Somebody", role)) as client:
        for path in ("/console/complaints", f"/console/complaints/{id}"):
            assert client.get(path).status_code == status
        if status == 403:
            assert client.sends(f"/console/complaints/{id}", seen="0", text="x").status_code == 403
            assert "/console/complaints" not in client.get("/console/me").text
        client.form_token = "another"
        assert client.sends(f"/console/complaints/{id}", seen="0", text="x").status_code == 403


def test_an_empty_list_says_where_complaints_come_from(desk: Helpdesk, bilal: Officer) -> None:
    desk.write(lambda c: c.exec_driver_sql("UPDATE complaint SET state = 'settled'"))
    with desk.client(bilal) as client:
        assert "No complaint waits for an answer" in client.get("/console/complaints").text
