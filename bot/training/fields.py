"""What flows ask about trainings: which sitting, which seat, the code of the day, how it was."""

from collections.abc import Sequence

from bot.chat.chat import Field
from bot.chat.choices import Choice
from bot.chat.kinds import Option, Text
from bot.chat.named import PersonName
from bot.chat.number import Number
from bot.i18n.words import Words, _
from bot.training.kinds import DayCode, SittingKind, labels
from bot.training.requests import SeatCard, SittingCard
from bot.training.topics import SPELLINGS, TOPICS

MOST_SEATS = 9
"""Seats to choose from; a list has ten rows."""

attendee = Field("attendee", _("Name"), PersonName())
remark = Field("remark", _("In your words"), Text())
seat_id = Field("seat", _("Training"), Number())
sitting_id = Field("new", _("Training"), Number())
rating = Field(
    "rating",
    _("How it was"),
    Choice(
        Option(
            "good", _("Good"), also=("acha", "achi", "acchi", "bohat achi", "zabardast", "اچھی", "بہت اچھی", "great")
        ),
        Option("so_so", _("So-so"), also=("theek", "theek thi", "ok", "okay", "ٹھیک", "ٹھیک تھی", "guzara")),
        Option("bad", _("Not good"), also=("bad", "kharab", "achi nahi", "اچھی نہیں", "خراب", "bekar")),
    ),
)

ANY, NONE = "any", "none"
topic = Field(
    "topic",
    _("Topic"),
    Choice(
        *(Option(id, label, also=SPELLINGS.get(id, ())) for id, label in TOPICS.items()),
        Option(ANY, _("Any topic"), also=("any", "all", "koi bhi", "sab", "کوئی بھی", "سب")),
        Option(NONE, _("No, thanks"), also=("none", "kuch nahi", "rehne dein", "کچھ نہیں", "نہیں شکریہ")),
        no=NONE,
    ),
)


def which(cards: Sequence[SittingCard]) -> Field[str]:
    """Which of these sittings."""
    return Field("which", _("Training"), SittingKind(cards))


def which_seat(seats: Sequence[SeatCard]) -> Field[str]:
    """Which of these seats."""
    shown = seats[:MOST_SEATS]
    names = labels([seat.sitting for seat in shown])
    options = (
        Option(str(seat.id), names[seat.sitting.id], Words("{date}", {"date": seat.sitting.starts.date()}))
        for seat in shown
    )
    return Field("my_seat", _("Training"), Choice(*options))


def day_code(nth: int) -> Field[str]:
    """The trainer's code, asked for the nth time."""
    return Field(f"code_{nth}", _("Code"), DayCode())
