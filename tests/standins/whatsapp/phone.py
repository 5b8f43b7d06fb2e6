"""A person with WhatsApp: writes, taps, shares, and sees what the bot sends."""

import asyncio
from typing import Any

from tests.standins.whatsapp.deliveries import Deliveries, inbound_id
from tests.standins.whatsapp.rules import Json
from tests.standins.whatsapp.state import Accepted, State


class Shown:
    """One message of the bot's, as the person sees it."""

    def __init__(self, accepted: Accepted) -> None:
        self.id, self.ref, self.body = accepted.id, accepted.ref, accepted.body
        self.kind = str(accepted.body.get("type", "text"))
        interactive: Json = accepted.body.get("interactive", {})
        if self.kind == "interactive":
            self.kind = str(interactive["type"])
        content: Json = accepted.body.get(self.kind, {})
        self.text = str(interactive.get("body", {}).get("text") or content.get("body") or content.get("caption") or "")
        self.footer = str(interactive.get("footer", {}).get("text", ""))
        self.options = _options(interactive.get("action", {}))
        self.payloads = [
            str(parameter["payload"])
            for component in content.get("components", [])
            for parameter in component.get("parameters", [])
            if parameter.get("type") == "payload"
        ]

    @property
    def titles(self) -> list[str]:
        """What can be tapped, in order."""
        return [title for _, title in self.options]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Shown({self.kind}: {self.text!r} {self.titles or ''})"


class Phone:
    """The phone of one person, with or without a number that the bot may see."""

    def __init__(
        self, state: State, deliveries: Deliveries, number: str, bsuid: str, name: str, *, shows_number: bool
    ) -> None:
        self._state, self._deliveries = state, deliveries
        self.number, self.bsuid, self.name, self.shows_number = number, bsuid, name, shows_number
        self.digits = number.removeprefix("+")
        self.heard: list[Shown] = []
        """Every message of the bot's so far."""
        self._arrived: asyncio.Queue[Shown] = asyncio.Queue()

    def receive(self, accepted: Accepted) -> None:
        """A message of the bot's arrives."""
        shown = Shown(accepted)
        self.heard.append(shown)
        self._arrived.put_nowait(shown)

    async def hears(self, seconds: float = 30) -> Shown:
        """The next message of the bot's that was not looked at yet."""
        try:
            async with asyncio.timeout(seconds):
                return await self._arrived.get()
        except TimeoutError:
            raise AssertionError(f"{self.name or self.number} heard nothing within {seconds} s") from None

    async def hears_nothing(self, seconds: float = 0.2) -> None:
        """Fail if the bot says something within this time."""
        try:
            async with asyncio.timeout(seconds):
                shown = await self._arrived.get()
        except TimeoutError:
            return
        raise AssertionError(f"{self.name or self.number} heard {shown!r}")

    async def says(self, text: str, **message: Any) -> str:
        """Write a text; the message id. Further keys go into the message, such as a referral."""
        return await self.sends("text", {"body": text}, **message)

    async def taps(self, option: str, *, of: Shown | None = None) -> str:
        """Tap an option, by title or id, of the bot's last message or of an older one still on the screen."""
        shown = of or (self.heard[-1] if self.heard else None)
        if shown is None:
            raise AssertionError("there is nothing to tap: the bot has not written yet")
        context = {"from": self._deliveries.display_phone_number, "id": shown.id}
        if shown.kind == "template" and option in shown.payloads:
            return await self.sends("button", {"payload": option, "text": option}, context=context)
        for option_id, title in shown.options:
            if option in (option_id, title):
                kind = "button_reply" if shown.kind == "button" else "list_reply"
                content = {"type": kind, kind: {"id": option_id, "title": title}}
                return await self.sends("interactive", content, context=context)
        raise AssertionError(f"{option!r} was never offered; there are {shown.options or 'no options'}")

    async def shares_location(self, latitude: float, longitude: float, **more: str) -> str:
        """Share a place."""
        return await self.sends("location", {"latitude": latitude, "longitude": longitude, **more})

    async def shares_contact(self, number: str = "", name: str = "") -> str:
        """Share a contact card; without a number, one's own."""
        number = number or self.number
        phone = {"phone": number, "wa_id": number.removeprefix("+"), "type": "CELL"}
        card = {
            "name": {"formatted_name": name or self.name, "first_name": name or self.name},
            "phones": [phone],
        }
        return await self.sends("contacts", [card])

    async def sends_media(self, kind: str, content: bytes, mime: str, **more: Any) -> str:
        """Send a file: image, video, audio (`voice=True`), document or sticker."""
        media_id = self._state.store(content, mime)
        return await self.sends(
            kind, {"id": media_id, "mime_type": mime, "sha256": self._state.files[media_id].sha256, **more}
        )

    async def reacts(self, emoji: str, to: Shown) -> str:
        """Put an emoji on a message of the bot's."""
        return await self.sends("reaction", {"message_id": to.id, "emoji": emoji})

    async def sends(self, kind: str, content: Any, **message: Any) -> str:
        """Send a message of any type; its id. The bot has to answer 200."""
        item = self.message(kind, content, **message)
        status = await self._deliveries.post(self._deliveries.change(contacts=[self.contact()], messages=[item]))
        if status != 200:
            raise AssertionError(f"the bot answered a webhook with {status}")
        return str(item["id"])

    def message(self, kind: str, content: Any, **message: Any) -> Json:
        """An item of `messages` as Meta writes it, for batches; writing opens the window."""
        self._state.open_window(self.digits or self.bsuid)
        item: Json = {
            "id": inbound_id(),
            "timestamp": str(int(self._state.now())),
            "type": kind,
            kind: content,
        }
        self._name(item, "from", "from_user_id")
        item.update(message)
        self._state.inbound_ids.add(str(item["id"]))
        return item

    def contact(self) -> Json:
        """The item of `contacts` that goes with it."""
        contact: Json = {"profile": {"name": self.name}}
        self._name(contact, "wa_id", "user_id")
        return contact

    async def changes_number(self, number: str) -> None:
        """Move to another number: Meta tells it in a system message, and gives out a new user id with it."""
        system: Json = {"type": "user_changed_number", "wa_id": number.removeprefix("+"), "body": "changed"}
        item = self.message("system", system)
        self.number, self.digits = number, number.removeprefix("+")
        if self.bsuid:
            self.bsuid = system["user_id"] = self.bsuid + "1"
        self._state.aliases[self.bsuid or self.digits] = self.digits
        await self._deliveries.post(self._deliveries.change(messages=[item]))

    async def stops_marketing(self, wish: str = "stop") -> None:
        """Stop (or "resume") marketing messages in WhatsApp's own settings."""
        item: Json = {"category": "marketing_messages", "value": wish, "timestamp": int(self._state.now())}
        self._name(item, "wa_id", "user_id")
        change = self._deliveries.change("user_preferences", contacts=[self.contact()], user_preferences=[item])
        await self._deliveries.post(change)

    def _name(self, item: Json, phone_key: str, user_key: str) -> None:
        if self.digits and self.shows_number:
            item[phone_key] = self.digits
        if self.bsuid:
            item[user_key] = self.bsuid


def _options(action: Json) -> list[tuple[str, str]]:
    """What can be tapped: id and title."""
    replies = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return [(str(option["id"]), str(option["title"])) for option in (*replies, *rows)]
