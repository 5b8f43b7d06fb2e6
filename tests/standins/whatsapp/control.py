"""What tests in another process can tell the stand-in, as JSON under /control."""

from typing import TYPE_CHECKING

from aiohttp import web

from tests.standins.whatsapp.rules import Json

if TYPE_CHECKING:
    from tests.standins.whatsapp.server import Standin


class Controls:
    """The stand-in's own paths."""

    def __init__(self, standin: "Standin") -> None:
        self._standin = standin

    async def control(self, request: web.Request) -> web.Response:
        """POST /control/{action}: window, fail, template, webhook, advance, says."""
        told: Json = await request.json()
        action = request.match_info["action"]
        if action == "window":
            self._standin.open_window(told["person"])
        elif action == "fail":
            self._standin.fail_next(told.pop("times", 1), **told)
        elif action == "template":
            self._standin.template(**told)
        elif action == "webhook":
            self._standin.deliveries.webhook_url = told["url"]
        elif action == "advance":
            self._standin.advance(told["seconds"])
        elif action == "says":
            await self._standin.phone_of(told.pop("number")).says(told["text"])
        else:
            return web.json_response({"error": f"no such action: {action}"}, status=404)
        return web.json_response({"success": True})

    async def sent(self, request: web.Request) -> web.Response:
        """GET /control/sent?from=N: the accepted messages, from the Nth on."""
        start = int(request.query.get("from", "0"))
        messages = self._standin.sent[start:]
        return web.json_response([{"id": m.id, "to": m.recipient, "body": m.body} for m in messages])


def add_controls(app: web.Application, standin: "Standin") -> None:
    """Add the stand-in's own paths."""
    controls = Controls(standin)
    app.router.add_post("/control/{action}", controls.control)
    app.router.add_get("/control/sent", controls.sent)
