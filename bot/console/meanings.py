"""What a message can mean, as officers choose it: the intents and topics the router knows, in words."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.answered.gaps import Gap
from bot.i18n.words import Label, Name, Words, _
from bot.language.exemplars import QUESTION
from bot.language.router import OUT_OF_SCOPE
from knowledge import live, search

MOST_FOUND: Final = 12

INTENTS: Final[dict[str, Words]] = {
    "register_sme": _("Wants to have a business recorded"),
    "my_status": _("Asks how the own case stands"),
    "change_details": _("Wants to change what was recorded"),
    "withdraw": _("Wants to take the business back"),
    "microfinance": _("Looks for a loan"),
    "edf_eligibility": _("Asks whether the export fund is for them"),
    "training": _("Looks for a training"),
    "cluster_directory": _("Looks for businesses of a kind or place"),
    "vendor": _("Wants to supply a company"),
    "complaint": _("Complains about something"),
    "talk_to_human": _("Wants to talk to a person"),
    "my_data": _("Asks what is held, or wants it erased"),
    "verify_bot": _("Asks whether this is genuine"),
    "stop_broadcasts": _("Wants no more announcements"),
    "start_broadcasts": _("Wants announcements again"),
    "change_language": _("Wants another language"),
    "help": _("Asks what can be done here"),
    "main_menu": _("Wants the menu"),
    "greeting": _("Says hello"),
    "thanks": _("Says thank you"),
    QUESTION: _("Wants to ask something, and does not say what"),
}
"""By the names the router has for them."""


class Meaning(NamedTuple):
    """One thing to choose."""

    code: str
    """An intent, or "kb_question:topic"."""
    label: Label


def read(code: str) -> tuple[str, str] | None:
    """The intent and topic that were chosen; None for what nobody knows."""
    intent, _colon, topic = code.partition(":")
    if topic:
        return (intent, topic) if intent == QUESTION and live.article(topic) is not None else None
    return (intent, "") if intent in INTENTS else None


def code_of(intent: str, topic: str = "") -> str:
    return f"{intent}:{topic}" if topic else intent


def in_words(intent: str, topic: str = "") -> Label:
    """What it means, for whoever reads it."""
    if topic:
        found = live.article(topic)
        return titled(topic) if found is not None else Name(topic, topic, topic)
    return INTENTS.get(intent, Name(intent, intent, intent))


def titled(topic: str) -> Name:
    """The question an article answers. The article must exist."""
    found = live.article(topic)
    assert found is not None
    return Name(*(found.in_(language).title for language in ("en", "ur", "ur_Latn")))


def guessed(rows: Sequence[Gap]) -> list[Meaning]:
    """What the bot took these for, the likeliest first."""
    scores: dict[str, float] = {}
    for row in rows:
        for intent, topic, score in row.guesses:
            code = code_of(str(intent), str(topic))
            if intent != OUT_OF_SCOPE and read(code) is not None:
                scores[code] = scores.get(code, 0.0) + float(score) * row.times
    return _all(sorted(scores, key=lambda code: (-scores[code], code))[:MOST_FOUND])


def found(words: str, least: float = 0.0) -> list[Meaning]:
    """Questions that articles answer, found as the bot finds them; those that answer to this share of the words."""
    hits = search.find(words, MOST_FOUND, (search.ARTICLE,)) if words else []
    return _all(code_of(QUESTION, hit.id) for hit in hits if hit.score >= least)


def intents() -> list[Meaning]:
    return _all(INTENTS)


def _all(codes: Iterable[str]) -> list[Meaning]:
    return [Meaning(code, in_words(*pair)) for code in codes if (pair := read(code)) is not None]
