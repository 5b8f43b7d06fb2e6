"""What is recorded of a person's business already: shown, and not asked again."""

from bot.chat import Chat, Code, Words, _
from bot.registry import fields
from bot.registry.requests import BusinessCard, LockCard, MyBusinesses, MyLock


async def recorded_business(chat: Chat) -> BusinessCard | None:
    """The last one recorded. Where her things are locked nothing is shown, so it is asked like anybody's."""
    lock: LockCard = await chat.look_up(MyLock())
    if lock.shut:
        return None
    cards: list[BusinessCard] = await chat.look_up(MyBusinesses())
    return cards[-1] if cards else None


def from_record(card: BusinessCard, *names: str) -> list[Words]:
    """Lines that show these facts of hers."""
    shown = [fields.BUSINESS_FIELDS[name] for name in names if card.facts.get(name) is not None]
    lines = [_("{label}: {value}").with_(label=f.label, value=f.kind.show(card.facts[f.name])) for f in shown]
    return [_("From your record {reference}:").with_(reference=Code(card.reference)), *lines] if lines else []
