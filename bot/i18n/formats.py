"""How numbers, money and dates are written in each language.

Money is said in lakh and crore where that is exact, else grouped so (`#,##,##0`), as no locale of Babel's does.
Digits are Latin in all three languages, as on Pakistani banknotes, bills and phones.
"""

from bot.i18n.words import Name, Words, _

MONTHS: tuple[Words, ...] = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)

CHANNEL_NAMES = {
    "whatsapp": Name("WhatsApp", "واٹس ایپ", "WhatsApp"),
    "telegram": Name("Telegram", "ٹیلی گرام", "Telegram"),
}
"""Channels by the names people know them by."""


def grouped(number: int) -> str:
    """12500000 → "1,25,00,000"."""
    sign, digits = ("-", str(-number)) if number < 0 else ("", str(number))
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return sign + tail


_UNITS = (("crore", 10_000_000), ("lakh", 100_000))


def in_lakhs(rupees: int) -> tuple[str, str]:
    """An amount as it is said aloud, and its unit: 250000 → ("2.5", "lakh"); ("50,000", "") where none helps."""
    for unit, worth in _UNITS:
        whole, rest = divmod(rupees * 100, worth)
        if rupees >= worth and not rest:
            return grouped(whole // 100) + f".{whole % 100:02d}".rstrip("0").rstrip("."), unit
    return grouped(rupees), ""


FSI, LRI, PDI = "\u2068", "\u2066", "\u2069"


def isolated(text: str, language: str) -> str:
    """`text` made safe to stand inside a sentence of `language`, whichever way it runs itself.

    Only where directions meet: a plain Latin name in an English sentence stays untouched. Callers never use this
    for ids, labels, links or template parameters.
    """
    if language == "ur":
        return f"{FSI}{text}{PDI}" if any(c.isascii() and c.isalnum() for c in text) else text
    return f"{FSI}{text}{PDI}" if any("\u0590" <= c <= "\u08ff" or "\ufb50" <= c <= "\ufeff" for c in text) else text
