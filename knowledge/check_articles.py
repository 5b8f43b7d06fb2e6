"""Are the articles fit to be read by people, and by the search?"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.language.commands import command
from bot.language.script import clean, fold, has_urdu
from knowledge import factbook, library
from knowledge.forbidden import LANGUAGES, said, sentences
from knowledge.library import Article, Text

LONGEST_TOPIC = 30
LONGEST_LABEL = 24  # characters of a WhatsApp list row's title
LONGEST_TITLE = 60
LONGEST_SHORT = 350  # what fits on the screen of a small phone together with its source and two buttons
LONGEST_MORE = 800
MOST_SENTENCES = 3
FEWEST_ASKED = 6
MOST_RELATED = 4
LONGEST_ROUND = dt.timedelta(days=366)  # everything is looked at again within a year
OWNERS = ("helpdesk", "finance", "training", "export")
_TOPIC = re.compile(r"[a-z][a-z0-9_]*")
_ARABIC_TWINS = re.compile("[يكىةه\u0660-\u0669\u06f0-\u06f9]")  # and digits: 0–9 are used in every language
_LATIN_SIGNS = re.compile(r"(?<=[\u0600-\u06ff])\s?[,?;]")
_MARKUP = re.compile(r"\*|`|^#|__|\]\(")
_FOREIGN = re.compile(r"[^\x20-\x7e\n“”‘’–—…•×]")  # in English and Roman Urdu: no ā, no ~n


def problems() -> list[str]:
    """Everything that is wrong with articles and facts, one line each; empty when all is well."""
    found, unread = library.read(library.FOLDER)
    return [*factbook.problems(), *unread, *wrong(found)]


def wrong(articles: Mapping[str, Article]) -> list[str]:
    """What is wrong with these articles; also for those that staff write."""
    lines = [f"{one.group}/{one.topic}: {line}" for one in articles.values() for line in _one(one, articles)]
    return [*lines, *_twice(articles)]


def _one(article: Article, others: Mapping[str, Article]) -> Iterator[str]:
    if not _TOPIC.fullmatch(article.topic) or len(article.topic) > LONGEST_TOPIC:
        yield "the topic is no short plain word"
    yield from _facts(article)
    if not article.reviewed_on < article.review_by <= article.reviewed_on + LONGEST_ROUND:
        yield f"review_by {article.review_by} is not within a year after reviewed_on {article.reviewed_on}"
    if article.owner not in OWNERS:
        yield f"nobody is called {article.owner}"
    if not 1 <= len(article.related) <= MOST_RELATED or len(set(article.related)) < len(article.related):
        yield f"1 to {MOST_RELATED} different related topics are needed"
    for topic in article.related:
        if topic not in others or topic == article.topic:
            yield f"related: {topic} is no other article"
    for language in LANGUAGES:
        if language not in article.texts:
            yield f"no text in {language}"
    for language, text in article.texts.items():
        yield from (f"{language}: {line}" for line in _text(text, language))


def _facts(article: Article) -> Iterator[str]:
    book = factbook.facts()
    for id in article.facts:
        if id not in book:
            yield f"there is no fact {id}"
            return
    if article.known and not book[article.facts[0]].found:
        yield "the leading fact was not found, so the article cannot know"
    if not article.known and all(book[id].confidence in ("high", "medium") for id in article.facts):
        yield "it says that it is not known, but rests on known facts only"


def _text(text: Text, language: str) -> Iterator[str]:
    parts = {"title": text.title, "label": text.label, "short": text.short, "more": text.more}
    longest = {"title": LONGEST_TITLE, "label": LONGEST_LABEL, "short": LONGEST_SHORT, "more": LONGEST_MORE}
    for key, part in parts.items():
        if not part and key != "more":
            yield f"no {key}"
        elif part:
            if len(part) > longest[key]:
                yield f"{key} has {len(part)} characters, {longest[key]} fit"
            yield from (f"{key}: {line}" for line in _writing(part, language))
            yield from (f"{key}: {line}" for line in said(part, language))
    if len(sentences(text.short)) > MOST_SENTENCES:
        yield f"short has {len(sentences(text.short))} sentences, {MOST_SENTENCES} are enough"
    yield from _asked(text, language)


def _writing(part: str, language: str) -> Iterator[str]:
    """Letters and signs of what a person reads."""
    if part != clean(part):
        yield "hidden characters or stray blanks"
    if _MARKUP.search(part):
        yield "marks of a markup"
    if language == "ur":
        if not has_urdu(part):
            yield "wrong script"
        if _ARABIC_TWINS.search(part):
            yield "Arabic letters or digits where Urdu ones belong"
        if _LATIN_SIGNS.search(part):
            yield "a Latin comma or question mark in Urdu"
    elif has_urdu(part):
        yield "wrong script"
    elif foreign := _FOREIGN.search(part):
        yield f"the sign {foreign[0]!r}"


def _asked(text: Text, language: str) -> Iterator[str]:
    """Phrases are typed by people, so any letters go, but in the right script."""
    if len(text.asked) < FEWEST_ASKED:
        yield f"asked: {len(text.asked)} phrases, {FEWEST_ASKED} are needed"
    for phrase in text.asked:
        if not fold(phrase) or phrase != clean(phrase):
            yield f"asked: {phrase!r} is empty or has hidden characters"
        elif has_urdu(phrase) != (language == "ur"):
            yield f"asked: “{phrase}” is in the wrong script"
        if fold(phrase) == fold(text.title):
            yield f"asked: “{phrase}” is the title again"
        if command(phrase) is not None:
            yield f"asked: “{phrase}” is a command and never comes as a question"


def _twice(articles: Mapping[str, Article]) -> Iterator[str]:
    """No phrase may lead to two articles, nor stand twice in one."""
    owners: dict[str, str] = {}
    for article in articles.values():
        folded = [fold(phrase) for text in article.texts.values() for phrase in (*text.asked, text.title)]
        for phrase, times in Counter(folded).items():
            if times > 1 and not _same_title(article, phrase, times):
                yield f"{article.group}/{article.topic}: “{phrase}” stands {times} times"
            owner = owners.setdefault(phrase, article.topic)
            if owner != article.topic:
                yield f"“{phrase}” stands under {owner} and {article.topic}"
    labels = Counter(
        (language, text.label) for article in articles.values() for language, text in article.texts.items()
    )
    for (language, label), times in labels.items():
        if times > 1:
            yield f"the label “{label}” stands {times} times in {language}: two rows of a list would look the same"


def _same_title(article: Article, phrase: str, times: int) -> bool:
    """English and Roman Urdu may have one title: "SMEDA Punjab"."""
    return times == sum(fold(text.title) == phrase for text in article.texts.values())
