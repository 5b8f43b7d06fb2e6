"""Language, announcements, help, and closing a form."""

from bot.chat import Chat, Field, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.registry import fields
from bot.registry.requests import SetBroadcasts


@flow("language", title=_("Language · زبان"), aside=True)
async def language(chat: Chat) -> None:
    chat.speak(await chat.ask(fields.language, _("زبان چنیں · Zaban chunein · Choose a language")))
    chat.say(_("From now on I write to you in English."))
    chat.offer("menu", _("Menu"))


@flow("stop", title=_("Stop announcements"), aside=True)
async def stop(chat: Chat) -> None:
    await chat.do(SetBroadcasts(False))
    chat.say(
        _("Done. You will get no announcements from me."),
        _("I still answer when you write. To get announcements again, write START."),
    )
    if chat.interrupted:  # whoever says "stop" is not asked the next question at once
        await chat.leave_form()
    chat.offer("menu", _("Menu"))


@flow("start", title=_("Start announcements"), aside=True)
async def start(chat: Chat) -> None:
    await chat.do(SetBroadcasts(True))
    chat.say(_("Done. You may get announcements from me again. To stop them, write STOP."))
    chat.offer("menu", _("Menu"))


@flow("help", title=_("Help"), aside=True)
async def help_(chat: Chat) -> None:
    chat.say(_("Answer in any words, in Urdu, Roman Urdu or English; or write the number of a choice."))
    chat.say(
        _("back: the question before"),
        _("skip: leave a question out, where that is possible"),
        _("menu: everything I can do"),
        _("language: change the language"),
        _("link: one conversation on two channels"),
        _("lock: a word before your things are shown"),
        _("person: talk to a person"),
        _("cancel: close a form"),
    )
    chat.offer("menu", _("Menu"))
    chat.offer("human", _("Talk to a person"))
    chat.offer("verify", _("Is this bot genuine?"))


@flow("cancel", title=_("Close the form"), aside=True)
async def cancel(chat: Chat) -> None:
    keep = Choice(
        Option("keep", _("Keep it for later"), also=("keep", "no", "nahi", "rakho", "rakhein", "نہیں", "رکھیں")),
        # "Yes" to this either-or says nothing; what is erased is gone, so it is asked again.
        Option("close", _("Close and erase"), also=("close", "erase", "mita do", "mita dein", "مٹا دیں")),
    )
    chosen = await chat.ask(
        Field("close", _("Close the form"), keep),
        _("Shall I close this form and erase your answers, or keep them for another day?"),
    )
    if chosen == "close":
        chat.say(_("The form is closed and your answers are erased."))
        await chat.drop_form()
    chat.say(_("Your answers are kept. Write “menu” whenever you want to go on."))
    await chat.leave_form()
