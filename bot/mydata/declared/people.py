"""The registry's tables: who somebody is, what is recorded about her, and what she has agreed to."""

import datetime as dt

import sqlalchemy as sa

from bot.i18n.words import _
from bot.mydata.declared.words import (
    FOR_A_MONTH,
    FOR_HALF_A_YEAR,
    FOR_HOURS,
    FROM_CARRIER,
    FROM_DESK,
    FROM_US,
    FROM_YOU,
    SOON,
    UNTIL_ERASED,
    UNTIL_WITHDRAWN,
    WORDS,
)
from bot.mydata.kept import Blank, Delete, Ids, Kept, Plain, Sweep
from bot.registry.models import link, merge, person


def _self_and_merged(ids: Ids) -> sa.ColumnElement[bool]:
    return person.c.id.in_(ids)


def _both_sides(ids: Ids) -> sa.ColumnElement[bool]:
    return sa.or_(link.c.giver.in_(ids), link.c.taker.in_(ids))


def _either(ids: Ids) -> sa.ColumnElement[bool]:
    return sa.or_(merge.c.kept.in_(ids), merge.c.gone.in_(ids))


PEOPLE: dict[str, Kept | Plain] = {
    "person": Kept(
        called=_("You"),
        source=FROM_YOU,
        why=_("to answer you in your language"),
        until=UNTIL_ERASED,
        erased=Delete(),
        belongs=_self_and_merged,
        hidden=("lane_owner", "lane_until", "lane_wanted"),
    ),
    "identity": Kept(
        called=_("Your names at WhatsApp and Telegram"),
        source=FROM_CARRIER,
        why=_("to know that it is you, and to answer you there"),
        until=UNTIL_ERASED,
        erased=Delete(),
    ),
    "consent": Kept(
        called=_("What you agreed to or refused"),
        source=FROM_YOU,
        why=_("to be able to show that you were asked"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin", "message_key"),
    ),
    "business": Kept(
        called=_("Your businesses"),
        source=FROM_YOU,
        why=_("for the helpdesk to record your business"),
        until=UNTIL_WITHDRAWN,
        erased=Delete(),
        hidden=("name_key", "owner_key"),
    ),
    "case": Kept(
        called=_("Your cases"),
        source=FROM_US,
        why=_("for you and the helpdesk to see where it stands"),
        until=_("number, dates and state stay without you; all else until you have it erased"),
        erased=Blank(
            "how many cases there were, and a receipt that no longer holds; nothing in the row leads to anybody",
            values={"state": "withdrawn", "remark": None, "smeda_number": None, "overdue_at": None},
            stays=("reference", "origin", "officer_name"),
        ),
        hidden=("origin", "officer_id"),
    ),
    "case_event": Kept(
        called=_("The history of your cases"),
        source=FROM_US,
        why=_("to know who did what, and when"),
        until=_("number, dates and state stay without you; all else until you have it erased"),
        erased=Blank(
            "what happened to a case without a person: when, and by which officer",
            values={"detail": None},
            stays=("actor", "what", "origin"),
        ),
        hidden=("origin",),
    ),
    "ticket": Kept(
        called=_("When you asked for a person"),
        source=FROM_YOU,
        why=_("for the helpdesk to answer you in turn"),
        until=_("the date stays without you; all else until you have it erased"),
        erased=Blank(
            "how many people waited, and how long",
            values={"state": "closed", "reference": None},
            stays=("reason", "origin", "officer_name"),
        ),
        hidden=("origin", "officer_id"),
    ),
    "merge": Kept(
        called=_("Your joined channels"),
        source=FROM_YOU,
        why=_("to be able to part them again"),
        until=FOR_HALF_A_YEAR,
        erased=Delete(),
        sweeps=(Sweep("at", WORDS, Delete(), "nobody takes a merge back after half a year"),),
        belongs=_either,
        hidden=("how",),
    ),
    "merge_row": Kept(
        called=_("What joining your channels changed"),
        source=FROM_US,
        why=_("to be able to part them again"),
        until=FOR_HALF_A_YEAR,
        erased=Delete(),
    ),
    "link": Kept(
        called=_("Codes for joining a channel"),
        source=FROM_YOU,
        why=_("so that nobody else joins your conversation"),
        until=FOR_A_MONTH,
        erased=Delete(),
        sweeps=(
            Sweep("made_at", SOON, Delete(), "counted against guessing for an hour; a month to look into a complaint"),
        ),
        belongs=_both_sides,
        # The other side of a link that was not joined is somebody else.
        hidden=("code_hash", "giver", "taker", "giver_sender", "taker_sender", "due_at"),
    ),
    "link_try": Kept(
        called=_("Wrong codes"),
        source=FROM_YOU,
        why=_("so that nobody else joins your conversation"),
        until=FOR_HOURS,
        erased=Delete(),
        sweeps=(Sweep("at", dt.timedelta(days=2), Delete(), "they count for one hour"),),
    ),
    "lock_word": Kept(
        called=_("Your lock"),
        source=FROM_YOU,
        why=_("so that nobody else sees your things on your phone"),
        until=_("until you take it away or have it erased"),
        erased=Delete(),
        hidden=("salt", "hash"),
    ),
    "timer": Kept(
        called=_("What is due for you"),
        source=FROM_US,
        why=_("to remind you, and to erase in time"),
        until=_("until it has happened"),
        erased=Delete(),
    ),
    "form": Kept(
        called=_("Safe pages for a number"),
        source=FROM_DESK,
        why=_("for a number that must not stand in a chat"),
        until=FOR_A_MONTH,
        erased=Delete(),
        sweeps=(
            Sweep(
                "ended_at", SOON, Delete(), "over: given, expired or taken back; the case's history says so",
                where=lambda table: table.c.state.in_(("given", "over")),
            ),
            Sweep(
                "expires_at", SOON, Delete(), "the address worked for a day",
                where=lambda table: table.c.ended_at.is_(None),
            ),
        ),
        hidden=("code_hash", "origin"),
    ),
    "paper": Kept(
        called=_("Numbers you gave on a safe page or at the office"),
        source=FROM_YOU,
        why=_("for the officer who decides your case"),
        until=_("until your case is decided, 180 days at most"),
        erased=Delete(),
        sweeps=(
            Sweep(
                "erased_at", SOON, Delete(), "the number itself is gone already",
                where=lambda table: table.c.sealed.is_(None),
            ),
        ),
        hidden=("sealed", "mark"),
    ),
    "receipt": Kept(
        called=_("Your receipts"),
        source=FROM_US,
        why=_("so that you can show that your business was recorded"),
        until=_("number and date stay without you; the page then says that it no longer holds"),
        erased=Blank(
            "whoever was shown it can still see that it no longer holds; it never named anybody",
            stays=("code", "kind", "number", "on_day", "origin"),
        ),
        hidden=("origin",),
    ),
    "export": Kept(
        called=_("Pages with everything about you"),
        source=FROM_US,
        why=_("so that the page works once"),
        until=FOR_A_MONTH,
        erased=Delete(),
        sweeps=(Sweep("expires_at", SOON, Delete(), "the address worked for a day"),),
        hidden=("code_hash", "origin"),
    ),
    "erasure": Plain("that somebody had everything erased, and when: a number that no other table knows any more"),
}  # fmt: skip
