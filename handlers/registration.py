"""Register my business: who, what, where, since when, how many, and it is recorded with a reference number.

The bot never says "registered": it records, and SMEDA registers. It never asks for a CNIC or for the NTN itself.
"""

from bot.chat import Chat, Code, Done, Field, _, flow, n_
from bot.chat.choices import YesNo
from bot.registry import fields
from bot.registry.requests import BusinessCard, MyBusinesses, RecordBusiness, RecordConsent
from handlers.lock import unlocked
from handlers.turnover import size_lines
from knowledge import facts


@flow("register", title=_("Register my business"))
async def register(chat: Chat) -> None:
    """The way to the form. Whoever has a business recorded already may mean that one, or another."""
    cards: list[BusinessCard] = await chat.look_up(MyBusinesses())
    if cards and not chat.unfinished:
        if not await unlocked(chat):
            return
        card = cards[-1]
        another = await chat.ask(
            Field("another", _("Another business"), YesNo(_("Yes, another one"), _("No"))),
            _("Shall I record another business?"),
            _("{name}: number {reference}").with_(name=card.name or card.owner_name, reference=Code(card.reference)),
            _("That one is recorded already."),
        )
        if not another:
            chat.say(_("It stays as it is."))
            chat.offer("status", _("My status"))
            chat.offer("change", _("Change my details"))
            chat.offer("menu", _("Menu"))
            return
    await chat.go("registration")


@flow(
    "registration",
    title=_("Register my business"),
    about=13,
    fills=(fields.owner_name, fields.trade, fields.district, fields.since, fields.people),
    topics=("registration_", "data_privacy", "ntn_"),
)
async def registration(chat: Chat) -> None:
    chat.say(
        _(
            "I write the details of your business down for the helpdesk ({operator}): about 13 short questions. "
            "You can stop and go on another day."
        ).with_(operator=chat.operator)
    )
    if not await _agrees(chat):
        return

    owner = await chat.ask(fields.owner_name, _("What is your full name?"))
    business = await chat.ask_or_skip(
        fields.business_name, _("Thank you, {owner}. What is your business called?").with_(owner=owner)
    )
    trade = await chat.ask(fields.trade, _("What do you make, sell or do? Write it in your own words."))
    district = await chat.ask(
        fields.district, _("In which district is the business? Write the name, or choose from the list.")
    )
    since = await chat.ask(fields.since, _("Since which year has it been running? For example: 2019, or 3 years."))
    people = await chat.ask(fields.people, _("How many people work in it, counting you?"))
    women = await chat.ask(
        fields.women_among(people),
        n_("Is that one person a woman?", "How many of these {count} are women?", people),
    )
    turnover = await chat.ask(
        fields.turnover, _("About how much does it sell in a year, in rupees? Choose, or write an amount.")
    )
    legal_form = await chat.ask(fields.legal_form, _("Whose is the business on paper?"))
    has_ntn = await chat.ask(
        fields.has_ntn, _("Is there an NTN (FBR's tax number) for it? Only yes or no; please do not send the number.")
    )
    exporting = await chat.ask(fields.exporting, _("Do you sell to other countries?"))

    await chat.review(_("Is all of this right?"), confirm=_("Yes, record it"))
    outcome = await chat.do(
        RecordBusiness(owner, business, trade, district, since, people, women, turnover, legal_form, has_ntn, exporting)
    )
    assert isinstance(outcome, Done)
    _tell_what_happens_next(chat, owner, str(outcome.value), has_ntn=has_ntn, turnover=turnover)


async def _agrees(chat: Chat) -> bool:
    given = await chat.ask(
        fields.keep_details,
        _("May I keep what you tell me, for the helpdesk?"),
        _("You can see, change or erase what you tell me at any time. Please never send your CNIC here."),
    )
    consent = fields.DETAILS
    await chat.do(RecordConsent(consent.topic, consent.wording, given))
    if not given:
        chat.say(_("That is fine. I have kept nothing. You can still ask me things, or talk to a person."))
        chat.offer("human", _("Talk to a person"))
        chat.offer("menu", _("Menu"))
    return given


def _tell_what_happens_next(chat: Chat, owner: str, reference: str, *, has_ntn: bool, turnover: str) -> None:
    phone, portal = facts.get("smeda_phone"), facts.get("smeda_portal")
    chat.say(_("Thank you, {owner}. Your details are recorded with the helpdesk.").with_(owner=owner))
    chat.say(
        _("Your number: {reference}").with_(reference=Code(reference)),
        _("This is not yet SMEDA registration. Only SMEDA can do that."),
    )
    if size := size_lines(turnover, chat.today):
        chat.say(*size)
    chat.say(
        _("Next: SMEDA's own SME Registration Portal, or SMEDA's office: {phone}.").with_(phone=Code(phone.value)),
        _("I have no sure list of the papers it asks for; ask there first."),
        *([] if has_ntn else [_("If you have no NTN, ask about that too.")]),
        _("(Portal: {portal}, {seen}. Phone: {source}, {as_of})").with_(
            portal=portal.source, seen=portal.as_of, source=phone.source, as_of=phone.as_of
        ),
    )
    chat.say(_("Write “status” on any day to see where it stands."))
    chat.offer("receipt", _("Receipt"))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
