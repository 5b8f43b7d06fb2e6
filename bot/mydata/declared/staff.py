"""Tables about staff and what they did. They hold nothing about the people who write to us but their numbers."""

import datetime as dt

from bot.mydata.declared.words import SOON
from bot.mydata.kept import Delete, Kept, Plain, Sweep

STAFF: dict[str, Kept | Plain] = {
    "staff": Plain("accounts of staff: disabled, never erased, because the audit trail names them"),
    "staff_session": Plain(
        "browsers that staff are logged in with",
        sweeps=(Sweep("ends_at", dt.timedelta(days=90), Delete(), "long enough to look into a stolen password"),),
    ),
    "staff_wrong": Plain(
        "wrong passwords in a row", sweeps=(Sweep("last_at", SOON, Delete(), "they count for hours at most"),)
    ),
    "audit_entry": Plain(
        "who looked at or did what: a person in it is a number, which leads nowhere once she is erased; kept, because "
        "it is there to be looked at years later"
    ),
    "registry_upload": Plain(
        "a file that staff are about to import",
        sweeps=(Sweep("at", dt.timedelta(days=1), Delete(), "looked at and applied within an hour, or never"),),
    ),
}
