"""What is held about somebody, in memory."""

from typing import Any

from bot.chat.requests import Done, Refused, Request
from bot.mydata.requests import AskForExport, ConsentCard, Elsewhere, EraseMe, HeldCard, MyConsents, WhatIsHeld
from tests.fakes.fake import NOT_MINE


class MyData:
    """`consents` and `held` are what there is; `refuses` makes it locked ("shut") or too many pages."""

    def __init__(self) -> None:
        self.consents = [
            ConsentCard("keep_details", 1, True, "2026-11-20"),
            ConsentCard("referral:akhuwat", 1, True, "2026-11-21"),
            ConsentCard("announcements", 0, True, ""),
        ]
        self.held = HeldCard(1, 24, (Elsewhere("akhuwat", "371-204-5566", "021-111-000-000"),), True)
        self.refuses = ""

    def answer(self, request: Request) -> Any:
        match request:
            case MyConsents():
                return list(self.consents)
            case WhatIsHeld():
                return self.held
            case AskForExport() | EraseMe() if self.refuses:
                return Refused(self.refuses)
            case AskForExport():
                return Done({"code": "Qm3Wc8Lr0vB5sYk7NwJx4T", "hours": 24})
            case EraseMe():
                return Done()
        return NOT_MINE
