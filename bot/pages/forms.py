"""`/f/{code}`: the one-time page for a number that must not be typed in a chat. Works without a script."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot import clock
from bot.assembly import Munshi
from bot.i18n.words import Code, Words, _
from bot.pages.misses import Misses, busy
from bot.pages.page import language_of, show
from bot.papers import service

_QUESTIONS: dict[str, Words] = {
    "cnic": _("The 13 digits of your CNIC"),
    "ntn": _("The NTN of your business"),
}
_WRONG: dict[str, Words] = {
    "cnic": _("A CNIC number has 13 digits. Please look at the card and write them once more."),
    "ntn": _("An NTN has 7 or 8 digits; a sole owner's has 13. Please write it once more."),
}


def form_pages(munshi: Munshi) -> APIRouter:
    """The forms' addresses."""
    routes = APIRouter(include_in_schema=False)
    misses = Misses()
    operator = munshi.settings.operator_name

    def over(request: Request) -> Response:
        """The same page for an address that was used, has expired, or never was."""
        misses.add(request)
        return show(
            request, "message.html", language_of(request), 404,
            title=_("This page is no longer open"),
            text=_("It works once and for one day. If the officer still needs the number, write “papers” in the chat."),
            more=_("Run by: {operator}.").with_(operator=operator),
        )  # fmt: skip

    def ask(request: Request, row: service.Row, code: str, wrong: Words | None = None) -> Response:
        language = language_of(request, row["language"])
        return show(
            request, "form.html", language, 200 if wrong is None else 422,
            title=_("A number for the officer"),
            why=_("For your number {reference}. Only the officer at {operator} sees it; it is kept locked.").with_(
                reference=Code(row["reference"]), operator=operator
            ),
            erased=_("It is erased once your case is decided. You may also bring it to the office instead."),
            question=_QUESTIONS[row["asks"]],
            wrong=wrong if wrong is not None else "",
            send=_("Send"),
            never=_("We never ask for a PIN, an OTP, a bank card or money."),
            action=f"/f/{code}?l={language}",
        )  # fmt: skip

    @routes.get("/f/{code}")
    async def form(request: Request, code: str) -> Response:
        if misses.too_many(request):
            return busy(request)
        row = await munshi.database.read(lambda connection: service.find_form(connection, code, clock.now()))
        return over(request) if row is None else ask(request, row, code)

    @routes.post("/f/{code}")
    async def give(request: Request, code: str, number: Annotated[str, Form(max_length=200)] = "") -> Response:
        if misses.too_many(request):
            return busy(request)
        now, vault = clock.now(), munshi.keys.vault
        row = await munshi.database.read(lambda connection: service.find_form(connection, code, now))
        if row is None:
            return over(request)
        taken = await munshi.writer.write(lambda connection: service.take(connection, vault, code, number, now))
        if taken is None:
            return over(request)
        if not taken:
            return ask(request, row, code, _WRONG[row["asks"]])
        munshi.timers.wake()
        return show(
            request, "message.html", language_of(request, row["language"]),
            title=_("Thank you, it has arrived"),
            text=_("You can close this page now. Your conversation goes on in the chat."),
            more=_("Run by: {operator}.").with_(operator=operator),
        )  # fmt: skip

    return routes
