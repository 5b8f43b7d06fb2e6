"""Articles as staff publish them: they stand over those of the files, version by version."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered.models import article_version
from bot.db import new_id, padded
from bot.i18n.words import _
from knowledge import check_articles, library, live
from knowledge.check_articles import Problem
from knowledge.library import Article

CURRENT, WITHDRAWN, OLD, FILE = "current", "withdrawn", "old", "file"
_IN_FORCE = (CURRENT, WITHDRAWN)


class Unfit(ValueError):
    """The article breaks the rules for articles; `problems` says how and where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.line for problem in problems))
        self.problems = problems


class Overtaken(Exception):
    """Somebody else has changed the article since it was read."""


class Version(msgspec.Struct, frozen=True):
    """One published version, for the history. `body` is None where the topic was withdrawn."""

    id: int
    topic: str
    version: str
    state: str
    body: dict[str, Any] | None
    file_version: str
    published_at: dt.datetime
    published_by: str
    note: str


class Standing(msgspec.Struct, frozen=True):
    """How a topic stands: what is in force, and since which change."""

    topic: str
    state: str
    """`FILE`, `CURRENT` or `WITHDRAWN`."""
    article: Article | None
    seen: str
    """Names this very state: whoever changes it says what she has read."""
    published: Version | None = None


def publish(
    connection: Connection,
    topic: str,
    body: Mapping[str, Any],
    *,
    by: str,
    now: dt.datetime,
    note: str = "",
    seen: str | None = None,
) -> Article:
    """Put this article in force. `body` holds what its file would hold, and its `group`; `seen` names what was read
    before (`Standing.seen`).

    Raises `Unfit` where it says what no article may say, or is not whole; `Overtaken`. Call `refresh` once it is
    committed.
    """
    made, problems = tried(connection, topic, body)
    if problems:
        raise Unfit(problems)
    _refuse_if_overtaken(connection, topic, seen)
    _put(connection, topic, made.version, CURRENT, dict(body), by=by, now=now, note=note)
    return made


def tried(connection: Connection, topic: str, body: Mapping[str, Any]) -> tuple[Article, list[Problem]]:
    """The article this body makes, and what is wrong with it beside the others in force. Raises `Unfit` where it makes
    none."""
    made = _made(topic, body)
    others = {**library.articles(), **in_force(connection), topic: made}
    return made, check_articles.found(others, topic)


def withdraw(
    connection: Connection, topic: str, *, by: str, now: dt.datetime, note: str = "", seen: str | None = None
) -> None:
    """From now on there is no answer on this topic. Raises `Overtaken`."""
    _refuse_if_overtaken(connection, topic, seen)
    _put(connection, topic, "", WITHDRAWN, None, by=by, now=now, note=note)


def restore(connection: Connection, topic: str, *, seen: str | None = None) -> None:
    """From now on the article of the file counts again, if there is one. Raises `Overtaken`."""
    _refuse_if_overtaken(connection, topic, seen)
    v = article_version
    connection.execute(sa.update(v).where(v.c.topic == topic, v.c.state.in_(_IN_FORCE)).values(state=OLD))


def history(connection: Connection, topic: str) -> list[Version]:
    """Every version of a topic that was ever published, the newest first."""
    query = sa.select(article_version).where(article_version.c.topic == topic).order_by(article_version.c.id.desc())
    return [Version(**row) for row in connection.execute(query).mappings()]


def standing_of(connection: Connection, topic: str) -> Standing | None:
    """How one topic stands; None where there has never been an article."""
    rows = [one for one in history(connection, topic) if one.state in _IN_FORCE]
    file = library.articles().get(topic)
    if rows:
        published = rows[0]
        made = None if published.body is None else _made(topic, published.body)
        return Standing(topic, published.state, made, str(published.id), published)
    return None if file is None else Standing(topic, FILE, file, f"{FILE}:{file.version}")


def made_of(version: Version) -> Article | None:
    """The article of a published version; None where it took the topic back."""
    return None if version.body is None else _made(version.topic, version.body)


def taken_back(connection: Connection) -> frozenset[str]:
    """Topics on which there is no answer at present."""
    return frozenset(row.topic for row in connection.execute(_query(None)) if row.state == WITHDRAWN)


def in_force(connection: Connection, topics: Collection[str] | None = None) -> dict[str, Article]:
    """The published articles that stand over the files'."""
    return {topic: article for topic, article in _rows(connection, topics).items() if article is not None}


def standing(connection: Connection, topics: Collection[str]) -> dict[str, Article]:
    """The articles on these topics as they stand now, published or from a file; topics without one are left out."""
    published = _rows(connection, topics)
    found = {topic: published.get(topic, library.articles().get(topic)) for topic in topics}
    found |= {topic: None for topic, article in published.items() if article is None}
    return {topic: article for topic, article in found.items() if article is not None}


def to_review(connection: Connection, today: dt.date) -> dict[str, str]:
    """Topics that staff should look at again, with the reason: "due" (their day has come), or "file" (a newer file)."""
    published = {row.topic: row for row in connection.execute(_query(None))}
    articles = {**library.articles(), **in_force(connection)}
    due = {topic: "due" for topic, article in articles.items() if article.review_by <= today}
    newer = {
        topic: "file"
        for topic, row in published.items()
        if topic in library.articles() and library.article(topic).version != row.file_version
    }
    return {**due, **newer}


def refresh(connection: Connection) -> None:
    """Tell this process what is in force: its search and its buttons follow (`knowledge.live`)."""
    live.replace(_rows(connection, None))


def _refuse_if_overtaken(connection: Connection, topic: str, seen: str | None) -> None:
    """Two who write at once on PostgreSQL both get here; the index on what is in force then stops the second, whose
    transaction is done again and finds what the first one wrote."""
    if seen is None:
        return
    now = standing_of(connection, topic)
    if now is None or now.seen != seen:
        raise Overtaken


def _rows(connection: Connection, topics: Collection[str] | None) -> dict[str, Article | None]:
    return {
        row.topic: None if row.state == WITHDRAWN else _made(row.topic, row.body)
        for row in connection.execute(_query(topics))
    }


def _query(topics: Collection[str] | None) -> "sa.Select[Any]":
    v = article_version.c
    query = sa.select(v.topic, v.state, v.body, v.file_version).where(v.state.in_(_IN_FORCE))
    return query if topics is None else query.where(v.topic.in_(padded(sorted(topics))))


def _made(topic: str, body: Mapping[str, Any]) -> Article:
    try:
        return library.made(topic, str(body.get("group", "")), {k: v for k, v in body.items() if k != "group"})
    except ValueError as error:
        said = _("It cannot be read as an article: {why}.").with_(why=str(error))
        raise Unfit([Problem(str(body.get("group", "")), topic, "", said)]) from None


def _put(
    connection: Connection,
    topic: str,
    version: str,
    state: str,
    body: dict[str, Any] | None,
    *,
    by: str,
    now: dt.datetime,
    note: str,
) -> None:
    v = article_version
    connection.execute(sa.update(v).where(v.c.topic == topic, v.c.state.in_(_IN_FORCE)).values(state=OLD))
    file = library.articles().get(topic)
    row = {
        "id": new_id(),
        "topic": topic,
        "version": version,
        "state": state,
        "body": body,
        "file_version": file.version if file is not None else "",
        "published_at": now,
        "published_by": by,
        "note": note,
    }
    connection.execute(sa.insert(v).values(row))
