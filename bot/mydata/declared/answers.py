"""What was answered: which articles somebody was told, and whether they were of use; what was not understood."""

import datetime as dt

from bot.answered.gaps import KEPT as GAP_KEPT
from bot.answered.gaps import LABELLED
from bot.i18n.words import _
from bot.mydata.declared.words import FROM_US, FROM_YOU
from bot.mydata.kept import Delete, Kept, Plain, Sweep

_TWO_YEARS = dt.timedelta(days=2 * 365)

ANSWERS: dict[str, Kept | Plain] = {
    "article_told": Kept(
        called=_("Answers you were given"),
        source=FROM_US,
        why=_("so that you can be told when one of them was wrong"),
        until=_("two years, or until you have it erased"),
        erased=Delete(),
        sweeps=(Sweep("at", _TWO_YEARS, Delete(), "an answer of two years ago is checked anew before it counts"),),
        hidden=("origin",),
    ),
    "article_rating": Kept(
        called=_("Whether answers were useful to you"),
        source=FROM_YOU,
        why=_("so that answers get better"),
        until=_("two years, or until you have it erased"),
        erased=Delete(),
        sweeps=(Sweep("at", _TWO_YEARS, Delete(), "the article has been rewritten since"),),
        hidden=("origin",),
    ),
    "article_version": Plain("articles that staff publish"),
    "gap": Plain(
        "messages that were not understood, without who wrote them and without numbers",
        sweeps=(
            Sweep(
                "last_at", GAP_KEPT, Delete(), "what nobody labelled in a year was not worth it",
                where=lambda table: table.c.state != LABELLED,
            ),
        ),
    ),
}  # fmt: skip
