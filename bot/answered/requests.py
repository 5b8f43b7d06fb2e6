"""What a flow may ask about answers. Plain data; `bot.answered.service` knows how."""

import datetime as dt

import msgspec

from bot.chat.requests import Request
from bot.i18n.words import Name


class ArticleWanted(Request, frozen=True):
    """The article on this topic as it stands now: an `ArticleCard`, or None where there is none (any more)."""

    topic: str


class Related(msgspec.Struct, frozen=True):
    """Another article, as a button names it."""

    topic: str
    label: Name


class ArticleCard(msgspec.Struct, frozen=True):
    """One article, ready to be said in any of the languages."""

    topic: str
    version: str
    known: bool
    """False where the article says that it is not known, and whom to ask."""
    short: Name
    more: Name | None
    source: Name
    """Whose word it rests on; empty where it was looked for and not found."""
    as_of: str
    """Of the source: 2026-03-09, 2026-03, 2026, or empty for a page without a date."""
    review_by: dt.date
    related: tuple[Related, ...] = ()


class ArticleTold(Request, frozen=True):
    """Keep that the person was told this version. Done(None)."""

    topic: str
    version: str


class RateArticle(Request, frozen=True):
    """Keep whether an article was useful to her; the last word counts. Done(None)."""

    topic: str
    version: str
    useful: bool
