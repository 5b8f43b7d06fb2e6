"""Words for what stands in the database as a code."""

import datetime as dt
from typing import Final

from bot.clock import KARACHI
from bot.html.templates import Speaking
from bot.i18n.words import Name, Words, _, n_
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.officers import Refusal

CASE_STATES: Final[dict[str, Words]] = {
    "recorded": _("Recorded"),
    "in_review": _("In review"),
    "needs_information": _("Needs information"),
    "accepted": _("Accepted by SMEDA"),
    "declined": _("Declined"),
    "withdrawn": _("Withdrawn"),
}

CASE_STEPS: Final[dict[str, Words]] = {
    **CASE_STATES,
    "changed": _("Details changed"),
    "answered": _("The owner answered"),
    "overdue": _("Waits too long"),
    "asked_for_number": _("A number was asked for"),
    "number_given": _("A number was given"),
    "merged_into": _("Goes on under another number"),
    "merged_with": _("Joined with another case"),
}

TICKET_STATES: Final[dict[str, Words]] = {
    "waiting": _("Waiting"),
    "claimed": _("Taken"),
    "closed": _("Closed"),
}

TICKET_REASONS: Final[dict[str, Words]] = {
    "asked": _("Asked for a person"),
    "complaint": _("Complaint"),
    "voice": _("Voice message"),
    "file": _("Sent a file"),
    "stuck": _("The bot did not understand"),
    "officer": _("Begun by the helpdesk"),
    "complaint_due": _("Complaint, its day is near"),
    "referral": _("A lender has not answered"),
    "link": _("Two channels could not be joined"),
    "erased": _("Erased at the person's own wish"),
}

KINDS: Final[dict[str, Words]] = {
    "image": _("Photo"),
    "voice": _("Voice message"),
    "audio": _("Sound"),
    "video": _("Video"),
    "document": _("Document"),
    "sticker": _("Sticker"),
    "location": _("Place"),
    "contacts": _("Contact"),
}

LINE_STATES: Final[dict[str, Words]] = {
    "waiting": _("waits until the person writes"),
    "queued": _("on its way"),
    "sent": _("sent"),
    "delivered": _("arrived"),
    "read": _("read"),
    "played": _("heard"),
    "failed": _("not delivered"),
    "closed": _("not delivered: the 24 hours were over"),
    "unknown": _("may not have arrived"),
    "dropped": _("taken back"),
    "parked": _("not answered: a fault"),
    "stale": _("came more than a day late"),
    "told": _("came more than a day late"),
}

FILE_STATES: Final[dict[str, Words]] = {
    "wanted": _("is being fetched"),
    "lost": _("could not be fetched"),
    "deleted": _("deleted by staff"),
    "expired": _("deleted after 90 days"),
}

NUMBERS: Final[dict[str, Words]] = {
    "cnic": _("Identity card number"),
    "ntn": _("NTN"),
}

FORM_STATES: Final[dict[str, Words]] = {
    "wanted": _("asked for; the owner is being told"),
    "open": _("asked for; the owner has the page"),
    "given": _("given"),
    "office": _("the owner brings it to the office"),
    "over": _("asked for, but the page is over"),
}

LIKENESSES: Final[dict[str, Words]] = {
    "name": _("Business name"),
    "owner": _("Owner's name"),
    "district": _("District"),
    "trade": _("Kind of work"),
    "phone": _("Telephone"),
    "since": _("Year it began"),
}

LABELS: Final[dict[str, Words]] = {
    **{name: field.label for name, field in BUSINESS_FIELDS.items()},
    "owner_name": LIKENESSES["owner"],
}
"""What the facts about a business are called here; in the chat the owner's name is "your name"."""

ROLES: Final[dict[str, Words]] = {
    "admin": _("Admin"),
    "supervisor": _("Supervisor"),
    "officer": _("Officer"),
    "publisher": _("Publisher"),
    "auditor": _("Auditor"),
}

WEEKDAYS: Final[tuple[Words, ...]] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

