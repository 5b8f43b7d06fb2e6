"""`/t/{id}.ics`: a training for people's own calendars (RFC 5545). Nothing in it that is not announced to everybody."""

import datetime as dt

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from bot import clock
from bot.assembly import Munshi
from bot.i18n.catalogues import catalogue
from bot.pages.page import language_of
from bot.training.calendar import Event, calendar
from bot.training.cards import sittings_by_id
from bot.training.kinds import place_of

_IDS_END = 1 << 62
"""No id is as large (bot/db.py), and databases refuse to look for one beyond their integers."""


def calendar_pages(munshi: Munshi) -> APIRouter:
    """The trainings' calendar files."""
    routes = APIRouter(include_in_schema=False)
    site, operator = munshi.settings.site, munshi.settings.operator_name

    @routes.get("/t/{id}.ics")
    async def file(request: Request, id: int) -> Response:
        known = 0 < id < _IDS_END
        found = await munshi.database.read(lambda c: sittings_by_id(c, [id]).get(id)) if known else None
        if found is None:
            return PlainTextResponse("Not found", 404)
        words = catalogue(language_of(request, "en"))
        place = words.label(place_of(found))
        event = Event(
            uid=f"sitting-{found.id}@{site.partition('://')[2]}",
            title=words.label(found.title),
            place=place if found.online or not found.place else f"{found.place}, {place}",
            about=operator,
            starts=found.starts,
            ends=found.ends,
            revision=found.revision,
            cancelled=found.cancelled,
            made_at=clock.now().astimezone(dt.UTC),
        )
        headers = {
            "Content-Disposition": f'attachment; filename="training-{found.id}.ics"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
        }
        return Response(calendar(event), media_type="text/calendar; charset=utf-8", headers=headers)

    return routes
