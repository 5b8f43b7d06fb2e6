"""An officer needs a number that must never be typed in a chat: given on a one-time page, or at the office."""

from bot.chat import Chat, Code, Done, Field, Words, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.chat.session import base32
from bot.papers.requests import BringToOffice, FormCard, FormGiven, FormWanted, OpenForm

NUMBERS: dict[str, Words] = {"cnic": _("your CNIC number"), "ntn": _("the NTN of your business")}

_WAYS = Choice(
    Option("page", _("On the safe page"), also=("page", "link", "safe page", "safha", "لنک", "صفحہ", "صفحے پر")),
    Option("office", _("At the office"), also=("office", "daftar", "دفتر", "دفتر میں")),
    Option("later", _("Not now"), also=("later", "not now", "abhi nahi", "baad mein", "ابھی نہیں", "بعد میں")),
)


@flow("papers", title=_("A number for the officer"), aside=True)
async def papers(chat: Chat) -> None:
    wanted: FormCard | None = await chat.look_up(FormWanted())
    if wanted is None:
        chat.say(_("Nothing is needed from you right now."))
        chat.offer("menu", _("Menu"))
        return
    way = await chat.ask(
        Field(f"way_{base32(wanted.id)}", _("How to give it"), _WAYS),
        _("How would you like to give it?"),
        _("For number {reference} the officer needs: {what}.").with_(
            reference=Code(wanted.reference), what=NUMBERS[wanted.asks]
        ),
        _("Please never write it here in the chat."),
    )
    if way == "page":
        await _page(chat, wanted)
    elif way == "office":
        await chat.do(BringToOffice(wanted.id))
        chat.say(_("That is fine. Show it at the office, and say number {reference}.").with_(
            reference=Code(wanted.reference)
        ))  # fmt: skip
    else:
        chat.say(_("That is fine. The officer waits. Write “papers” whenever you want to."))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


async def _page(chat: Chat, wanted: FormCard) -> None:
    opened = await chat.do(OpenForm(wanted.id))
    if not isinstance(opened, Done):
        chat.say(_("It is no longer needed."))
        return
    chat.say(
        _("Open this page: {page}").with_(page=Code(f"{chat.site}/f/{opened.value['code']}")),
        _(
            "It works once, for {hours} hours. It is a page of {operator}; we never ask for a PIN, an OTP or money."
        ).with_(hours=opened.value["hours"], operator=chat.operator),
    )


@flow("papers_given", title=_("A number for the officer"), aside=True)
async def papers_given(chat: Chat) -> None:
    """She has entered it on the page a moment ago."""
    given: FormCard | None = await chat.look_up(FormGiven())
    if given is not None:
        chat.say(
            _("Thank you. It has arrived safely for number {reference}.").with_(reference=Code(given.reference)),
            _("Only the officer can see it. It is erased once your case is decided."),
        )
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
