"""A person with Telegram: writes, taps, shares, blocks, and sees what the bot sends."""

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from tests.standins.telegram.rules import MEDIA, Json

if TYPE_CHECKING:
    from tests.standins.telegram.server import Standin


class Shown:
    """One message of the bot's, as the person sees it."""

    def __init__(self, message_id: int, method: str, body: Json) -> None:
        self.id, self.method, self.body = message_id, method, body
        self.kind = MEDIA.get(method, "text")
        self.text = str(body.get("text") or body.get("caption") or "")
        markup: Json = body.get("reply_markup", {})
        self.rows = [[(str(b["callback_data"]), str(b["text"])) for b in r] for r in markup.get("inline_keyboard", [])]
        self.options = [button for row in self.rows for button in row]
        self.keyboard: list[Json] = [button for row in markup.get("keyboard", []) for button in row]
        self.removes_keyboard = bool(markup.get("remove_keyboard"))

    @property
    def titles(self) -> list[str]:
        """What can be tapped, in order."""
        return [title for _, title in self.options]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Shown({self.kind}: {self.text!r} {self.titles or ''})"


class TelegramUser:
    """One person, in her private chat with the bot."""

    def __init__(self, standin: "Standin", id: int, first_name: str, last_name: str, language: str) -> None:
        self._standin = standin
        self.id, self.first_name, self.last_name, self.language = id, first_name, last_name, language
        self.number = f"+923{id % 10**9:09d}"
        self.started = self.blocked = False
        self.heard: list[Shown] = []
        """Every message of the bot's so far."""
        self.keyboard: list[Json] = []
        """The buttons of the bot's in the place of the phone's keyboard."""
        self._arrived: asyncio.Queue[Shown] = asyncio.Queue()

    def as_json(self) -> Json:
        """The "User" object."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        return {**user, "language_code": self.language} if self.language else user

    def chat(self) -> Json:
        """The "Chat" object."""
        return {"id": self.id, "first_name": self.first_name, "type": "private"}

    def receive(self, shown: Shown) -> None:
        """A message of the bot's arrives."""
        self.heard.append(shown)
        if shown.keyboard:
            self.keyboard = shown.keyboard
        elif shown.removes_keyboard:
            self.keyboard = []
        self._arrived.put_nowait(shown)

    async def hears(self, seconds: float = 30) -> Shown:
        """The next message of the bot's that was not looked at yet."""
        try:
            async with asyncio.timeout(seconds):
                return await self._arrived.get()
        except TimeoutError:
            raise AssertionError(f"{self.first_name} heard nothing within {seconds} s") from None

    async def hears_nothing(self, seconds: float = 0.3) -> None:
        """Fail if the bot says something within this time."""
        try:
            async with asyncio.timeout(seconds):
                shown = await self._arrived.get()
        except TimeoutError:
            return
        raise AssertionError(f"{self.first_name} heard {shown!r}")

    async def starts(self, payload: str = "") -> Json:
        """Open the bot by its button, or by a deep link."""
        return await self.says(f"/start {payload}".strip())

    async def says(self, text: str) -> Json:
        """Write a text; the message."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[:1] == "/" else None
        return await self.sends(text=text, **({"entities": entities} if entities else {}))

    async def taps(self, option: str, of: Shown | None = None, *, too_old: bool = False) -> str:
        """Tap a button by its words or its data, under the newest message that has it; the callback id.

        `too_old`: Telegram no longer shows the bot the message under which the button stands.
        """
        shown = of or next((s for s in reversed(self.heard) if any(option in button for button in s.options)), None)
        found = next((data for data, title in shown.options if option in (data, title)), "") if shown else ""
        if shown is None or not found:
            raise AssertionError(f"{option!r} was never offered; the last message has {self.heard[-1:]}")
        message: Json = {"message_id": shown.id, "chat": self.chat(), "date": 0 if too_old else self._standin.now()}
        if not too_old:
            message |= {"from": self._standin.me(), "text": shown.text, "reply_markup": shown.body["reply_markup"]}
        callback_id = str(secrets.randbits(62))
        self._standin.taps[callback_id] = False
        query = {"id": callback_id, "from": self.as_json(), "message": message, "chat_instance": str(self.id)}
        self._standin.updates.add("callback_query", {**query, "data": found})
        return callback_id

    async def shares_location(self, latitude: float, longitude: float) -> Json:
        """Share a place."""
        return await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def shares_contact(self, other: "TelegramUser | None" = None) -> Json:
        """Share one's own number, or somebody else's card."""
        owner = other or self
        number = owner.number.removeprefix("+")
        return await self.sends(contact={"phone_number": number, "first_name": owner.first_name, "user_id": owner.id})

    async def sends_media(self, kind: str, caption: str = "", **more: Any) -> Json:
        """Send a file: photo, voice, video, document, audio, sticker."""
        file_id = self._standin.store(f"a {kind}".encode())
        content: Any = {"file_id": file_id, "file_unique_id": file_id[:8], **more}
        if kind == "photo":
            content = [{**content, "width": 90, "height": 90}, {**content, "width": 900, "height": 900}]
        return await self.sends(**{kind: content}, **({"caption": caption} if caption else {}))

    async def sends(self, **content: Any) -> Json:
        """Send a message of any kind; the message."""
        self.started = True
        message = {**self._standin.envelope(), "from": self.as_json(), "chat": self.chat(), **content}
        self._standin.updates.add("message", message)
        return message

    async def edits(self, message: Json, text: str) -> None:
        """Change the words of an earlier message."""
        edited = {**message, "text": text, "edit_date": self._standin.now()}
        self._standin.updates.add("edited_message", edited)

    async def blocks(self) -> None:
        """Block the bot."""
        self.blocked = True
        self._membership("member", "kicked")

    async def unblocks(self) -> None:
        """Let it back in."""
        self.blocked = False
        self._membership("kicked", "member")

    def _membership(self, old: str, new: str) -> None:
        def member(status: str) -> Json:
            return {"user": self._standin.me(), "status": status} | ({"until_date": 0} if status == "kicked" else {})

        change = {"chat": self.chat(), "from": self.as_json(), "date": self._standin.now()}
        self._standin.updates.add(
            "my_chat_member", {**change, "old_chat_member": member(old), "new_chat_member": member(new)}
        )
