"""What a machine can see that is wrong with the catalogues."""

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.i18n.catalogue_files import (
    catalogue_file,
    forms_of,
    key_of,
    languages,
    messages_of,
    parse,
    template,
    template_file,
    text_of,
)
from bot.i18n.catalogues import LOCALES
from bot.i18n.labels import labels, unreadable_sentences

URDU, ROMAN = "ur", "ur_Latn"

_WIDEST_HOLE = "000"  # what stands in a hole of a label or a footer is a number of at most three digits
_HOLE = re.compile(r"\{\w*\}")
_URDU_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC_TWINS = {"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ۃ"}
_OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LATIN_COMMA = re.compile(r"(?<![0-9A-Za-z])[,;?]|[,;?](?! ?[0-9A-Za-z])")
_LATIN_STOP = re.compile("(?<=[\u0600-\u06ff\ufb50-\ufefc])\\.")
_PAIRS = {",": "،", ";": "؛", "?": "؟"}
_ENDS = {URDU: "۔؟!:…", ROMAN: ".?!:…"}


def problems(locales: Path = LOCALES) -> list[str]:
    """All mistakes that a machine can see, one line each."""
    found = []
    pot = template_file(locales)
    if not pot.exists() or pot.read_bytes() != text_of(template()):
        found.append("bot.pot does not have the sentences of the code; run: python -m bot.i18n.messages update")
    found += [f"{place}: a sentence must be written out inside _() or n_()" for place in unreadable_sentences()]
    for language in languages(locales):
        file = catalogue_file(locales, language)
        if not file.exists():
            found.append(f"{language}: has no bot.po")
            continue
        found += [f"{language}: {problem}" for problem in _catalogue_problems(language, file.read_bytes())]
    return found


@cache
def _catalogue_problems(language: str, content: bytes) -> tuple[str, ...]:
    """Remembered, because a catalogue is looked through whole and most of them have not changed since."""
    return tuple(_found_in(language, content))


def _found_in(language: str, content: bytes) -> Iterator[str]:
    new, limits = template(), labels()
    catalogue = parse(content)
    if catalogue.plural_forms != "nplurals=2; plural=(n != 1);":
        yield f"Plural-Forms are {catalogue.plural_forms}"
    wanted = {key_of(message) for message in messages_of(new)}
    present = {key_of(message): message for message in messages_of(catalogue)}
    for id in sorted(wanted - present.keys()):
        yield f"“{id}” is missing"
    for id in sorted(present.keys() - wanted):
        yield f"“{id}” is no longer in the code"
    for id in sorted(wanted & present.keys()):
        message = present[id]
        if message.fuzzy:
            yield f"“{id}” is fuzzy: look at the translation and remove the mark"
        ids, texts = forms_of(message.id), forms_of(message.string)
        if len(ids) != len(texts):
            yield f"“{id}” has {len(texts)} forms instead of {len(ids)}"
        elif not all(texts):
            yield f"“{id}” is not translated"
        else:
            for text in texts:
                for problem in _text_problems(language, ids, text, limits.get(id, 0)):
                    yield f"“{id}” {problem}: {text}"


def _text_problems(language: str, ids: tuple[str, ...], text: str, most: int) -> Iterator[str]:
    holes = _holes(text)
    if holes is None:
        yield "has braces that do not close"
    elif holes not in [_holes(id) for id in ids]:
        yield f"has the holes {sorted(holes)} instead of {sorted(_holes(ids[-1]) or ())}"
    if most and _length(_HOLE.sub(_WIDEST_HOLE, text)) > most:
        yield f"may have at most {most} characters"
    if _INVISIBLE.search(text):
        yield "has invisible or direction characters; the program sets them around what fills a hole"
    if text != unicodedata.normalize("NFC", text):
        yield "is not in Unicode's composed form (NFC)"
    if text != text.strip() or "  " in text:
        yield "has blanks to remove"
    if _OTHER_DIGITS.search(text):
        yield "has digits other than 0–9"
    if language == URDU:
        yield from _urdu_problems(ids[-1], text)
    if language == ROMAN and _URDU_LETTER.search(text) and not _URDU_LETTER.search(ids[-1]):
        yield "has Urdu letters"
    if language in _ENDS and ids[-1].endswith((".", "?")) and not text.endswith(tuple(_ENDS[language])):
        yield f"ends without one of {' '.join(_ENDS[language])}"


def _urdu_problems(id: str, text: str) -> Iterator[str]:
    for arabic, urdu in _ARABIC_TWINS.items():
        if arabic in text:
            yield f"has the Arabic letter {arabic} (U+{ord(arabic):04X}) instead of {urdu}"
    for sign in sorted(set(_LATIN_COMMA.findall(text))):
        yield f"has {sign} instead of {_PAIRS[sign]}"
    if _LATIN_STOP.search(text):
        yield "has . instead of ۔"
    if _HOLE.sub("", text).isascii() and any(map(str.isalpha, _HOLE.sub("", id))):
        yield "has no Urdu in it"


def _holes(text: str) -> set[str] | None:
    """The names of the holes; None where the braces are broken."""
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
