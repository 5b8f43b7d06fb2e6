"""The pages' style sheet and font."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from bot.assembly import Munshi

_HERE = Path(__file__).parent
_FILES = {
    "page.css": (_HERE / "static" / "page.css", "text/css; charset=utf-8"),
    "nastaliq.woff2": (_HERE.parent / "web/static/fonts/noto-nastaliq-urdu-small.woff2", "font/woff2"),
}


def assets(_munshi: Munshi) -> APIRouter:
    """`/pages/…`: two files, kept by browsers for a day."""
    routes = APIRouter(include_in_schema=False)
    files = {name: (path.read_bytes(), kind) for name, (path, kind) in _FILES.items()}

    @routes.get("/pages/{name}")
    async def file(name: str) -> Response:
        if name not in files:
            return Response("Not found", 404, media_type="text/plain")
        content, kind = files[name]
        headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=kind, headers=headers)

    return routes
