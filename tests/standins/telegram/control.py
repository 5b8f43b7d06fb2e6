"""What tests in another process can tell the stand-in, as JSON under /control."""

from typing import TYPE_CHECKING

from aiohttp import web

from tests.standins.telegram.rules import Json

if TYPE_CHECKING:
    from tests.standins.telegram.server import Standin


class Controls:
    """The stand-in's own paths."""

    def __init__(self, standin: "Standin") -> None:
        self._standin = standin

    async def control(self, request: web.Request) -> web.Response:
        """POST /control/{action}: says, taps, blocks, fail."""
        told: Json = await request.json()
        action = request.match_info["action"]
        if action == "says":
            await self._standin.user_of(told["user"]).says(told["text"])
        elif action == "taps":
            await self._standin.user_of(told["user"]).taps(told["option"])
        elif action == "blocks":
            await self._standin.user_of(told["user"]).blocks()
        elif action == "fail":
            self._standin.fail_next(told.pop("times", 1), **told)
        else:
            return web.json_response({"error": f"no such action: {action}"}, status=404)
        return web.json_response({"success": True})

    async def sent(self, request: web.Request) -> web.Response:
        """GET /control/sent?from=N: the accepted messages, from the Nth on."""
        start = int(request.query.get("from", "0"))
        found = self._standin.sent[start:]
        return web.json_response([{"id": shown.id, "to": chat, "body": shown.body} for chat, shown in found])


def add_controls(app: web.Application, standin: "Standin") -> None:
    """Add the stand-in's own paths."""
    controls = Controls(standin)
    app.router.add_post("/control/{action}", controls.control)
    app.router.add_get("/control/sent", controls.sent)
