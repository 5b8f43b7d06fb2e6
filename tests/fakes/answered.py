"""Articles in memory: those of the files, those a test publishes, and what was told and rated."""

from typing import Any

from bot.answered.requests import ArticleCard, ArticleTold, ArticleWanted, RateArticle
from bot.answered.service import card_of
from bot.chat.requests import Done, Request
from knowledge import library
from tests.fakes.fake import NOT_MINE


class Answered:
    """What the article tables remember."""

    def __init__(self) -> None:
        self.articles = dict(library.articles())
        self.told: list[tuple[str, str]] = []
        self.rated: dict[str, bool] = {}

    def answer(self, request: Request) -> Any:
        match request:
            case ArticleWanted():
                return self._card(request.topic)
            case ArticleTold():
                assert self.articles[request.topic].version == request.version
                self.told.append((request.topic, request.version))
                return Done()
            case RateArticle():
                self.rated[request.topic] = request.useful
                return Done()
        return NOT_MINE

    def _card(self, topic: str) -> ArticleCard | None:
        return card_of(self.articles[topic], self.articles) if topic in self.articles else None
