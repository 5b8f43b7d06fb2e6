"""For all tests: comparisons inside the players and stand-ins are shown as pytest shows its own."""

import pytest

pytest.register_assert_rewrite("tests.conversation", "tests.standins", "tests.frontdoor.owner", "tests.house")
