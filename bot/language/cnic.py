"""National identity numbers: found so that they are never kept in a chat.

A CNIC has 13 digits, written 12345-1234567-1 (NADRA). WhatsApp's business messaging policy forbids asking for
one in a chat, so one that arrives unasked is masked before anything is stored.
"""

import re

from bot.language.script import digits

MASK = "•••••-•••••••-•"
LENGTH = 13
_FEWEST_GROUPS = 3

# Between the groups people put a dash of any kind, a blank, a dot, a slash, an underscore, or a mix of them; a digit
# may also be drawn as a key (digit, U+FE0F, U+20E3).
_SIGN = "[ \t\u00a0\u2000-\u200f\u202a-\u202f\u2060-\u2069\ufeff\u00ad./_\\-\u2010-\u2015\u2212\uff0d\ufe0f\u20e3]"
_BETWEEN = f"{_SIGN}{{0,3}}"
# Either five digits in a row, or each digit by itself; most messages are done with after looking for five.
_FIVE_DIGITS = re.compile(r"\d(?:\W{0,3}\d){4}")


def _group(length: int, first: str = "[0-9]") -> str:
    """So many digits together, or each apart from the next: "3 5 2 0 2"."""
    return f"(?:{first}[0-9]{{{length - 1}}}|{first}(?:{_SIGN}{{1,3}}[0-9]){{{length - 1}}})"


_FOUND = re.compile(
    rf"(?<![0-9])(?:{_group(5, '[1-9]')}({_BETWEEN}){_group(7)}({_BETWEEN})[0-9]"
    # A dash that slipped: 3520-21234567-1; no part of a longer row, 1-1000-000000-0-0.
    r"|[1-8](?=[0-9\-]{14}(?![0-9\-]))[0-9]{3,5}-[0-9]{6,8}-[0-9](?!-))(?![0-9])"
)
# In any other groups it is told by the number of its digits and by what it is not (`_in_odd_groups`).
_RUN = re.compile(rf"(?<![0-9])[0-9](?:{_SIGN}{{0,3}}[0-9])+(?![0-9])")
_GROUPS = re.compile("[0-9]+")
_MOBILE = re.compile(r"(?:92)?3[0-46][0-9]{8}")
_DAY = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}(?P<sign>[\-/.])[0-9]{1,2}(?P=sign)(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}(?P<dash>[\-/.])[0-9]{1,2}(?P=dash)[0-9]{1,2})(?![0-9])"
)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_ROUND = frozenset("05")
_NAMED = re.compile(
    r"c\W?n\W?i\W?c|\bn\.?i\.?c\b|sh[ai]*n[ai]*[kh]+t|id[\s\-]?card|identity|شناخت|آئی\W?ڈی|سی\W?این\W?آئی",
    re.IGNORECASE,
)
"""What says that a number is that of an identity card."""
_GOES_ON = re.compile("-[0-9]")
_FAR = 40  # characters before the number in which it may be said
_SALES_TAX = re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{4}-[0-9]{3}-[0-9]{2}")  # 32-77-8761-111-28


def mask(text: str) -> tuple[str, bool]:
    """The text with every identity number hidden, and whether there was one."""
    if len(text) < LENGTH or not _FIVE_DIGITS.search(text):
        return text, False
    plain = digits(text)  # character for character, so places in it are places in `text`
    found = [match.span() for match in _numbers(plain)]
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
    numbers = _numbers(plain)
    if any(_GOES_ON.match(plain, number.end()) for number in numbers):
        return None
    found = {re.sub("[^0-9]", "", number[0]) for number in numbers}
    if len(found) != 1:
        return None
    number = found.pop()
    return None if number[0] == "9" or len(set(number)) == 1 else number


def _numbers(plain: str) -> list[re.Match[str]]:
    """Every identity number in a text whose digits are 0–9."""
    found = [match for match in _FOUND.finditer(plain) if not _is_phone(plain, match) and not _is_cut(plain, match)]
    taken = [match.span() for match in found]
    odd = [run for run in _RUN.finditer(plain) if _in_odd_groups(plain, run)]
    apart = [run for run in odd if all(run.end() <= start or end <= run.start() for start, end in taken)]
    return sorted([*found, *apart], key=re.Match.start)


def _in_odd_groups(plain: str, run: re.Match[str]) -> bool:
    """Whether this row of digits is an identity number in groups of somebody's own: "352-021 2345-671".

    Thirteen digits in all. Not where it holds a telephone number; and unless somebody says that it is one, no number
    for the sales tax, not days, years, prices, nor, inside a sentence, a list of little numbers.
    """
    groups = _GROUPS.findall(run[0])
    joined = "".join(groups)
    if len(joined) != LENGTH or len(groups) < _FEWEST_GROUPS or joined[0] in "09":
        return False
    if "+" in plain[max(0, run.start() - 1) : run.start()] or _holds_phone(groups):
        return False
    if _NAMED.search(plain[max(0, run.start() - _FAR) : run.start()]):
        return True
    if _SALES_TAX.fullmatch(run[0]) or _DAY.search(run[0]):
        return False
    if any(_YEAR.fullmatch(group) or group.endswith("00") for group in groups):
        return False
    if all(group[-1] in _ROUND for group in groups if len(group) > 1):
        return False
    return any(len(group) > 2 for group in groups) or run[0] == plain.strip()


def _holds_phone(groups: list[str]) -> bool:
    """Whether some of these groups, side by side, are a mobile number: "300 1234567 123"."""
    places = range(len(groups))
    return any(_MOBILE.fullmatch("".join(groups[start : end + 1])) for start in places for end in places[start:])


def _is_cut(plain: str, match: re.Match[str]) -> bool:
    """Whether it was cut out of a longer row of single digits."""
    if not re.match(f"[0-9]{_SIGN}", match[0]):
        return False
    around = re.search(f"[0-9]{_SIGN}+$", plain[max(0, match.start() - 4) : match.start()])
    return around is not None or re.match(f"{_SIGN}{{1,3}}[0-9](?![0-9])", plain[match.end() :]) is not None


def _is_phone(plain: str, match: re.Match[str]) -> bool:
    """Whether this is "+92 300 1234567" or "92300 1234567" with another digit behind it."""
    if not match[0].startswith("92"):
        return False
    after_plus = plain[: match.start()].rstrip().endswith("+")
    return after_plus or (match[0].startswith("923") and (match[2] or "").isspace())
