"""The page's own files, read once, served under an address that changes when any of them does."""

import hashlib
from pathlib import Path
from typing import Final

from starlette.responses import Response

_STATIC: Final = Path(__file__).resolve().parent.parent / "static"
_FOLDERS: Final = ("simulator", "fonts")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


class Assets:
    """Style sheets, scripts, the font. Only what was there at the start is served; no path leads out."""

    def __init__(self) -> None:
        self._files = {
            path.relative_to(_STATIC).as_posix(): path.read_bytes()
            for folder in _FOLDERS
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
