"""Words for trainings: the columns of their list, where a seat stands, what a row of a file would do."""

from typing import Final

from bot.i18n.words import Words, _

COLUMNS: Final[dict[str, Words]] = {
    "course": _("Course (its code in your list)"),
    "title_en": _("Title in English"),
    "title_ur": _("Title in Urdu"),
    "title_ur_latn": _("Title in Roman Urdu"),
    "topic": _("Topic"),
    "sitting": _("Training (its code in your list)"),
    "online": _("Online"),
    "district": _("District"),
    "place": _("Address, or the link of an online one"),
    "language": _("Language"),
    "women_only": _("For women only"),
    "date": _("Day"),
    "from": _("From, in Pakistan's time"),
    "to": _("To, in Pakistan's time"),
    "seats": _("Seats"),
    "fee": _("Fee in rupees"),
    "trainer": _("Trainer"),
    "state": _("Open or cancelled"),
    "attendance_code": _("Attendance code"),
}

SEAT_STATES: Final[dict[str, Words]] = {
    "booked": _("Has a seat"),
    "offered": _("A seat is held"),
    "waiting": _("Waits for a seat"),
    "attended": _("Was there"),
    "missed": _("Was not there"),
}

RATINGS: Final[dict[str, Words]] = {
    "good": _("Good"),
    "so_so": _("So-so"),
    "bad": _("Not good"),
}

OUTCOMES: Final[dict[str, Words]] = {
    "open": _("Is announced"),
    "change": _("Is changed"),
    "cancel": _("Is cancelled"),
    "same": _("Stays as it is"),
    "past": _("Has begun already; stays as it is"),
}

WHICH: Final[dict[str, Words]] = {
    "coming": _("Coming"),
    "past": _("Over"),
    "cancelled": _("Cancelled"),
}
