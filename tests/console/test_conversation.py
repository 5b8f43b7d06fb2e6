"""Two officers, a person on WhatsApp, and the conversation between them."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot import clock
from bot.helpdesk import templates, writing
from bot.helpdesk.templates import Standing
from bot.registry.officers import Officer
from bot.staff import audit
from tests.console.helpdesk import Helpdesk
from tests.standins.whatsapp import Phone

Opener = Callable[..., Page]

REFRESHES = 12_000
"""Milliseconds in which a page that refreshes itself has done so, on a slow machine."""


@pytest.fixture(scope="module")
def sana(desk: Helpdesk) -> Officer:
    return desk.staff("Sana Malik", "supervisor")


def waits(desk: Helpdesk, name: str = "Ayesha", words: str = "talk to a person") -> Phone:
    """Somebody who has written and waits for a person."""
    phone = desk.somebody(name)
    desk.run(phone.says("hello"))
    desk.run(phone.hears())
    desk.run(phone.says("english"))
    desk.run(phone.hears())
    desk.run(phone.says(words))
    desk.run(phone.hears())
    return phone


def talk(page: Page, desk: Helpdesk, phone: Phone) -> Page:
    page.goto(f"{desk.url}/console/people/{desk.person_of(phone)}")
    return page


def answer(page: Page, text: str) -> None:
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send").click()


def test_of_two_who_take_at_once_one_has_it_and_the_other_reads_who(
    desk: Helpdesk, page_of: Opener, bilal: Officer, sana: Officer
) -> None:
    phone = waits(desk, "Race Case")
    one, two = page_of(bilal), page_of(sana)
    for page in (one, two):
        page.goto(f"{desk.url}/console/queue")
    for page in (one, two):
        page.locator(".row", has_text="Race Case").get_by_role("button", name="Take").click()
    expect(one).to_have_url(re.compile(rf"/console/people/{desk.person_of(phone)}\?done=claimed"))
    expect(one.get_by_text("You have this conversation.")).to_be_visible()
    expect(two.get_by_role("alert")).to_have_text("Bilal Ahmed has this conversation.")
    expect(two.locator(".row", has_text="Race Case")).to_contain_text("Bilal Ahmed")


def test_an_answer_arrives_once_however_often_the_button_is_pressed(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = waits(desk)
    # Without JavaScript nothing but the server's own key stands between a double click and two messages.
    page = talk(page_of(bilal, java_script_enabled=False), desk, phone)
    hidden = ("form_token", "key", "ticket")
    form = {name: page.locator(f".reply [name={name}]").get_attribute("value") or "" for name in hidden}
    for _ in range(2):
        sent = page.request.post(
            f"{page.url}/reply",
            form={**form, "text": "Assalam o alaikum, please bring the paper."},
            headers={"origin": desk.url},
            max_redirects=0,
        )
        assert (sent.status, "done=sent" in sent.headers["location"]) == (303, True)
    heard = desk.run(phone.hears())
    assert "Bilal Ahmed" in heard.text
    assert "Assalam o alaikum, please bring the paper." in heard.text
    desk.run(phone.hears_nothing(0.7))
    # And a person's double click, with it.
    fast = talk(page_of(bilal), desk, phone)
    fast.get_by_label("Your answer").fill("One more thing")
    fast.get_by_role("button", name="Send").dblclick()
    expect(fast.get_by_role("status").first).to_have_text("Your answer is on its way.")
    assert "One more thing" in desk.run(phone.hears()).text
    desk.run(phone.hears_nothing(0.7))


def test_while_an_officer_has_it_the_bot_is_silent_and_afterwards_it_answers(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = waits(desk)
    page = talk(page_of(bilal), desk, phone)
    page.get_by_role("button", name="Take").click()
    desk.run(phone.says("menu"))
    desk.run(phone.hears_nothing(0.7))
    page.get_by_role("button", name="Done, back to the bot").click()
    expect(page.get_by_role("status").first).to_contain_text("The bot has the conversation again")
    desk.hears(phone, "")  # how was it?
    desk.run(phone.says("menu"))
    desk.run(phone.hears())


def test_what_comes_in_appears_by_itself_and_what_is_being_typed_stays(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = waits(desk)
    page = talk(page_of(bilal), desk, phone)
    page.get_by_role("button", name="Take").click()
    text = page.get_by_label("Your answer")
    text.fill("Half a sen")
    desk.run(phone.says("میری دکان بند ہے"))
    line = page.locator(".line.person .text", has_text="میری دکان بند ہے")
    expect(line).to_be_visible(timeout=REFRESHES)
    expect(line).to_have_attribute("dir", "rtl")
    expect(text).to_have_value("Half a sen")
    expect(text).to_be_focused()
    # The lines that were there are still the same ones, not others that look like them.
    page.evaluate("document.querySelector('.line').dataset.marked = 'yes'")
    desk.run(phone.says("one more"))
    expect(page.locator(".line.person .text", has_text="one more")).to_be_visible(timeout=REFRESHES)
    expect(page.locator(".line").first).to_have_attribute("data-marked", "yes")
    said = page.locator(".line .text").all_inner_texts()
    assert said[-2:] == ["میری دکان بند ہے", "one more"]
    page.reload()
    expect(text).to_have_value("Half a sen")
    page.goto(f"{desk.url}/console/queue")
    waits(desk, "Late Comer")
    expect(page.locator(".row", has_text="Late Comer")).to_be_visible(timeout=REFRESHES)
    expect(page).to_have_title(re.compile(r"^\(\d+\) Conversations"))


def test_a_script_in_a_name_or_a_message_is_only_text(desk: Helpdesk, page_of: Opener, bilal: Officer) -> None:
    wild = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    phone = waits(desk, wild, f"person {wild}")
    if not desk.server.rows("SELECT id FROM ticket WHERE person_id = ?", desk.person_of(phone)):
        desk.run(phone.says("talk to a person"))
        desk.run(phone.hears())
    page = page_of(bilal)
    page.goto(f"{desk.url}/console/queue")
    expect(page.locator(".row .first", has_text="<script>").first).to_be_visible()
    talk(page, desk, phone)
    expect(page.get_by_role("heading", level=1)).to_have_text(wild)
    expect(page.locator(".line.person .text", has_text="<img src=x").first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script").count() == 0


def test_a_text_that_asks_for_an_id_card_is_stopped_and_stays_typed(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = waits(desk)
    page = talk(page_of(bilal), desk, phone)
    answer(page, "Please send your CNIC number")
    expect(page.get_by_role("alert")).to_contain_text("Nobody may ask for these in a chat")
    expect(page.get_by_label("Your answer")).to_have_value("Please send your CNIC number")
    desk.run(phone.hears_nothing(0.4))
    page.get_by_label("Your answer").fill("Never send your CNIC number here")
    page.get_by_label("It only mentions it").check()
    page.get_by_role("button", name="Send").click()
    assert "Never send" in desk.run(phone.hears()).text


def test_after_24_hours_a_template_says_that_an_answer_waits_and_a_tap_fetches_it(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = desk.somebody("Day Before")
    desk.run(phone.says("hello", timestamp=str(int(time.time()) - 25 * 3600)))
    page = talk(page_of(bilal), desk, phone)
    page.get_by_role("button", name="Begin a conversation").click()
    expect(page.get_by_text("WhatsApp takes no free text now")).to_be_visible()
    answer(page, "Your papers are fine.")
    expect(page.get_by_role("status").first).to_contain_text("cleared no template")
    expect(page.locator(".state.waiting")).to_contain_text("waits until the person writes")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status").first).to_contain_text("taken back")
    desk.run(phone.hears_nothing(0.3))

    desk.whatsapp.template("munshi_answer", "en", parameters=1, buttons=1)
    standing = Standing("whatsapp", "munshi_answer", "en", "approved", "UTILITY")
    desk.write(lambda c: templates.record(c, [standing], clock.now()))
    answer(page, "Your papers are fine, come on Monday.")
    expect(page.get_by_role("status").first).to_contain_text("A template has told the person")
    told = desk.run(phone.hears())
    assert told.kind == "template"
    desk.run(phone.hears_nothing(0.4))
    desk.run(phone.taps(told.payloads[0], of=told))
    assert "come on Monday" in desk.run(phone.hears()).text


def test_a_conversation_is_handed_over_and_others_cannot_write_into_it(
    desk: Helpdesk, page_of: Opener, bilal: Officer, sana: Officer
) -> None:
    third = desk.staff("Third One")
    phone = waits(desk)
    page = talk(page_of(bilal), desk, phone)
    page.get_by_role("button", name="Take").click()
    stale = talk(page_of(third), desk, phone)
    expect(stale.get_by_label("Your answer")).to_have_count(0)
    page.get_by_label("To whom").select_option(label="Sana Malik")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("Sana Malik has this conversation.").first).to_be_visible()
    hers = talk(page_of(sana), desk, phone)
    answer(hers, "Sana speaking")
    assert "Sana Malik" in desk.run(phone.hears()).text
    ticket = hers.locator(".reply [name=ticket]").get_attribute("value") or ""
    token = stale.locator("[name=form_token]").first.get_attribute("value") or ""
    refused = stale.request.post(
        f"{desk.url}/console/people/{desk.person_of(phone)}/reply",
        form={"form_token": token, "ticket": ticket, "key": "k", "text": "me too"},
        headers={"origin": desk.url},
    )
    assert refused.status == 409
    assert "Sana Malik has this conversation." in refused.text()
    desk.run(phone.hears_nothing(0.4))
    # A ticket of somebody else under this person's address opens nothing either.
    other = waits(desk)
    crossed = stale.request.post(
        f"{desk.url}/console/people/{desk.person_of(other)}/reply",
        form={"form_token": token, "ticket": ticket, "key": "k2", "text": "me too"},
        headers={"origin": desk.url},
    )
    assert crossed.status == 409


def test_ready_answers_are_put_in_where_the_cursor_stands_also_without_javascript(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    texts = {"en": "We are open from nine.", "ur": "ہم نو بجے سے موجود ہیں۔"}
    desk.write(lambda c: writing.put_canned(c, f"Hours {time.time()}", texts, bilal, clock.now()))
    phone = waits(desk)
    page = talk(page_of(bilal), desk, phone)
    page.get_by_label("Your answer").fill("Dear Ayesha, ")
    page.locator(".canned summary").click()
    page.locator(".canned a").last.click()
    expect(page.get_by_label("Your answer")).to_have_value("Dear Ayesha, We are open from nine.")
    plain = talk(page_of(bilal, java_script_enabled=False), desk, phone)
    plain.goto(plain.url + "?canned=" + (page.locator(".canned a").last.get_attribute("href") or "").partition("=")[2])
    expect(plain.get_by_label("Your answer")).to_have_value("We are open from nine.")


def test_notes_are_for_colleagues_only_and_every_look_leaves_a_line(
    desk: Helpdesk, page_of: Opener, bilal: Officer
) -> None:
    phone = waits(desk)
    page = talk(page_of(bilal), desk, phone)
    page.get_by_label("New note").fill("Came to the office on Friday")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".notes")).to_contain_text("Came to the office on Friday")
    desk.run(phone.hears_nothing(0.4))
    person = desk.person_of(phone)
    entries = desk.write(lambda c: audit.find(c, audit.Wanted(person=person)))
    assert [entry.what for entry in entries] == ["conversation seen", "note written", "conversation seen"]
    assert {entry.address for entry in entries} == {"127.0.0.1"}
    assert "Friday" not in repr(entries)
