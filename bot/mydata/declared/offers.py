"""What was worked out for somebody, and what was passed on to a lender with her consent."""

from bot.i18n.words import _
from bot.mydata.declared.words import FROM_US, FROM_YOU, UNTIL_ERASED
from bot.mydata.kept import Delete, Kept, Plain

OFFERS: dict[str, Kept | Plain] = {
    "rule_version": Plain("the rules of programmes as they stood"),
    "determination": Kept(
        called=_("What programmes came to for you"),
        source=FROM_US,
        why=_("so that an answer can be looked at again"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin",),
    ),
    "partner_agreement": Plain("which lenders the operator may refer people to"),
    "partner_token": Plain("hashes of what lenders show at the interface"),
    "referral": Kept(
        called=_("What was passed on to a lender"),
        source=FROM_YOU,
        why=_("for the lender to answer you"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin",),
    ),
    "referral_event": Kept(
        called=_("What lenders answered"),
        source=_("The lender told us"),
        why=_("so that you see where it stands"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin",),
    ),
    "referral_delivery": Kept(
        called=_("When it was sent to the lender"),
        source=FROM_US,
        why=_("so that it is sent once"),
        until=UNTIL_ERASED,
        erased=Delete(),
    ),
}
