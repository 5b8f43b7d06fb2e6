"""Where do my things stand? What is recorded, under which number, and what can be done with it."""

import datetime as dt

from bot.chat import Chat, Code, _, flow
from bot.registry.requests import BusinessCard, MyBusinesses
from handlers.case_news import told
from handlers.lock import unlocked


@flow("my_status", title=_("My status"), aside=True)
async def my_status(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    businesses: list[BusinessCard] = await chat.look_up(MyBusinesses())
    if not businesses:
        chat.say(_("Nothing is recorded for you yet."))
        chat.offer("register", _("Register my business"))
        chat.offer("menu", _("Menu"))
        return
    for card in businesses:
        chat.say(
            _("{name}: number {reference}").with_(name=card.name or card.owner_name, reference=Code(card.reference)),
            _("Recorded on {date}.").with_(date=dt.date.fromisoformat(card.recorded_on)),
            *told(card.state, card.remark, card.smeda_number),
        )
    if any(card.state == "needs_information" for card in businesses):
        chat.offer("answer", _("Answer the helpdesk"))
    chat.say(_("To change or take back something, write “change” or “withdraw”."))
    chat.offer("change", _("Change my details"))
    chat.offer("withdraw", _("Withdraw"))
    chat.offer("menu", _("Menu"))
