"""What was not understood: near rows together, labelled by officers, accepted by a reviewer, learnt, and understood."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import Connection

from bot import clock
from bot.answered import exemplars, service
from bot.answered.gaps import Gap, Missed
from bot.chat.understanding import understand
from bot.console import meanings
from bot.language.exemplars import QUESTION, intents
from bot.registry.officers import Officer
from bot.staff import audit
from tests.console.helpdesk import Client, Helpdesk
from tests.processes import LEARNS

Opener = Callable[..., Page]

SETTINGS = {LEARNS: "yes"}


def missed(desk: Helpdesk, *texts: str, times: int = 1) -> list[int]:
    """Put these on the list, as turns do; their ids."""
    rows = [Missed(text, understand(text), "menu", "menu", "ur_Latn") for text in texts for _time in range(times)]
    desk.write(lambda c: service.note(c, rows, clock.now()))
    return [row.id for row in listed(desk) if row.text in texts]


def listed(desk: Helpdesk, state: str = "open") -> list[Gap]:
    return desk.write(lambda c: service.gaps(c, state=state, limit=500))


def label(client: Client, ids: list[int], meaning: str, what: str = "label") -> int:
    """Send the form of a group's page; the status."""
    fields = {"form_token": client.form_token, "row": [str(id) for id in ids], "what": what, "meaning": meaning}
    return client.post("/console/gaps", data=fields).status_code


def test_every_intent_the_router_knows_can_be_chosen() -> None:
    assert set(meanings.INTENTS) == {*intents(), QUESTION}


def test_near_rows_are_one_group_that_is_labelled_together(desk: Helpdesk, page_of: Opener, bilal: Officer) -> None:
    missed(desk, "gulab ke phool ka beej", "gulab ka beej kahan se milega", times=3)
    missed(desk, "gulab jaman ki dukan ka naqsha")
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/gaps")
    group = page.locator(".row", has_text="gulab ke phool ka beej")
    expect(group).to_contain_text("said 6 times")
    expect(group).to_contain_text("gulab ka beej kahan se milega")
    group.get_by_role("link").click()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    page.get_by_role("button", name="This is what it means").click()
    expect(page.get_by_role("alert")).to_contain_text("choose what it means")
    page.get_by_role("searchbox").fill("قرض کے کاغذات")
    page.get_by_role("button", name="Search").click()
    page.locator("label", has_text="loan_documents").click()
    page.get_by_role("button", name="This is what it means").click()
    expect(page.get_by_role("status").first).to_contain_text("reviewer")
    rows = [row for row in listed(desk, "labelled") if row.text.startswith("gulab")]
    assert [(row.intent, row.topic) for row in rows] == [(QUESTION, "loan_documents")] * 2
    assert {row.labelled_by for row in rows} == {desk.email_of(bilal)}
    page.goto(f"{desk.url}/console/gaps?state=labelled")
    page.locator(".row", has_text="gulab ka beej").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("open again")
    assert "gulab ka beej kahan se milega" in [row.text for row in listed(desk)]


def test_officers_label_and_reviewers_review_and_nobody_else(desk: Helpdesk, bilal: Officer, hina: Officer) -> None:
    [id] = missed(desk, "qalam dawat ka rate")
    auditor = desk.staff("Zahid Khan", "auditor")
    for who, may in ((bilal, {"gaps"}), (hina, {"exemplars"}), (auditor, set())):
        with desk.client(who) as client:
            for room in ("gaps", "exemplars"):
                assert client.get(f"/console/{room}").status_code == (200 if room in may else 403)
                if room not in may:
                    assert client.sends(f"/console/{room}", what="label", row=str(id)).status_code == 403
    assert next(row for row in listed(desk) if row.id == id).state == "open"


def test_of_two_who_label_at_once_the_first_one_counts(desk: Helpdesk, bilal: Officer) -> None:
    [id] = missed(desk, "charpai bunne wala")
    other = desk.staff("Other Officer")
    with desk.client(bilal) as one, desk.client(other) as two:
        assert label(one, [id], "cluster_directory") == 303
        assert label(two, [id], "microfinance") == 409
        assert label(two, [id], "", "dismiss") == 409
    [row] = [row for row in listed(desk, "labelled") if row.id == id]
    assert (row.intent, row.labelled_by) == ("cluster_directory", desk.email_of(bilal))


@pytest.mark.parametrize(
    "meaning", ["", "nonsense", "kb_question:no_such_topic", "microfinance:akhuwat_loan", ":", "out_of_scope"]
)
def test_what_nobody_knows_is_no_meaning(desk: Helpdesk, bilal: Officer, meaning: str) -> None:
    [id] = missed(desk, "takht posh ka size") or [row.id for row in listed(desk) if row.text == "takht posh ka size"]
    with desk.client(bilal) as client:
        assert label(client, [id], meaning) == 400
        assert label(client, [], "microfinance") == 400
        assert client.get("/console/gaps/12345").status_code == 404
        assert client.sends("/console/gaps", what="explode", row=str(id)).status_code == 404


