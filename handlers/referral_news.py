"""What becomes of a referral, told to its owner although she has not written."""

from bot.chat import Chat, Code, Words, _, flow
from bot.referrals import fields
from bot.referrals.requests import ReferralCard, ReferralNews
from bot.registry.requests import LockCard, MyLock
from handlers.lock import unlocked
from knowledge import lenders

STATES: dict[str, Words] = {
    "recorded": _("noted here, on its way to the lender"),
    "sent": _("with the lender, no answer yet"),
    "received": _("the lender has it"),
    "in_review": _("the lender is looking at it"),
    "visit": _("the lender asks you to come to the branch"),
    "accepted": _("the lender says yes; the rest is between you and the lender"),
    "declined": _("the lender says no"),
    "closed": _("closed by the lender"),
}


def standing(card: ReferralCard) -> tuple[Words, ...]:
    """Where one referral stands, in a few lines."""
    lines = [
        _("{name}: number {reference}").with_(name=lenders.lenders()[card.lender].name, reference=Code(card.number)),
        _("It stands: {state}.").with_(state=STATES[card.state]),
    ]
    if card.note:
        lines.append(_("In the lender's words: “{note}”").with_(note=card.note))
    return tuple(lines)


@flow("referral_news", title=_("Loan"), aside=True)
async def referral_news(chat: Chat) -> None:
    """The lender has answered, or looks at it."""
    id = await chat.ask(fields.referral_id, _("Which referral is it about?"))
    card: ReferralCard | None = await chat.look_up(ReferralNews(id))
    if card is None:
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    chat.say(_("There is news about your loan."))
    chat.say(*standing(card))
    if card.state == "declined":
        chat.say(_("Others may fit: write “loan”. Or talk to a person."))
        chat.offer("loan", _("Loan"))
        chat.offer("human", _("Talk to a person"))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


@flow("referral_unanswered", title=_("Loan"), aside=True)
async def referral_unanswered(chat: Chat) -> None:
    """The lender has been silent too long: the helpdesk has it on its list, and she hears of it."""
    id = await chat.ask(fields.referral_id, _("Which referral is it about?"))
    card: ReferralCard | None = await chat.look_up(ReferralNews(id))
    if card is None:
        chat.offer("menu", _("Menu"))
        return
    lock: LockCard = await chat.look_up(MyLock())
    if not lock.shut:
        chat.say(*standing(card))
    chat.say(_("They have not answered for a while. The helpdesk now asks them; you need do nothing."))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
