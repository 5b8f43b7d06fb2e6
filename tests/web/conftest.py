"""A browser for every test that looks at a page.

A module that uses it holds no async tests: Playwright's synchronous
side keeps an event loop running in this thread for as long as it is open.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.simulator_hands import visit
from tests.web.simulator_stand_in import StandIn

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell without a window first: it opens a page for a quarter of the work."""


def chromium() -> str | None:
    """The Chromium of this system: named by CHROMIUM, or what distributions call it."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else shutil.which(named)
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        yield launched
        launched.close()


class Watched:
    """What a page must never do: break its own content policy, or throw."""

    SCRIPT = """
        window.violations = [];
        addEventListener("securitypolicyviolation", (event) =>
            window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    """

    def __init__(self) -> None:
        self.errors: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.add_init_script(self.SCRIPT)


@pytest.fixture
def page_at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`page_at(360)` opens a fresh page of that width, with its own cookies; options go to `new_context`.

    When the test ends, every page it opened must be without script errors and without policy violations.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    watched = Watched()

    def open_page(width: int, height: int = 740, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        pages.append(page)
        return page

    yield open_page
    violations = [found for page in pages for found in page.evaluate("window.violations ?? []")]
    for context in contexts:
        context.close()
    assert not watched.errors
    assert not violations


@pytest.fixture
def bot() -> Iterator[StandIn]:
    """A bot with canned answers, behind the simulator."""
    stand_in = StandIn()
    stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def chat(bot: StandIn, page_at: Callable[..., Page]) -> Page:
    """The simulator's page in English on a small phone."""
    return visit(page_at(360), bot)
