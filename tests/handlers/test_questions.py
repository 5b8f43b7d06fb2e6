"""Questions answered by articles: whatever the script, alone or in the middle of a form, with their source and date."""

import datetime as dt

import msgspec
import pytest

from bot.chat.heard import Heard
from bot.i18n.catalogues import catalogue
from bot.i18n.words import _
from handlers import SCRIPT
from knowledge import library
from tests.conversation import Conversation
from tests.fakes.answered import Answered

ASKED = {
    "en": "what does akhuwat lend",
    "ur": "اخوت سے کتنا قرض ملتا ہے؟",
    "ur_Latn": "akhuwat kitna qarz deti hai",
}
each = pytest.mark.parametrize("language", ASKED)


def answered(talk: Conversation) -> Answered:
    return talk.registry.noun(Answered)


def text(talk: Conversation) -> str:
    assert talk.last is not None
    return talk.last.text


@each
def test_the_same_question_finds_the_same_answer_in_the_asker_s_language(language: str) -> None:
    talk = Conversation(SCRIPT, language)
    talk.says(ASKED[language])
    article = library.article("akhuwat_loan")
    assert text(talk).startswith(article.in_(language).short)
    assert article.source_line(language).name in text(talk)
    assert answered(talk).told == [("akhuwat_loan", article.version)]
    assert len(talk.titles) == 3


@each
def test_more_is_told_by_the_words_of_the_button(language: str) -> None:
    talk = Conversation(SCRIPT, language)
    talk.says(ASKED[language])
    talk.says(talk.titles[0])
    assert text(talk).startswith(library.article("akhuwat_loan").in_(language).more.strip())


@each
def test_whether_it_was_useful_is_kept_and_what_is_related_is_offered(language: str) -> None:
    talk = Conversation(SCRIPT, language)
    talk.says(ASKED[language])
    talk.says("2")
    assert answered(talk).rated == {"akhuwat_loan": True}
    assert any(one.id.startswith("!question:") for one in talk.last.options)  # type: ignore[union-attr]


def test_an_answer_that_did_not_help_leads_to_a_person() -> None:
    talk = Conversation(SCRIPT, "en")
    talk.says(ASKED["en"])
    talk.says("«No, not really»")
    assert answered(talk).rated == {"akhuwat_loan": False}
    assert talk.titles[0] == "Talk to a person"


@each
def test_in_a_form_the_answer_is_given_and_the_form_s_question_put_again(language: str) -> None:
    talk = Conversation(SCRIPT, language)
    for said in ("register", "yes"):
        talk.says(said)
    question = text(talk)
    talk.says(ASKED[language])
    assert talk.asked == "owner_name"
    assert library.article("akhuwat_loan").in_(language).short in text(talk)
    assert text(talk).endswith(question)
    talk.says("Ayesha Khan")
    assert talk.asked == "business_name"


def test_whoever_says_that_there_is_a_question_is_asked_for_it() -> None:
    talk = Conversation(SCRIPT, "en")
    talk.says("I have a question")
    assert (talk.flow, talk.asked) == ("question", "topic")
    talk.says("what does akhuwat lend")
    assert answered(talk).told


def test_an_article_that_staff_took_back_is_not_told() -> None:
    talk = Conversation(SCRIPT, "en")
    answered(talk).published["akhuwat_loan"] = None
    talk.says(ASKED["en"])
    assert text(talk).startswith("I have no answer to that now")
    assert answered(talk).told == []


def test_what_staff_publish_is_told_in_place_of_the_file() -> None:
    talk = Conversation(SCRIPT, "en")
    article = library.article("akhuwat_loan")
    texts = {**article.texts, "en": msgspec.structs.replace(article.texts["en"], short="Ask the branch.")}
    answered(talk).published["akhuwat_loan"] = msgspec.structs.replace(article, texts=texts, version="new")
    talk.says(ASKED["en"])
    assert text(talk).startswith("Ask the branch.")
    assert answered(talk).told == [("akhuwat_loan", "new")]


def test_an_answer_that_should_have_been_looked_at_again_says_so() -> None:
    talk = Conversation(SCRIPT, "en")
    article = library.article("akhuwat_loan")
    answered(talk).published["akhuwat_loan"] = msgspec.structs.replace(article, review_by=dt.date(2026, 11, 1))
    talk.says(ASKED["en"])
    assert "should have been checked again by 1 November 2026" in text(talk)


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-03-09", "9 March 2026"), ("2026-03", "March 2026"), ("2026", "2026"), ("", "has no date"),
    ],
)  # fmt: skip
def test_a_source_says_its_date_as_far_as_it_is_known(as_of: str, said: str) -> None:
    from bot.answered.requests import ArticleCard
    from bot.i18n.words import Name
    from handlers.questions import _source

    name = Name("SMEDA", "سمیڈا", "SMEDA")
    card = ArticleCard("t", "v", True, name, None, name, as_of, dt.date(2027, 1, 1))
    assert said in catalogue("en").say(_source(card))
    nobody = msgspec.structs.replace(card, source=Name("", "", ""), as_of="2026-11-22")
    assert "no source found" in catalogue("en").say(_source(nobody))
    assert catalogue("ur").say(_("Was this useful?")) != "Was this useful?"


def test_a_person_without_a_language_is_asked_for_it_and_then_answered() -> None:
    talk = Conversation(SCRIPT, fresh=True)
    talk.says("NTN")
    assert (talk.flow, talk.asked) == ("welcome", "language")
    talk.says("«English»")
    assert answered(talk).told[0][0] == "ntn_how"


@pytest.mark.parametrize(
    ("topic", "door"),
    [
        ("akhuwat_loan", "!loan"),
        ("karobar_card", "!loan"),
        ("edf_what", "!edf"),
        ("certification_iso", "!grant"),
        ("training_fee", "!training"),
        ("ntn_how", ""),
    ],
)
def test_who_has_read_of_something_is_led_to_the_journey_it_is_about(topic: str, door: str) -> None:
    talk = Conversation(SCRIPT, "en")
    talk.hears(Heard(tap=f"!useful:{topic}"))
    assert talk.last is not None
    ids = [option.id for option in talk.last.options]
    assert len(ids) == 3
    assert [id for id in ids if not id.startswith("!question:")] == [*filter(None, (door,)), "!menu"]
