"""National tax numbers.

A sole owner's is the CNIC, so it is read only from the one-time form, never in a chat.
"""

import re

from bot.language.cnic import read_cnic
from bot.language.script import digits

# FBR issues seven characters and a check digit, printed 1234567-8; people leave the check digit out. Newer
# company numbers begin with a letter.
_COMPANY = re.compile(r"(?<![\w-])([0-9A-Z][0-9]{6})(?:[ ]?[\-–—./_]?[ ]?([0-9]))?(?![\w-])", re.IGNORECASE)

_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?92[ \-]?|0)3\d{2}[ \-]?\d{7}(?!\d)")
_LABEL = re.compile(r"\bntn(?: ?(?:no|number|num))?\b[\s.:#\-]*", re.IGNORECASE)  # "NTN-1234567"


def ntn(text: str) -> str | None:
    """The one tax number in this text: 7 or 8 characters without the dash, or the 13 digits of a CNIC."""
    plain = _MOBILE.sub(" ", _LABEL.sub(" ", digits(text)))
    person = read_cnic(plain)
    if person is not None:
        return person
    found = {number[1].upper() + (number[2] or "") for number in _COMPANY.finditer(plain)}
    if len(found) != 1:
        return None
    number = found.pop()
    return None if len(set(number[:7])) == 1 else number
