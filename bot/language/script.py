"""Letters and digits: what is stored (`clean`) and what is compared (`fold`).

People here write one word in many codings: Arabic ي for Urdu ی, ۵ or ٥ or 5, a hidden joiner from a phone's
keyboard. Stored text keeps every letter a person chose; comparing forgets the differences that carry no
meaning.
"""

import re
import unicodedata

LIMIT = 4096  # Telegram's longest message; WhatsApp's text body has the same limit

_DIGITS = {
    start + value: str(value)
    # Arabic-Indic, Urdu, Devanagari, Bengali, Gurmukhi, Gujarati, full-width, and the five sets of "fancy" digits
    for start in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0xFF10, *range(0x1D7CE, 0x1D800, 10))
    for value in range(10)
}

# Invisible characters that only change how text is drawn, or hide one text inside another (Unicode TR36
# §2.5): soft hyphen, Arabic letter mark, joiners, overrides, isolates, word joiner, BOM, annotations, tags.
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_SURROGATE = "\ud800-\udfff"  # half a character: no database can store it
_REMOVED = re.compile(f"[{_INVISIBLE}{_CONTROL}{_SURROGATE}]+")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" ?\n ?")
_MANY_LINES = re.compile(r"\n{3,}")
_URDU = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")


def clean(text: str, limit: int = LIMIT) -> str:
    """The text as it is stored: nothing hidden in it, no letter of it changed."""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _LINE_END.sub("\n", text)
    text = unicodedata.normalize("NFC", _REMOVED.sub("", text))
    text = _BLANKS.sub(" ", text)
    text = _MANY_LINES.sub("\n\n", _AROUND_LINE_END.sub("\n", text)).strip()
    return text if len(text) <= limit else text[:limit].rstrip()


def digits(text: str) -> str:
    """The same text with ۰–۹, ٠–٩, ०–९ and other scripts' digits as 0–9; every character keeps its place."""
    return text if text.isascii() else text.translate(_DIGITS)


def has_urdu(text: str) -> bool:
    """Whether there is any letter of the Arabic script in it."""
    return not text.isascii() and _URDU.search(text) is not None


# Folds for comparing only. They follow two sources: Unicode's confusable Arabic letters as typed on Arabic
# keyboards (ي ك ه), and the Urdu spelling variants چاہیے / چاہئے / چاہیۓ, مجھے / مجهے, پتہ / پتة.
_SAME_LETTER = {
    **dict.fromkeys("يىېۍےۓئ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("هەةۃۂۀھ", "ہ"),
    **dict.fromkeys("أإٱآ", "ا"),
    "ؤ": "و",
    "ء": "",
    "ـ": "",
    **dict.fromkeys("'’‘`´ʼʻ", ""),  # don't = dont
}
_ASCII_FOLD = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): "", ord("`"): ""}
_REMEMBERED = 0x3000  # letters below this are remembered; rarer ones are worked out anew, so memory is bounded


class _FoldTable(dict[int, str]):
    """A translation table that works out a character the first time it is met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < _REMEMBERED:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    same = _SAME_LETTER.get(character)
    if same is not None:
        return same
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind in ("Mn", "Me", "Cc", "Cf", "Cs"):
        return " " if character in "\t\n\r\x0b\x0c\x85" else ""
    return character if kind[0] in "LNM" else " "


_FOLD = _FoldTable()


def fold(text: str) -> str:
    """What two spellings of the same words have in common; for comparing only, never stored or shown.

    Case, accents, vowel marks, hidden characters and punctuation go; digits become Latin; Arabic twins of
    Urdu letters, ے/ی, ھ/ہ and hamza carriers fall together.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII_FOLD).split())
    # Twice, because compatibility forms and case folding can each bring forth what the other changes.
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).translate(_FOLD).casefold()
    text = unicodedata.normalize("NFKC", text.translate(_FOLD))
    return " ".join(text.split())
