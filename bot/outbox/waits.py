"""How long the sender waits before it tries again, in seconds."""

import msgspec


class Waits(msgspec.Struct, frozen=True):
    """The pauses between two tries. Tests shorten them; nobody else should need to."""

    unknown: float = 30.0
    """For a status, before a reply of unknown fate is repeated."""
    blind: float = 5.0
    """The same where the carrier has no statuses (Telegram)."""
    stopped: float = 60.0
    """While the carrier refuses everything (token, payment, account)."""
    person: float = 4.0
    """Meta: a person who was written to too fast is tried again after 4^n seconds."""
    person_most: float = 120.0
    channel: float = 2.0
    """The carrier cannot be reached or says we are too fast; doubled each time."""
    channel_most: float = 30.0
    hold: float = 120.0
    """A reply to a person who is written to too fast holds her later replies back for so long at most."""
    look_round: float = 2.0
    """Between two looks for people whom a process that has died was writing to."""
    last: float = 10.0
    """For sends under way when the process is told to stop."""

    def after_channel(self, refusals: int) -> float:
        return min(self.channel * 2.0 ** min(refusals - 1, 10), self.channel_most)

    def after_person(self, refusals: int) -> float:
        return min(self.person * 4.0 ** min(refusals - 1, 10), self.person_most)
