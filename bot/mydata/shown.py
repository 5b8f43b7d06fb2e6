"""How what is held is shown to the person it is about: columns by name, values in her language."""

import datetime as dt
from typing import Any

from bot.clock import KARACHI
from bot.i18n.catalogues import Catalogue
from bot.i18n.formats import CHANNEL_NAMES
from bot.i18n.words import Label, Name, Words, _
from bot.mydata.package import Section
from bot.registry.fields import BUSINESS_FIELDS, LANGUAGE_NAMES
from bot.registry.models import ALSO_ASKED

_WHEN, _NUMBER, _UNTIL = _("When"), _("Number"), _("Until")

LABELS: dict[str, Label] = {
    "at": _WHEN, "created_at": _WHEN, "opened_at": _WHEN, "made_at": _WHEN, "received_at": _WHEN, "given_at": _WHEN,
    "asked_at": _WHEN, "touched_at": _WHEN, "began_at": _WHEN, "found_at": _WHEN, "claimed_at": _("Taken up"),
    "on_day": _WHEN, "decided_on": _WHEN,
    "ended_at": _("Ended"), "erased_at": _("Erased"), "closed_at": _("Ended"), "undone_at": _("Taken back"),
    "used_at": _("Opened"), "expires_at": _UNTIL, "due_at": _("Due"), "due_on": _("Due"),
    "text": _("Words"), "note": _("Note"), "remark": _("Note"), "missed": _("Words"), "what": _("What happened"),
    "reason": _("Reason"), "why": _("Reason"), "state": _("It stands"), "outcome": _("Result"),
    "language": _("Language"), "channel": _("Channel"), "value": _("Name or number there"), "kind": _("Kind"),
    "topic": _("About"), "given": _("Agreed"), "wants_broadcasts": _("Announcements"),
    "reference": _NUMBER, "number": _NUMBER, "smeda_number": _("SMEDA's number"),
    "actor": _("Who"), "officer_name": _("Officer"), "asked_by": _("Officer"), "rating": _("Your rating"),
    "asks": _("What was asked"), "words": _("Words"), "answer": _("Answer"), "answered_at": _("Answered"),
    "held_until": _UNTIL, "attended_at": _("Attended"), "how": _("Where it was given"),
    "lender": _("Lender"), "product": _("Product"), "amount": _("Amount in rupees"), "purpose": _("Purpose"),
    "name": _("Name"), "phone": _("Phone"), "programme": _("Programme"), "delivery": _("Arrived"),
    "file": _("File"), "useful": _("Useful"),
    **{name: field.label for name, field in BUSINESS_FIELDS.items()},
}  # fmt: skip
"""Columns that are shown on the page. All others are in the file (`FILE_ONLY`)."""

FILE_ONLY = frozenset({
    "id", "person_id", "account", "address", "agreement_id", "answers", "attempts", "billable", "billed_by",
    "blocked", "body", "business_id", "case_id", "category", "changed", "changed_at", "code", "delivery_rank",
    "detail", "determination", "error", "error_code", "flow", "giver_seen_at", "gone", "inputs", "isic_division",
    "kept", "key", "language_chosen", "lease_until", "merge_id", "merged_into", "met", "micro_usd", "muted_until",
    "open_until", "parts", "position", "price_version", "provider_id", "question", "reasons", "ref", "recipient",
    "referral_id", "rests_until", "row_id", "rule_version_id", "sent_at", "status", "subject", "table_name",
    "taker_seen_at", "trace", "tries", "updated_at", "wording", "wrong",
    "command", "until", "decided_at", "score", "held_by_desk", "is_owed", "outbound_id", "ticket_id", "overdue_at",
    "complaint_id", "state_at", "version", "size", "type", "telling", "ended", "nearly_due", "sitting_id", "told_at",
})  # fmt: skip
"""Columns that say nothing to a reader: keys, counters, what a carrier calls things. They are in the file."""

_CODES: dict[str, Label] = {
    **CHANNEL_NAMES,
    "recorded": _("recorded"), "withdrawn": _("withdrawn"), "waiting": _("waiting"), "claimed": _("taken up"),
    "closed": _("ended"), "done": _("answered"), "kept": _("kept"), "open": _("open"), "expired": _("expired"),
    "cancelled": _("ended"), "sent": _("sent"), "delivered": _("arrived"), "read": _("read"), "failed": _("failed"),
    "booked": _("booked"), "offered": _("held for you"), "attended": _("attended"), "missed": _("missed"),
    "answered": _("answered"), "settled": _("settled"), "reopened": _("open again"), "queued": _("waiting"),
    "unknown": _("not known"), "owner": _("you"), "cnic": Name("CNIC", "شناختی کارڈ", "CNIC"),
    "ntn": Name("NTN", "این ٹی این", "NTN"), "page": _("on the safe page"), "office": _("at the office"),
    "phone": _("phone number"), "asked": _("you asked for it"), "complaint": _("a complaint"),
    ALSO_ASKED: _("you asked for something more"),
    **dict(LANGUAGE_NAMES),
}  # fmt: skip

_YES, _NO = _("yes"), _("no")
MOST = 500
"""Rows of one kind on the page; a phone's browser shows no more in one piece. The file holds all."""


def lines(section: Section, words: Catalogue) -> list[list[tuple[str, str]]]:
    """Her rows as label and value, in her language; what is empty is left out. Of very many the newest."""
    rows = section.rows[-MOST:]
    return [[pair for name in LABELS if name in row and (pair := _pair(section.table, name, row[name], words))]
            for row in rows]  # fmt: skip


def _pair(table: str, name: str, value: Any, words: Catalogue) -> tuple[str, str] | None:
    if value is None or value == "" or value == []:
        return None
    label = words.label(LABELS[name])
    if table == "business" and name in BUSINESS_FIELDS:
        kind = BUSINESS_FIELDS[name].kind
        return label, words.say(Words("{value}", {"value": kind.show(kind.load(value))}))  # type: ignore[arg-type]
    return label, shown(value, words)


def shown(value: Any, words: Catalogue) -> str:
    """A value in her language: dates as people write them, our own codes as words, everything else as it is."""
    match value:
        case bool():
            return words.label(_YES if value else _NO)
        case dt.datetime():
            local = value.astimezone(KARACHI)
            return f"{words.say(Words('{date}', {'date': local.date()}))}, {local:%H:%M}"
        case list():
            return ", ".join(shown(one, words) for one in value)
        case str() if value in _CODES:
            return words.label(_CODES[value])
        case _:
            return str(value)
