"""The helpdesk's tables: what officers wrote, what waits to be said, files people sent, likenesses of businesses."""

import datetime as dt

import sqlalchemy as sa

from bot.i18n.words import _
from bot.mydata.declared.words import FROM_DESK, FROM_US, FROM_YOU, SOON, UNTIL_ERASED
from bot.mydata.kept import Blank, Delete, Ids, Kept, Plain, Sweep
from bot.registry.models import business, duplicate


def _of_businesses(ids: Ids) -> sa.ColumnElement[bool]:
    theirs = sa.select(business.c.id).where(business.c.person_id.in_(ids))
    return sa.or_(duplicate.c.first.in_(theirs), duplicate.c.second.in_(theirs))


DESK: dict[str, Kept | Plain] = {
    "desk_reply": Kept(
        called=_("What officers wrote to you"),
        source=FROM_DESK,
        why=_("to answer you"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin", "officer_id"),
    ),
    "owed": Kept(
        called=_("What waits until you write"),
        source=FROM_US,
        why=_("so that news reaches you"),
        until=_("until it has happened"),
        erased=Delete(),
    ),
    "note": Kept(
        called=_("What officers noted about you"),
        source=FROM_DESK,
        why=_("so that the next officer knows what it is about"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("officer_id",),
    ),
    "ticket_event": Kept(
        called=_("What became of it at the helpdesk"),
        source=FROM_DESK,
        why=_("to know who did what, and when"),
        until=_("the date stays without you; all else until you have it erased"),
        erased=Blank(
            "what officers did, and when; nothing in it leads to anybody",
            values={"detail": None},
            stays=("officer_name", "what"),
        ),
        hidden=("officer_id",),
    ),
    "media": Kept(
        called=_("Files you sent"),
        source=FROM_YOU,
        why=_("for the helpdesk to read what it is about"),
        until=_("90 days; that there was one 30 days more"),
        erased=Delete(),
        sweeps=(
            Sweep(
                "at", dt.timedelta(days=90) + SOON, Delete(), "the file itself is gone already (bot.helpdesk.media)",
                where=lambda table: table.c.content.is_(None),
            ),
        ),
    ),
    "duplicate": Kept(
        called=_("Businesses that looked like yours"),
        source=FROM_US,
        why=_("so that no business is recorded twice"),
        until=UNTIL_ERASED,
        erased=Delete(),
        belongs=_of_businesses,
        hidden=("first", "second", "officer_id"),  # the other business is somebody else's
    ),
    "canned": Plain("answers that officers give often"),
    "office_hours": Plain("when somebody is at the helpdesk"),
    "holiday": Plain("when nobody is"),
    "template": Plain("how carriers stand to our templates"),
}  # fmt: skip
