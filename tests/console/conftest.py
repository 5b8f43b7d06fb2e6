"""One server, one WhatsApp and one browser for the tests of a module.

A module that uses them holds no async tests: see `tests.web.conftest`.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from bot.registry.officers import Officer
from tests.console.helpdesk import Client, Helpdesk
from tests.web.conftest import browser, page_at

__all__ = ["browser", "page_at"]


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helpdesk]:
    """With the settings that a module has under `SETTINGS`."""
    made = Helpdesk(tmp_path_factory.mktemp("console"), **getattr(request.module, "SETTINGS", {})).start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def admin(desk: Helpdesk) -> Officer:
    return desk.staff("Sana Malik", "admin")


@pytest.fixture(scope="module")
def bilal(desk: Helpdesk) -> Officer:
    """An officer."""
    return desk.staff("Bilal Ahmed")


@pytest.fixture(scope="module")
def boss(desk: Helpdesk) -> Officer:
    """A supervisor."""
    return desk.staff("Sana Malik", "supervisor")


@pytest.fixture(scope="module")
def hina(desk: Helpdesk) -> Officer:
    """A publisher."""
    return desk.staff("Hina Raza", "publisher")


@pytest.fixture
def client(desk: Helpdesk, admin: Officer) -> Iterator[Client]:
    """An admin who is logged in, without a browser."""
    with desk.client(admin) as made:
        yield made


@pytest.fixture
def page_of(desk: Helpdesk, page_at: Callable[..., Page]) -> Callable[..., Page]:
    """`page_of(officer)` is a browser in which she is logged in."""

    def open_page(officer: Officer, width: int = 1280, **options: object) -> Page:
        page = page_at(width, **options)
        desk.log_in(page.context, officer)
        return page

    return open_page
