"""Doing what flows ask about answers, set-based; and what the console needs, gathered in one place."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered.articles import (
    Overtaken,
    Standing,
    Unfit,
    Version,
    history,
    in_force,
    made_of,
    publish,
    refresh,
    restore,
    standing,
    standing_of,
    taken_back,
    to_review,
    tried,
    withdraw,
)
from bot.answered.gaps import Gap, Missed, asked_about, counts, dismiss, gaps, label, note, reopen, some
from bot.answered.models import article_rating, article_told
from bot.answered.requests import ArticleCard, ArticleTold, ArticleWanted, RateArticle, Related
from bot.chat.requests import Done, Outcome, Request
from bot.db import insert_new, new_id
from bot.i18n.words import Name
from bot.registry.wished import Wished
from knowledge.library import Article

__all__ = [
    "ANSWERS",
    "Gap",
    "Missed",
    "Overtaken",
    "Standing",
    "ToldTo",
    "Unfit",
    "Version",
    "asked_about",
    "card_of",
    "counts",
    "dismiss",
    "gaps",
    "history",
    "in_force",
    "label",
    "made_of",
    "note",
    "publish",
    "ratings",
    "refresh",
    "reopen",
    "restore",
    "some",
    "standing",
    "standing_of",
    "taken_back",
    "to_review",
    "told",
    "told_to",
    "tried",
    "withdraw",
]

_LANGUAGES = ("en", "ur", "ur_Latn")


def ratings(connection: Connection, topic: str = "") -> dict[tuple[str, str], tuple[int, int]]:
    """By topic and version: how many found it useful, and how many did not. A person's last word counts."""
    r = article_rating.c
    last = sa.select(sa.func.max(r.id)).group_by(r.person_id, r.topic)
    query = sa.select(r.topic, r.version, r.useful, sa.func.count()).where(r.id.in_(last))
    if topic:
        query = query.where(r.topic == topic)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one, version, useful, times in connection.execute(query.group_by(r.topic, r.version, r.useful)):
        yes, no = found.get((one, version), (0, 0))
        found[one, version] = (yes + times, no) if useful else (yes, no + times)
    return found


def told(connection: Connection, topic: str, version: str) -> list[int]:
    """The people who were told this version, for a correction."""
    t = article_told.c
    query = sa.select(t.person_id).distinct().where(t.topic == topic, t.version == version).order_by(t.person_id)
    return list(connection.execute(query).scalars())


class ToldTo(NamedTuple):
    """How many people were told a version, and when."""

    people: int
    first: dt.datetime
    last: dt.datetime


def told_to(connection: Connection, topic: str) -> dict[str, ToldTo]:
    """By version of a topic, how many people were told it."""
    t = article_told.c
    people = sa.func.count(t.person_id.distinct())
    query = sa.select(t.version, people, sa.func.min(t.at), sa.func.max(t.at)).where(t.topic == topic)
    return {version: ToldTo(*rest) for version, *rest in connection.execute(query.group_by(t.version))}


def _articles_wanted(connection: Connection, wishes: list[Wished]) -> list[ArticleCard | None]:
    topics = [wish.request.topic for wish in wishes if isinstance(wish.request, ArticleWanted)]
    found = standing(connection, set(topics))
    near = standing(connection, {topic for article in found.values() for topic in article.related})
    return [card_of(found[topic], near) if topic in found else None for topic in topics]


def card_of(article: Article, near: Mapping[str, Article]) -> ArticleCard:
    """An article as flows say it; `near` holds at least those related to it that there are."""
    return ArticleCard(
        topic=article.topic,
        version=article.version,
        known=article.known,
        short=_name([article.in_(language).short for language in _LANGUAGES]),
        more=_name([article.in_(language).more.strip() for language in _LANGUAGES]) if article.in_("en").more else None,
        source=_name([article.source_line(language).name for language in _LANGUAGES]),
        as_of=article.source_line("en").as_of,
        review_by=article.review_by,
        related=tuple(
            Related(topic, _name([near[topic].in_(language).label for language in _LANGUAGES]))
            for topic in article.related
            if topic in near
        ),
    )


def _name(texts: list[str]) -> Name:
    return Name(*texts)


def _article_told(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    rows = [
        _row(wish, wish.request.topic, wish.request.version, language=wish.language)
        for wish in wishes
        if isinstance(wish.request, ArticleTold)
    ]
    insert_new(connection, article_told, ["origin"], rows)
    return [Done() for _wish in wishes]


def _rate_article(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    rows = [
        _row(wish, wish.request.topic, wish.request.version, useful=wish.request.useful)
        for wish in wishes
        if isinstance(wish.request, RateArticle)
    ]
    insert_new(connection, article_rating, ["origin"], rows)
    return [Done() for _wish in wishes]


def _row(wish: Wished, topic: str, version: str, **more: Any) -> dict[str, Any]:
    same = {"id": new_id(), "person_id": wish.person_id, "topic": topic, "version": version}
    return {**same, **more, "at": wish.now, "origin": wish.key}


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    ArticleWanted: _articles_wanted,
    ArticleTold: _article_told,
    RateArticle: _rate_article,
}
