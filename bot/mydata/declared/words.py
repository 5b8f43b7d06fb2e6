"""Where things are from and until when they are kept, in words that people read. Numbers: docs/decisions/0011."""

import datetime as dt

from bot.i18n.words import _

SOON = dt.timedelta(days=30)
"""For what only serves to run the service: long enough to look into a complaint about last month."""

WORDS = dt.timedelta(days=180)
"""For what was said: half a year, as identity numbers. No case takes longer, and nobody reads older conversations."""

FROM_YOU = _("You wrote it")
FROM_CARRIER = _("WhatsApp or Telegram told us")
FROM_US = _("This service made it")
FROM_DESK = _("The helpdesk wrote it")
FROM_BOTH = _("The helpdesk and you wrote it")

UNTIL_ERASED = _("until you have it erased")
UNTIL_WITHDRAWN = _("until you withdraw it or have it erased")
FOR_A_MONTH = _("30 days")
FOR_HALF_A_YEAR = _("180 days")
FOR_HOURS = _("two days")
