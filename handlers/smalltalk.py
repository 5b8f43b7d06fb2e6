"""Thanks, no thanks, and wishes that cannot be met here yet."""

from bot.chat import Chat, Code, _, flow
from knowledge import facts


@flow("thanks", title=_("Thanks"), aside=True)
async def thanks(chat: Chat) -> None:
    chat.say(_("You are welcome. I am here whenever you need me."))
    chat.offer("menu", _("Menu"))


@flow("declined", title=_("Menu"), aside=True)
async def declined(chat: Chat) -> None:
    """ "koi zarurat nahi", where nothing was asked: she is let go."""
    chat.say(_("All right. Write whenever you need something."))
    chat.offer("menu", _("Menu"))


@flow("elsewhere", title=_("Other questions"), aside=True)
async def elsewhere(chat: Chat) -> None:
    """The directory and supplying large companies: nothing is built for them yet, so nothing is claimed about them."""
    phone = facts.get("smeda_phone")
    chat.say(
        _(
            "I cannot answer that here, and I will not guess. A person at the helpdesk can help, or SMEDA: {phone}."
        ).with_(phone=Code(phone.value)),
        _("(Phone: {source}, {as_of})").with_(source=phone.source, as_of=phone.as_of),
    )
    chat.offer("human", _("Talk to a person"))
    chat.offer("menu", _("Menu"))
