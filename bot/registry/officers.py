"""Who at the helpdesk does something, and why it could not be done."""

import datetime as dt

import msgspec


class Officer(msgspec.Struct, frozen=True):
    """A member of staff, as the registry and the desk need to know one: the account's id, and the name people see."""

    id: int
    name: str

    @property
    def actor(self) -> str:
        """How a history names her."""
        return f"staff:{self.id}"


class Refusal(msgspec.Struct, frozen=True):
    """It was not done. `reason` is for the program; who stood in the way, and how it stands now, is for the page.

    overtaken: somebody (`by`, "owner" for the person herself) changed it since it was read · not_yours: `by` has it ·
    not_so: it does not stand so that this can be done · gone: there is no such thing · empty: something is missing ·
    asks_for_secret: the text seems to ask for an identity card number, a PIN or an OTP.
    """

    reason: str
    by: str = ""
    state: str = ""
    at: dt.datetime | None = None
