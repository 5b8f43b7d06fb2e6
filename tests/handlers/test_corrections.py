"""What people say about an earlier answer while another question is open: it is put right, and the question stands."""

import pytest

from handlers import SCRIPT
from tests.conversation import Conversation

ANSWERS = ("yes", "Bilal Ahmed", "Bilal Shoes", "joote banate hain", "Gujranwala", "2019", "6", "0")


def filled(language: str, asked: str) -> Conversation:
    """A form that has been answered up to this question."""
    talk = Conversation(SCRIPT, language)
    talk.says("register")
    for answer in (*ANSWERS, "12 lakh", "sole", "no", "no"):
        if talk.asked == asked:
            break
        talk.says(answer)
    assert talk.asked == asked
    return talk


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("pehle wala ghalat tha zila sialkot he", "Zila: Sialkot"),
        ("oho zila galat likh diya, Jhang hai", "Zila: Jhang"),
        ("mera naam ghalat likha Bilal Butt he", "Aap ka naam: Bilal Butt"),
        ("dukan ka naam badal do Butt Footwear", "Karobar ka naam: Butt Footwear"),
        ("saal ghalat bataya 2016 tha", "Kab se: 2016"),
        ("sorry city wrong it is Mardan", "Zila: Mardan"),
        ("ضلع غلط لکھا تھا سوات ہے", "Zila: Swat"),
    ],
)
def test_what_was_wrong_is_put_right_and_the_question_stands(said: str, line: str) -> None:
    talk = filled("ur_Latn", "people")
    talk.says(said)
    assert talk.asked == "people"
    assert talk.last is not None
    assert talk.last.text.startswith(f"Yeh badal diya hai:\n{line}")


def test_where_she_does_not_say_what_is_right_it_is_asked_and_then_the_form_goes_on() -> None:
    talk = filled("ur_Latn", "turnover")
    talk.says("karigar ghalat bata diye")
    assert talk.asked == "people"
    assert talk.last is not None
    assert "Ab tak: 6" in talk.last.text
    talk.says("hum do bhai aur 5 karigar")
    assert talk.asked == "women"
    assert talk.last is not None
    assert "7" in talk.last.text
    talk.says("koi nahi")
    assert talk.asked == "turnover"


def test_under_the_review_the_right_answer_is_enough() -> None:
    talk = filled("ur_Latn", "review")
    talk.says("zila mardan hai")
    assert talk.asked == "review"
    assert talk.last is not None
    assert "Zila: Mardan" in talk.last.text
    talk.says("kuch badalna hai")
    talk.says("naam Bilal Butt hai")
    assert talk.asked == "review"
    assert talk.last is not None
    assert "Aap ka naam: Bilal Butt" in talk.last.text


def test_that_something_is_wrong_opens_nothing_about_what_is_recorded() -> None:
    talk = filled("ur_Latn", "people")
    talk.says("form me ghalti ho gai")
    assert talk.asked == "people"


def test_the_answer_to_the_open_question_is_no_correction() -> None:
    talk = filled("ur_Latn", "district")
    talk.says("zila ghalat na likhna, Sialkot hai")
    assert talk.asked == "since"


@pytest.mark.parametrize(
    "said",
    ["kya fees lagegi", "ye sab kis liye pooch rahe ho", "کیا فیس لگے گی", "how long does this take", "what is this"],
)
def test_a_question_is_no_business_name(said: str) -> None:
    talk = filled("ur_Latn", "business_name")
    talk.says(said)
    assert talk.asked == "business_name"


@pytest.mark.parametrize("said", ["naam koi nahi bas ghar pe kaam karti hun", "bina naam ke", "abhi naam nahi rakha"])
def test_a_business_without_a_name_needs_none(said: str) -> None:
    talk = filled("ur_Latn", "business_name")
    talk.says(said)
    assert talk.asked == "trade"
