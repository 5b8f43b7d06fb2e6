"""`/r/{code}`: is this receipt genuine? Number, date and status, nothing else; and the image with its QR code."""

import asyncio
import datetime as dt

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from bot.assembly import Munshi
from bot.i18n.words import Code, Words, _
from bot.pages.page import language_of, show
from bot.receipts import service
from bot.receipts.picture import draw
from bot.receipts.requests import ReceiptCard
from bot.receipts.signing import NotGenuine, Stated, address, check, public_key

_STATES: dict[str, Words] = {
    "recorded": _("Recorded with the helpdesk. This is not SMEDA registration."),
    "in_review": _("An officer is looking at it. This is not SMEDA registration."),
    "needs_information": _("An officer has asked the owner something. This is not SMEDA registration."),
    "accepted": _("An officer has entered SMEDA's number for it."),
    "declined": _("An officer has closed it without SMEDA's number."),
    "withdrawn": _("Withdrawn by its owner. This receipt no longer holds."),
    "": _("The training was attended. This says nothing about skill."),
}


def receipt_pages(munshi: Munshi) -> APIRouter:
    """The receipts' addresses."""
    routes = APIRouter(include_in_schema=False)
    keys, site = munshi.keys, munshi.settings.site

    async def found(code: str) -> tuple[ReceiptCard, str] | None:
        return await munshi.database.read(lambda connection: service.find(connection, code))

    @routes.get("/receipts.key")
    async def key() -> Response:
        """The public key with which receipts are checked without us (docs/receipts.md)."""
        return PlainTextResponse(public_key(keys.receipts) + "\n")

    @routes.get("/r/{code}.png")
    async def picture(code: str) -> Response:
        receipt = await found(code)
        if receipt is None:
            return PlainTextResponse("Not found", 404)
        stated = _stated(receipt[0])
        link = address(stated, keys.receipts, site)
        image = await asyncio.to_thread(draw, stated, link, munshi.settings.operator_name)
        # What it shows never changes.
        return Response(image, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})

    @routes.get("/r/{code}")
    async def page(request: Request, code: str) -> Response:
        language = language_of(request)
        receipt = await found(code)
        altered = receipt is None or _is_altered(request, receipt[0], public_key(keys.receipts))
        if receipt is None or altered:
            return show(
                request, "message.html", language, 404 if receipt is None else 200,
                title=_("This receipt is not genuine"),
                text=_("We did not issue it, or it was changed. Do not rely on it."),
                more=_("Run by: {operator}.").with_(operator=munshi.settings.operator_name),
            )  # fmt: skip
        card, state = receipt
        return show(
            request, "receipt.html", language,
            title=_("This receipt is genuine"),
            number=card.number,
            number_label=_("Number"),
            day=Words("{date}", {"date": dt.date.fromisoformat(card.on_day)}),
            day_label=_("Date"),
            state=_STATES[state],
            state_label=_("It stands"),
            operator=_("Run by: {operator}.").with_(operator=munshi.settings.operator_name),
            note=_("It can be checked without us too: {key}").with_(key=Code(f"{site}/receipts.key")),
        )  # fmt: skip

    return routes


def _stated(card: ReceiptCard) -> Stated:
    return Stated(card.kind, card.number, card.on_day, card.code)


def _is_altered(request: Request, card: ReceiptCard, key: str) -> bool:
    """Whether the address claims something else than we signed. One typed by hand claims nothing."""
    if "s" not in request.query_params:
        return False
    try:
        return check(str(request.url), key) != _stated(card)
    except NotGenuine:
        return True
