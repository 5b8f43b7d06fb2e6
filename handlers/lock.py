"""The lock: a word that only the person knows, asked before her things are shown or changed."""

from bot.chat import Chat, Done, Field, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.chat.lockword import Hashed, LockWord
from bot.registry.requests import LockCard, MyLock, RemoveLock, SetLockWord, ShutLock, TryLockWord

_TRIES = 5


async def unlocked(chat: Chat) -> bool:
    """Whether the person's things may be shown: nothing is locked, or she knows the word. If not, she is told."""
    lock: LockCard = await chat.look_up(MyLock())
    if not lock.shut:
        return True
    if lock.rests:
        _say_that_it_rests(chat)
        return False
    question = _("Your things are locked. What is your word?")
    for nth in range(1, _TRIES + 1):
        given = await chat.ask(_word(f"word_{nth}", lock.salt, may_be_forgotten=True), question)
        if not given.hash:
            chat.say(_("A person at the helpdesk can open it, once they know that it is you."))
            await chat.go("person")
        outcome = await chat.do(TryLockWord(given.hash))
        if isinstance(outcome, Done):
            return True
        if outcome.reason == "rests":
            break
        question = _("That is not the word. Please write it once more.")
    _say_that_it_rests(chat)
    return False


def _word(name: str, salt: str, *, may_be_forgotten: bool = False) -> Field[Hashed]:
    return Field(name, _("Lock word"), LockWord(salt, may_be_forgotten=may_be_forgotten), sensitive=True)


def _say_that_it_rests(chat: Chat) -> None:
    chat.say(_("That was too often the wrong word. Please wait an hour, or talk to a person."))
    chat.offer("human", _("Talk to a person"))
    chat.offer("menu", _("Menu"))


@flow("lock", title=_("Lock my things"), aside=True)
async def lock_(chat: Chat) -> None:
    lock: LockCard = await chat.look_up(MyLock())
    if not lock.exists:
        await _choose_word(chat, lock)
        return
    if lock.shut:
        chat.say(_("Your things are locked. To open them, write “unlock”."))
        chat.offer("unlock", _("Unlock"))
        chat.offer("menu", _("Menu"))
        return
    what = Choice(
        Option("shut", _("Lock now")), Option("other", _("Another word")), Option("remove", _("No lock any more"))
    )
    chosen = await chat.ask(Field("what", _("Lock my things"), what), _("It is open now. What shall I do?"))
    if chosen == "other":
        await _choose_word(chat, lock)
        return
    if chosen == "shut":
        await chat.do(ShutLock())
        _say_that_it_is_locked(chat)
        return
    if isinstance(await chat.do(RemoveLock()), Done):
        chat.say(_("Done. Nothing is locked any more."))
    else:
        chat.say(_("Meanwhile it was locked again. To open it, write “unlock”."))
    chat.offer("menu", _("Menu"))


async def _choose_word(chat: Chat, lock: LockCard) -> None:
    word = await chat.ask(
        _word("new_word", lock.salt),
        _("Which word shall I ask for?"),
        _("Then nobody can see or change your things on this phone without your word."),
        _("Choose one that only you know; never a PIN or a password you use elsewhere."),
    )
    await chat.do(SetLockWord(word.salt, word.hash))
    chat.say(_("I have not kept the word itself. Please delete your message with it from this chat."))
    _say_that_it_is_locked(chat)


def _say_that_it_is_locked(chat: Chat) -> None:
    chat.say(_("Your things are locked. To open them, write “unlock”."))
    chat.offer("unlock", _("Unlock"))
    chat.offer("menu", _("Menu"))


@flow("unlock", title=_("Unlock"), aside=True)
async def unlock(chat: Chat) -> None:
    lock: LockCard = await chat.look_up(MyLock())
    if not lock.exists:
        chat.say(_("Nothing of yours is locked. To choose a word, write “lock”."))
        chat.offer("lock", _("Lock my things"))
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    chat.say(_("Open: here, for 24 hours. To lock it sooner, write “lock”."))
    chat.offer("status", _("My status"))
    chat.offer("lock", _("Lock again"))
    chat.offer("menu", _("Menu"))