DONE: Final[dict[str, Words]] = {
    "sent": _("Your answer is on its way."),
    "template": _(
        "The 24 hours are over, so your answer waits. A template has told the person that it is there; it goes out "
        "as soon as the person taps or writes."
    ),
    "asked_already": _(
        "The 24 hours are over, so your answer waits until the person writes. A template lies there unanswered already."
    ),
    "not_approved": _(
        "The 24 hours are over, so your answer waits until the person writes. WhatsApp has cleared no template in "
        "that language which could say so."
    ),
    "blocked": _("The person has blocked us. Your answer waits until the person writes again."),
    "claimed": _("You have this conversation now; the bot is silent in it."),
    "transferred": _("The conversation is handed over."),
    "released": _("The conversation is back in the queue; the bot answers meanwhile."),
    "closed": _("Closed. The bot has the conversation again, and the person is asked how it was."),
    "noted": _("The note is kept."),
    "taken_back": _("The answer is taken back; it will not go out."),
    "file_deleted": _("The file is deleted."),
    "in_review": _("You are reviewing this case. The owner is told."),
    "needs_information": _("The owner is asked, and can answer in the chat."),
    "accepted": _("Accepted. The owner is told SMEDA's number."),
    "declined": _("Declined. The owner is told the reason."),
    "decided": _("Decided. This pair will not be shown again."),
    "answered": _("It is answered now."),
    "dismissed": _("Put aside. It stays in the conversation."),
    "saved": _("Saved."),
    "dropped": _("It is gone."),
    "ended": _("Ended."),
    "password": _("Your password is changed. You are logged out everywhere else."),
    "changed": _("Changed."),
    "number_asked": _("The owner is told what is needed, and chooses: a one-time page, or the office."),
    "number_kept": _("The number is kept, sealed. It is erased the day after the case is decided."),
    "complaint_answered": _("The answer is kept. The person is told in the chat, and asked whether that settles it."),
    "complaint_answered_closed": _(
        "The answer is kept. The person is told in the chat, and is no longer in the queue because of it."
    ),
    "reported": _("Written down. The person is told."),
    "reported_already": _("That stands there already. Nobody is told twice."),
    "sent_again": _("It is posted to the lender again."),
    "handed_over": _("It counts as with the lender from now on."),
    "agreement_ended": _("The last day is kept."),
    "imported": _("Imported. The newest stand first."),
    "sitting_there": _("This training is announced already; the form came twice."),
    "sitting_changed": _("Saved."),
    "titles_changed": _("Saved. The new titles are shown from now on."),
    "sitting_moved": _("Saved. Everybody with a seat or in the waiting list is told."),
    "sitting_cancelled": _("Cancelled. Everybody with a seat or in the waiting list is told."),
    "were_there": _("Noted. It counts like the code: the certificate is theirs to fetch."),
    "not_there": _("Taken back."),
    "labelled": _("A reviewer looks at it next; until then you can undo it."),
    "gap_dismissed": _("Put aside."),
    "put_back": _("It is open again."),
    "exemplar": _("Accepted. The bot learns it in about a minute."),
    "sent_back": _("Sent back; it is open again, with your remark."),
    "unlearnt": _("Taken out. The bot forgets it in about a minute."),
    "published": _("Published. The bot answers so from now on."),
    "withdrawn": _("Taken back. The bot gives no answer to this now, and offers a person."),
    "restored": _("The file's text counts again."),
}
"""What a page says after something was done: `?done=…`."""

SHUT: Final[dict[str, Words]] = {
    "window_shut": DONE["template"],
    "template": _("A template has told the person that an answer waits."),
    "asked_already": DONE["asked_already"],
    "not_approved": DONE["not_approved"],
    "blocked": DONE["blocked"],
}
"""Why an answer waits."""


def refused(refusal: Refusal) -> Words:
    """Why it was not done, and what to do."""
    match refusal.reason:
        case "overtaken" if refusal.by == "owner":
            return _("The owner has changed or answered something meanwhile. Please read it again, then decide.")
        case "overtaken":
            return _("{officer} was quicker. Please read how it stands now.").with_(officer=refusal.by or "?")
        case "not_yours":
            return _("{officer} has this conversation.").with_(officer=refusal.by or "?")
        case "not_so":
            return _("This cannot be done as it stands now. Please read it again.")
        case "gone":
            return _("It is no longer there.")
        case "asks_for_secret":
            return _(
                "This seems to ask for an identity card number, a PIN, an OTP or a card. Nobody may ask for these in a "
                "chat. If your text only mentions them, tick the box and send it again."
            )
    return _("Something is missing, or too long. Please look at the form again.")


def fact(speaking: Speaking, name: str, value: object) -> str:
    """A fact about a business as a page shows it."""
    if value is None or value == "":
        return "–"
    kind = BUSINESS_FIELDS[name].kind
    try:
        shown = kind.show(kind.load(value))  # type: ignore[arg-type]
    except Exception:  # what was recorded under an earlier rule is shown as it is
        return str(value)
    return speaking.words(shown) if isinstance(shown, Words | Name) else str(shown)


def span(speaking: Speaking, time: dt.timedelta) -> str:
    """How long, as precisely as it matters."""
    minutes = max(int(time.total_seconds()) // 60, 0)
    if minutes >= 48 * 60:
        return speaking.words(n_("{count} day", "{count} days", minutes // (24 * 60)))
    if minutes >= 60:
        return speaking.words(_("{hours} h {minutes} min").with_(hours=minutes // 60, minutes=minutes % 60))
    return speaking.words(_("{minutes} min").with_(minutes=minutes))


def when(speaking: Speaking, now: dt.datetime, moment: dt.datetime) -> str:
    """The time of day if it is today, else the day."""
    today = now.astimezone(KARACHI).date() == moment.astimezone(KARACHI).date()
    return speaking.clock(moment) if today else speaking.day(moment)
