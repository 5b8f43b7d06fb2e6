"""The simulator in a real browser: what an owner with a cheap phone would do, and what comes of it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from bot.chat.outgoing import Outgoing
from tests.web.simulator_hands import mine, ours, say, visit
from tests.web.simulator_stand_in import StandIn

Opener = Callable[..., Page]


def test_what_is_typed_is_answered(chat: Page, bot: StandIn) -> None:
    say(chat, "Salam")
    expect(ours(chat)).to_contain_text("You wrote: Salam")
    expect(mine(chat).locator(".tick.read")).to_have_count(1)
    expect(chat.locator("#words")).to_have_value("")
    (heard,) = bot.heard
    assert heard.heard.text == "Salam"
    assert heard.sender.channel == "simulator"
    assert heard.sender.handles[0].kind == "browser"


def test_the_send_button_sends_and_an_empty_message_does_not(chat: Page, bot: StandIn) -> None:
    chat.locator("#send").click()
    chat.locator("#words").fill("  two words \n")
    chat.locator("#send").click()
    expect(ours(chat)).to_have_count(1)
    assert [m.heard.text for m in bot.heard] == ["two words"]


def test_a_button_sends_its_tap_and_shows_its_title(chat: Page, bot: StandIn) -> None:
    say(chat, "buttons")
    chat.get_by_role("button", name="Not yet").click()
    expect(mine(chat).last).to_contain_text("Not yet")
    expect(ours(chat).last).to_contain_text("You tapped no")
    assert (bot.heard[-1].heard.tap, bot.heard[-1].heard.text) == ("no", "Not yet")


def test_an_old_button_can_still_be_tapped(chat: Page, bot: StandIn) -> None:
    say(chat, "buttons")
    say(chat, "something else")
    expect(ours(chat)).to_have_count(2)
    chat.get_by_role("button", name="Yes, I have").click()
    expect(ours(chat).last).to_contain_text("You tapped yes")


def test_a_list_opens_a_sheet_and_sends_the_chosen_row(chat: Page, bot: StandIn) -> None:
    say(chat, "list")
    chat.get_by_role("button", name="Choose").click()
    sheet = chat.get_by_role("dialog")
    expect(sheet.get_by_role("radio")).to_have_count(8)
    expect(sheet.get_by_role("button", name="Send")).to_be_disabled()
    sheet.get_by_text("Lenders near you").click()
    sheet.get_by_role("button", name="Send").click()
    expect(sheet).to_be_hidden()
    expect(ours(chat).last).to_contain_text("You tapped row-3")
    assert bot.heard[-1].heard.text == "Small loans"


def test_a_list_works_from_the_keyboard_and_keeps_the_focus(chat: Page) -> None:
    say(chat, "list")
    opener = chat.get_by_role("button", name="Choose")
    opener.focus()
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("dialog")).to_be_visible()
    for _ in range(6):
        chat.keyboard.press("Tab")
        assert chat.evaluate("document.activeElement.closest('dialog') !== null")
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()
    chat.wait_for_timeout(650)  # the guard against double taps
    chat.keyboard.press("Enter")
    chat.get_by_role("radio").first.focus()
    chat.keyboard.press("ArrowDown")
    chat.keyboard.press("Enter")
    expect(ours(chat).last).to_contain_text("You tapped row-2")


def test_options_beyond_a_list_are_numbered_lines(chat: Page) -> None:
    say(chat, "numbered")
    expect(ours(chat)).to_contain_text("4. A rather long name for option number 4")
    expect(ours(chat).locator("button")).to_have_count(0)


def test_a_town_is_shared_as_a_location(chat: Page, bot: StandIn) -> None:
    say(chat, "location")
    ours(chat).get_by_role("button", name="Share a location").click()
    chat.get_by_role("dialog").get_by_text("Sialkot").click()
    chat.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(ours(chat).last).to_contain_text("Thank you: 32.49, 74.53")
    place = bot.heard[-1].heard.place
    assert place is not None
    assert (place.latitude, place.longitude, place.name) == (32.49, 74.53, "Sialkot")


def test_coordinates_can_be_typed_and_nonsense_cannot_be_sent(chat: Page, bot: StandIn) -> None:
    chat.locator("#composer").get_by_role("button", name="Share a location").click()
    sheet = chat.get_by_role("dialog")
    sheet.get_by_role("textbox").fill("99, 300")
    expect(sheet.get_by_text("two numbers")).to_be_visible()
    expect(sheet.get_by_role("button", name="Send")).to_be_disabled()
    sheet.get_by_role("textbox").fill("35.92, 74.31")
    sheet.get_by_role("button", name="Send").click()
    expect(ours(chat).last).to_contain_text("Thank you: 35.92, 74.31")


def test_the_phone_itself_can_tell_where_it_is(bot: StandIn, page_at: Opener) -> None:
    here = {"latitude": 30.18, "longitude": 67.0}
    page = visit(page_at(360, geolocation=here, permissions=["geolocation"]), bot)
    page.locator("#pin").click()
    page.get_by_role("button", name="Use where I am now").click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(ours(page).last).to_contain_text("Thank you: 30.18, 67.00")


def test_a_double_click_sends_once(chat: Page, bot: StandIn) -> None:
    chat.locator("#words").fill("Salam")
    chat.locator("#send").dblclick()
    say(chat, "buttons")
    chat.get_by_role("button", name="Not yet").dblclick()
    expect(ours(chat).last).to_contain_text("You tapped no")
    chat.wait_for_timeout(300)
    assert [m.heard.text for m in bot.heard] == ["Salam", "buttons", "Not yet"]


def test_a_restarted_server_loses_nothing(chat: Page, bot: StandIn) -> None:
    say(chat, "before")
    expect(ours(chat)).to_have_count(1)
    person = bot.heard[0].sender.handles[0]
    bot.stop()
    bot.remember(person, Outgoing("Said while you were away"), "away-1")
    say(chat, "typed while it was down")
    say(chat, "and another")
    expect(mine(chat).locator(".tick.waiting")).to_have_count(2)
    expect(chat.locator("#banner")).to_have_text("Offline, trying again…")
    bot.start()
    expect(ours(chat)).to_have_count(4, timeout=20_000)
    expect(mine(chat).locator(".tick.read")).to_have_count(3)
    expect(chat.locator("#banner")).to_be_hidden()
    assert [m.heard.text for m in bot.heard] == ["before", "typed while it was down", "and another"]
    # Every line once, in the order in which it was said.
    assert re.findall(r"before|away|down|another", chat.locator("#log").inner_text()) == [
        "before", "before", "away", "down", "down", "another", "another",
    ]  # fmt: skip


def test_nothing_typed_is_lost_with_the_page(chat: Page, bot: StandIn) -> None:
    say(chat, "first")
    expect(ours(chat)).to_have_count(1)
    chat.context.route("**/simulator/say*", lambda route: route.abort())
    say(chat, "typed on a train")
    chat.locator("#words").fill("half a sent")
    chat.context.unroute("**/simulator/say*")
    chat.reload()
    expect(chat.locator("#words")).to_have_value("half a sent")
    expect(ours(chat).last).to_contain_text("You wrote: typed on a train")
    assert len(bot.heard) == 2


def test_a_busy_server_is_asked_again(chat: Page, bot: StandIn) -> None:
    bot.busy = 1
    say(chat, "Salam")
    expect(chat.locator("#banner")).to_have_text("Busy just now, trying again…")
    expect(ours(chat)).to_contain_text("You wrote: Salam")
    expect(chat.locator("#banner")).to_be_hidden()


def test_what_is_refused_goes_back_into_the_field(chat: Page, bot: StandIn) -> None:
    long = "word " * 1000
    say(chat, long)
    expect(chat.locator("#banner")).to_contain_text("too long")
    expect(chat.locator("#words")).to_have_value(long.strip())
    expect(mine(chat)).to_have_count(0)
    assert not bot.heard


def test_the_other_tab_shows_the_same_conversation(chat: Page, bot: StandIn) -> None:
    other = visit(chat.context.new_page(), bot)
    say(chat, "Salam")
    expect(mine(other)).to_contain_text("Salam")
    expect(ours(other)).to_contain_text("You wrote: Salam")


def test_a_new_person_starts_with_an_empty_page(chat: Page, bot: StandIn) -> None:
    say(chat, "Salam")
    expect(ours(chat)).to_have_count(1)
    chat.get_by_role("button", name="New person").click()
    chat.get_by_role("button", name="Start as a new person").click()
    expect(ours(chat)).to_have_count(0)
    say(chat, "I am someone else")
    expect(ours(chat)).to_have_count(1)
    first, second = bot.heard
    assert first.sender.handles != second.sender.handles


def test_an_identity_number_does_not_stay_on_the_page(chat: Page, bot: StandIn) -> None:
    say(chat, "my card is 35202-1234567-1")
    expect(mine(chat)).to_contain_text("•••••-•••••••-•")
    expect(mine(chat)).not_to_contain_text("1234567")
    assert bot.heard[0].heard.hid_cnic
    kept = chat.evaluate("Object.values(localStorage).join()")
    assert "1234567" not in kept
