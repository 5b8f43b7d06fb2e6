"""Templates at the stand-in: handed in, listed a page at a time, decided about.

Meta, "Message templates" and "Template components": what is refused here is refused there, with code 100.
"""

import re
import secrets
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.standins.whatsapp.rules import Json, Refused
from tests.standins.whatsapp.state import Template

if TYPE_CHECKING:
    from tests.standins.whatsapp.server import Standin

_NAME = re.compile(r"[a-z0-9_]{1,512}")
_HOLE = re.compile(r"\{\{(\d+)\}\}")
_CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
PAGE = 2
"""Fewer than Meta's 25, so that the second page is asked for."""


class Templates:
    """The paths of one business account."""

    def __init__(self, standin: "Standin") -> None:
        self._standin = standin
        self.account = standin.deliveries.business_account_id
        self.handed_in: list[Json] = []
        """The body of every template that was taken, in order."""

    async def listed(self, request: web.Request) -> web.Response:
        """GET: a page of templates."""
        try:
            self._check(request)
        except Refused as refusal:
            return web.json_response(refusal.body(), status=refusal.http_status)
        known = sorted(self._standin.state.templates.items())
        start = int(request.query.get("after", "0"))
        size = min(int(request.query.get("limit", "25")), PAGE)
        data = [
            {
                "name": name,
                "language": language,
                "status": one.status,
                "category": "UTILITY",
                "id": f"{name}-{language}",
            }
            for nth, ((name, language), one) in enumerate(known[start : start + size])
        ]
        answer: Json = {"data": data, "paging": {"cursors": {"before": str(start), "after": str(start + size)}}}
        if start + size < len(known):
            answer["paging"]["next"] = f"{self._standin.url}{request.path}?after={start + size}"
        return web.json_response(answer)

    async def create(self, request: web.Request) -> web.Response:
        """POST: a new template; PENDING until somebody decides."""
        body: Any = None
        try:
            self._check(request)
            body = await request.json()
            self._take(body)
        except Refused as refusal:
            self._standin.refused.append((refusal, body))
            return web.json_response(refusal.body(), status=refusal.http_status)
        return web.json_response(
            {"id": str(secrets.randbelow(10**15)), "status": "PENDING", "category": body["category"]}
        )

    async def decide(self, name: str, language: str, event: str, reason: str = "NONE") -> int:
        """Somebody at Meta has looked at it; the bot is told by webhook."""
        status = {"APPROVED": "APPROVED", "PAUSED": "PAUSED", "DISABLED": "DISABLED"}.get(event, "REJECTED")
        self._standin.state.templates[name, language].status = status
        value = {"event": event, "message_template_id": 1, "message_template_name": name,
                 "message_template_language": language, "reason": reason}  # fmt: skip
        return await self._standin.deliveries.post({"field": "message_template_status_update", "value": value})

    def _check(self, request: web.Request) -> None:
        self._standin._check_caller(request)
        account = request.match_info.get("account", self.account)
        if account != self.account:
            raise Refused(100, f"Unsupported request. Object with ID '{account}' does not exist")

    def _take(self, body: Json) -> None:
        if set(body) != {"name", "language", "category", "components"}:
            raise Refused(100, "name, language, category and components are needed, and nothing else")
        name, language = body["name"], body["language"]
        if not _NAME.fullmatch(name) or body["category"] not in _CATEGORIES:
            raise Refused(100, "the name has small letters, digits and _; the category is one of three")
        if (name, language) in self._standin.state.templates:
            raise Refused(100, "Content in this language already exists")
        holes, buttons = 0, 0
        for component in body["components"]:
            if component["type"] == "BODY":
                holes = _holes(component)
            elif component["type"] == "BUTTONS":
                buttons = _buttons(component)
            else:
                raise Refused(100, f"no such component: {component['type']}")
        self._standin.state.templates[name, language] = Template(holes, buttons, "PENDING")
        self.handed_in.append(body)


def _holes(body: Json) -> int:
    text = str(body["text"])
    found = [int(hole) for hole in _HOLE.findall(text)]
    if found != list(range(1, len(found) + 1)):
        raise Refused(100, "holes are counted from 1")
    if not 0 < len(text) <= 1024 or _HOLE.match(text) or text.endswith("}}"):
        raise Refused(100, "a body has 1,024 characters, and neither begins nor ends with a hole")
    if found and [len(row) for row in body.get("example", {}).get("body_text", [])] != [len(found)]:
        raise Refused(100, "every hole needs an example")
    return len(found)


def _buttons(component: Json) -> int:
    for button in component["buttons"]:
        if button["type"] != "QUICK_REPLY" or not 0 < len(button["text"]) <= 25:
            raise Refused(100, "a quick reply has at most 25 characters")
    return len(component["buttons"])
