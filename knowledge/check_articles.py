"""Are the articles fit to be read by people, and by the search?"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.i18n.words import Words, _
from bot.language.commands import command
from bot.language.script import clean, fold, has_urdu
from knowledge import factbook, library
from knowledge.forbidden import LANGUAGES, broken, in_english, sentences
from knowledge.library import Article, Text

LONGEST_TOPIC = 30
LONGEST = {
    "title": 60,
    "label": 24,  # of a WhatsApp list row's title
    "short": 350,  # what fits on the screen of a small phone together with its source and two buttons
    "more": 800,
}
"""Characters."""
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


class Problem(NamedTuple):
    """One thing that is wrong. `field` is where: "review_by", "en.short", or "" for the article as a whole."""

    group: str
    topic: str
    field: str
    said: Words
    rule: str = ""

    @property
    def line(self) -> str:
        """For the check, in English."""
        where = [f"{self.group}/{self.topic}", *self.field.split("."), self.rule]
        return ": ".join([*filter(None, where), in_english(self.said)])


def wrong(articles: Mapping[str, Article]) -> list[str]:
    """What is wrong with these articles, one line each."""
    return [problem.line for problem in found(articles)]


def found(articles: Mapping[str, Article], only: str = "") -> list[Problem]:
    """What is wrong with these articles; with `only` that one alone, which the others stand beside."""
    looked_at = [one for one in articles.values() if only in ("", one.topic)]
    own = [
        Problem(one.group, one.topic, field, said, rule)
        for one in looked_at
        for field, said, rule in _one(one, articles)
    ]
    twice = [problem for problem in _twice(articles, only) if only in ("", problem.topic)]
    return [*own, *twice]


Found = tuple[str, Words, str]


def _one(article: Article, others: Mapping[str, Article]) -> Iterator[Found]:
    for field, said in _head(article, others):
        yield field, said, ""
    for language in LANGUAGES:
        if language not in article.texts:
            yield language, _("There is no text in {language}.").with_(language=language), ""
    for language, text in article.texts.items():
        yield from ((f"{language}.{field}", said, rule) for field, said, rule in _text(text, language))


def _head(article: Article, others: Mapping[str, Article]) -> Iterator[tuple[str, Words]]:
    if not _TOPIC.fullmatch(article.topic) or len(article.topic) > LONGEST_TOPIC:
        yield "", _("The topic is no short plain word.")
    yield from _facts(article)
    if not article.reviewed_on < article.review_by <= article.reviewed_on + LONGEST_ROUND:
        yield "review_by", _("This is not within a year after the last review.")
    if article.owner not in OWNERS:
        yield "owner", _("Nobody is called {owner}.").with_(owner=article.owner)
    if not 1 <= len(article.related) <= MOST_RELATED or len(set(article.related)) < len(article.related):
        yield "related", _("1 to {most} different related topics are needed.").with_(most=MOST_RELATED)
    for topic in article.related:
        if topic not in others or topic == article.topic:
            yield "related", _("{topic} is no other article.").with_(topic=topic)


def _facts(article: Article) -> Iterator[tuple[str, Words]]:
    book = factbook.facts()
    for id in article.facts:
        if id not in book:
            yield "facts", _("There is no fact {id}.").with_(id=id)
            return
    if article.known and not book[article.facts[0]].found:
        yield "facts", _("The leading fact was not found, so the article cannot know.")
    if not article.known and all(book[id].confidence in ("high", "medium") for id in article.facts):
        yield "known", _("It says that it is not known, but rests on known facts only.")


def _text(text: Text, language: str) -> Iterator[Found]:
    parts = {"title": text.title, "label": text.label, "short": text.short, "more": text.more}
    for key, part in parts.items():
        if not part and key != "more":
            yield key, _("This is missing."), ""
        elif part:
            if len(part) > LONGEST[key]:
                yield key, _("It has {count} characters; {most} fit.").with_(count=len(part), most=LONGEST[key]), ""
            yield from ((key, said, "") for said in _writing(part, language))
            yield from ((key, said, rule) for rule, said in broken(part, language))
    if (count := len(sentences(text.short))) > MOST_SENTENCES:
        yield "short", _("It has {count} sentences; {most} are enough.").with_(count=count, most=MOST_SENTENCES), ""
    yield from (("asked", said, "") for said in _asked(text, language))


def _writing(part: str, language: str) -> Iterator[Words]:
    """Letters and signs of what a person reads."""
    if part != clean(part):
        yield _("There are hidden characters or stray blanks in it.")
    if _MARKUP.search(part):
        yield _("There are marks of a markup in it, such as * or #.")
    if language == "ur":
        if not has_urdu(part):
            yield _WRONG_SCRIPT
        if _ARABIC_TWINS.search(part):
            yield _("There are Arabic letters or digits where Urdu ones belong; digits are 0 to 9.")
        if _LATIN_SIGNS.search(part):
            yield _("There is a Latin comma or question mark in the Urdu.")
    elif has_urdu(part):
        yield _WRONG_SCRIPT
    elif foreign := _FOREIGN.search(part):
        yield _("The sign {sign} does not belong here.").with_(sign=foreign[0])


def _asked(text: Text, language: str) -> Iterator[Words]:
    """Phrases are typed by people, so any letters go, but in the right script."""
    if len(text.asked) < FEWEST_ASKED:
        yield _("These are {count} phrases; {least} are needed.").with_(count=len(text.asked), least=FEWEST_ASKED)
    for phrase in text.asked:
        if not fold(phrase) or phrase != clean(phrase):
            yield _("“{phrase}” is empty or has hidden characters.").with_(phrase=phrase)
        elif has_urdu(phrase) != (language == "ur"):
            yield _("“{phrase}” is in the wrong script.").with_(phrase=phrase)
        if fold(phrase) == fold(text.title):
            yield _("“{phrase}” is the title again.").with_(phrase=phrase)
        if command(phrase) is not None:
            yield _("“{phrase}” is a command and never comes as a question.").with_(phrase=phrase)


def _twice(articles: Mapping[str, Article], only: str) -> Iterator[Problem]:
    """No phrase may lead to two articles, nor stand twice in one. `only` is looked at last, so that it is to blame."""
    owners: dict[str, str] = {}
    labels: dict[tuple[str, str], str] = {}
    for article in sorted(articles.values(), key=lambda one: one.topic == only):
        folded = [fold(phrase) for text in article.texts.values() for phrase in (*text.asked, text.title)]
        for phrase, times in Counter(folded).items():
            owner = owners.setdefault(phrase, article.topic)
            if times > 1 and not _same_title(article, phrase, times):
                said = _("“{phrase}” stands {times} times.").with_(phrase=phrase, times=times)
                yield _of_phrase(article, phrase, said)
            if owner != article.topic:
                both = {"phrase": phrase, "topic": owner, "other": article.topic}
                yield _of_phrase(article, phrase, _("“{phrase}” stands under {topic} and {other}.").with_(**both))
        for language, text in article.texts.items():
            owner = labels.setdefault((language, text.label), article.topic)
            if owner != article.topic:
                said = _("“{label}” is the label of {topic} too: two rows of a list would look the same.")
                said = said.with_(label=text.label, topic=owner)
                yield Problem(article.group, article.topic, f"{language}.label", said)


def _of_phrase(article: Article, phrase: str, said: Words) -> Problem:
    """What is wrong with a folded phrase, at the language in which it stands."""
    language = next(
        language
        for language, text in article.texts.items()
        if any(fold(one) == phrase for one in (*text.asked, text.title))
    )
    return Problem(article.group, article.topic, f"{language}.asked", said)


def _same_title(article: Article, phrase: str, times: int) -> bool:
    """English and Roman Urdu may have one title: "SMEDA Punjab"."""
    return times == sum(fold(text.title) == phrase for text in article.texts.values())


_WRONG_SCRIPT = _("This is in the wrong script.")
