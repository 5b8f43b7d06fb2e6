"""From `Words` to a sentence in one of the languages.

Catalogues are found by directory name under `locales/`, never through Babel's `Locale`, which silently turns
`ur_Latn` into `ur`. A missing text fails the build; if one is missing at run time all the same, English is shown.
"""

import datetime as dt
import gettext
from functools import cache
from pathlib import Path
from typing import Any

from bot.i18n.formats import LRI, MONTHS, PDI, in_lakhs, isolated
from bot.i18n.words import Code, Label, Name, Rupees, Words, _

LOCALES = Path(__file__).resolve().parents[2] / "locales"
DEFAULT = "en"


class Catalogue:
    """All sentences in one language."""

    def __init__(self, language: str, texts: gettext.NullTranslations) -> None:
        self.language = language
        self._texts = texts

    def say(self, words: Words) -> str:
        """The sentence, its holes filled, with direction isolates where scripts meet."""
        template = self._template(words)
        if not words.holes:
            return template
        return template.format(**{name: self._hole(value) for name, value in words.holes.items()})

    def label(self, label: Label) -> str:
        """A short label for a button or a list: the same words, without isolates."""
        if isinstance(label, Name):
            return label.in_(self.language)
        template = self._template(label)
        if not label.holes:
            return template
        return template.format(**{name: self._plain(value) for name, value in label.holes.items()})

    def _template(self, words: Words) -> str:
        if words.plural:
            return self._texts.ngettext(words.msgid, words.plural, words.count)
        return self._texts.gettext(words.msgid) if words.msgid else ""

    def _hole(self, value: Any) -> str:
        if isinstance(value, str):
            return isolated(value, self.language)
        if isinstance(value, Words):
            return self.say(value)
        if isinstance(value, Code):
            return f"{LRI}{value.text}{PDI}" if self.language == "ur" else value.text
        if isinstance(value, Rupees) and self.language == "ur":
            return isolated(self._plain(value), "ur")
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        match value:
            case Words() | Name():
                return self.label(value)
            case Code():
                return value.text
            case Rupees():
                amount, unit = in_lakhs(value.amount)
                return self._template(_RUPEES[unit]).format(amount=amount)
            case dt.date():
                month = self._template(MONTHS[value.month - 1])
                return f"{value.day} {month} {value.year}"
            case _:
                return str(value)


_RUPEES = {"": _("Rs {amount}"), "lakh": _("Rs {amount} lakh"), "crore": _("Rs {amount} crore")}


@cache
def languages() -> tuple[str, ...]:
    """The languages we speak: one folder in `locales/` each, the default first."""
    found = sorted(p.parent.name for p in LOCALES.glob("*/LC_MESSAGES"))
    return (DEFAULT, *(language for language in found if language != DEFAULT))


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English where there is none of that name."""
    compiled = LOCALES / language / "LC_MESSAGES" / "bot.mo"
    if not compiled.is_file():
        return Catalogue(language, gettext.NullTranslations())
    with compiled.open("rb") as file:
        texts = gettext.GNUTranslations(file)
    if language != DEFAULT:
        texts.add_fallback(gettext.NullTranslations())
    return Catalogue(language, texts)
