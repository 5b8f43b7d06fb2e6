"""Kinds of answers that are chosen: one of a few things, yes or no, a permission."""

import datetime as dt
from collections.abc import Container
from functools import cached_property
from typing import Any

from bot.chat.heard import Heard
from bot.chat.kinds import MOST_LETTERS, Invalid, Kind, Option, Unclear
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import Hole, Name, Words, _
from bot.language import questions, yesno
from bot.language.match import Index, best
from bot.language.script import fold

_SHORT = 2
"""Letters of what is named by itself only: "no" in a sentence is no "that is enough"."""

_FEW = 6
"""Words of a sentence that only says which one; a longer one tells a story in which others may be named."""


class Choice(Kind[str]):
    """One of a few things, by tap, by number, by its name in any of the languages, or nearly so."""

    def __init__(
        self, *options: Option, yes: str = "", no: str = "", later: str = "", named: Container[str] = ()
    ) -> None:
        """`yes` and `no` are the ids of what a plain yes or no means, where the question can be answered so; `later` of
        a yes to something still to come.

        `named` are the ids of what a few words mean that name it, "main akeli malik hoon"; not of what people name in
        passing.
        """
        self._options = options
        self._yes, self._no, self._later, self._by_naming = yes, no, later, named

    @property
    def options(self) -> tuple[Option, ...]:
        return self._options

    @cached_property
    def _index(self) -> Index:
        return spellings(self._options)

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.tap and self.option(heard.tap):
            return heard.tap
        if not heard.text or len(heard.text) > MOST_LETTERS:
            raise Invalid(_("Please choose one of these."))
        found = best(heard.text, self._index)
        if found.sure:
            return found.sure
        if self._later and yesno.is_to_come(heard.text):
            return self._later
        agreed = yesno.yes_or_no(heard.text) if self._yes or self._no else None
        if agreed is not None and (meant := self._yes if agreed else self._no):
            return meant
        named = self._named_in(heard.text)
        if len(named) == 1 and named[0] in self._by_naming and {*found.guesses} <= {*named} and says_which(heard.text):
            return named[0]
        guesses = [option for id in found.guesses or named if (option := self.option(id))]
        if guesses:
            raise Unclear(_("Did you mean one of these?"), guesses)
        raise Invalid(_("Please choose one of these."))

    def _named_in(self, text: str) -> list[str]:
        """What a longer sentence names; "not a company" names it too."""
        words = f" {fold(text)} "
        spelled = self._index.exact.items()
        named = (id for spelling, ids in spelled if len(spelling) > _SHORT and f" {spelling} " in words for id in ids)
        return list(dict.fromkeys(named))[:3]

    def load(self, stored: Any) -> str:
        if not isinstance(stored, str) or not self.option(stored):
            raise Invalid(_("Please choose one of these."))
        return stored

    def show(self, value: str) -> Hole:
        option = self.option(value)
        return option.label if option else value

    @property
    def signature(self) -> str:
        return f"{type(self).__name__} {' '.join(o.id for o in self._options)}"


def says_which(text: str) -> bool:
    """Whether what is named in these words is meant: they are few, deny nothing, leave nothing open and ask nothing."""
    return len(text.split()) <= _FEW and yesno.is_plain(text) and not questions.asks(text)


class YesNo(Kind[bool]):
    """Yes or no, in all their politeness."""

    def __init__(self, yes: Words | None = None, no: Words | None = None) -> None:
        self._options = (Option("yes", yes or _("Yes")), Option("no", no or _("No")))

    @property
    def options(self) -> tuple[Option, ...]:
        return self._options

    @cached_property
    def _index(self) -> Index:
        return spellings(self._options)

    def read(self, heard: Heard, today: dt.date) -> bool:
        if heard.tap:
            return heard.tap == "yes"
        answer = yesno.yes_or_no(heard.text)
        if answer is None and heard.text and len(heard.text) <= MOST_LETTERS:
            sure = best(heard.text, self._index).sure
            answer = None if sure is None else sure == "yes"
        if answer is None:
            raise Invalid(_("Please answer yes or no."))
        return answer

    def load(self, stored: Any) -> bool:
        if not isinstance(stored, bool):
            raise Invalid(_("Please answer yes or no."))
        return stored

    def show(self, value: bool) -> Hole:
        return _("Yes") if value else _("No")


class HasOne(YesNo):
    """Whether there is such a thing by now: "banwana hai" is a no, although whoever says so nods."""

    def read(self, heard: Heard, today: dt.date) -> bool:
        return False if not heard.tap and yesno.is_only_wanted(heard.text) else super().read(heard, today)


class Consent(YesNo):
    """Permission. Only a clear yes is a yes; what was said, when and in which words is kept as a consent."""

    def __init__(self, topic: str, wording: int, yes: Words, no: Words) -> None:
        super().__init__(yes, no)
        self.listed = False
        self.topic, self.wording = topic, wording

    @property
    def signature(self) -> str:
        return f"Consent {self.topic} {self.wording}"


_spelled: dict[tuple[Any, ...], Index] = {}


def spellings(options: tuple[Option, ...]) -> Index:
    """An index over the options' labels in every language, and their other spellings.

    Flows make their choices anew on every turn; the same options get the index that was made for them first.
    """
    key = tuple((o.id, o.label if isinstance(o.label, Name) else o.label.msgid, o.also) for o in options)
    plain = not any(isinstance(o.label, Words) and o.label.holes for o in options)
    if plain and (known := _spelled.get(key)) is not None:
        return known
    made = Index({o.id: [*(catalogue(language).label(o.label) for language in languages()), *o.also] for o in options})
    if plain:
        _spelled[key] = made
    return made
