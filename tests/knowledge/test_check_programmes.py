"""What the check of the rule files finds: every slip a person who edits them may make."""

import shutil
from pathlib import Path

import pytest

from knowledge import check_programmes, programmes

GRANT = "certification_grant_1.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the rule files, to be spoilt."""
    shutil.copytree(programmes.FOLDER, tmp_path / "programmes")
    monkeypatch.setattr(programmes, "FOLDER", tmp_path / "programmes")
    programmes.versions.cache_clear()
    yield tmp_path / "programmes"
    monkeypatch.undo()
    programmes.versions.cache_clear()


def _spoil(folder: Path, old: str, new: str, name: str = GRANT) -> list[str]:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    programmes.versions.cache_clear()
    return check_programmes.problems()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('when = "years >= 5"', 'when = "years >= 6"', "has been changed"),
        ('when = "years >= 5"', 'when = "years => 5"', "certification_grant_1.toml"),
        ('when = "years >= 5"', 'when = "yeers >= 5"', "yeers is not among the facts"),
        ('when = "years >= 5"', 'when = "years is many"', "years is a number"),
        ('when = "has_ntn is yes"', 'when = "has_ntn is maybe"', "has_ntn can only be yes, no"),
        ('sources = ["T2-021"]', "sources = []", "the source is missing"),
        ('sources = ["T2-021"]', 'sources = ["T9-999"]', "no fact of ours"),
        ('sources = ["T2-021"]', 'sources = ["T4-008"]', "was not found"),
        ('sources = ["T2-021"]', 'sources = ["T2-024"]', "as_of is not the day"),
        ('id = "ntn"', 'id = "years"', "stands twice"),
        ('en = "there is an NTN"', 'en = ""', "no words in en"),
        ('ur = "این ٹی این ہے"', 'ur = "NTN ہے ٠"', "Arabic letters or digits"),
        ('en = "there is an NTN"', 'en = "you are eligible"', "verdict"),
        ('decides = "all"', 'decides = "first"', "the outcome is missing"),
        ("review_by = 2027-02-28", "", "review_by is missing"),
        ("[facts.renewal]", "[facts.renewal]\nchoices = ['a']", "choices belong"),
        ("[[rules]]", "[[rulez]]", "certification_grant_1.toml"),
    ],
)
def test_a_slip_is_named(folder: Path, old: str, new: str, told: str) -> None:
    found = _spoil(folder, old, new)
    assert [line for line in found if told in line], found


def test_a_new_version_must_begin_later_and_be_sealed(folder: Path) -> None:
    old = (folder / "size_class_2.toml").read_text(encoding="utf-8")
    (folder / "size_class_3.toml").write_text(old.replace("version = 2", "version = 3"), encoding="utf-8")
    programmes.versions.cache_clear()
    found = check_programmes.problems()
    assert [line for line in found if "does not begin after" in line]
    assert [line for line in found if "is not sealed" in line]
    assert programmes.seal() == ["size-class 3"]
    assert programmes.seal() == []
    assert not [line for line in check_programmes.problems() if "is not sealed" in line]


def test_a_version_that_was_used_may_not_vanish(folder: Path) -> None:
    (folder / "size_class_1.toml").unlink()
    programmes.versions.cache_clear()
    assert [line for line in check_programmes.problems() if line == "size-class 1: is sealed but gone"]
