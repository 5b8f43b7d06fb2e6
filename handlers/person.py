"""A person, please: put on the helpdesk's list, and told honestly what that means."""

from bot.chat import Chat, Code, Done, _, flow, n_
from bot.registry.requests import AskForPerson
from knowledge import facts


@flow("person", title=_("Talk to a person"), aside=True)
async def person(chat: Chat) -> None:
    outcome = await chat.do(AskForPerson())
    assert isinstance(outcome, Done)
    before = int(outcome.value)
    chat.say(
        _("You are on the helpdesk's list. A person will answer you here."),
        n_("{count} person is before you.", "{count} people are before you.", before)
        if before
        else _("Nobody is before you."),
    )
    phone = facts.get("smeda_phone")
    chat.say(
        _("I do not know their hours. You can also call SMEDA's head office: {phone}.").with_(phone=Code(phone.value)),
        _("(Phone: {source}, {as_of})").with_(source=phone.source, as_of=phone.as_of),
    )
    chat.offer("menu", _("Menu"))
