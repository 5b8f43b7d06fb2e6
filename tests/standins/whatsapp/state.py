"""What the stand-in remembers: windows, rates, templates, files, and every message it accepted."""

import hashlib
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.standins.whatsapp.rules import MEDIA_KINDS, Json, Refused

WINDOW = 24 * 3600  # seconds; Meta, "Customer service windows"
PAIR_SECONDS, PAIR_BURST = 6.0, 45  # Meta, "Throughput": one message in 6 s to one person, 45 lent in advance
NUMBER_RATE = 80  # messages a second
MEDIA_URL_SECONDS = 300
_MEGABYTE = 1 << 20
# Meta, "Media": types and sizes.
MEDIA_LIMITS = {
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * _MEGABYTE),
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * _MEGABYTE),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * _MEGABYTE),
    **dict.fromkeys(("application/pdf", "text/plain"), 100 * _MEGABYTE),
    "image/webp": 500 * 1024,
}


@dataclass
class Template:
    """A template as Meta keeps it: how many holes its body has, how many quick replies it carries."""

    parameters: int = 0
    buttons: int = 0
    status: str = "APPROVED"


@dataclass
class File:
    """An uploaded file, or one that a person sent."""

    content: bytes
    mime: str
    tickets: dict[str, float] = field(default_factory=dict)
    """Download tickets, and when each expires."""

    @property
    def sha256(self) -> str:
        """In hexadecimal, as the media endpoint writes it."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Accepted:
    """A message that the stand-in accepted."""

    id: str
    recipient: str
    body: Json
    at: float

    @property
    def ref(self) -> str:
        """What the bot put in to recognise it by."""
        return str(self.body.get("biz_opaque_callback_data", ""))


class State:
    """The memory of the stand-in, and its clock (seconds since 1970)."""

    def __init__(self) -> None:
        self.offset = 0.0
        self.limits_pairs = False
        self.limits_number = False
        self.inbound_ids: set[str] = set()
        self.templates: dict[tuple[str, str], Template] = {}
        self.files: dict[str, File] = {}
        self.accepted: list[Accepted] = []
        self.unreachable: set[str] = set()
        self.aliases: dict[str, str] = {}
        self._wrote_at: dict[str, float] = {}
        self._pairs: dict[str, tuple[float, float]] = {}
        self._recent: deque[float] = deque()

    def now(self) -> float:
        """The stand-in's own time."""
        return time.time() + self.offset

    def person(self, name: str) -> str:
        """One name for a person who has several (digits and user id)."""
        name = name.removeprefix("+")
        return self.aliases.get(name, name)

    def open_window(self, name: str) -> None:
        """This person has just written."""
        self._wrote_at[self.person(name)] = self.now()

    def check_window(self, recipient: str) -> None:
        """Refuse free text to somebody who has not written for 24 hours."""
        wrote_at = self._wrote_at.get(recipient)
        if wrote_at is None or self.now() - wrote_at > WINDOW:
            raise Refused(131047, "More than 24 hours have passed since the recipient last replied.")

    def check_rates(self, recipient: str) -> None:
        """Refuse what is too fast, for this number or for this person."""
        now = self.now()
        if self.limits_number:
            while self._recent and now - self._recent[0] >= 1:
                self._recent.popleft()
            if len(self._recent) >= NUMBER_RATE:
                raise Refused(130429, "Cloud API message throughput has been reached.")
            self._recent.append(now)
        if self.limits_pairs:
            credit, last = self._pairs.get(recipient, (float(PAIR_BURST), now))
            credit = min(float(PAIR_BURST), credit + (now - last) / PAIR_SECONDS)
            if credit < 1:
                raise Refused(131056, "Too many messages sent to the same recipient in a short time.")
            self._pairs[recipient] = (credit - 1, now)

    def check_template(self, template: Json) -> None:
        """Refuse a template unknown in this language, not approved, or given other parameters."""
        name, language = str(template["name"]), str(template["language"]["code"])
        known = self.templates.get((name, language))
        if known is None or known.status not in ("APPROVED", "PAUSED", "DISABLED"):
            raise Refused(132001, f"template name ({name}) does not exist in {language}")
        if known.status != "APPROVED":
            raise Refused(132015 if known.status == "PAUSED" else 132016, f"template {name} is {known.status.lower()}")
        components: list[Json] = template.get("components", [])
        given = sum(len(c.get("parameters", [])) for c in components if c["type"] == "body")
        if given != known.parameters:
            raise Refused(132000, f"body: {given} parameters given, {known.parameters} expected")
        buttons = [component for component in components if component["type"] == "button"]
        if len(buttons) > known.buttons:
            raise Refused(132000, f"{len(buttons)} button parameters given, {known.buttons} expected")

    def check_files(self, body: Json) -> None:
        """Refuse media ids that were never uploaded."""
        kind = body.get("type")
        if kind in MEDIA_KINDS and "id" in body[kind] and body[kind]["id"] not in self.files:
            raise Refused(131009, f"Media ID {body[kind]['id']} does not exist")

    def store(self, content: bytes, mime: str) -> str:
        """Keep a file; its id."""
        limit = MEDIA_LIMITS.get(mime.split(";")[0].strip())
        if limit is None:
            raise Refused(100, f"Param file must be a file with one of these types: {', '.join(MEDIA_LIMITS)}")
        if not 0 < len(content) <= limit:
            raise Refused(131053, f"Media upload error: {len(content)} bytes, {limit} allowed")
        media_id = str(10**14 + secrets.randbelow(10**14))
        self.files[media_id] = File(content, mime)
        return media_id

    def accept(self, recipient: str, body: Json) -> Accepted:
        """Keep a message that passed every check."""
        accepted = Accepted(f"wamid.{secrets.token_hex(16).upper()}", recipient, body, self.now())
        self.accepted.append(accepted)
        return accepted

    def last_to(self, recipient: str) -> list[Any]:
        """The messages to this person, the newest first."""
        return [message for message in reversed(self.accepted) if message.recipient == recipient]
