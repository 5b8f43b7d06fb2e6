"""A finished journey takes at most half the messages of a bot that asks one thing a message; or it is said why not."""

import pytest

from bot.i18n.catalogues import languages
from tests.journeys import JOURNEYS, Journey, counted


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_at_most_half_the_messages(journey: Journey, language: str) -> None:
    count = counted(journey, language)
    assert count.ours < count.one_by_one
    assert (count.ours * 2 > count.one_by_one) is bool(journey.why)
