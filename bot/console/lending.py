"""Words for what stands in the database about referrals and agreements, as officers read them."""

from typing import Final

from bot.i18n.words import Label, Rupees, Words, _
from bot.referrals.kinds import PURPOSES
from knowledge import lenders

STATES: Final[dict[str, Words]] = {
    "recorded": _("Not with the lender yet"),
    "sent": _("With the lender"),
    "received": _("The lender has it"),
    "in_review": _("The lender looks at it"),
    "visit": _("Asked to come to the branch"),
    "accepted": _("The lender says yes"),
    "declined": _("The lender says no"),
    "closed": _("Closed by the lender"),
}

STEPS: Final[dict[str, Words]] = {**STATES, "recorded": _("Agreed to be referred")}
"""The same in a history."""

DELIVERIES: Final[dict[str, Words]] = {
    "waiting": _("It is posted when its time comes."),
    "ready": _("It is being posted."),
    "delivered": _("The lender has taken it in."),
    "failed": _("The lender did not take it in; nobody tries any more."),
}

STANDS: Final[dict[str, Words]] = {
    "holds": _("Holds today"),
    "future": _("Has not begun"),
    "over": _("Over"),
}

PURPOSE_LABELS: Final[dict[str, Label]] = {option.id: option.label for option in PURPOSES}

NOT_AGREED: Final[dict[str, Words]] = {
    "unknown": _("Please choose a lender from the list."),
    "not_routed": _("Nobody may be sent to this lender, whatever has been agreed. The list below says why."),
    "product": _("One of these products is not this lender's. Please choose again."),
    "province": _("One of these provinces is not known. Please choose again."),
    "days": _("It would end before it begins. Please look at the days again."),
    "begin": _("Please choose the first day."),
    "contact": _("Please write whom to ask at the lender, in at most 200 letters."),
    "whole": _("Please write the whole address of the webhook, as in https://partner.example/hook."),
    "plain": _("People's details go over https only. Please ask the lender for such an address."),
    "inside": _("This address lies in our own network. Please ask the lender for its public one."),
    "overtaken": _(
        "Something was changed since this page was opened, by a colleague or by this very form. Please read how it "
        "stands now."
    ),
    "last_day": _("Please choose the last day."),
    "sure": _("Please tick that the token used so far may end."),
    "none": _("There is no agreement with this lender any more."),
}
"""Why something about an agreement was not done, and what to do."""

ROUTES: Final[dict[str, Words]] = {
    "check": _("To be looked at first"),
    "never": _("Not to be named"),
}
"""Why nobody may be sent to a lender."""


def rupees(amount: int) -> Words:
    """An amount as people write it."""
    return Words("{amount}", {"amount": Rupees(amount)})


def product(id: str) -> Label | str:
    """What a product is called; its id where it has no name of its own."""
    found = next((one for lender in lenders.lenders().values() for one in lender.products if one.id == id), None)
    return id if found is None or found.name is None else found.name


def masked(phone: str) -> str:
    """A telephone number of which as much is seen as is needed to tell it from another: "+92300•••••67"."""
    return f"{phone[:6]}{'•' * max(len(phone) - 8, 3)}{phone[-2:]}"