def accepts(client: Client, id: int, text: str, intent: str, topic: str = "") -> "tuple[int, str]":
    answer = client.sends("/console/exemplars", what="accept", id=str(id), text=text, intent=intent, topic=topic)
    return answer.status_code, answer.text


def labelled(desk: Helpdesk, text: str, intent: str, topic: str = "") -> int:
    [id] = missed(desk, text)
    desk.write(lambda c: service.label(c, [id], intent=intent, topic=topic, by="b@example.org", now=clock.now()))
    return id


def test_a_sentence_that_could_tell_who_wrote_it_or_means_two_things_is_not_accepted(
    desk: Helpdesk, hina: Officer
) -> None:
    id = labelled(desk, "mera bakra beemar hai", "complaint")
    with desk.client(hina) as client:
        for text, said in (
            ("", "There must be words"),
            ("12345", "There must be words"),
            ("wort " * 80, "at most 300 letters"),
            ("mera number 0300 1234567 hai", "may tell who wrote it"),
            ("<b>likho</b> ali@example.com", "may tell who wrote it"),
            ("help", "obeys at once"),
        ):
            status, page = accepts(client, id, text, "complaint")
            assert status == 400, text
            assert said in page
        status, page = accepts(client, id, "I need a loan for my business", "complaint")
        assert status == 409
        assert "Looks for a loan" in page
        assert "I need a loan for my business" in page, "what was typed stays"
        assert accepts(client, id, "mera bakra beemar hai", "microfinance")[0] == 409, "not what was labelled"
        assert client.sends("/console/exemplars", what="send_back", id=str(id)).status_code == 400
        assert client.sends("/console/exemplars", what="send_back", id=str(id), remark="<i>Why?</i>").status_code == 303
        assert accepts(client, id, "mera bakra beemar hai", "complaint")[0] == 409
    [row] = [row for row in listed(desk) if row.id == id]
    assert row.remark == "<i>Why?</i>"
    with desk.client(desk.staff("Another One")) as client:
        page = client.get(f"/console/gaps/{id}").text
        assert "&lt;i&gt;Why?&lt;/i&gt;" in page


def test_a_message_nobody_understood_is_labelled_accepted_learnt_and_understood(
    desk: Helpdesk, page_of: Opener, bilal: Officer, hina: Officer
) -> None:
    asked, near = "chandi ka warq kootna kaise hai", "kootne wala chandi warq"
    more = ("chandi warq kootne ka tareeqa", "warq chandi kootne wala kaam")
    phone = desk.somebody("Learner One")
    for text in ("hello", near, asked):
        desk.run(phone.says(text))
        assert "HS code" not in desk.run(phone.hears()).text
    ids = missed(desk, *more)
    [row] = [row for row in listed(desk) if row.text == asked]
    with desk.client(bilal) as client:
        assert label(client, [row.id, *ids], "kb_question:hs_code") == 303

    def accept_others(connection: Connection) -> None:
        for id, text in zip(ids, more, strict=True):
            exemplars.accept(connection, id, text, ("kb_question", "hs_code"), by="h@example.org", now=clock.now())

    desk.write(accept_others)
    page = page_of(hina)
    page.goto(f"{desk.url}/console/exemplars")
    card = page.locator(".card", has_text=asked)
    expect(card).to_contain_text("HS code")
    card.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("learns it")
    for _look in range(120):
        page.goto(f"{desk.url}/console/exemplars")
        if page.get_by_text("The bot has learnt all of them.").count():
            break
        page.wait_for_timeout(500)
    other = desk.somebody("Learner Two")
    for text in (asked, near):
        desk.run(other.says(text))
        assert "customs" in desk.run(other.hears()).text, text
    what = [entry.what for entry in desk.write(lambda c: audit.find(c, audit.Wanted(), limit=500))]
    assert {"gap labelled", "exemplar accepted", "gaps seen"} <= set(what)

    page.locator(".row", has_text=asked).get_by_role("button", name="Take out").click()
    expect(page.get_by_role("status").first).to_contain_text("forgets it")
    assert asked not in [one.text for one in desk.write(exemplars.accepted)]


def test_what_was_said_most_comes_first(desk: Helpdesk, bilal: Officer) -> None:
    missed(desk, "samosay talne wali karahi", times=9)
    with desk.client(bilal) as client:
        page = client.get("/console/gaps").text
    order = [int(times) for times in re.findall(r"said (\d+) times", page)]
    assert order == sorted(order, reverse=True)
    assert order[0] == 9
