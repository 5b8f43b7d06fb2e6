"""National identity numbers: found so that they are never kept in a chat.

A CNIC has 13 digits, written 12345-1234567-1 (NADRA). WhatsApp's business messaging policy forbids asking for
one in a chat, so one that arrives unasked is masked before anything is stored.
"""

import re

from bot.language.script import digits

MASK = "•••••-•••••••-•"
LENGTH = 13

# Between the groups people put a dash of any kind, a blank, a dot, a slash, an underscore, or a mix of them.
_BETWEEN = "[ \t\u00a0\u2000-\u200f\u202a-\u202f\u2060-\u2069\ufeff\u00ad./_\\-\u2010-\u2015\u2212\uff0d]{0,3}"
# Every number begins with five digits in a row: most messages are done with after looking for those.
_FIVE_DIGITS = re.compile("[0-9۰-۹٠-٩０-９]{5}")
_FOUND = re.compile(rf"(?<![0-9])[1-9][0-9]{{4}}({_BETWEEN})[0-9]{{7}}({_BETWEEN})[0-9](?![0-9])")


def mask(text: str) -> tuple[str, bool]:
    """The text with every identity number hidden, and whether there was one."""
    if len(text) < LENGTH or not _FIVE_DIGITS.search(text):
        return text, False
    plain = digits(text)  # character for character, so places in it are places in `text`
    found = [match.span() for match in _FOUND.finditer(plain) if not _is_phone(plain, match)]
    if not found:
        return text, False
    pieces, end = [], 0
    for start, stop in found:
        pieces += [text[end:start], MASK]
        end = stop
    return "".join([*pieces, text[end:]]), True


def read_cnic(text: str) -> str | None:
    """The 13 digits of the one identity number in this text.

    Stricter than `mask`: numbers are issued with 1–8 in front (the province); 9… and 1111111111111 are slips.
    """
    plain = digits(text)
    found = {re.sub("[^0-9]", "", match[0]) for match in _FOUND.finditer(plain) if not _is_phone(plain, match)}
    if len(found) != 1:
        return None
    number = found.pop()
    return None if number[0] == "9" or len(set(number)) == 1 else number


def _is_phone(plain: str, match: re.Match[str]) -> bool:
    """Whether this is "+92 300 1234567" or "92300 1234567" with another digit behind it."""
    if not match[0].startswith("92"):
        return False
    after_plus = plain[: match.start()].rstrip().endswith("+")
    return after_plus or (match[0].startswith("923") and match[2].isspace())
