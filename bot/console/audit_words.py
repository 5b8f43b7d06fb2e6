"""What the codes of the audit trail mean."""

from typing import Final

from bot.i18n.words import Words, _

WHAT: Final[dict[str, Words]] = {
    "logged in": _("Logged in"),
    "logged out": _("Logged out"),
    "wrong password": _("Wrong password"),
    "password changed": _("Changed the own password"),
    "password reset": _("Gave a one-time password"),
    "sessions ended": _("Ended sessions"),
    "staff added": _("Made an account"),
    "staff disabled": _("Disabled an account"),
    "staff enabled": _("Enabled an account"),
    "role changed": _("Changed a role"),
    "queue seen": _("Looked at the queue"),
    "conversation seen": _("Read a conversation"),
    "file seen": _("Opened a file"),
    "file deleted": _("Deleted a file"),
    "answered": _("Answered a person"),
    "answer taken back": _("Took an answer back"),
    "ticket claimed": _("Took a conversation"),
    "ticket transferred": _("Handed a conversation over"),
    "ticket released": _("Put a conversation back into the queue"),
    "ticket closed": _("Closed a conversation"),
    "ticket started": _("Began a conversation"),
    "note written": _("Wrote a note"),
    "cases seen": _("Looked at a list of cases"),
    "case seen": _("Looked at a case"),
    "case taken up": _("Took up a case"),
    "case asked": _("Asked an owner for something"),
    "case accepted": _("Accepted a case"),
    "case declined": _("Declined a case"),
    "case reopened": _("Reopened a case"),
    "duplicates seen": _("Looked at duplicates"),
    "duplicate decided": _("Decided about a duplicate"),
    "parked seen": _("Looked at messages that were not answered"),
    "parked retried": _("Tried a message again"),
    "parked dismissed": _("Put a message aside"),
    "registry seen": _("Looked at the registry"),
    "registry exported": _("Exported the registry"),
    "registry import tried": _("Tried an import"),
    "registry imported": _("Imported businesses"),
    "canned changed": _("Changed ready answers"),
    "hours changed": _("Changed the office hours"),
}
"""By code, in the order of the filter."""
