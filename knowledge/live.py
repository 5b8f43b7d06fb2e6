"""The articles as they stand now: those of the files, and over them what staff have published.

What is published lies in the database; every process is told of it (`bot.answered.service.refresh`) and keeps it here,
where names and search need it. Answers themselves are looked up in the database on every turn.
"""

from collections.abc import Mapping

from bot.i18n.words import Name
from knowledge import library, search
from knowledge.library import Article

_published: dict[str, Article | None] = {}


def article(topic: str) -> Article | None:
    """The article on that topic; None where there is none, or it has been taken back."""
    return _published[topic] if topic in _published else library.articles().get(topic)


def label(topic: str) -> Name | None:
    """Its name as a button shows it."""
    found = article(topic)
    if found is None:
        return None
    return Name(*(found.in_(language).label for language in ("en", "ur", "ur_Latn")))


def replace(published: Mapping[str, Article | None]) -> None:
    """From now on this is what staff have published; None where they took a topic back."""
    changed = {t for t in (*_published, *published) if _published.get(t, ...) != published.get(t, ...)}
    for topic in changed:
        if topic in published:
            _published[topic] = published[topic]
        else:
            del _published[topic]
        now = article(topic)
        if now is None:
            search.index().remove(search.ARTICLE, topic)
        else:
            search.index().put(search.of_article(now))
