"""Slowing those who guess the addresses of one-time pages; the forms and the export share it."""

from collections import deque
from time import monotonic

from fastapi import Request
from starlette.responses import Response

from bot.i18n.words import _
from bot.pages.page import language_of, show

_MOST_MISSES, _WITHIN = 20, 600.0
"""Unknown addresses from one visitor in so many seconds; then none is looked at. Nobody mistypes a link so often."""


class Misses:
    """Who asks for pages that do not exist, and how often. In memory: it only slows what is hopeless anyway."""

    def __init__(self) -> None:
        self._of: dict[str, deque[float]] = {}

    def add(self, request: Request) -> None:
        """This visitor has asked for an address that leads nowhere."""
        if len(self._of) > 10_000:  # a crowd of addresses: begin anew rather than grow
            self._of.clear()
        self._of.setdefault(_visitor(request), deque(maxlen=_MOST_MISSES)).append(monotonic())

    def too_many(self, request: Request) -> bool:
        """Whether nothing is looked at for this visitor now."""
        times = self._of.get(_visitor(request))
        return times is not None and len(times) == _MOST_MISSES and monotonic() - times[0] < _WITHIN


def busy(request: Request) -> Response:
    """What somebody is shown who has missed too often."""
    answer = show(
        request, "message.html", language_of(request), 429,
        title=_("Please wait a little"),
        text=_("There were too many tries from here. Please come back in ten minutes."),
        more="",
    )  # fmt: skip
    answer.headers["Retry-After"] = str(int(_WITHIN))
    return answer


def _visitor(request: Request) -> str:
    return request.client.host if request.client else ""
