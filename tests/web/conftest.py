"""A browser for every test that looks at a page.

A module that uses it holds no async tests: see `tests.web.browsers`.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browsers import BROWSERS, Tab
from tests.web.simulator_hands import visit
from tests.web.simulator_stand_in import StandIn


@pytest.fixture(scope="module")
def browser() -> Browser:
    try:
        return BROWSERS.open()
    except FileNotFoundError as why:
        pytest.skip(str(why))


@pytest.fixture
def page_at(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`page_at(360)` opens an empty page of that width, with its own cookies; options go to `new_context`.

    When the test ends, every page it opened must be without script errors and without policy violations.
    """
    lent: list[tuple[Tab, bool]] = []

    def open_page(width: int, height: int = 740, **options: object) -> Page:
        tab = BROWSERS.lend(width, height, **options)
        lent.append((tab, not options))
        return tab.page

    yield open_page
    complaints = [said for tab, _keep in lent for said in tab.complaints()]
    for tab, keep in lent:
        BROWSERS.take_back(tab, keep=keep)
    assert not complaints


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
