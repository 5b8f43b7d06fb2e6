"""A finished journey takes at most half the messages of a bot that asks and tells one thing after the other."""

import pytest

from tests.flows.messages import JOURNEYS, Journey, counted


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_at_most_half_the_messages(journey: Journey) -> None:
    ours, one_by_one = counted(journey)
    assert ours * 2 <= one_by_one
