"""`/d/{code}`: everything held about somebody, on a page that opens once. Works without a script."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot import clock
from bot.assembly import Munshi
from bot.i18n.catalogues import catalogue
from bot.i18n.words import Words, _
from bot.mydata import package
from bot.mydata.files import zipped
from bot.mydata.package import Package
from bot.mydata.shown import MOST, lines
from bot.pages.misses import Misses, busy
from bot.pages.page import HEADERS, language_of, show

_FILE = "munshi.zip"


def export_pages(munshi: Munshi) -> APIRouter:
    """The pages' addresses."""
    routes = APIRouter(include_in_schema=False)
    misses = Misses()
    operator = _("Run by: {operator}.").with_(operator=munshi.settings.operator_name)

    def over(request: Request) -> Response:
        """The same page for an address that was opened, is too old, or never was."""
        misses.add(request)
        return show(
            request, "message.html", language_of(request), 404,
            title=_("This page is no longer open"),
            text=_("It opens once, within one day. For a new one, write “my data” in the chat."),
            more=operator,
        )  # fmt: skip

    @routes.get("/d/{code}")
    async def ask(request: Request, code: str) -> Response:
        """Only asks: whoever looks at links beforehand (WhatsApp does) must not use it up."""
        if misses.too_many(request):
            return busy(request)
        found = await munshi.database.read(lambda connection: package.find(connection, code, clock.now()))
        if found is None:
            return over(request)
        language = language_of(request, found.language)
        return show(
            request, "export_ask.html", language,
            title=_("What is held about you"),
            text=_("This page opens once. Open it only where nobody looks over your shoulder."),
            read=_("Read it here"),
            save=_("Save it as a file"),
            kinds=_("The file is a ZIP with a page to read, JSON and CSV."),
            action=f"/d/{code}?l={language}",
            more=operator,
        )  # fmt: skip

    @routes.post("/d/{code}")
    async def open_(request: Request, code: str, how: Annotated[str, Form(max_length=10)] = "read") -> Response:
        if misses.too_many(request):
            return busy(request)
        now = clock.now()
        found = await munshi.writer.write(lambda connection: package.open_once(connection, code, now))
        if found is None:
            return over(request)
        language = language_of(request, found.language)
        held = await munshi.database.read(lambda connection: package.collect(connection, found.person_id, now))
        page = everything(request, held, language, operator)
        if how != "file":
            return page
        html = bytes(page.body).decode()
        name = munshi.settings.operator_name
        content = await asyncio.to_thread(zipped, held, catalogue(language), html, name)
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{_FILE}"'}
        return Response(content, media_type="application/zip", headers=headers)

    return routes


def everything(request: Request, held: Package, language: str, operator: Words) -> Response:
    """The page itself."""
    words = catalogue(language)
    sections = [
        {
            "called": words.say(section.called),
            "because": words.say(
                _("From: {source}. Why: {why}. How long: {until}.").with_(
                    source=section.source, why=section.why, until=section.until
                )
            ),
            "rows": lines(section, words),
            "left_out": max(0, len(section.rows) - MOST),
        }
        for section in held.sections
    ]
    return show(
        request, "export.html", language,
        title=_("What is held about you"),
        text=_("Made just now, for you alone. It is stored nowhere; save the page if you want to keep it."),
        wrong=_("Is something wrong? Write “change” in the chat, or talk to a person. You can have all of it erased."),
        older=_("Older ones are in the file only."),
        numbers=_("A CNIC or NTN that you gave is kept locked; it is not shown here."),
        sections=sections,
        more=operator,
    )  # fmt: skip
