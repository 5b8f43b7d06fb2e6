"""What time it is. One place, so that tests can say otherwise."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

KARACHI = ZoneInfo("Asia/Karachi")
"""People are shown Pakistan's time; everything is stored in UTC."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@lru_cache(64)
def day_in_pakistan(moment: dt.datetime) -> dt.date:
    """The day it is there. Remembered, because all turns of a batch ask for the same moment."""
    return moment.astimezone(KARACHI).date()
