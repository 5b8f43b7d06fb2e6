"""Change what is recorded about a business, or take it back."""

from typing import Any

from bot.chat import Chat, Code, Done, Field, _, flow
from bot.chat.kinds import Choice, Option, YesNo
from bot.registry.fields import BUSINESS_FIELDS, people_at_least, women_among
from bot.registry.requests import BusinessCard, ChangeBusiness, MyBusinesses, WithdrawBusiness


@flow("change", title=_("Change my details"))
async def change(chat: Chat) -> None:
    card = await _which(chat)
    if card is None:
        return
    choice = Choice(*(Option(name, field.label) for name, field in BUSINESS_FIELDS.items()))
    name = await chat.ask(
        Field("what", _("What to change"), choice),
        _("What shall we change for {name}?").with_(name=card.name or card.owner_name),
    )
    field = _field(name, card)
    old = card.facts.get(name)
    value = await chat.ask(
        field,
        _("What should it be?"),
        *([] if old is None else [_("Until now: {value}").with_(value=field.kind.show(old))]),
    )
    outcome = await chat.do(ChangeBusiness(card.id, name, field.kind.dump(value)))
    if isinstance(outcome, Done):
        chat.say(
            _("Changed. {label}: {value}").with_(label=field.label, value=field.kind.show(value)),
            _("Your number stays {reference}.").with_(reference=Code(card.reference)),
        )
    else:
        chat.say(_("That business is no longer recorded, so there was nothing to change."))
    chat.offer("change", _("Change something"))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


@flow("withdraw", title=_("Withdraw my business"))
async def withdraw(chat: Chat) -> None:
    card = await _which(chat)
    if card is None:
        return
    sure = await chat.ask(
        Field("sure", _("Withdraw"), YesNo(_("Yes, withdraw it"), _("No, keep it"))),
        _("Shall I take {name} (number {reference}) back? Its details will be erased; this cannot be undone.").with_(
            name=card.name or card.owner_name, reference=Code(card.reference)
        ),
    )
    if not sure:
        chat.say(_("It stays as it is."))
    elif isinstance(await chat.do(WithdrawBusiness(card.id)), Done):
        chat.say(
            _("Done. Number {reference} is withdrawn and its details are erased.").with_(reference=Code(card.reference))
        )
    else:
        chat.say(_("That business was already withdrawn."))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


def _field(name: str, card: BusinessCard) -> Field[Any]:
    """The fact to change; the number of women and of people must go on agreeing."""
    if name == "women":
        return women_among(int(card.facts["people"]))
    if name == "people":
        return people_at_least(int(card.facts["women"]))
    return BUSINESS_FIELDS[name]


async def _which(chat: Chat) -> BusinessCard | None:
    """The business this is about: the only one, or the one she chooses."""
    cards: list[BusinessCard] = await chat.look_up(MyBusinesses())
    if not cards:
        chat.say(_("Nothing is recorded for you yet."))
        chat.offer("register", _("Register my business"))
        chat.offer("menu", _("Menu"))
        return None
    if len(cards) == 1:
        return cards[0]
    options = (Option(str(card.id), _("{name}").with_(name=card.name or card.owner_name)) for card in cards)
    chosen = await chat.ask(Field("business", _("Business"), Choice(*options)), _("Which business is it about?"))
    return next(card for card in cards if str(card.id) == chosen)
