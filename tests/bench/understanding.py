"""How well messages and answers are understood, and what that costs.

First our own figures on the development set and on both halves of the second one, side by side; then those of plain
text matching on the development set. All methods learn from the same sentences and are asked the same messages in the
same run.
"""

import datetime as dt
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.chat.understanding import Gate, routed, router, sentences, warm_up
from bot.i18n.words import Name
from bot.language.detect import likeliest_language
from bot.language.learnt import label
from bot.language.openings import opened
from bot.language.phrases import words_of
from bot.language.router import OUT_OF_SCOPE, our_odds
from bot.parsing import parse
from knowledge.search import Document, Search
from tests.understanding.cases import Answer, Message, answers, messages, second_answers, second_messages

SCRIPTS = ("en", "ur", "ro", "mixed")
_MOST_CONFUSED = 8
_DAY_OF_ASKING = dt.date(2026, 11, 27)


class Method(NamedTuple):
    """A way to tell what a message asks for: its label (an intent or a topic)."""

    name: str
    tell: Callable[[str], str]


def main() -> None:
    asked = [one for one in messages() if one.intent != OUT_OF_SCOPE]
    others = [one for one in messages() if one.intent == OUT_OF_SCOPE]
    print(
        f"\nunderstanding: {len(asked)} messages of ours, {len(others)} of others; {len(sentences())} sentences learnt"
    )
    warm_up()
    _side_by_side()
    _compare(asked)
    _confusion(asked)
    _gate(asked, others)
    _costs()


def _side_by_side() -> None:
    """What the router and the parsers make of every set."""
    sets = {
        "development": (messages(), answers()),
        "second, half A": (second_messages("A"), second_answers("A")),
        "second, half B": (second_messages("B"), second_answers("B")),
    }
    tables = [{**_router_figures(said), "answers read right": _read_right(told)} for said, told in sets.values()]
    print(f"{'':34}" + "".join(f"{name:>16}" for name in sets))
    for figure in tables[0]:
        print(f"{figure:34}" + "".join(f"{table[figure]:16.1%}" for table in tables))
    print()


def _router_figures(said: Sequence[Message]) -> dict[str, float]:
    tell = _ours().tell
    ours = [one for one in said if one.intent != OUT_OF_SCOPE]
    others = [one for one in said if one.intent == OUT_OF_SCOPE]
    right = {one: tell(one.text) == (one.topic or one.intent) for one in ours}
    best = {one: routed(one.text).best for one in said}
    questions = [one for one in ours if one.topic]
    sure = [one for one in said if routed(one.text).gate is Gate.SURE]
    return {
        "intent": _share([_intent(tell(one.text)) == one.intent for one in ours]),
        "intent, refusals counted as wrong": _share([best[one].intent == one.intent for one in ours]),
        "intent or topic": _share(list(right.values())),
        **{f"… {script}": _share([ok for one, ok in right.items() if one.script == script]) for script in SCRIPTS[:3]},
        "topic of a question": _share([right[one] for one in questions]),
        "… among the first four": _share(
            [one.topic in [guess.topic for guess in routed(one.text).guesses[:4]] for one in questions]
        ),
        "not ours, caught": _share([best[one].intent == OUT_OF_SCOPE for one in others]),
        "ours, refused": _share([best[one].intent == OUT_OF_SCOPE for one in ours]),
        "acted upon at once": _share([one in sure for one in said]),
        "… wrongly": _share([best[one][:2] != (one.intent, one.topic) and one in sure for one in said]),
        "language of the reply": _share([likeliest_language(one.text) == one.language for one in said]),
    }


def _read_right(told: Sequence[Answer]) -> float:
    values = [(parse(one.kind, one.text, _DAY_OF_ASKING), one.value) for one in told]
    return _share([type(value) is type(meant) and value == meant for value, meant in values])


