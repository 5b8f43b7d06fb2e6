"""How fast one person is written to on Telegram, and when a refusal is about everybody."""

import pytest

from bot.channels.contract import Remedy
from bot.channels.telegram.pace import ChatPace


def test_a_chat_is_written_to_once_a_second_after_a_burst() -> None:
    now = [100.0]
    pace = ChatPace(now=lambda: now[0])
    for _ in range(5):
        assert pace.wait("a") == 0
        pace.count("a")
    assert pace.wait("a") == pytest.approx(1.0)
    assert pace.wait("b") == 0
    now[0] += 1.0
    assert pace.wait("a") == 0
    now[0] += 60
    for _ in range(5):
        assert pace.wait("a") == 0
        pace.count("a")
    assert pace.wait("a") > 0


def test_chats_that_have_been_quiet_are_forgotten() -> None:
    now = [0.0]
    pace = ChatPace(now=lambda: now[0])
    for n in range(25_000):
        now[0] += 0.01
        pace.wait(str(n))
        pace.count(str(n))
    assert len(pace._due) <= 10_001


def test_one_refused_chat_is_one_person_and_two_are_the_bot() -> None:
    now = [0.0]
    pace = ChatPace(now=lambda: now[0])
    assert pace.refused("a", 10) is Remedy.SLOW_PERSON
    assert (pace.wait("a"), pace.wait("b")) == (10, 0)
    now[0] = 11
    assert pace.refused("b", 10) is Remedy.SLOW_PERSON, "the first one is over"
    assert pace.refused("c", 30) is Remedy.SLOW_CHANNEL
    assert pace.wait("somebody else") == 30
    assert pace.refused("d", 40) is Remedy.SLOW_PERSON, "it was under way; the channel is slowed down once"
    assert pace.wait("somebody else") == 40
    now[0] = 60
    assert pace.wait("a") == pace.wait("somebody else") == 0
