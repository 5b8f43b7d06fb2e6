"""The articles as they stand now: those of the files, and over them what staff have published.

What is published lies in the database; every process is told of it (`bot.answered.service.refresh`) and keeps it here,
where names and search need it. Answers themselves are looked up in the database on every turn.
"""

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


def publish(published: Article) -> None:
    """From now on this is the article on its topic."""
    _published[published.topic] = published
    search.index().put(search.of_article(published))


def withdraw(topic: str) -> None:
    """From now on there is none on that topic."""
    _published[topic] = None
    search.index().remove(search.ARTICLE, topic)


def forget() -> None:
    """Back to the files alone; for tests, and where another database is opened."""
    for topic in list(_published):
        del _published[topic]
        if topic in library.articles():
            search.index().put(search.of_article(library.article(topic)))
        else:
            search.index().remove(search.ARTICLE, topic)
