"""What the bot knows, found by whatever words are asked with: articles, trades, districts, clusters.

BM25 over words as written, sounds, skeletons and their neighbours, and concepts: the same question finds the same thing
in Urdu letters, in Roman Urdu and in English, because sounds cross the scripts and concepts cross the languages.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

from bot.i18n.words import Name
from bot.language.concepts import concepts
from bot.language.kept import Packed, kept
from bot.language.openings import opened
from bot.language.phonetics import fine, skeleton
from bot.language.phrases import words_of
from knowledge import clusters, districts, library, trades
from knowledge.library import Article

ARTICLE, TRADE, DISTRICT, CLUSTER = "article", "trade", "district", "cluster"

_SATURATION = 1.2  # BM25's k1: how soon a term that stands often adds nothing
_LENGTH = 0.6  # BM25's b: how much a long text counts less
_LEAST = 0.12  # of the best score a query could have
_MOST_WORDS = 600  # of one text

_WEIGHTS = {"w": 1.0, "f": 0.7, "s": 0.6, "b": 0.8, "c": 1.2}
"""Of words, sounds, skeletons, two neighbouring skeletons, concepts."""


class Document(msgspec.Struct, frozen=True):
    """One thing to be found. `texts` are its words, in any language; those of `asked` count twice."""

    id: str
    kind: str
    name: Name
    texts: tuple[str, ...]
    asked: tuple[str, ...] = ()


class Hit(msgspec.Struct, frozen=True):
    """Something found. `score` is the share of the query that it answers to, 0–1."""

    id: str
    kind: str
    name: Name
    score: float


class Contents(Packed):
    """What a search knows: documents by number, which of them have a term and how often, and how long they are."""

    documents: dict[int, Document]
    postings: dict[str, dict[int, int]]
    lengths: dict[int, int]


class Search:
    """Documents, ready to be asked for. What is put in is found at once."""

    def __init__(
        self, documents: Iterable[Document] = (), terms: "Callable[[list[str]], Iterable[str]] | None" = None
    ) -> None:
        """`terms` makes the terms of folded words; each begins with the letter of its kind."""
        self._terms_of = terms or _terms
        self._take(Contents({}, {}, {}))
        for document in documents:
            self.put(document)

    @classmethod
    def of(cls, contents: Contents) -> "Search":
        """The search that had these contents."""
        made = cls()
        made._take(contents)
        return made

    def _take(self, contents: Contents) -> None:
        self.contents = contents
        self._documents, self._postings, self._lengths = contents.documents, contents.postings, contents.lengths
        self._numbers = {(one.kind, one.id): number for number, one in contents.documents.items()}
        self._length = sum(contents.lengths.values())

    def put(self, document: Document) -> None:
        """Take a document in, in place of the one with the same kind and id."""
        self.remove(document.kind, document.id)
        number = self._numbers.setdefault((document.kind, document.id), len(self._numbers))
        terms = Counter(term for text in document.asked for term in self._terms_of(words_of(text)))
        terms += terms
        terms.update(term for text in document.texts for term in self._terms_of(words_of(text)))
        self._documents[number], self._lengths[number] = document, terms.total()
        self._length += self._lengths[number]
        for term, times in terms.items():
            self._postings.setdefault(term, {})[number] = times

    def remove(self, kind: str, id: str) -> None:
        """Forget a document; nothing where there is none. Looks through all terms: staff do this, not messages."""
        number = self._numbers.get((kind, id), -1)
        if self._documents.pop(number, None) is None:
            return
        self._length -= self._lengths.pop(number)
        for term, known in list(self._postings.items()):
            if known.pop(number, None) is not None and not known:
                del self._postings[term]

    def find(self, query: str, limit: int = 3, kinds: Iterable[str] | None = None) -> list[Hit]:
        """The likeliest documents, the best first; none where nothing fits."""
        words = words_of(query)
        asked = Counter(self._terms_of(opened(words).rest))
        wanted = frozenset(kinds) if kinds is not None else None
        scores: dict[int, float] = defaultdict(float)
        possible = 0.0
        for term in asked:
            weight = self._weight(term)
            possible += weight * (_SATURATION + 1)
            for number, times in self._postings.get(term, {}).items():
                scores[number] += weight * self._share(number, times)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        hits: list[Hit] = []
        for number, score in ranked:
            document = self._documents[number]
            if len(hits) == limit or score < _LEAST * possible:
                break
            if wanted is None or document.kind in wanted:
                hits.append(Hit(document.id, document.kind, document.name, round(score / possible, 3)))
        return hits

    def _weight(self, term: str) -> float:
        """How much it tells that a document has this term."""
        known = len(self._postings.get(term, ()))
        rarity = math.log(1 + (len(self._documents) - known + 0.5) / (known + 0.5))
        return _WEIGHTS[term[0]] * rarity

    def _share(self, number: int, times: int) -> float:
        mean = self._length / len(self._documents)
        long = 1 - _LENGTH + _LENGTH * self._lengths[number] / mean
        return times * (_SATURATION + 1) / (times + _SATURATION * long)


def find(query: str, limit: int = 3, kinds: Iterable[str] | None = None) -> list[Hit]:
    """The likeliest things the bot knows."""
    return index().find(query, limit, kinds)


@cache
def index() -> Search:
    """Everything there is to be found. Articles published meanwhile are put into it."""
    return Search.of(kept("search", Contents, lambda: Search(_everything()).contents, (), _made_of()))


def _everything() -> Iterator[Document]:
    yield from map(of_article, library.articles().values())
    yield from _trades()
    yield from _districts()
    yield from _clusters()


def _made_of() -> list[Path]:
    """Words and code: a word for a trade decides where a cluster is found."""
    here = Path(__file__).parent
    return sorted(file for file in here.rglob("*") if file.suffix in (".py", ".toml", ".csv"))


def of_article(article: Article) -> Document:
    """An article as it is searched: its titles and the questions people ask count for more than the answer."""
    asked = [phrase for text in article.texts.values() for phrase in (text.title, text.label, *text.asked)]
    short = tuple(text.short for text in article.texts.values())
    return Document(article.topic, ARTICLE, _name(article), short, tuple(asked))


def _name(article: Article) -> Name:
    return Name(*(article.in_(language).title for language in ("en", "ur", "ur_Latn")))


def _trades() -> Iterator[Document]:
    for trade in trades.TRADES.values():
        yield Document(trade.id, TRADE, trade.name, (*_in_all(trade.name), *trade.words))


def _districts() -> Iterator[Document]:
    for district in districts.DISTRICTS.values():
        yield Document(district.id, DISTRICT, district.name, (*_in_all(district.name), *district.aliases))


def _clusters() -> Iterator[Document]:
    for cluster in clusters.clusters():
        texts = [cluster.name, cluster.product]
        if cluster.district:
            texts += _in_all(districts.DISTRICTS[cluster.district].name)
        if (trade := trades.find(cluster.product).sure) is not None:
            texts += [*_in_all(trades.TRADES[trade].name), *trades.TRADES[trade].words]
        yield Document(cluster.id, CLUSTER, Name(cluster.name, cluster.name, cluster.name), tuple(texts))


def _in_all(name: Name) -> tuple[str, str, str]:
    return name.en, name.ur, name.ur_Latn


def _terms(words: list[str]) -> Iterator[str]:
    words = words[:_MOST_WORDS]
    for word in words:
        yield f"w{word}"
        if not word.isdigit():
            yield f"f{fine(word)}"
    bones = [word if word.isdigit() else skeleton(word) for word in words]
    for one in bones:
        yield f"s{one}"
    for one, next in pairwise(bones):
        yield f"b{one} {next}"
    for concept in concepts(words):
        yield f"c{concept}"
