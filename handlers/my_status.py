"""Where do my things stand? What is recorded, under which number, and what can be done with it."""

import datetime as dt

from bot.chat import Chat, Code, Words, _, flow
from bot.complaints.requests import ComplaintCard, MyComplaints
from bot.determinations.requests import DeterminationCard, MyDeterminations
from bot.referrals.requests import MyReferrals, ReferralCard
from bot.registry.requests import BusinessCard, MyBusinesses
from bot.training.requests import MySeats, SeatCard
from handlers.case_news import told
from handlers.complaint import standing as complaint_lines
from handlers.lock import unlocked
from handlers.my_trainings import standing as seat_lines
from handlers.referral_news import standing

MOST = 3
"""Of each kind in one message, the newest last."""


@flow("my_status", title=_("My status"), aside=True)
async def my_status(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    businesses: list[BusinessCard] = await chat.look_up(MyBusinesses())
    referrals: list[ReferralCard] = await chat.look_up(MyReferrals())
    answers: list[DeterminationCard] = await chat.look_up(MyDeterminations())
    for referral in referrals[-MOST:]:
        chat.say(*standing(referral))
    if answers:
        chat.say(*map(_answered, answers[-MOST:]))
    seats: list[SeatCard] = await chat.look_up(MySeats())
    for seat in seats[:MOST]:
        chat.say(*seat_lines(seat))
    complaints: list[ComplaintCard] = await chat.look_up(MyComplaints())
    for complaint in complaints[-MOST:]:
        chat.say(*complaint_lines(complaint))
    if not businesses and (referrals or answers or seats or complaints):
        if seats:
            chat.offer("trainings", _("My trainings"))
        chat.offer("human", _("Talk to a person"))
        chat.offer("menu", _("Menu"))
        return
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


def _answered(card: DeterminationCard) -> Words:
    """One thing she was told by the rules, and the number under which that is kept."""
    return _("{title}: answer of {date}, number {number}").with_(
        title=card.title, date=dt.date.fromisoformat(card.made_on), number=Code(card.number)
    )
