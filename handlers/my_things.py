"""My things: one menu for what is held about a person, what she agreed to, and having all of it erased."""

from bot.chat import Chat, Code, Done, Field, Words, _, flow, n_
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.mydata.requests import AskForExport, EraseMe, HeldCard, WhatIsHeld
from handlers.lenders import called
from handlers.lock import unlocked

_MENU = Choice(
    Option("my_status", _("My status")),
    Option("my_data", _("What you hold about me")),
    Option("consents", _("What I agreed to")),
    Option("language", _("Language · زبان")),
    Option("link", _("Link my other channel")),
    Option("lock", _("Lock my things")),
    Option("erase", _("Erase everything")),
)


@flow("my_things", title=_("My things"), aside=True)
async def my_things(chat: Chat) -> None:
    await chat.go(await chat.ask(Field("my_things", _("My things"), _MENU), _("What would you like to see or change?")))


@flow("my_data", title=_("What you hold about me"), aside=True)
async def my_data(chat: Chat) -> None:
    """Everything, on a page that opens once."""
    if not await unlocked(chat):
        return
    held: HeldCard = await chat.look_up(WhatIsHeld())
    opened = await chat.do(AskForExport())
    if isinstance(opened, Done):
        chat.say(_amount(held))
        chat.say(
            _("Read or save all of it here: {page}").with_(page=Code(f"{chat.site}/d/{opened.value['code']}")),
            _("The page opens once, within {hours} hours. Give the address to nobody.").with_(
                hours=opened.value["hours"]
            ),
        )
        chat.say(_("Is something wrong? Write “change”. To have it erased, write “erase everything”."))
    elif opened.reason == "too_many":
        chat.say(_("Five pages in a day are enough. Please ask for the next one tomorrow."))
    else:
        chat.say(_("Meanwhile it was locked again. To open it, write “unlock”."))
    chat.offer("change", _("Change my details"))
    chat.offer("erase", _("Erase everything"))
    chat.offer("menu", _("Menu"))


def _amount(held: HeldCard) -> Words:
    """How much there is. Of messages there are several by the time anybody asks."""
    if not held.businesses:
        return _("I hold {count} messages between us.").with_(count=held.messages)
    businesses = n_("{count} business", "{count} businesses", held.businesses)
    return _("I hold the details of {businesses}, and {count} messages between us.").with_(
        businesses=businesses, count=held.messages
    )


_FIRST = Choice(
    Option("go_on", _("Yes, erase it"), also=("yes", "haan", "ji haan", "ہاں", "جی ہاں")),
    Option("keep", _("No, keep it"), also=("no", "nahi", "rehne dein", "نہیں", "رہنے دیں")),
    yes="go_on",
    no="keep",
)
# A plain "yes" is not enough for what can never be undone.
_SECOND = Choice(
    Option("erase", _("Erase for good"), also=("erase", "mita dein", "مٹا دیں", "hamesha ke liye mita dein")),
    Option("keep", _("No, keep it"), also=("no", "nahi", "rehne dein", "نہیں", "رہنے دیں")),
    no="keep",
)


@flow("erase", title=_("Erase everything"))
async def erase(chat: Chat) -> None:
    """Asked twice: first what goes, then what stays and why."""
    if not await unlocked(chat):
        return
    held: HeldCard = await chat.look_up(WhatIsHeld())
    going = [
        _amount(held),
        _("All of it goes: your name and number, businesses, messages, files, consents, reminders."),
    ]
    if held.is_claimed:
        going.append(_("The officer who talks with you will see that you wished it."))
    first = await chat.ask(
        Field("erase_first", _("Erase everything"), _FIRST), _("Shall I erase everything about you?"), *going
    )
    if first == "keep":
        _kept(chat)
        return
    second = await chat.ask(
        Field("erase_second", _("Erase everything"), _SECOND),
        _("It cannot be undone. Are you sure?"),
        _("What stays, without your name and number:"),
        _("the numbers and dates of your cases, and what our messages cost, because we must account for them;"),
        _("and that an erasure was asked for on this day."),
        *(_elsewhere(held)),
    )
    if second == "keep":
        _kept(chat)
        return
    if not isinstance(await chat.do(EraseMe()), Done):
        chat.say(_("Meanwhile it was locked again. To open it, write “unlock”."))
        return
    chat.say(
        _("I am erasing everything now; it takes about a minute. This was my last message."),
        _("You can delete this chat on your phone too. Write “menu” on any later day, and we begin anew."),
    )


def _kept(chat: Chat) -> None:
    chat.say(_("Nothing is erased. It stays as it is."))
    chat.offer("my_things", _("My things"))
    chat.offer("menu", _("Menu"))


def _elsewhere(held: HeldCard) -> list[Words]:
    """What others were given; only they can erase it."""
    lines = [
        _("{who} has your request {number}. To have it erased there: {contact}").with_(
            who=called(one.who), number=Code(one.number), contact=Code(one.contact)
        )
        if one.contact
        else _("{who} has your request {number}. Please ask them to erase it.").with_(
            who=called(one.who), number=Code(one.number)
        )
        for one in held.others
    ]
    return lines[:5]
