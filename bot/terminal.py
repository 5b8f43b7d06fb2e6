"""Talking to the bot in a terminal: the real engine, the real database, one person at a keyboard.

A short press on the same road that a carrier's message takes. Buttons are shown as numbers; type one, or any words.
"""

import asyncio
import sys
import uuid
from pathlib import Path

from bot import clock
from bot.channels.contract import Address, Handle, Message, Sender, Sent
from bot.channels.shape import WHATSAPP_LIMITS, Limits, Shaped, shape
from bot.chat.flow import Script
from bot.chat.heard import Heard
from bot.chat.outgoing import Outgoing
from bot.chat.understanding import understand
from bot.config import Settings
from bot.database import database_for
from bot.inbox.batch import Arrival
from bot.inbox.history import kept_of
from bot.inbox.writer import Writer
from bot.language.cnic import mask
from bot.language.script import clean
from bot.outbox.charges import Tariff
from bot.outbox.sender import Sender as Outbox

_LIMITS: dict[str, Limits] = {"whatsapp": WHATSAPP_LIMITS, "telegram": WHATSAPP_LIMITS}
_PATIENCE = 10.0
"""Seconds to wait for an answer before saying that none came."""


class Terminal:
    """The terminal as a carrier: it prints, and keeps what it printed for the record."""

    name = "terminal"
    account = "terminal"
    has_window = False
    has_statuses = False

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.answered = asyncio.Event()
        self.transcript: list[str] = []

    async def send(self, to: Address, message: Outgoing, ref: str) -> Sent:
        for shaped in shape(message, self.limits):
            sys.stdout.write("\n" + _printed(shaped) + "\n\n")
        sys.stdout.flush()
        self.transcript.append(transcribed(message))
        self.answered.set()
        return Sent(ref)

    async def close(self) -> None:
        return None


def _printed(shaped: Shaped) -> str:
    lines = [shaped.text]
    if shaped.kind in ("buttons", "list"):
        lines += [
            f"  [{i}] {option.title}" + (f" · {option.description}" if option.description else "")
            for i, option in enumerate(shaped.options, 1)
        ]
    if shaped.footer and shaped.kind != "text":
        lines.append(f"  ({shaped.footer})")
    return "\n".join(lines)


def transcribed(message: Outgoing) -> str:
    """One message as a line of a transcript: the text, then what can be tapped in square brackets."""
    text = message.text.replace("\n\n", " / ").replace("\n", " | ")
    options = f" [{' | '.join(option.title for option in message.options)}]" if message.options else ""
    return f"bot: {text}{options}"


async def talk(settings: Settings, script: Script, language: str, channel: str, record: Path | None) -> None:
    """Hold one conversation until the input ends. Writes the transcript to `record` if that is given."""
    terminal = Terminal(_LIMITS[channel])
    database = database_for(settings.database_url)
    person = Handle("terminal", uuid.uuid4().hex)
    sender = Sender("terminal", "terminal", (person,))
    outbox: Outbox
    writer = Writer(
        database,
        script,
        settings.operator_name,
        lambda queued, settled: outbox.wake(queued, settled),
        site=settings.site,
    )
    outbox = Outbox({"terminal": terminal}, writer, lanes=1, only="terminal", tariff=Tariff())
    writer.start()
    await outbox.start()
    sys.stdout.write("Write to Munshi. An empty line ends the talk.\n")
    sys.stdout.flush()
    try:
        if language:
            await _say(writer, terminal, sender, {"en": "English", "ur": "اردو", "ur_Latn": "Roman Urdu"}[language])
            terminal.transcript.clear()  # choosing the language is not part of the talk
        while text := await asyncio.to_thread(_line):
            line = len(terminal.transcript)
            terminal.transcript.append("")
            kept = await _say(writer, terminal, sender, text)
            terminal.transcript[line] = f"you: {kept}"
    finally:
        await outbox.stop()
        await writer.stop()
        await database.close()
        if record is not None:
            await asyncio.to_thread(record.write_text, "\n".join(terminal.transcript) + "\n", "utf-8")


def _line() -> str:
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
    return sys.stdin.readline().strip()


async def _say(writer: Writer, terminal: Terminal, sender: Sender, typed: str) -> str:
    """Say something, and wait for the answer; returns what is kept of it, which is not always its words."""
    text, hid = mask(clean(typed))
    message = Message(uuid.uuid4().hex, sender, clock.now(), Heard(text=text, hid_cnic=hid))
    terminal.answered.clear()
    await writer.accept([Arrival(message, understand(text))])
    try:
        await asyncio.wait_for(terminal.answered.wait(), _PATIENCE)
    except TimeoutError:
        sys.stdout.write("(no answer came)\n")
    kept: str = await writer.write(lambda connection: kept_of(connection, sender.channel, message.key))
    return kept
