"""Style sheets, scripts and fonts, read once, served under an address that changes when any of them does."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

_STATIC: Final = Path(__file__).resolve().parent.parent / "web" / "static"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


class Assets:
    """The files of some folders. Only what was there at the start is served; no path leads out."""

    def __init__(self, *folders: str) -> None:
        self._files = {
            path.relative_to(_STATIC).as_posix(): path.read_bytes()
            for folder in folders
            for path in sorted((_STATIC / folder).rglob("*"))
            if path.suffix in _TYPES
        }
        summed = hashlib.sha256()
        for name, content in self._files.items():
            summed.update(name.encode() + b"\0" + content)
        self.version = summed.hexdigest()[:12]

    def answer(self, version: str, name: str) -> Response:
        """The file; kept for a year by the browser where the version in its address is the present one."""
        content = self._files.get(name)
        if content is None:
            return Response("Not found", 404, media_type="text/plain")
        keep = "public, max-age=31536000, immutable" if version == self.version else "no-cache"
        return Response(
            content,
            media_type=_TYPES[Path(name).suffix],
            headers={"Cache-Control": keep, "X-Content-Type-Options": "nosniff"},
        )


@cache
def pages_assets() -> Assets:
    """What the console needs."""
    return Assets("console", "fonts")


def router() -> APIRouter:
    """The addresses of these files: /static/{version}/{name}."""
    routes = APIRouter(include_in_schema=False)

    async def file(version: str, name: str) -> Response:
        return pages_assets().answer(version, name)

    routes.add_api_route("/static/{version}/{name:path}", file, methods=["GET"])
    return routes
