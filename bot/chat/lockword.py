"""A word that only its owner knows: what is kept of it is a salted hash, from the very moment it is read."""

import datetime as dt
import hashlib
from typing import Any

import msgspec

from bot.chat.choices import spellings
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Kind, Option
from bot.i18n.words import Hole, _
from bot.language.match import best
from bot.language.script import fold

FORGOTTEN = "forgotten!"
SHORTEST, LONGEST = 4, 60
_COST = 2**12
"""Of scrypt: 8 milliseconds and 4 MB a try, on the thread that serves everybody. Tries are few: they are counted."""
_I_FORGOT = Option(
    FORGOTTEN,
    _("I forgot it"),
    also=(
        "forgot",
        "i forgot",
        "bhool gaya",
        "bhool gayi",
        "yaad nahi",
        "yaad nahin",
        "بھول گیا",
        "بھول گئی",
        "یاد نہیں",
    ),
)


class Hashed(msgspec.Struct, frozen=True):
    """What is kept of a word. Without a hash it was not given: it has been forgotten."""

    salt: str
    hash: str = ""


def hashed(word: str, salt: str) -> Hashed:
    """The hash of a word, the same for all its spellings with small and capital letters, blanks and dots."""
    plain = fold(word).replace(" ", "").encode()
    return Hashed(salt, hashlib.scrypt(plain, salt=bytes.fromhex(salt), n=_COST, r=8, p=1, dklen=32).hex())


class LockWord(Kind[Hashed]):
    """The word. `may_be_forgotten` where there is one already, and a person can help."""

    listed = False
    numbered = False

    def __init__(self, salt: str, *, may_be_forgotten: bool = False) -> None:
        self._salt, self._may_be_forgotten = salt, may_be_forgotten

    @property
    def options(self) -> tuple[Option, ...]:
        return (_I_FORGOT,) if self._may_be_forgotten else ()

    def read(self, heard: Heard, today: dt.date) -> Hashed:
        if heard.tap == FORGOTTEN or (self.options and best(heard.text, spellings(self.options)).sure):
            return Hashed(self._salt)
        letters = len(fold(heard.text).replace(" ", ""))
        if not SHORTEST <= letters <= LONGEST:
            raise Invalid(_("The word needs at least {count} letters or digits.").with_(count=SHORTEST))
        return hashed(heard.text, self._salt)

    def dump(self, value: Hashed) -> Any:
        return msgspec.to_builtins(value)

    def load(self, stored: Any) -> Hashed:
        try:
            return msgspec.convert(stored, Hashed)
        except msgspec.ValidationError:
            raise Invalid(_("Please write the word once more.")) from None

    def show(self, value: Hashed) -> Hole:
        return "•••"
