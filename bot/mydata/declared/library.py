"""What people were told from the library, whether it was useful, and what was not understood."""

import sqlalchemy as sa

from bot.answered.gaps import KEPT, LABELLED
from bot.i18n.words import _
from bot.mydata.declared.words import FROM_US, FROM_YOU, UNTIL_ERASED
from bot.mydata.kept import Blank, Delete, Kept, Plain, Sweep

LIBRARY: dict[str, Kept | Plain] = {
    "article_version": Plain("articles that staff published"),
    "article_told": Kept(
        called=_("Which answers you were given"),
        source=FROM_US,
        why=_("so that you can be told if one was wrong"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin",),
    ),
    "article_rating": Kept(
        called=_("Which answers you found useful"),
        source=FROM_YOU,
        why=_("to make the answers better"),
        until=_("the count stays without you; all else until you have it erased"),
        erased=Blank("how useful an article was", stays=("topic", "version", "origin")),
        hidden=("origin",),
    ),
    "gap": Plain(
        "what was not understood, without who wrote it and without numbers; an erasure takes hers out by their sound "
        "(bot.mydata.elsewhere)",
        sweeps=(
            Sweep(
                "last_at", KEPT, Delete(), "nobody has said it for so long, and nobody has said what it means",
                where=lambda table: sa.or_(table.c.state != LABELLED, table.c.labelled_at.is_(None)),
            ),
            Sweep(
                "labelled_at", KEPT, Delete(), "what an officer said it means was not reviewed for so long",
                where=lambda table: table.c.state == LABELLED,
            ),
        ),
    ),
    "exemplar": Plain(
        "sentences the router learns from, worded by a reviewer so that they could be anybody's; an erasure takes out "
        "one that sounds like something she wrote (bot.mydata.elsewhere)"
    ),
}  # fmt: skip
