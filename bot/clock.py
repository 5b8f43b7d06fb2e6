"""What time it is. One place, so that tests can say otherwise."""

import datetime as dt
from zoneinfo import ZoneInfo

KARACHI = ZoneInfo("Asia/Karachi")
"""People are shown Pakistan's time; everything is stored in UTC."""

FIRST_HOUR, LAST_HOUR = dt.time(9), dt.time(20)
"""Nobody is written to unasked outside these hours, Asia/Karachi."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def day_in_pakistan(moment: dt.datetime) -> dt.date:
    return moment.astimezone(KARACHI).date()
