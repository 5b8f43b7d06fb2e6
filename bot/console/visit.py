"""One request of somebody who is logged in."""

import datetime as dt
import hashlib
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.console import forms, said
from bot.html import answers
from bot.html.templates import Speaking, render
from bot.registry.officers import Officer
from bot.staff.accounts import Account
from bot.staff.audit import Actor
from bot.staff.roles import Permission
from bot.staff.sessions import Session

LANGUAGES = ("en", "ur")
"""What the console is offered in."""


class NavItem(NamedTuple):
    """A room in the menu."""

    path: str
    label: str
    is_here: bool
    waits: int
    """How much waits in it."""


class Visit(NamedTuple):
    """Who asks, for what, from where; the form, where there is one (its token has been checked)."""

    request: Request
    account: Account
    session: Session
    form_token: str
    address: str
    now: dt.datetime
    form: FormData
    nav: tuple[NavItem, ...] = ()
    is_live: bool = False
    """The page refreshes a part of itself: nobody clicked."""

    @property
    def actor(self) -> Actor:
        return Actor(self.account.id, self.account.email, self.address)

    @property
    def officer(self) -> Officer:
        return Officer(self.account.id, self.account.name)

    @property
    def language(self) -> str:
        return self.account.language if self.account.language in LANGUAGES else "en"

    def may(self, permission: Permission) -> bool:
        return self.account.may(permission)

    def id(self, name: str) -> int:
        """An id in the address; 0, which nothing has, where it is none."""
        return forms.digits(self.request.path_params.get(name, ""))

    def asked(self, name: str, longest: int = 200) -> str:
        """A value of the address's query."""
        return self.request.query_params.get(name, "")[:longest].strip()

    def live(self, template: str, **values: Any) -> Response:
        """The parts of a page that refresh themselves; 304 where the browser has them already."""
        text = self._render(template, **values)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
        if self.request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={**answers.headers(), "ETag": tag})
        return answers.page(text, more={"ETag": tag})

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the console."""
        return answers.page(self._render(template, **values), status, scripts=True)

    def _link(self, **changed: object) -> str:
        """This very address with other values in its query."""
        return "?" + urlencode({**self.request.query_params, **{name: str(value) for name, value in changed.items()}})

    def _render(self, template: str, **values: Any) -> str:
        done = said.DONE.get(self.asked("done", 30))
        return render(
            f"console/{template}", self.language, me=self.account, form_token=self.form_token, nav=self.nav,
            path=self.request.url.path, now=self.now, asked=self.asked, may=self.may, Permission=Permission,
            done=done, link=self._link, when=partial(said.when, Speaking(self.language), self.now),
            span=partial(said.span, Speaking(self.language)),
            fact=partial(said.fact, Speaking(self.language)), roles=said.ROLES, **values,
        )  # fmt: skip
