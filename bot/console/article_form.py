"""An article as a form: what its file would hold, in fields of text, and back."""

import datetime as dt
from typing import Any, Final

from starlette.datastructures import FormData

from bot.console import forms
from bot.i18n.words import Words, _
from knowledge.check_articles import Problem
from knowledge.forbidden import LANGUAGES
from knowledge.library import Article

MOST_BYTES: Final = 1024 * 1024
"""Of the form: far more than an article has, so that what is too long comes back to be shortened."""
_MOST_LETTERS: Final = 40_000
"""Of one field. More than that is nobody's text."""

_HEAD: Final = ("facts", "related", "owner", "known", "reviewed_on", "review_by")
_TEXTS: Final = ("title", "label", "short", "more", "asked")
FIELDS: Final = (*(f"{language}.{name}" for language in LANGUAGES for name in _TEXTS), *_HEAD)

LABELS: Final[dict[str, Words]] = {
    "title": _("The question it answers"),
    "label": _("Label on a button"),
    "short": _("Short answer"),
    "more": _("Tell me more"),
    "asked": _("How people ask it, one a line"),
    "facts": _("Facts it rests on, the leading one first"),
    "related": _("Related articles"),
    "owner": _("Who looks after it"),
    "known": _("The answer is known"),
    "reviewed_on": _("Last looked at on"),
    "review_by": _("To be looked at again by"),
}

OWNERS: Final[dict[str, Words]] = {
    "helpdesk": _("The helpdesk"),
    "finance": _("Finance"),
    "training": _("Training"),
    "export": _("Exporting"),
}
SURE: Final[dict[str, Words]] = {
    "high": _("sure"),
    "medium": _("fairly sure"),
    "low": _("not sure"),
    "not found": _("no source"),
}

Typed = dict[str, str]


def typed_of(article: Article) -> Typed:
    """The form's fields for this article."""
    head = {
        "facts": "\n".join(article.facts),
        "related": "\n".join(article.related),
        "owner": article.owner,
        "known": "1" if article.known else "",
        "reviewed_on": article.reviewed_on.isoformat(),
        "review_by": article.review_by.isoformat(),
    }
    texts = {
        f"{language}.{name}": "\n".join(value) if isinstance(value := getattr(text, name), tuple) else value.strip()
        for language in LANGUAGES
        for text in [article.texts.get(language)]
        if text is not None
        for name in _TEXTS
    }
    return {**dict.fromkeys(FIELDS, ""), **texts, **head}


def typed_in(form: FormData) -> Typed:
    """What was typed, all of it, for the form that comes back."""
    return {field: forms.text(form, field, _MOST_LETTERS) for field in FIELDS}


def body_of(typed: Typed, group: str, topic: str) -> tuple[dict[str, Any], list[Problem]]:
    """What the article's file would hold, and what cannot be read; then there is no article to be checked yet."""
    problems = []
    days = {}
    for field in ("reviewed_on", "review_by"):
        try:
            days[field] = dt.date.fromisoformat(typed[field]).isoformat()
        except ValueError:
            problems.append(Problem(group, topic, field, _("This is no day.")))
    if not typed["facts"].split():
        problems.append(Problem(group, topic, "facts", _("Every answer rests on a fact: at least one is needed.")))
    texts = {language: _text(typed, language) for language in LANGUAGES}
    head = {
        "group": group,
        "facts": typed["facts"].split(),
        "related": typed["related"].split(),
        "owner": typed["owner"],
        "known": bool(typed["known"]),
        **days,
    }
    written = {language: text for language, text in texts.items() if language == "en" or any(text.values())}
    return {**head, **written}, problems


def _text(typed: Typed, language: str) -> dict[str, Any]:
    fields = {name: typed[f"{language}.{name}"] for name in _TEXTS}
    asked = [line.strip() for line in fields.pop("asked").split("\n") if line.strip()]
    if not fields["more"]:
        del fields["more"]
    return {**fields, "asked": asked}
