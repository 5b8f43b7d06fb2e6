"""People who were in the middle of something when an earlier version ran: today's version takes them on.

`journals/*.json` are conversations as they were stored, one file a release. None is ever changed;
`SAVE_JOURNAL=2027-01 pytest tests/flows/test_journals.py` adds one for a release.
"""

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.chat.heard import Heard
from bot.chat.session import Talk
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.flows.walk import Walk, card

JOURNALS = Path(__file__).parent / "journals"


def saved() -> list[Any]:
    entries = [
        pytest.param(entry, id=f"{file.stem}-{entry['flow']}-{entry['question']}")
        for file in sorted(JOURNALS.glob("*.json"))
        for entry in json.loads(file.read_text(encoding="utf-8"))
    ]
    assert entries, "there are no journals to read"
    return entries


def taken_up(entry: dict[str, Any]) -> Conversation:
    """The conversation of a journal, continued by today's code an hour later."""
    talk = Conversation(SCRIPT, "en")
    talk.talk = msgspec.convert(entry["talk"], Talk)
    talk.registry.cards = [card(1), card(2)]
    return talk.later(hours=1)


@pytest.mark.parametrize("entry", saved())
def test_whoever_was_in_the_middle_lands_on_a_question_or_an_end(entry: dict[str, Any]) -> None:
    talk = taken_up(entry)
    talk.says("english")
    assert talk.last is not None
    assert talk.asked or talk.titles


@pytest.mark.parametrize("entry", saved())
@pytest.mark.parametrize("said", ["haan", "1", "Ayesha", "back"])
def test_whoever_just_answers_is_understood_or_asked_again(entry: dict[str, Any], said: str) -> None:
    talk = taken_up(entry)
    talk.says(said)
    assert talk.last is not None
    assert talk.last.text
    assert talk.asked or talk.titles or "“" in talk.last.text


@pytest.mark.parametrize("entry", [entry for entry in saved() if entry.values[0]["flow"] == "registration"])
def test_the_form_can_still_be_filled_in_to_its_end(entry: dict[str, Any]) -> None:
    talk = taken_up(entry)
    talk.hears(Heard(tap="!resume"))
    usual = {
        "consent": "haan", "owner_name": "Ayesha", "business_name": "skip", "trade": "shehad", "district": "Swat",
        "since": "2019", "people": "3", "women": "1", "review_change": "1",
    }  # fmt: skip
    for _step in range(20):
        if not talk.asked:
            break
        talk.says(usual.get(talk.asked, "haan" if talk.asked in ("review", "has_ntn", "exporting") else "1"))
    assert [type(request).__name__ for request in talk.did][-1] == "RecordBusiness"


@pytest.mark.skipif("SAVE_JOURNAL" not in os.environ, reason="a journal is saved for a release, on demand")
def test_save_a_journal() -> None:
    file = JOURNALS / f"{os.environ['SAVE_JOURNAL']}.json"
    assert not file.exists(), "a journal is never changed"
    entries = [
        {"flow": flow, "question": question, "talk": json.loads(talk)}
        for (flow, question), talk in Walk("en").all().talks.items()
    ]
    file.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
