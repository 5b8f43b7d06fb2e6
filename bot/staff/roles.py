"""Who may do what: the one table of it."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One thing somebody may do in the console."""

    ANSWER = "answer"
    """See who waits, read conversations and complaints, claim, answer, resolve."""
    ASSIGN = "assign"
    """Give a conversation to somebody else, and take one from somebody."""
    DECIDE = "decide"
    """See cases and decide them; decide what is a duplicate; see referrals and write down what lenders say; say what a
    message meant that was not understood."""
    REGISTRY = "registry"
    """See and search the registry."""
    EXPORT = "export"
    """Take the registry, or a lender's referrals, out as a file; see whole telephone numbers in referrals."""
    IMPORT = "import"
    """Put businesses in from a file."""
    REPAIR = "repair"
    """Look at messages whose answers failed."""
    DESK = "desk"
    """Office hours and canned replies."""
    AGREEMENTS = "agreements"
    """Agreements with lenders, their secrets and tokens: who outside this house is given people's details. For admins
    only, like accounts: it binds the operator, and whoever makes a token could read with it what she may not export."""
    TRAININGS = "trainings"
    """See trainings; with `REGISTRY` also who has a seat, and note who was there."""
    PUBLISH = "publish"
    """Announcements, articles, what the bot learns, training."""
    STAFF = "staff"
    """Accounts and other people's sessions."""
    AUDIT = "audit"
    """Read the audit trail."""


_OFFICER: Final = frozenset({Permission.ANSWER, Permission.DECIDE, Permission.REGISTRY, Permission.TRAININGS})
_SUPERVISOR: Final = _OFFICER | {
    Permission.ASSIGN,
    Permission.EXPORT,
    Permission.IMPORT,
    Permission.REPAIR,
    Permission.DESK,
}

ROLES: Final[dict[str, frozenset[Permission]]] = {
    "admin": frozenset(Permission),
    "supervisor": _SUPERVISOR,
    "officer": _OFFICER,
    "publisher": frozenset({Permission.PUBLISH, Permission.TRAININGS}),
    "auditor": frozenset({Permission.AUDIT}),
}
"""A publisher and an auditor see no personal data beyond what their own pages show. Of a training a publisher sees how
many have a seat, wait or were there; who they are is for those who may see the registry as well."""


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in ROLES.get(role, frozenset())
