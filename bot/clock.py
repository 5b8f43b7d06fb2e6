"""What time it is. One place, so that tests can say otherwise."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

KARACHI = ZoneInfo("Asia/Karachi")
"""People are shown Pakistan's time; everything is stored in UTC."""

FIRST_HOUR, LAST_HOUR = dt.time(9), dt.time(20)
"""Nobody is written to unasked outside these hours, Asia/Karachi."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@lru_cache(64)
def day_in_pakistan(moment: dt.datetime) -> dt.date:
    """The day it is there. Remembered, because all turns of a batch ask for the same moment."""
    return moment.astimezone(KARACHI).date()