def _compare(asked: list[Message]) -> None:
    print(f"{'':34}{'intent':>8}{'all':>8}" + "".join(f"{script:>8}" for script in SCRIPTS) + f"{'ms':>9}")
    methods = [
        _ours(),
        _nearest("RapidFuzz WRatio", fuzz.WRatio),
        _nearest("RapidFuzz token_set", fuzz.token_set_ratio),
        _bm25(),
    ]
    router().route.cache_clear()
    for method in methods:
        begun = time.perf_counter()
        told = [method.tell(one.text) for one in asked]
        spent = 1000 * (time.perf_counter() - begun) / len(asked)
        intents = _share([_intent(found) == one.intent for found, one in zip(told, asked, strict=True)])
        right = [found == (one.topic or one.intent) for found, one in zip(told, asked, strict=True)]
        by_script = [_share([ok for ok, one in zip(right, asked, strict=True) if one.script == s]) for s in SCRIPTS]
        shares = "".join(f"{share:8.1%}" for share in (intents, _share(right), *by_script))
        print(f"{method.name:34}{shares}{spent:9.2f}")


def _ours() -> Method:
    def tell(text: str) -> str:
        guesses = [guess for guess in routed(text).guesses if guess.intent != OUT_OF_SCOPE]
        return (guesses[0].topic or guesses[0].intent) if guesses else OUT_OF_SCOPE

    return Method("Munshi's router", tell)


def _nearest(name: str, scorer: Callable[..., float]) -> Method:
    """The label of the likest sentence, letter by letter."""
    texts = [one.text.lower() for one in sentences()]
    labels = [label(one) for one in sentences()]

    def tell(text: str) -> str:
        found = process.extractOne(text.lower(), texts, scorer=scorer)
        return labels[found[2]] if found else OUT_OF_SCOPE

    return Method(name, tell)


def _bm25() -> Method:
    """BM25 over words as they are written, one document a label."""
    texts: dict[str, list[str]] = {}
    for one in sentences():
        texts.setdefault(label(one), []).append(one.text)
    index = Search(
        (Document(name, "label", Name(name, name, name), tuple(own)) for name, own in texts.items()),
        terms=lambda words: (f"w{word}" for word in words),
    )

    def tell(text: str) -> str:
        found = index.find(text, 1)
        return found[0].id if found else OUT_OF_SCOPE

    return Method("BM25, words as written", tell)


def _confusion(asked: list[Message]) -> None:
    tell = _ours().tell
    wrong = Counter(
        (one.topic or one.intent, found) for one in asked if (found := tell(one.text)) != (one.topic or one.intent)
    )
    print(
        "most confused: "
        + ", ".join(f"{meant} for {said} {n}×" for (said, meant), n in wrong.most_common(_MOST_CONFUSED))
    )


def _gate(asked: list[Message], others: list[Message]) -> None:
    print("gate at log odds   not ours caught   ours refused")
    for least in (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0):
        caught = _share([_odds(one.text) < least for one in others])
        refused = _share([_odds(one.text) < least for one in asked])
        print(f"{least:16.1f}{caught:18.1%}{refused:15.1%}")


def _odds(text: str) -> float:
    found = routed(text)
    if found.best.score == 1:  # a command, or a greeting
        return 10.0
    words = opened(words_of(text)).rest
    return our_odds(router().heard(words)[0]) if any(word.isalpha() for word in words) else -10.0


def _costs() -> None:
    router().route.cache_clear()
    spent = []
    for one in messages():
        begun = time.thread_time()
        routed(one.text)
        spent.append(1000 * (time.thread_time() - begun))
    spent.sort()
    mean, p95 = sum(spent) / len(spent), spent[int(0.95 * len(spent))]
    print(f"processor time: mean {mean:.2f} ms (aim 0.5), p95 {p95:.2f} ms (aim 5), longest {spent[-1]:.2f} ms")
    seconds, megabytes = _in_a_new_process()
    print(f"start: {seconds:.2f} s more (aim 2); memory with search: {megabytes:.0f} MB more (aim 60)")


def _in_a_new_process() -> tuple[float, float]:
    """Processor seconds and megabytes that understanding adds to a process."""
    code = (
        "import time; import bot.chat.understanding as u; from knowledge import search\n"
        "def rss(): return int(open('/proc/self/statm').read().split()[1]) * 4096 / 2**20\n"
        "before = rss(); begun = time.process_time(); u.warm_up(); spent = time.process_time() - begun\n"
        "search.index(); print(spent, rss() - before)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    seconds, megabytes = map(float, said.stdout.split())
    return seconds, megabytes


def _intent(found: str) -> str:
    return _intents().get(found, found)


@cache
def _intents() -> dict[str, str]:
    return {label(one): one.intent for one in sentences()}


def _share(found: list[bool]) -> float:
    return sum(found) / max(1, len(found))


if __name__ == "__main__":
    main()
