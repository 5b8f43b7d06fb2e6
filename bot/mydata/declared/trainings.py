"""Seats in trainings, who wants to hear of new ones, and complaints."""

from bot.i18n.words import _
from bot.mydata.declared.words import FROM_BOTH, FROM_YOU, SOON, UNTIL_ERASED
from bot.mydata.kept import Delete, Kept, Plain, Sweep

TRAININGS: dict[str, Kept | Plain] = {
    "course": Plain("what trainings are about"),
    "sitting": Plain("when and where trainings are given; a trainer's name is announced to everybody"),
    "seat": Kept(
        called=_("Your seats in trainings"),
        source=FROM_YOU,
        why=_("for the trainer to expect you, and for your certificate"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin",),
    ),
    "training_interest": Kept(
        called=_("Trainings you want to hear of"),
        source=FROM_YOU,
        why=_("to tell you when one is announced"),
        until=_("30 days after you were told"),
        erased=Delete(),
        sweeps=(Sweep("told_at", SOON, Delete(), "she was told once, as she wished"),),
        hidden=("origin",),
    ),
    "complaint": Kept(
        called=_("Your complaints"),
        source=FROM_YOU,
        why=_("to answer them"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("origin", "answered_by"),
    ),
    "complaint_event": Kept(
        called=_("What became of your complaints"),
        source=FROM_BOTH,
        why=_("to answer them"),
        until=UNTIL_ERASED,
        erased=Delete(),
        hidden=("officer_name",),
    ),
}
