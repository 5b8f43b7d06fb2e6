"""The one door into the console: who it is, whether the form is hers, whether she may; only then a room's code runs."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot import clock
from bot.assembly import Munshi
from bot.console import forms, menu
from bot.console.visit import LANGUAGES, Visit
from bot.html import answers
from bot.html.templates import render
from bot.staff import accounts, sessions
from bot.staff.accounts import Account
from bot.staff.roles import Permission
from bot.staff.sessions import Session

log = logging.getLogger(__name__)

COOKIE: Final = "munshi_console"
LIVE: Final = "x-live"
"""The header with which a page of ours asks for a part of itself."""

Room = Callable[[Visit], Awaitable[Response]]


class NotFound(Exception):
    """There is no such thing, or it is none of hers: the same answer for both."""


class Erased(Exception):
    """It was about a person who had everything about her erased."""


class Gate:
    """Adds addresses to the console. `munshi` is what rooms read from and write to."""

    def __init__(self, munshi: Munshi) -> None:
        self.munshi = munshi
        self.routes = APIRouter(include_in_schema=False)
        self._proxies = frozenset(part.strip() for part in munshi.settings.trusted_proxies.split(",") if part.strip())

    # --- adding addresses

    def get(self, path: str, permission: Permission | None, room: Room) -> None:
        """A page. `permission` None: for everybody who is logged in."""
        self._add(path, "GET", permission, room)

    def post(
        self, path: str, permission: Permission | None, room: Room, *, most_bytes: int = forms.MOST_BYTES,
        also_with_one_time: bool = False,
    ) -> None:  # fmt: skip
        """What a form does. `also_with_one_time`: also while the password is still a one-time one."""
        self._add(path, "POST", permission, room, most_bytes, also_with_one_time)

    def open(self, path: str, method: str, page: Callable[[Request], Awaitable[Response]]) -> None:
        """An address for people who are not logged in. It checks forms by itself."""
        # A plain route: FastAPI's own would look for parameters in every signature, for a third of the whole start.
        self.routes.add_route(path, self._guarded(page), methods=[method])

    def close(self) -> None:
        """After all rooms: every other address says kindly that there is nothing."""

        async def nothing(_request: Request) -> Response:
            raise NotFound

        self.open("/console/{rest:path}", "GET", nothing)

    def _add(
        self, path: str, method: str, permission: Permission | None, room: Room, most_bytes: int = 0,
        one_time: bool = False,
    ) -> None:  # fmt: skip
        async def answer(request: Request) -> Response:
            return await self._admit(request, permission, room, most_bytes, one_time or path == "/console/password")

        self.open(path, method, answer)

    # --- who it is

    async def _admit(
        self, request: Request, permission: Permission | None, room: Room, most_bytes: int, one_time: bool
    ) -> Response:
        token = request.cookies.get(COOKIE, "")
        who = await self._who(token) if token else None
        is_live = LIVE in request.headers
        if who is None:
            return self._ask_to_log_in(request, is_live)
        account, session = who
        form_token = sessions.form_token(token)
        form = FormData()
        if request.method == "POST":
            form = await forms.read_form(request, most_bytes)
            given = forms.text(form, "form_token", 100)
            if not self.is_from_here(request) or not hmac.compare_digest(given.encode(), form_token.encode()):
                log.warning("a form that is not ours was refused")
                return self.say(request, 403, "forged", account.language)
        if account.must_change and not one_time:
            return answers.see("/console/password")
        if permission is not None and not account.may(permission):
            return self.say(request, 403, "forbidden", account.language)
        now = clock.now()
        if not is_live and session.is_to_be_marked(now):
            await self.munshi.writer.write(lambda connection: sessions.mark_seen(connection, session, now))
        visit = Visit(request, account, session, form_token, self.address_of(request), now, form, is_live=is_live)
        counts = await self.munshi.database.read(lambda connection: menu.counts(connection, account))
        visit = visit._replace(nav=menu.nav(visit, counts))
        return await room(visit)

    async def _who(self, token: str) -> tuple[Account, Session] | None:
        def look(connection: Any) -> tuple[Account, Session] | None:
            session = sessions.find(connection, token, clock.now())
            account = accounts.by_id(connection, session.staff_id) if session else None
            return (account, session) if account is not None and session is not None and account.is_on else None

        return await self.munshi.database.read(look)

    def _ask_to_log_in(self, request: Request, is_live: bool) -> Response:
        if request.method != "POST" and not is_live:
            wanted = forms.safe_next(request.url.path)
            return answers.see(f"/console/login?next={wanted}" if wanted else "/console/login")
        return self.say(request, 401, "over", self.language_of(request))

    # --- what else may happen

    def _guarded(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """An answer also to what goes wrong, in plain words."""

        async def guarded(request: Request) -> Response:
            try:
                return await answer(request)
            except NotFound:
                return self.say(request, 404, "missing")
            except Erased:
                return self.say(request, 410, "erased")
            except forms.TooLarge:
                return self.say(request, 413, "large")
            except forms.NotAForm:
                return self.say(request, 400, "unreadable")
            except self.munshi.busy:
                return self.say(request, 503, "busy")

        return guarded

    def say(self, request: Request, status: int, reason: str, language: str = "") -> Response:
        """A page that says what is the matter, and leads back."""
        language = language if language in LANGUAGES else self.language_of(request)
        text = render("console/matter.html", language, reason=reason, is_logged_in=COOKIE in request.cookies)
        return answers.page(text, status, scripts=True)

    # --- about a request

    def is_from_here(self, request: Request) -> bool:
        """Whether a form comes from a page of ours."""
        return forms.is_from_here(request, self.munshi.settings.public_url)

    def address_of(self, request: Request) -> str:
        """Where a request comes from; what a proxy of ours says of it, if it came through one."""
        peer = request.client.host if request.client else ""
        if peer in self._proxies and (forwarded := request.headers.get("x-forwarded-for", "")):
            return forwarded.rpartition(",")[2].strip()[:45]
        return peer

    @staticmethod
    def language_of(request: Request) -> str:
        """The language before somebody has logged in."""
        wanted = request.query_params.get("language", "")
        if wanted in LANGUAGES:
            return wanted
        return "ur" if request.headers.get("accept-language", "").lower().startswith("ur") else "en"
