"""Pakistani phone numbers, as E.164 (+923001234567).

phonenumberslite knows the numbering plan; it reads Urdu and Arabic digits too. The one thing it misses is a
mobile number without its leading zero ("3001234567"), which is how many people say theirs.
"""

import re

import phonenumbers

from bot.language.cnic import mask
from bot.language.script import clean, digits

COUNTRY = "PK"
_LONGEST = 300
_FEWEST_DIGITS = 9
_DIGIT = re.compile(r"\d")
_COMMA = re.compile(r"(?<!\d)(03\d{2}),(?=\d{7}(?!\d))")  # "0300,1234567"
_BARE_MOBILE = re.compile(r"(?<![\d+])3\d{2}[ \-]?\d{7}(?!\d)")


def phone(text: str) -> str | None:
    """The one Pakistani number in this text; None when there is none, or more than one."""
    if len(text) > _LONGEST:
        return None
    text = _COMMA.sub(r"\1 ", digits(mask(clean(text))[0]))
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return None
    found = {
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(text, COUNTRY)
        if match.number.country_code == 92
    }
    if not found:
        found = {number for match in _BARE_MOBILE.finditer(text) if (number := _as_mobile(match[0]))}
    return found.pop() if len(found) == 1 else None


def _as_mobile(bare: str) -> str | None:
    number = phonenumbers.parse("0" + bare, COUNTRY)
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
