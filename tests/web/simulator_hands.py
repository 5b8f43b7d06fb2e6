"""The few things a hand does with the page, and where the eye looks for what came of it."""

from playwright.sync_api import Locator, Page, expect

from tests.web.simulator_stand_in import StandIn


def visit(page: Page, bot: StandIn, language: str = "en") -> Page:
    page.goto(f"{bot.url}/simulator?language={language}")
    expect(page.locator("#log")).to_be_visible()
    return page


def say(page: Page, text: str) -> None:
    page.locator("#words").fill(text)
    page.locator("#words").press("Enter")


def mine(page: Page) -> Locator:
    return page.locator(".line.mine")


def ours(page: Page) -> Locator:
    return page.locator(".line.ours")
