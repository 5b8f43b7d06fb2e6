"""For all tests: comparisons inside the players and stand-ins are shown as pytest shows its own; how deep they go."""

import pytest

from tests import depth

pytest.register_assert_rewrite("tests.conversation", "tests.standins", "tests.frontdoor.owner", "tests.house")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(depth.said())
