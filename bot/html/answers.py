"""Pages as answers, with the headers that keep strangers out of them."""

from collections.abc import Mapping
from typing import Final

from starlette.responses import HTMLResponse, RedirectResponse, Response

_POLICY: Final = (
    "default-src 'none'; script-src {script}; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src {connect}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def headers(*, scripts: bool = False) -> dict[str, str]:
    """For every page: nothing inline, nothing from another host, nothing kept, nobody's frame.

    Without `scripts` none runs at all. The referrer stays in the house: with "no-referrer" a browser would send
    `Origin: null` with our own forms, and they could not be told from forged ones.
    """
    ours = "'self'" if scripts else "'none'"
    return {
        "Content-Security-Policy": _POLICY.format(script=ours, connect=ours),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    }


def page(text: str, status: int = 200, *, scripts: bool = False, more: Mapping[str, str] | None = None) -> Response:
    """A page."""
    return HTMLResponse(text, status, headers={**headers(scripts=scripts), **(more or {})})


def see(path: str) -> Response:
    """After a form: look there. The address is one of ours, never what somebody sent."""
    return RedirectResponse(path, 303, headers=headers())
