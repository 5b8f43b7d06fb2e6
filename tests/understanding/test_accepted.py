"""What staff of an installation have accepted is learnt beside the files, kept, and forgotten again."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answered.learner import Learner
from bot.chat import understanding
from bot.chat.understanding import Gate, routed, take_up
from bot.language import kept
from bot.language.exemplars import Exemplar
from bot.language.learnt import WITH_ACCEPTED

"""Beside the other test that learns: what is kept under that name belongs to one of them at a time."""

SAID = ("chandi warq kootne ka tareeqa", "chandi ka warq kootna kaise hai", "warq chandi kootne wala kaam")
ACCEPTED = tuple(sorted(Exemplar(text, "ur_Latn", "kb_question", "hs_code") for text in SAID))
NEAR = "kootne wala chandi warq"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    take_up((), learn=True)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for what is learnt where nothing can be written, with the files' own in reach of nobody."""
    take_up((), learn=True)
    place = tmp_path / "a file"
    place.write_text("no folder")
    monkeypatch.setattr(kept, "FOLDER", place)
    return place


def test_accepted_sentences_are_learnt_aside_and_what_is_near_them_is_understood() -> None:
    take_up((), learn=True)
    assert routed(NEAR).gate is not Gate.SURE

    async def learn() -> None:
        learner = Learner()
        await learner.wish(ACCEPTED[:1])
        await learner.wish(ACCEPTED)  # what is wished for meanwhile is learnt next
        for _look in range(1000):
            if understanding.accepted() == ACCEPTED:
                break
            await asyncio.sleep(0.1)
        await learner.stop()

    asyncio.run(learn())
    assert understanding.accepted() == ACCEPTED
    best = routed(NEAR).best
    assert (routed(NEAR).gate, best.intent, best.topic) == (Gate.SURE, "kb_question", "hs_code")
    assert routed("mujhe loan chahiye").best.intent == "microfinance"

    assert list(kept.FOLDER.glob(f"{WITH_ACCEPTED}-*")), "the next start finds it"

    assert take_up((), learn=False), "the files' own are still kept"
    assert routed(NEAR).gate is not Gate.SURE
    assert not list(kept.FOLDER.glob(f"{WITH_ACCEPTED}-*")), "what was taken out leaves no trace"


def test_a_sentence_of_the_files_is_not_learnt_twice() -> None:
    known = understanding.sentences()
    assert understanding.sentences((known[0],)) == known


def test_where_nothing_can_be_kept_the_running_process_goes_on_as_it_was(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[Exemplar, ...]] = []

    async def in_vain(self: Learner, accepted: tuple[Exemplar, ...]) -> None:
        tried.append(accepted)
        self._in_vain = accepted

    monkeypatch.setattr(Learner, "_learn", in_vain)

    async def wish() -> None:
        learner = Learner()
        for _time in range(2):
            await learner.wish(ACCEPTED)
            await asyncio.sleep(1)
        await learner.stop()

    asyncio.run(wish())
    assert tried == [ACCEPTED], "it is not tried again and again"
    assert understanding.accepted() == ()
