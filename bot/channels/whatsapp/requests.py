"""What the API is sent, exactly: one JSON body for each kind of message.

Meta, "Cloud API, messages": POST /{version}/{phone number id}/messages.
"""

from typing import Any

from bot.channels.contract import Address
from bot.channels.shape import Shaped
from bot.chat.outgoing import Media, Template

Body = dict[str, Any]

REF_LIMIT = 512  # Meta: biz_opaque_callback_data, characters


def body_for(shaped: Shaped, to: Address, ref: str) -> Body:
    """The request body of one message. `ref` comes back in its statuses.

    Raises `ValueError` where the address names nobody on WhatsApp, or `ref` is too long.
    """
    if len(ref) > REF_LIMIT:
        raise ValueError(f"a reference of {len(ref)} characters; {REF_LIMIT} fit")
    body: Body = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    _address(body, to)
    _content(body, shaped)
    if ref:
        body["biz_opaque_callback_data"] = ref
    return body


def read_body(message_id: str, *, typing: bool) -> Body:
    """Blue ticks for a person's message, and "typing…" until our answer or for 25 seconds."""
    body: Body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    if typing:
        body["typing_indicator"] = {"type": "text"}
    return body


def _address(body: Body, to: Address) -> None:
    """Name the recipient: by phone number where one is known, else by user id.

    Where both are given, Meta lets `to` win, so one is enough. The number comes first because every Solution
    Provider and API version takes it, and because authentication templates refuse user ids (131062). A number
    that its owner gave up is no danger: the change arrives as an IdentityChanged and replaces the handle, and
    free text only goes to numbers that wrote within the last 24 hours.
    """
    phone = to.value("phone")
    if phone:
        body["to"] = phone.removeprefix("+")
        return
    user_id = to.value("bsuid") or to.value("parent_bsuid")
    if not user_id:
        raise ValueError("the address has neither a phone number nor a user id")
    body["recipient"] = user_id


def _content(body: Body, shaped: Shaped) -> None:
    if shaped.kind == "text":
        body["type"] = "text"
        body["text"] = {"body": shaped.text, "preview_url": False}
    elif shaped.kind == "media" and shaped.media is not None:
        body["type"] = shaped.media.kind
        body[shaped.media.kind] = _media(shaped.media, shaped.text)
    elif shaped.kind == "template" and shaped.template is not None:
        body["type"] = "template"
        body["template"] = _template(shaped.template, shaped.media)
    else:
        body["type"] = "interactive"
        body["interactive"] = _interactive(shaped)


def _interactive(shaped: Shaped) -> Body:
    interactive: Body = {"type": "button", "body": {"text": shaped.text}}
    if shaped.media is not None:  # Meta, "Reply buttons": the header may be an image
        interactive["header"] = {"type": shaped.media.kind, shaped.media.kind: _media(shaped.media, "")}
    if shaped.footer:
        interactive["footer"] = {"text": shaped.footer}
    if shaped.kind == "buttons":
        interactive["action"] = {
            "buttons": [
                {"type": "reply", "reply": {"id": option.id, "title": option.title}} for option in shaped.options
            ]
        }
    elif shaped.kind == "list":
        interactive["type"] = "list"
        interactive["action"] = {"button": shaped.menu, "sections": [{"rows": _rows(shaped)}]}
    else:
        interactive["type"] = "location_request_message"
        interactive["action"] = {"name": "send_location"}
    return interactive


def _rows(shaped: Shaped) -> list[Body]:
    return [
        {"id": option.id, "title": option.title, "description": option.description}
        if option.description
        else {"id": option.id, "title": option.title}
        for option in shaped.options
    ]


def _media(media: Media, caption: str) -> Body:
    if bool(media.id) == bool(media.link):
        raise ValueError("media has either an uploaded id or a link")
    content: Body = {"id": media.id} if media.id else {"link": media.link}
    if caption:
        content["caption"] = caption
    if media.filename and media.kind == "document":  # Meta: only documents have a file name
        content["filename"] = media.filename
    return content


def _template(template: Template, header: Media | None) -> Body:
    """A template by name, its header file, the words in its holes, and what its buttons send back."""
    components: list[Body] = []
    if header is not None:
        components.append({"type": "header", "parameters": [{"type": header.kind, header.kind: _media(header, "")}]})
    if template.parameters:
        # Meta: a parameter holds no line ends, no tabs and no four blanks in a row.
        words = [" ".join(parameter.split()) for parameter in template.parameters]
        components.append({"type": "body", "parameters": [{"type": "text", "text": word} for word in words]})
    for index, payload in enumerate(template.button_payloads):
        components.append(
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": str(index),
                "parameters": [{"type": "payload", "payload": payload}],
            }
        )
    named: Body = {"name": template.name, "language": {"code": template.language}}
    if components:
        named["components"] = components
    return named
