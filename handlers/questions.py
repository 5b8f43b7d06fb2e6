"""A question, and the article that answers it: short first, then its source and date, then what may come next."""

import datetime as dt
import re

from bot.answered import fields
from bot.answered.requests import ArticleCard, ArticleTold, ArticleWanted, RateArticle
from bot.chat import Chat, Words, _, flow
from bot.i18n.formats import MONTHS

_MOST_RELATED = 2


@flow("question", title=_("Ask a question"), aside=True)
async def question(chat: Chat) -> None:
    card = await _asked_for(chat)
    if card is None:
        return
    await chat.do(ArticleTold(card.topic, card.version))
    chat.say(_("{answer}").with_(answer=card.short))
    _say_source(chat, card)
    if card.more is not None:
        chat.offer(f"more:{card.topic}", _("Tell me more"))
    _ask_whether_useful(chat, card)


@flow("question_more", title=_("Ask a question"), aside=True)
async def question_more(chat: Chat) -> None:
    card = await _asked_for(chat)
    if card is None:
        return
    chat.say(_("{answer}").with_(answer=card.more or card.short))
    _say_source(chat, card)
    _ask_whether_useful(chat, card)
    _offer_related(chat, card, 1)


@flow("question_useful", title=_("Ask a question"), aside=True)
async def question_useful(chat: Chat) -> None:
    card = await _asked_for(chat)
    if card is None:
        return
    await chat.do(RateArticle(card.topic, card.version, useful=True))
    chat.say(_("Thank you, that is good to know."))
    _offer_related(chat, card, _MOST_RELATED)
    chat.offer("menu", _("Menu"))


@flow("question_useless", title=_("Ask a question"), aside=True)
async def question_useless(chat: Chat) -> None:
    card = await _asked_for(chat)
    if card is None:
        return
    await chat.do(RateArticle(card.topic, card.version, useful=False))
    chat.say(_("I am sorry. Please ask it in other words, or talk to a person."))
    chat.offer("human", _("Talk to a person"))
    _offer_related(chat, card, _MOST_RELATED)


async def _asked_for(chat: Chat) -> ArticleCard | None:
    """The article; None where it has been taken back, and then she is told."""
    topic = await chat.ask(fields.topic, _("What would you like to know? Please ask in your own words."))
    card: ArticleCard | None = await chat.look_up(ArticleWanted(topic))
    if card is None:
        chat.say(_("I have no answer to that now, and I will not guess. A person at the helpdesk can help."))
        chat.offer("human", _("Talk to a person"))
        chat.offer("menu", _("Menu"))
    return card


def _ask_whether_useful(chat: Chat, card: ArticleCard) -> None:
    if not card.known:
        chat.offer("human", _("Talk to a person"))
    elif not chat.interrupted:  # there its own question comes next, and one question is enough
        chat.say(_("Was this useful?"))
        chat.offer(f"useful:{card.topic}", _("Yes, useful"), "yes")
        chat.offer(f"useless:{card.topic}", _("No, not really"), "no")


_DOORS: tuple[tuple[re.Pattern[str], str, Words], ...] = (
    (re.compile(r"edf_"), "edf", _("Export fund (EDF)")),
    (re.compile(r"certification_"), "grant", _("Certification grant")),
    (re.compile(r"(?:\w+_)?loans?(?:_|$)|karobar_(?:card|finance)|guarantor"), "loan", _("Loan")),
    (re.compile(r"training_"), "training", _("Training")),
)
"""Articles about something that can be done here, by their topic: who has read of it may want to go on to it."""


def _offer_related(chat: Chat, card: ArticleCard, most: int) -> None:
    """The journey that the article is about, and articles near it; not where something else is to be gone on with."""
    doors = [(command, label) for about, command, label in _DOORS if about.match(card.topic)]
    for command, label in doors[: most if not chat.interrupted else 0]:
        chat.offer(command, label)
        most -= 1
    for near in card.related[:most]:
        chat.offer(f"question:{near.topic}", near.label)


def _say_source(chat: Chat, card: ArticleCard) -> None:
    lines = [_source(card)]
    if card.review_by < chat.today:
        lines.append(_("This should have been checked again by {date}; please ask before you rely on it.").with_(
            date=card.review_by
        ))  # fmt: skip
    chat.say(*lines)


def _source(card: ArticleCard) -> Words:
    """Whose word it is, and of which day, as far as that is known."""
    parts = [int(part) for part in card.as_of.split("-") if part]
    if not card.source.en:
        year, month, day = (*parts, 1, 1)[:3]
        return _("(Looked for on {date}, and no source found.)").with_(date=dt.date(year, month, day))
    match parts:
        case [year, month, day]:
            return _("(Source: {source}, {date})").with_(source=card.source, date=dt.date(year, month, day))
        case [year, month]:
            return _("(Source: {source}, {month} {year})").with_(
                source=card.source, month=MONTHS[month - 1], year=str(year)
            )
        case [year]:
            return _("(Source: {source}, {year})").with_(source=card.source, year=str(year))
        case _:
            return _("(Source: {source}; the page has no date)").with_(source=card.source)
