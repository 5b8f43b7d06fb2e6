"""For all tests: comparisons inside the players and stand-ins are shown as pytest shows its own; how deep they go; who
runs what."""

import gc
import os

import pytest

from tests import depth, processes
from tests.web.browsers import BROWSERS

depth.make_hashes_cheap()
pytest.register_assert_rewrite("tests.conversation", "tests.standins", "tests.frontdoor.owner", "tests.house")

LONG = ("tests/console/", "tests/mydata/", "tests/web/", "tests/frontdoor/")
"""Where tests start servers and browsers and wait for them. They begin: begun last, one would go on alone."""


_with_browser: set[str] = set()
"""Modules in which some test looks at a page."""


def _module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        processes.share_a_parent()


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors: half of the time a test waits for a server or a browser."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a module share what is dear, a server or a browser, in one process (`--dist loadfile`)."""
    browsing = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    _with_browser.update(map(_module, browsing))
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    if not depth.opens_browsers():
        for item in browsing:
            item.add_marker(pytest.mark.skip(reason=depth.NO_BROWSER))


def pytest_collection_finish() -> None:
    """What all tests share is looked through for garbage once, not again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The browser stays open while modules that use it follow each other."""
    if _module(item) not in _with_browser:
        BROWSERS.close()


def pytest_sessionfinish() -> None:
    BROWSERS.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(depth.said())
