"""Articles in memory: those of the files, those a test publishes, and what was told and rated."""

from typing import Any

from bot.answered.requests import ArticleCard, ArticleTold, ArticleWanted, RateArticle
from bot.answered.service import card_of
from bot.chat.requests import Done, Request
from knowledge import library
from knowledge.library import Article
from tests.fakes.fake import NOT_MINE


class Answered:
    """What the article tables remember."""

    def __init__(self) -> None:
        self.published: dict[str, Article | None] = {}
        """What staff have put in place of a file's article; None where they took it back."""
        self.told: list[tuple[str, str]] = []
        self.rated: dict[str, bool] = {}

    def answer(self, request: Request) -> Any:
        match request:
            case ArticleWanted():
                return self._card(request.topic)
            case ArticleTold():
                article = self._article(request.topic)
                assert article is not None
                assert article.version == request.version
                self.told.append((request.topic, request.version))
                return Done()
            case RateArticle():
                self.rated[request.topic] = request.useful
                return Done()
        return NOT_MINE

    def _card(self, topic: str) -> ArticleCard | None:
        article = self._article(topic)
        if article is None:
            return None
        near = {topic: one for topic in article.related if (one := self._article(topic)) is not None}
        return card_of(article, near)

    def _article(self, topic: str) -> Article | None:
        return self.published[topic] if topic in self.published else library.articles().get(topic)
