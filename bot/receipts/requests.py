"""What a flow may ask about receipts."""

import msgspec

from bot.chat.requests import Request


class IssueReceipt(Request, frozen=True):
    """Make the receipt of a business of the person's own, or find it again. Done(a `ReceiptCard`), or
    Refused("not_yours")."""

    business: int


class ReceiptCard(msgspec.Struct, frozen=True):
    """A receipt, as far as a conversation needs it."""

    code: str
    kind: str
    number: str
    on_day: str
    """ISO date."""
