"""Receipts, in memory."""

from typing import Any

import msgspec

from bot.chat.requests import Done, Request
from bot.receipts.requests import IssueReceipt, ReceiptCard
from tests.fakes.fake import NOT_MINE


class Receipts:
    """Every business has one."""

    def answer(self, request: Request) -> Any:
        if isinstance(request, IssueReceipt):
            return Done(msgspec.to_builtins(ReceiptCard("7k2m9qxw4hjp", "recorded", "482-915-7036", "2026-11-23")))
        return NOT_MINE
