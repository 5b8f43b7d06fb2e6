"""`python main.py parse KIND`, as another program uses it: lines in, lines out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import Ended, run

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds for one run on a busy machine


def parse(kind: str, *lines: bytes) -> Ended:
    typed = b"".join(line + b"\n" for line in lines)
    return run("parse", *filter(None, [kind]), folder=ROOT, environment={}, typed=typed)


def lines_of(ended: Ended) -> list[dict[str, object]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_each_line_is_answered_with_its_text_and_value():
    ended = parse("amount", '{"text": "ڈھائی لاکھ"}'.encode(), b"", b'{"text": "50k", "id": 7}\r', b'{"text": "lakh"}')
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert lines_of(ended) == [
        {"text": "ڈھائی لاکھ", "value": 250_000},
        {"text": "50k", "value": 50_000},
        {"text": "lakh", "value": None},
    ]


def test_a_line_is_answered_before_the_next_is_written():
    with subprocess.Popen(
        [sys.executable, "main.py", "parse", "yesno"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asked:
        assert asked.stdin
        assert asked.stdout
        for text, value in (("haan ji", True), ("abhi nahi", False), ("shayad", None)):
            asked.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline()) == {"text": text, "value": value}
        asked.stdin.close()
        assert asked.wait(PATIENCE) == 0


ODD = [
    "",
    " ",
    "x" * 10_000,
    "لاکھ " * 2_000,
    "\x00\x07\x1b[2J\u2028\u202e",
    "👍🏽👎",
    "\ud83d half",
    "a\nb",
    "<b>1</b>",
    "1" * 10_000,
]


@pytest.mark.parametrize("kind", ["amount", "yesno", "district", "name"])
def test_anything_may_be_asked(kind):
    ended = parse(kind, *(json.dumps({"text": text}).encode() for text in ODD))
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert [line["text"] for line in lines_of(ended)] == ODD


@pytest.mark.parametrize(
    "line", [b"salam", b"{", b'"text"', b"[]", b"{}", b'{"text": 5}', b'{"text": null}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_wrong_line_ends_it_with_one_line_that_says_which(line):
    ended = parse("amount", b'{"text": "5 hazar"}', line, b'{"text": "6 hazar"}')
    assert ended.returncode == 2
    assert ended.stderr.startswith("parse: line 2 ")
    assert ended.stderr.count("\n") == 1
    assert [line["value"] for line in lines_of(ended)] == [5_000]


@pytest.mark.parametrize("kind", ["", "colour", "Amount", "\u202e"])
def test_an_unknown_kind_ends_it_with_one_line_that_names_the_known_ones(kind):
    ended = parse(kind)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "amount, count, age, yesno, district, phone, cnic, date, ntn, year, name" in ended.stderr
