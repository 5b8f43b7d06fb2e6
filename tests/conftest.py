"""For all tests: comparisons inside the players and stand-ins are shown as pytest shows its own; how deep they go; who
runs what."""

import os

import pytest

from tests import depth

pytest.register_assert_rewrite("tests.conversation", "tests.standins", "tests.frontdoor.owner", "tests.house")

LONG = ("tests/console/", "tests/mydata/", "tests/web/", "tests/frontdoor/")
"""Where tests start servers and browsers and wait for them. They begin: begun last, one would go on alone."""


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: a third of the time a test waits for a server or a browser."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests share what is dear, a server or a browser: they stay together, in one process."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(depth.said())
