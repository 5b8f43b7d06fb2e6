"""A question in the middle of a journey that does not say what it is about: it is about the journey."""

import pytest

from handlers import SCRIPT
from tests.conversation import Conversation


@pytest.mark.parametrize(
    ("opens", "answers", "asked", "said", "told"),
    [
        ("register", ("yes", "Bilal Ahmed"), "business_name", "iske liye kaunsa kaghaz chahiye", "kaghzon ki list"),
        ("register", ("yes", "Bilal Ahmed"), "business_name", "kitna time lagega", "SMEDA"),
        ("register", ("yes",), "owner_name", "naam kyun chahiye", "Munshi"),
        ("loan", ("2 lakh",), "purpose", "ye sood wala to nahi?", "sood"),
        ("loan", ("2 lakh",), "purpose", "kitna time lagega", "din"),
    ],
)  # fmt: skip
def test_it_is_answered_and_the_question_put_again(
    opens: str, answers: tuple[str, ...], asked: str, said: str, told: str
) -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    talk.says(opens)
    for answer in answers:
        talk.says(answer)
    assert talk.asked == asked
    talk.says(said)
    assert talk.asked == asked
    assert talk.last is not None
    assert "ariya" in talk.last.text, "the source, or that none was found"
    assert told in talk.last.text


def test_where_there_is_no_sure_answer_that_is_said_and_not_a_complaint_about_the_form() -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    talk.says("loan")
    talk.says("2 lakh")
    talk.says("mera bhai dubai se paise kaise bheje ga")
    assert talk.asked == "purpose"
    assert talk.last is not None
    assert talk.last.text.startswith("Is sawal ka pakka jawab mere paas nahi.")


@pytest.mark.parametrize("said", ["abhi banwana hai", "banwana he", "chahiye mujhe", "بنوانا ہے", "i want one"])
def test_who_wants_an_ntn_has_none(said: str) -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    for answer in ("register", "yes", "Bilal Ahmed", "skip", "joote", "Sialkot", "2019", "3", "0", "12 lakh", "sole"):
        talk.says(answer)
    assert talk.asked == "has_ntn"
    talk.says(said)
    assert talk.asked == "exporting"
    assert talk.talk.stack[-1].answers["has_ntn"] is False
