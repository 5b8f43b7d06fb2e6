"""Whether a text of ours would ask somebody for what nobody may ask for in a chat."""

import re

from bot.language.script import fold

_SECRETS = (
    "cnic", "nic number", "nic no", "id card number", "identity card number", "shanakhti card", "shinakhti card",
    "shanakhti number", "otp", "pin", "pin code", "password", "card number", "cvv",
    "شناختی کارڈ", "شناختی نمبر", "سی این آئی سی", "او ٹی پی", "پن کوڈ", "پاس ورڈ", "کارڈ نمبر",
)  # fmt: skip


def asks_for_secret(text: str) -> bool:
    """Whether it names an identity card number, PIN, OTP, password or bank card; "opinion" does not name a PIN."""
    return bool(_NAMED.search(f" {fold(text)} "))


_NAMED = re.compile("|".join(rf"(?<=\s){re.escape(fold(name))}(?=\s)" for name in _SECRETS))
