"""For all tests: comparisons inside the players and stand-ins are shown as pytest shows its own."""

import hypothesis
import pytest

pytest.register_assert_rewrite("tests.conversation", "tests.standins", "tests.frontdoor.owner", "tests.house")

# How long one example takes says more about the machine than about the code; benchmarks live elsewhere.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")
