"""`main.py understand`: one message a line in, one answer a line out, whatever comes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.explain import read, why
from bot.language.exemplars import LANGUAGES, intents
from tests.processes import Ended, run

ROOT = Path(__file__).resolve().parents[2]
INTENTS = {*intents(), "out_of_scope"}


def understand(given: bytes, *arguments: str) -> Ended:
    return run("understand", *arguments, folder=ROOT, environment={}, typed=given)


def test_a_line_in_a_line_out() -> None:
    texts = ["mujhe loan chahiye", "این ٹی این کیسے بنتا ہے", "STOP", "", "\ud83d"]
    said = understand("\n".join(json.dumps({"text": text}) for text in texts).encode())
    assert said.returncode == 0, said.stderr
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    assert [one["text"] for one in answers] == texts
    assert [(one["intent"], one["topic"]) for one in answers[:3]] == [
        ("microfinance", None),
        ("kb_question", "ntn_how"),
        ("stop_broadcasts", None),
    ]
    assert [one["language"] for one in answers[:3]] == ["ur_Latn", "ur", "en"]


@pytest.mark.parametrize("line", [b"x", b"[]", b'{"text": 3}', b"\xff\xfe", b'{"no": "text"}'])
def test_a_line_that_is_none_ends_it_with_one_line(line: bytes) -> None:
    said = understand(b'{"text": "salam"}\n' + line)
    assert said.returncode == 2
    assert len(said.stdout.splitlines()) == 1
    assert len(said.stderr.splitlines()) == 1
    assert "line 2" in said.stderr


def test_explained_it_says_why() -> None:
    said = understand(b'{"text": "messages band mat karo"}', "--explain")
    explained = json.loads(said.stdout)["why"]
    assert explained["gate"] == "sure"
    assert "keep_coming" in explained["concepts"]
    assert "start_broadcasts" in explained["pushes"]


def is_whole(answer: dict[str, Any]) -> None:
    assert answer["language"] in LANGUAGES
    for guess in (answer, *answer["alternatives"]):
        assert guess["intent"] in INTENTS
        assert guess["topic"] is None or guess["intent"] == "kb_question"
        assert 0 <= guess["score"] <= 1


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    is_whole(read(text))
    is_whole(why(text))
