"""What the Bot API accepts, and the error it answers with otherwise (core.telegram.org/bots/api).

Lengths are counted in UTF-16 units, callback data in bytes.
"""

import re
from typing import Any

Json = dict[str, Any]

MEDIA = {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendAudio": "audio",
    "sendVoice": "voice",
    "sendVideo": "video",
    "sendSticker": "sticker",
}
_COMMON = {"chat_id", "reply_markup", "disable_notification", "protect_content"}
_BUTTON_ACTIONS = {"callback_data", "url"}
_REPLY_BUTTON = {"text", "request_location", "request_contact"}
_REPLY_KEYBOARD = {"keyboard", "resize_keyboard", "one_time_keyboard", "is_persistent", "input_field_placeholder"}


class Refused(Exception):
    """An error answer, as Telegram words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code}: {description}")
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> Json:
        """The JSON of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(why: str) -> Refused:
    """A request that is wrong."""
    return Refused(400, f"Bad Request: {why}")


def length(text: str) -> int:
    """In UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(method: str, body: Json) -> None:
    """Refuse what sendMessage and its brothers refuse. Unknown parameters too: Telegram would only ignore them."""
    field = MEDIA.get(method, "text")
    allowed = _COMMON | {field} | ({"caption"} if method in MEDIA else {"link_preview_options"})
    if set(body) - allowed:
        raise bad(f"unexpected parameters: {sorted(set(body) - allowed)}")
    if method in MEDIA:
        if not isinstance(body.get(field), str) or not body[field]:
            raise bad(f"there is no {field} in the request")
        if method == "sendSticker" and "caption" in body:
            raise bad("unexpected parameters: ['caption']")
        if length(body.get("caption", "")) > 1024:
            raise bad("message caption is too long")
    else:
        text = body.get("text")
        if not isinstance(text, str) or not text.strip():
            raise bad("message text is empty")
        if length(text) > 4096:
            raise bad("message is too long")
    if "reply_markup" in body:
        _check_markup(body["reply_markup"])


def _check_markup(markup: Any) -> None:
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check_inline(markup)
    elif "keyboard" in markup:
        _check_keyboard(markup)
    elif markup != {"remove_keyboard": True}:
        raise bad("unknown reply markup")


def _check_inline(markup: Json) -> None:
    rows = markup["inline_keyboard"]
    if set(markup) != {"inline_keyboard"} or not isinstance(rows, list):
        raise bad("can't parse inline keyboard markup JSON object")
    if sum(len(row) for row in rows) > 100 or any(not 0 < len(row) <= 8 for row in rows):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad("can't parse inline keyboard button: Text buttons must be non-empty")
        if set(button) - {"text"} - _BUTTON_ACTIONS or len(set(button) & _BUTTON_ACTIONS) != 1:
            raise bad("text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")


def _check_keyboard(markup: Json) -> None:
    if set(markup) - _REPLY_KEYBOARD or not markup["keyboard"]:
        raise bad("can't parse keyboard markup JSON object")
    for button in (button for row in markup["keyboard"] for button in row):
        if not str(button.get("text", "")).strip() or set(button) - _REPLY_BUTTON:
            raise bad("can't parse keyboard button")


def check_webhook(body: Json) -> None:
    """Refuse what setWebhook refuses; only HTTPS is not insisted on, for this is one machine."""
    if not str(body.get("url", "")).startswith(("http://", "https://")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(body.get("secret_token", "x"))):
        raise bad("secret token contains unallowed characters")
    if not 1 <= int(body.get("max_connections", 40)) <= 100:
        raise bad("MAX_CONNECTIONS_INVALID")


def check_commands(body: Json) -> None:
    """Refuse what setMyCommands refuses."""
    code = body.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    commands = body.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("can't parse commands")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
