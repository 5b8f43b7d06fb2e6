"""The articles as a table to print: what there is on each topic, in which languages, how old, what is to review."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy.engine import Connection

from bot.answered.articles import in_force, taken_back, to_review
from knowledge import library
from knowledge.forbidden import LANGUAGES
from knowledge.library import Article

_HEADER = ("topic", "group", "languages", "as of", "review by", "version", "remarks", "facts")
_WHY = {"due": "review is due", "file": "the file is newer"}


def table(connection: Connection, today: dt.date, *, only_to_review: bool = False) -> Iterator[str]:
    """Lines of the table, and of its totals."""
    published, gone, reviews = in_force(connection), taken_back(connection), to_review(connection, today)
    articles = {**library.articles(), **published}
    shown = {
        topic: one
        for topic, one in sorted(articles.items(), key=lambda item: (item[1].group, item[0]))
        if not only_to_review or topic in reviews
    }
    if not shown:
        yield "Nothing is to be reviewed."
        return
    rows = [_HEADER, *(_row(one, topic in published, topic in gone, reviews) for topic, one in shown.items())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADER))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield from _totals(shown, published, gone, reviews)


def _row(one: Article, is_published: bool, is_gone: bool, reviews: Mapping[str, str]) -> tuple[str, ...]:
    remarks = [
        "taken back" if is_gone else "published here" if is_published else "",
        "says that it is not known" if not one.known else "",
        _WHY.get(reviews.get(one.topic, ""), ""),
    ]
    return (
        one.topic,
        one.group,
        " ".join(language for language in LANGUAGES if language in one.texts),
        one.source_line("en").as_of or "no date",
        one.review_by.isoformat(),
        one.version,
        ", ".join(filter(None, remarks)),
        " ".join(one.facts),
    )


def _totals(
    shown: Mapping[str, Article], published: Mapping[str, Article], gone: frozenset[str], reviews: Mapping[str, str]
) -> Iterator[str]:
    yield ""
    groups = Counter(one.group for one in shown.values())
    yield f"{len(shown)} articles: " + ", ".join(f"{group} {times}" for group, times in sorted(groups.items()))
    languages = Counter(language for one in shown.values() for language in one.texts)
    yield "languages: " + ", ".join(f"{language} {languages[language]}" for language in LANGUAGES)
    counts = [
        f"facts: {len({id for one in shown.values() for id in one.facts})}",
        f"say that it is not known: {sum(not one.known for one in shown.values())}",
        f"published here: {len(published.keys() & shown.keys())}",
        f"taken back: {len(gone & shown.keys())}",
        f"to review: {len(reviews.keys() & shown.keys())}",
    ]
    yield ", ".join(counts)
