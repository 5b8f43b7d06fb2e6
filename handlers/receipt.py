"""A receipt to keep and to show: an image with a code that anybody can check."""

import datetime as dt

from bot.chat import Chat, Code, Done, _, flow
from bot.receipts.requests import IssueReceipt
from handlers.my_details import which_business


@flow("receipt", title=_("Receipt"))
async def receipt(chat: Chat) -> None:
    card = await which_business(chat)
    if card is None:
        return
    issued = await chat.do(IssueReceipt(card.id))
    if not isinstance(issued, Done):
        chat.say(_("That business is no longer recorded, so there is no receipt."))
        chat.offer("menu", _("Menu"))
        return
    made = issued.value
    page = f"{chat.site}/r/{made['code']}"
    chat.picture(f"{page}.png", f"receipt-{made['number']}.png")
    chat.say(
        _("Your receipt: number {reference}, recorded on {date}.").with_(
            reference=Code(made["number"]), date=dt.date.fromisoformat(made["on_day"])
        ),
        _("It shows that your details are recorded here. It is no licence and not SMEDA registration."),
    )
    chat.say(_("Whoever wants to check it can scan it or open: {page}").with_(page=Code(page)))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
