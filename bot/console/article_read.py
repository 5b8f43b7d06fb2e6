"""An article as a person reads it: the very flow that answers, played without anybody to answer to."""

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from bot.answered.requests import ArticleCard, ArticleWanted
from bot.answered.service import card_of
from bot.chat.flow import Script
from bot.chat.heard import Heard
from bot.chat.moment import Moment
from bot.chat.outgoing import Outgoing
from bot.chat.requests import Done
from bot.chat.session import Talk
from bot.chat.turn import take_turn
from bot.chat.understanding import Understood
from bot.chat.wording import worded
from bot.clock import day_in_pakistan
from bot.db import new_id
from bot.html.languages import LANGUAGES, PageLanguage
from knowledge import live
from knowledge.library import Article

_MOST_WISHES: Final = 20


class Read(NamedTuple):
    """The messages of one language: the answer, and what "Tell me more" brings."""

    language: PageLanguage
    answers: list[Outgoing]


def as_read(
    script: Script, article: Article, near: Mapping[str, Article], now: dt.datetime, operator: str
) -> list[Read]:
    """The article in every language. `near` holds those related to it. Empty where no flow leads to it at present:
    what has been taken back is not to be read."""
    if live.article(article.topic) is None:
        return []
    card = card_of(article, near)
    moment = Moment(now=now, today=day_in_pakistan(now), operator=operator, new_id=new_id)
    commands = [f"question:{card.topic}", *([f"more:{card.topic}"] if card.more is not None else [])]
    return [
        Read(language, [_played(script, card, command, language.code, moment) for command in commands])
        for language in LANGUAGES.values()
    ]


def _played(script: Script, card: ArticleCard, command: str, language: str, moment: Moment) -> Outgoing:
    turn = take_turn(script, Talk(language, chosen=True, met=True), Heard(), moment, Understood(language, command))
    answer: object = None
    try:
        for _wish in range(_MOST_WISHES):
            wish = turn.send(answer)
            answer = card if isinstance(wish.request, ArticleWanted) else Done()
    except StopIteration as end:
        return worded(end.value.reply, language)
    raise AssertionError("the flow wishes without end")
