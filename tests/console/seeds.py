"""Complaints and referrals as conversations leave them, without the conversation."""

import datetime as dt
import itertools

from bot import clock
from bot.complaints.requests import FileComplaint
from bot.complaints.service import ANSWERS
from bot.keys import Vault
from bot.referrals import partners, service
from bot.referrals.requests import Refer
from bot.registry.wished import Wished
from tests.console.helpdesk import Helpdesk

_keys = itertools.count(1)


def complains(desk: Helpdesk, person: int, words: str = "Nobody answers me", category: str = "delay") -> int:
    """Somebody has a complaint taken down; its id."""
    wish = Wished(FileComplaint(category, words), person, clock.now(), f"seed:{next(_keys)}", "en", "whatsapp")
    desk.write(lambda c: ANSWERS[FileComplaint](c, [wish]))
    return int(desk.server.rows("SELECT id FROM complaint WHERE origin = ?", wish.key)[0]["id"])


def agrees(desk: Helpdesk, lender: str) -> int:
    """An agreement whose referrals are taken to the lender by hand; its id."""
    id, _secret = desk.write(
        lambda c: partners.add_agreement(
            c, lender, contact="Ali, 042 111", begins_on=dt.date(2026, 1, 1), ends_on=None, products=(), provinces=(),
            webhook_url="", vault=Vault({"k1": bytes(32)}), now=clock.now(),
        )
    )  # fmt: skip
    return id


def refers(
    desk: Helpdesk, person: int, lender: str = "asa", product: str = "asa-small", *, name: str = "Ayesha Khan",
    phone: str = "+923001234567",
) -> int:  # fmt: skip
    """Somebody is referred, under an agreement; the referral's id."""
    key = f"seed:{next(_keys)}"
    wish = Refer(lender, product, "punjab", "sialkot", 40_000, "stock", name, phone or None, "")
    desk.write(lambda c: service.ANSWERS[Refer](c, [Wished(wish, person, clock.now(), key)]))
    return int(desk.server.rows("SELECT id FROM referral WHERE origin = ?", key)[0]["id"])
