"""Change what is recorded about a business, or take it back."""

from typing import Any

from bot.chat import Chat, Code, Done, Field, Words, _, flow, n_
from bot.chat.choices import Choice, YesNo
from bot.chat.kinds import Option
from bot.chat.session import base32
from bot.registry.fields import BUSINESS_FIELDS, women_among
from bot.registry.requests import BusinessCard, ChangeBusiness, MyBusinesses, WithdrawBusiness
from bot.training.requests import MySeats, SeatCard
from handlers.lock import unlocked

_GIVEN_BACK = frozenset({"booked", "waiting", "offered"})


@flow("change", title=_("Change my details"))
async def change(chat: Chat) -> None:
    card = await which_business(chat)
    if card is None:
        return
    choice = Choice(*(Option(name, field.label) for name, field in BUSINESS_FIELDS.items() if not field.goes_with))
    name = await chat.ask(
        Field(f"what_{base32(card.id)}", _("What to change"), choice),
        _("What shall we change for {name}?").with_(name=card.name or card.owner_name),
    )
    value = await _new_value(chat, BUSINESS_FIELDS[name], _("What should it be?"), card)
    changes: list[tuple[Field[Any], Any]] = [(BUSINESS_FIELDS[name], value)]
    if name == "people":
        women = women_among(value)
        question = n_("Is that one person a woman?", "How many of these {count} are women?", value)
        changes.append((women, await _new_value(chat, women, question, card)))
    for field, new in changes:
        outcome = await chat.do(ChangeBusiness(card.id, field.name, field.kind.dump(new)))
        if not isinstance(outcome, Done):
            chat.say(_("That business is no longer recorded, so there was nothing to change."))
            break
        chat.say(_("Changed. {label}: {value}").with_(label=field.label, value=field.kind.show(new)))
    else:
        chat.say(_("Your number stays {reference}.").with_(reference=Code(card.reference)))
    chat.offer("change", _("Change my details"))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


@flow("withdraw", title=_("Withdraw my business"))
async def withdraw(chat: Chat) -> None:
    if await _is_about_a_seat(chat):
        await chat.go("my_trainings")
    card = await which_business(chat)
    if card is None:
        return
    # The name of the question holds the business: a yes to one must never be taken for another.
    sure = await chat.ask(
        Field(f"sure_{base32(card.id)}", _("Withdraw"), YesNo(_("Yes, withdraw it"), _("No, keep it"))),
        _("Shall I take {name} (number {reference}) back?").with_(
            name=card.name or card.owner_name, reference=Code(card.reference)
        ),
        _("Its details will be erased; this cannot be undone."),
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


async def _is_about_a_seat(chat: Chat) -> bool:
    """Whether a seat in a training is to be given back, and no business: people say "cancel" of both."""
    seats: list[SeatCard] = await chat.look_up(MySeats())
    if not any(seat.state in _GIVEN_BACK for seat in seats):
        return False
    if not await chat.look_up(MyBusinesses()):
        return True
    choice = Choice(
        Option("seat", _("My seat"), also=("seat", "training", "course", "class", "سیٹ", "ٹریننگ")),
        Option(
            "business", _("My business"), also=("business", "karobar", "registration", "indraj", "کاروبار", "اندراج")
        ),
    )
    return await chat.ask(Field("back", _("Withdraw"), choice), _("What shall I take back?")) == "seat"


async def _new_value(chat: Chat, field: Field[Any], question: Words, card: BusinessCard) -> Any:
    """Ask for one fact anew, with what it is now beside the question."""
    old = card.facts.get(field.name)
    now = [] if old is None else [_("{label}: {value}").with_(label=field.label, value=field.kind.show(old))]
    return await chat.ask(field, question, *now)


async def which_business(chat: Chat) -> BusinessCard | None:
    """The business this is about: the only one, or the one she chooses."""
    if not await unlocked(chat):
        return None
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
