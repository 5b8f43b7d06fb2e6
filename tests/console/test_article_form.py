"""An article as a form and back, what is wrong with it beside its fields, and two versions word by word."""

from bot.console.article_form import FIELDS, body_of, typed_of
from bot.console.differences import differences
from bot.i18n.words import _
from knowledge import library
from knowledge.check_articles import Problem, found


def test_every_article_goes_through_the_form_unchanged() -> None:
    for topic, article in library.articles().items():
        body, problems = body_of(typed_of(article), article.group, topic)
        assert problems == []
        file = {key: value for key, value in body.items() if key != "group"}
        assert library.made(topic, article.group, file).version == article.version
        assert library.made(topic, article.group, library.body(article)).version == article.version


def test_what_is_wrong_is_said_of_the_article_that_is_written_and_of_its_field() -> None:
    good, other = library.article("akhuwat_loan"), library.article("saaf_loan")
    typed = typed_of(good) | {
        "en.label": other.in_("en").label,
        "en.asked": "\n".join((*good.in_("en").asked, other.in_("en").asked[0])),
    }
    body, _none = body_of(typed, good.group, good.topic)
    made = library.made(good.topic, good.group, {k: v for k, v in body.items() if k != "group"})
    problems = found({**library.articles(), good.topic: made}, good.topic)
    assert {(one.topic, one.field) for one in problems} == {(good.topic, "en.label"), (good.topic, "en.asked")}
    assert found(library.articles(), good.topic) == []


def test_two_versions_are_compared_word_by_word() -> None:
    article = library.article("smeda_head")
    body, _none = body_of(typed_of(article) | {"en.label": "SMEDA's boss"}, article.group, article.topic)
    other = library.made(article.topic, article.group, {k: v for k, v in body.items() if k != "group"})
    [change] = differences(article, other)
    assert change.field == "en.label"
    assert "".join(piece.text for piece in change.two) == "SMEDA's boss"
    assert {one.field for one in differences(None, article)} <= set(FIELDS)
    assert differences(article, article) == []


def test_a_problem_is_a_line_for_the_check_too() -> None:
    assert Problem("tax", "x", "en.short", _("This is missing."), "").line == "tax/x: en: short: This is missing."
