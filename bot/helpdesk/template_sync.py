"""Carriers get the templates they do not have yet, and say how they stand to the others."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.channels.whatsapp.templates import Known
from bot.helpdesk.templates import Standing, status_of
from knowledge.templates import Definition, Version, definitions


class Office(Protocol):
    """Where a carrier keeps templates: WhatsApp's client, with its account."""

    async def templates(self) -> list[Known]: ...

    async def hand_in(self, version: Version, category: str, examples: Sequence[str]) -> Known: ...


async def sync(office: Office, channel: str, tell: Callable[[str], None] = lambda line: None) -> list[Standing]:
    """Hand in what is missing; how all of ours stand now. Raises `SendError`. `tell` hears what is handed in.

    A template that stands there under our name is not changed, whatever its text: Meta reviews a change anew, and a
    text that means something else should have another name.
    """
    there = {(one.name, one.language): one for one in await office.templates()}
    standings = []
    for definition, version in _versions():
        known = there.get((version.name, version.code))
        if known is None:
            tell(f"handed in: {version.name} ({version.code})")
            known = await office.hand_in(version, definition.category, definition.examples)
        standings.append(
            Standing(channel, version.name, version.code, status_of(known.status), known.category.lower(),
                     "" if known.rejected_reason in ("", "NONE") else known.rejected_reason)
        )  # fmt: skip
    return standings


def approved_at_once(channel: str) -> list[Standing]:
    """How our templates stand at a carrier that approves anything: the browser."""
    return [
        Standing(channel, version.name, version.code, "approved", definition.category)
        for definition, version in _versions()
    ]


def _versions() -> list[tuple[Definition, Version]]:
    return [(definition, version) for definition in definitions() for version in definition.versions.values()]
