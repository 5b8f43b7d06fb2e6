"""Learning and keeping what was learnt: the same every time, and never in the way of a start."""

from pathlib import Path

import numpy as np
import pytest

from bot.language import kept
from bot.language.classifier import Classifier, Marks, softmax
from bot.language.features import marks
from bot.language.phrases import words_of

SENTENCES = [
    ("mujhe qarz chahiye", "loan"), ("loan chahiye mujhe", "loan"), ("قرض چاہیے", "loan"), ("i need a loan", "loan"),
    ("training leni hai", "training"), ("مجھے ٹریننگ چاہیے", "training"), ("any training course", "training"),
    ("training kab hogi", "training"),
]  # fmt: skip


def samples() -> list[tuple[Marks, str]]:
    return [(marks(words_of(text)), label) for text, label in SENTENCES]


def likeliest(classifier: Classifier, text: str) -> str:
    (scores,) = classifier.scores(marks(words_of(text)))
    return classifier.questions[0][int(scores.argmax())]


def test_learning_gives_the_same_every_time() -> None:
    one, two = Classifier.learnt(samples()), Classifier.learnt(samples())
    assert np.array_equal(one.scores(samples()[0][0])[0], two.scores(samples()[0][0])[0])


@pytest.mark.parametrize(("typed", "label"), [("karza chahye", "loan"), ("قرضہ", "loan"), ("trening", "training")])
def test_another_script_and_another_spelling_are_understood(typed: str, label: str) -> None:
    assert likeliest(Classifier.learnt(samples()), typed) == label


def test_several_questions_share_one_look() -> None:
    classifier = Classifier.learnt(
        samples(), [(seen, "short" if len(seen[1]) < 4 else "long") for seen, _l in samples()]
    )
    wish, length = classifier.scores(samples()[0][0])
    assert (len(wish), len(length)) == (2, 2)
    assert softmax(wish).sum() == pytest.approx(1)


def test_nothing_known_gives_nothing_but_an_answer() -> None:
    (scores,) = Classifier.learnt(samples()).scores(([], [], [], []))
    assert not scores.any()


class Counted:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Classifier:
        self.times += 1
        return Classifier.learnt(samples())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "learnt")
    return tmp_path / "learnt"


def test_what_was_learnt_is_kept_until_a_sentence_changes(folder: Path) -> None:
    learn = Counted()
    for sentences in (["a"], ["a"], ["b"], ["b"]):
        assert likeliest(kept.kept("test", Classifier, learn, sentences), "karza") == "loan"
    assert learn.times == 2
    assert len(list(folder.iterdir())) == 1, "the old one is gone"


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 no archive", b"x" * 5000])
def test_a_broken_file_is_made_again(folder: Path, broken: bytes) -> None:
    learn = Counted()
    kept.kept("test", Classifier, learn, ["a"])
    (file,) = folder.iterdir()
    file.write_bytes(broken)
    kept.kept("test", Classifier, learn, ["a"])
    kept.kept("test", Classifier, learn, ["a"])
    assert learn.times == 2


def test_a_file_cut_off_in_the_middle_is_made_again(folder: Path) -> None:
    learn = Counted()
    kept.kept("test", Classifier, learn, ["a"])
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-200])
    kept.kept("test", Classifier, learn, ["a"])
    assert learn.times == 2


def test_where_nothing_can_be_written_it_is_learnt_and_used_all_the_same(folder: Path) -> None:
    folder.write_text("a file stands where the folder should be")
    assert likeliest(kept.kept("test", Classifier, Counted(), ["a"]), "karza") == "loan"
