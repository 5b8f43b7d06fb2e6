"""Whether what was typed is such a number. On the page it is the only thing asked, so nothing else is read into it."""

import re

from bot.language.script import clean, digits

_CNIC = re.compile(r"[1-8]\d{12}")
"""NADRA: thirteen digits; the first is the province of registration."""

_NTN = re.compile(r"\d{7,8}|[1-8]\d{12}")
"""FBR: seven digits, with or without the check digit; a sole owner's is her CNIC."""

_BETWEEN = re.compile(r"[\s.\-–—/_]+")


def read(kind: str, typed: str) -> str | None:
    """The digits of a CNIC or an NTN; None for anything else."""
    number = _BETWEEN.sub("", digits(clean(typed[:100])))
    fits = (_CNIC if kind == "cnic" else _NTN).fullmatch(number) is not None
    return number if fits and len(set(number)) > 1 else None
