"""What Meta accepts in POST /messages, and the error it answers with otherwise.

Meta, "Send messages", "Interactive reply buttons", "Interactive lists", "Templates", "Error codes". Lengths
are counted in UTF-16 units.
"""

import re
from typing import Any

Json = dict[str, Any]

CAPTIONED = {"image", "video", "document"}
MEDIA_KINDS = {*CAPTIONED, "audio", "sticker"}
INTERACTIVE_KINDS = {"button", "list", "location_request_message"}
_ENVELOPE = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
}
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_TITLES = {
    0: "Authentication error",
    100: "Invalid parameter",
    190: "Access token has expired",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131050: "User has stopped receiving marketing messages",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132012: "Parameter format does not match format in the created template",
    132015: "Template is paused",
    132016: "Template is disabled",
}
_HTTP_STATUS = {190: 401, 130429: 429, 131000: 500, 132001: 404}


class Refused(Exception):
    """An error answer, as Meta words it."""

    def __init__(self, code: int, details: str, http_status: int = 0) -> None:
        super().__init__(f"{code}: {details}")
        self.code, self.details = code, details
        self.http_status = http_status or _HTTP_STATUS.get(code, 400)

    @property
    def title(self) -> str:
        """Meta's title of this code."""
        return _TITLES.get(self.code, "Error")

    def body(self) -> Json:
        """The JSON of the answer."""
        return {
            "error": {
                "message": f"(#{self.code}) {self.title}",
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"messaging_product": "whatsapp", "details": self.details},
                "fbtrace_id": "AStandInTrace",
            }
        }

    def in_status(self) -> Json:
        """The same error inside a `failed` status."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
        }


def check(body: Any) -> str:
    """The type of a message that Meta would accept. Raises `Refused`."""
    _is(isinstance(body, dict), 100, "The request body is not a JSON object")
    _is(body.get("messaging_product") == "whatsapp", 100, "The parameter messaging_product is required.")
    _is(body.get("recipient_type", "individual") == "individual", 131009, "recipient_type must be individual")
    _check_recipient(body)
    ref = body.get("biz_opaque_callback_data", "x")
    _is(
        isinstance(ref, str) and 1 <= len(ref) <= 512,
        131009,
        "biz_opaque_callback_data has 1 to 512 characters",
    )
    kind = body.get("type", "text")
    _is(kind in CHECKS, 131009, f"type {kind!r} is not one of {sorted(CHECKS)}")
    _keys(body, required={kind}, allowed=_ENVELOPE)
    CHECKS[kind](kind, _mapping(body[kind], kind))
    return str(kind)


def length(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _check_recipient(body: Json) -> None:
    to, recipient = body.get("to"), body.get("recipient")
    _is(bool(to or recipient), 131008, "The parameter to (or recipient) is required.")
    if to is not None:
        _is(
            isinstance(to, str) and re.fullmatch(r"\+?[1-9][0-9]{6,14}", to) is not None,
            131009,
            f"to: {to!r}",
        )
    if recipient is not None:
        _is(
            isinstance(recipient, str) and _BSUID.fullmatch(recipient) is not None,
            131009,
            f"recipient: {recipient!r}",
        )


def _check_text(kind: str, text: Json) -> None:
    _keys(text, required={"body"}, allowed={"preview_url"})
    _text(text["body"], 4096, "text.body")
    _is(isinstance(text.get("preview_url", False), bool), 131009, "preview_url is true or false")


def _check_media(kind: str, media: Json) -> None:
    allowed = {"id", "link"}
    if kind in CAPTIONED:
        allowed |= {"caption"}
    if kind == "document":
        allowed |= {"filename"}
    _keys(media, required=set(), allowed=allowed)
    _is(("id" in media) != ("link" in media), 131009, f"{kind} needs either id or link")
    if "link" in media:
        _is(str(media["link"]).startswith(("https://", "http://")), 131009, f"{kind}.link is not an address")
    if "caption" in media:
        _text(media["caption"], 1024, f"{kind}.caption")


def _check_interactive(_: str, interactive: Json) -> None:
    kind = interactive.get("type")
    _is(kind in INTERACTIVE_KINDS, 131009, f"interactive.type: {kind!r}")
    around = {"footer"} if kind != "location_request_message" else set()
    _keys(
        interactive, required={"type", "body", "action"}, allowed=around | ({"header"} if kind == "button" else set())
    )
    if "header" in interactive:
        _check_header(_mapping(interactive["header"], "header"))
    body = _mapping(interactive["body"], "interactive.body")
    _keys(body, required={"text"}, allowed=set())
    _text(body["text"], 1024, "interactive.body.text")
    if "footer" in interactive:
        footer_object = _mapping(interactive["footer"], "footer")
        _keys(footer_object, required={"text"}, allowed=set())
        _text(footer_object["text"], 60, "footer.text")
    action = _mapping(interactive["action"], "action")
    if kind == "button":
        _check_buttons(action)
    elif kind == "list":
        _check_list(action)
    else:
        _keys(action, required={"name"}, allowed=set())
        _is(action["name"] == "send_location", 131009, "action.name must be send_location")


def _check_header(header: Json) -> None:
    kind = header.get("type")
    _is(kind in ("image", "video", "document"), 131009, f"header.type: {kind!r}")
    _keys(header, required={"type", kind}, allowed=set())
    _check_media(kind, _mapping(header[kind], "header"))
    _is("caption" not in header[kind], 131009, "a header has no caption")


def _check_buttons(action: Json) -> None:
    _keys(action, required={"buttons"}, allowed=set())
    buttons = action["buttons"]
    _is(isinstance(buttons, list) and 1 <= len(buttons) <= 3, 131009, "1 to 3 buttons")
    replies = []
    for button in buttons:
        _keys(_mapping(button, "button"), required={"type", "reply"}, allowed=set())
        _is(button["type"] == "reply", 131009, "button.type must be reply")
        reply = _mapping(button["reply"], "reply")
        _keys(reply, required={"id", "title"}, allowed=set())
        _text(reply["id"], 256, "button id")
        _text(reply["title"], 20, "button title")
        replies.append(reply)
    _distinct([reply["id"] for reply in replies], "button ids")
    _distinct([reply["title"] for reply in replies], "button titles")


def _check_list(action: Json) -> None:
    _keys(action, required={"button", "sections"}, allowed=set())
    _text(action["button"], 20, "list button label")
    sections = action["sections"]
    _is(isinstance(sections, list) and 1 <= len(sections) <= 10, 131009, "1 to 10 sections")
    rows: list[Json] = []
    for section in sections:
        _keys(_mapping(section, "section"), required={"rows"}, allowed={"title"})
        if len(sections) > 1 or "title" in section:
            _text(section.get("title"), 24, "section title")
        _is(isinstance(section["rows"], list) and bool(section["rows"]), 131009, "a section needs rows")
        rows += section["rows"]
    _is(len(rows) <= 10, 131009, f"10 rows in total are allowed, not {len(rows)}")
    for row in rows:
        _keys(_mapping(row, "row"), required={"id", "title"}, allowed={"description"})
        _text(row["id"], 200, "row id")
        _text(row["title"], 24, "row title")
        if "description" in row:
            _text(row["description"], 72, "row description")
    _distinct([row["id"] for row in rows], "row ids")
    _distinct([row["title"] for row in rows], "row titles")


def _check_template(_: str, template: Json) -> None:
    _keys(template, required={"name", "language"}, allowed={"components"})
    _text(template["name"], 512, "template name")
    language = _mapping(template["language"], "language")
    _keys(language, required={"code"}, allowed={"policy"})
    for component in template.get("components", []):
        _keys(_mapping(component, "component"), required={"type"}, allowed={"parameters", "sub_type", "index"})
        _is(component["type"] in ("header", "body", "button"), 131009, f"component {component['type']!r}")
        for parameter in component.get("parameters", []):
            if parameter.get("type") == "text":
                text = parameter.get("text")
                _text(text, 1024, "template parameter")
                _is(
                    not re.search(r"[\n\t]| {4}", text),
                    132012,
                    "a parameter has a line end, a tab or four blanks",
                )


def _text(value: Any, limit: int, name: str) -> None:
    _is(isinstance(value, str), 131008, f"{name} is required")
    _is(bool(value.strip()), 131008, f"{name} is empty")
    _is(length(value) <= limit, 131009, f"{name} has {length(value)} characters; {limit} are allowed")


def _keys(value: Json, *, required: set[str], allowed: set[str]) -> None:
    missing, unknown = required - value.keys(), value.keys() - required - allowed
    _is(not missing, 131008, f"missing: {', '.join(sorted(missing))}")
    _is(not unknown, 100, f"unexpected: {', '.join(sorted(unknown))}")


def _mapping(value: Any, name: str) -> Json:
    _is(isinstance(value, dict), 131009, f"{name} is not an object")
    return dict(value)


def _distinct(values: list[str], name: str) -> None:
    _is(len(set(values)) == len(values), 131009, f"{name} are not unique")


def _is(true: bool, code: int, details: str) -> None:
    if not true:
        raise Refused(code, details)


CHECKS = {
    "text": _check_text,
    "interactive": _check_interactive,
    "template": _check_template,
    **dict.fromkeys(MEDIA_KINDS, _check_media),
}
