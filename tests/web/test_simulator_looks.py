"""The simulator in a real browser: what an owner with a cheap phone would see."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.chat.outgoing import Outgoing
from tests.web.simulator_hands import mine, ours, say, visit
from tests.web.simulator_stand_in import REVIEW, SCRIPT, StandIn

Opener = Callable[..., Page]


def test_each_message_has_its_own_direction(chat: Page) -> None:
    for text in ("urdu", "roman", "عائشہ is my name, and I make honey"):
        say(chat, text)
        expect(ours(chat).last.locator(".text")).not_to_contain_text(text if text == "roman" else "\0")
    expect(ours(chat)).to_have_count(3)
    urdu, roman = ours(chat).nth(0).locator(".text"), ours(chat).nth(1).locator(".text")
    expect(urdu).to_have_attribute("dir", "rtl")
    expect(urdu).to_have_attribute("lang", "ur")
    expect(roman).to_have_attribute("dir", "ltr")
    expect(mine(chat).last.locator(".text")).to_have_attribute("dir", "ltr")
    style = urdu.evaluate("(e) => { const s = getComputedStyle(e); return [s.fontFamily, s.fontSize, s.lineHeight]; }")
    assert "Noto Nastaliq Urdu" in style[0]
    assert float(style[1].removesuffix("px")) >= 18
    assert float(style[2].removesuffix("px")) >= 1.9 * float(style[1].removesuffix("px"))
    assert chat.evaluate("document.fonts.check('19px \"Noto Nastaliq Urdu\"', 'ا')")


def test_reading_further_up_is_not_disturbed_by_what_is_new(chat: Page, bot: StandIn) -> None:
    for count in (1, 2, 3):
        say(chat, "review")
        expect(ours(chat)).to_have_count(count)
    person = bot.heard[0].sender.handles[0]
    chat.locator("#log").evaluate("(log) => log.scrollTop = 0")
    bot.say_now(person, Outgoing("Your case was accepted"), "news-1")
    chat.get_by_role("button", name="New messages").click()
    expect(ours(chat).last).to_be_in_viewport()
    expect(chat.get_by_role("button", name="New messages")).to_be_hidden()


def test_marks_and_links_are_drawn(chat: Page) -> None:
    say(chat, "roman")
    text = ours(chat).locator(".text")
    expect(text.locator("strong")).to_have_text("Ayesha")
    expect(text.locator("em")).to_have_text("kis zilay")
    expect(text.locator("a")).to_have_attribute("href", "https://smeda.org/x_y_z")
    expect(text.locator("a")).to_have_attribute("rel", re.compile("noopener"))


def test_script_in_a_message_is_only_text(chat: Page) -> None:
    say(chat, "script")
    expect(ours(chat).locator(".text")).to_have_text(SCRIPT.replace("*bold*", "bold"))
    say(chat, SCRIPT)
    expect(mine(chat).last.locator(".text")).to_contain_text("<script>")
    expect(chat.locator("#log img, #log script")).to_have_count(0)
    assert chat.title() == "Munshi"


@pytest.mark.parametrize("language", ["en", "ur", "ur_Latn"])
def test_nothing_sticks_out_at_the_side_of_a_small_phone(bot: StandIn, page_at: Opener, language: str) -> None:
    page = visit(page_at(360), bot, language)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
    everything = ["review", "urdu", "urdu buttons", "list", "script", "x" * 300, "https://example.org/" + "y" * 200]
    for count, text in enumerate(everything, 1):
        say(page, text)
        expect(ours(page)).to_have_count(count)
    for holder in ("document.documentElement", "document.getElementById('log')"):
        assert page.evaluate(f"{holder}.scrollWidth <= {holder}.clientWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .languages a")]
            .filter((each) => each.offsetParent && (each.offsetHeight < 44 || each.offsetWidth < 44))
            .map((each) => each.outerHTML)"""
    )
    assert small == []
    assert REVIEW.splitlines()[0] in page.locator("#log").inner_text()


def test_the_page_remembers_its_language_and_not_the_conversation_its(bot: StandIn, page_at: Opener) -> None:
    page = visit(page_at(1280), bot, "en")
    page.get_by_role("link", name="اردو").click()
    expect(page.locator("html")).to_have_attribute("lang", "ur")
    expect(page.locator("#words")).to_have_attribute("placeholder", "پیغام")
    page.goto(f"{bot.url}/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.locator(".phone").bounding_box()["width"] < 450  # type: ignore[index]


def test_the_page_is_light_and_closed_to_foreign_code(chat: Page, bot: StandIn) -> None:
    policy = chat.request.get(f"{bot.url}/simulator").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    say(chat, "urdu")  # so that the font is asked for
    expect(ours(chat)).to_have_count(1)
    weights: dict[str, int] = dict(
        chat.evaluate(
            """() => ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
                .map((each) => [each.name, each.encodedBodySize])"""
        )
    )
    assert all(address.startswith(bot.url) for address in weights)
    page = sum(size for address, size in weights.items() if not address.endswith(".woff2"))
    print(f"\nthe page weighs {page / 1000:.1f} kB without its font")
    assert 10_000 < page < 60_000


def test_how_soon_an_answer_is_seen(chat: Page) -> None:
    """Measured and printed (`pytest -s`); asserted only against the absurd."""
    times = []
    for count in range(1, 11):
        chat.locator("#words").fill(f"question {count}")
        times.append(
            chat.evaluate(
                """(count) => new Promise((done) => {
                    const log = document.getElementById("log");
                    const begun = performance.now();
                    new MutationObserver((_, observer) => {
                        if (log.querySelectorAll(".line.ours").length < count) return;
                        observer.disconnect();
                        requestAnimationFrame(() => done(performance.now() - begun));
                    }).observe(log, { childList: true });
                    document.getElementById("send").click();
                })""",
                count,
            )
        )
    times.sort()
    print(f"\nan answer is seen after {times[5]:.0f} ms (median), {times[-1]:.0f} ms (slowest of ten)")
    assert times[5] < 3000
