"""The first words, the language, the menu, and what to say when nothing was understood."""

from bot.chat import Chat, Field, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.registry import fields

INTRODUCTION = _("I am Munshi, an assistant on the phone, run by: {operator}.")


@flow("welcome", title=_("Welcome"))
async def welcome(chat: Chat) -> None:
    chat.say(_("السلام علیکم · Assalam-o-alaikum"))
    for language in fields.LANGUAGE_NAMES:
        chat.say(INTRODUCTION.with_(operator=chat.operator), language=language)
    chat.speak(await chat.ask(fields.language, _("زبان چنیں · Zaban chunein · Choose a language")))
    await chat.go(chat.wanted if chat.wanted not in ("", "greeting") else "menu")


@flow("menu", title=_("Menu"))
async def menu(chat: Chat) -> None:
    await _choose(chat)


@flow("unknown", title=_("Menu"))
async def unknown(chat: Chat) -> None:
    chat.say(_("I did not understand that. This is what I can do:"))
    await _choose(chat)


@flow("greeting", title=_("Welcome"))
async def greeting(chat: Chat) -> None:
    """A greeting is returned; then the conversation goes on where it was."""
    chat.say(_("Wa alaikum assalam."))
    await chat.go(chat.interrupted or "menu")


async def _choose(chat: Chat) -> None:
    unfinished = chat.unfinished
    first = Option("resume", _("Go on with the form")) if unfinished else Option("register", _("Register my business"))
    choices = [
        first,
        Option("export_fund", _("Export fund (EDF)")),
        Option("loan_referral", _("A loan")),
        Option("training", _("Training")),
        Option("my_things", _("My things")),
        Option("person", _("Talk to a person")),
        Option("language", _("Language · زبان")),
    ]
    if chat.begun is not None:
        chat.say(_("You had begun this before: {form}. Choose it to go on.").with_(form=chat.begun.title))
    chosen = await chat.ask(
        Field("menu", _("Menu"), Choice(*choices)),
        _("How can I help you?"),
        _("Choose one, or write any question in your own words."),
    )
    await chat.go(unfinished if chosen == "resume" else chosen)
