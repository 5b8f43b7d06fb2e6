"""Is this bot genuine? How to tell, and what we will never ask for."""

from bot.chat import Chat, Code, _, flow
from knowledge import facts

NEVER_ASKED = _(
    "I never ask for your CNIC, PIN, OTP, bank card or any fee. If somebody does in my name, do not answer."
)


@flow("verify", title=_("Is this bot genuine?"), aside=True)
async def verify(chat: Chat) -> None:
    phone = facts.get("smeda_phone")
    chat.say(_("I am run by: {operator}.").with_(operator=chat.operator))
    chat.say(NEVER_ASKED)
    chat.say(
        _("To be sure, ask SMEDA's head office whether it knows this number: {phone}.").with_(phone=Code(phone.value)),
        _("(Phone: {source}, {as_of})").with_(source=phone.source, as_of=phone.as_of),
    )
    chat.offer("menu", _("Menu"))
