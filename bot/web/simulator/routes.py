"""The addresses of the simulator: the page, what it says, and the stream of what it hears."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from bot import clock
from bot.channels.contract import Event, Handle
from bot.channels.simulator import HANDLE_KIND, Line, Simulator
from bot.html.assets import Assets
from bot.web.simulator import page, said, shown, words
from bot.web.simulator.words import Translate

Accept = Callable[[Sequence[Event]], Awaitable[None]]
History = Callable[[Handle], Awaitable[list[Line]]]

PERSON_COOKIE: Final = "munshi_person"
LANGUAGE_COOKIE: Final = "munshi_page_language"
_PERSON: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_YEAR: Final = 365 * 24 * 3600
_OVERLAP: Final = 20  # lines shown again after a reconnect: two may have been stored in the other order
_STREAM_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def router(
    accept: Accept,
    history: History,
    simulator: Simulator,
    translate: Translate,
    *,
    busy: tuple[type[Exception], ...],
    at_root: bool = True,
    beat: float = 15.0,
    now: Callable[[], dt.datetime] = clock.now,
) -> APIRouter:
    """The simulator's pages.

    `accept` stores events durably, or raises one of `busy`: the page then keeps the message and tries again.
    `history` gives a person's lines, oldest first, those on their way out included. `beat` is how often, in
    seconds, a silent stream shows that it is alive.
    """
    routes = APIRouter(include_in_schema=False)
    assets = Assets("simulator", "fonts")

    async def show_page(request: Request) -> Response:
        language = _language(request)
        person = _person(request)
        answer = HTMLResponse(
            page.render(language, assets.version, _tag(person), beat, translate), headers=page.HEADERS
        )
        _remember(answer, request, PERSON_COOKIE, person)
        _remember(answer, request, LANGUAGE_COOKIE, language)
        return answer

    async def say(request: Request) -> Response:
        def refuse(status: int, reason: str) -> Response:
            headers = {"Retry-After": "2"} if status == 503 else None
            return _json({"error": translate(words.ERRORS[reason], _language(request))}, status, headers)

        person = _known_person(request)
        if person is None:
            return refuse(400, "person")
        if _is_stranger(request, person):
            return refuse(409, "other")
        # A form on another site cannot send this type, so it cannot speak for anyone.
        if not _is_json(request):
            return refuse(400, "json")
        body = await _body(request)
        if body is None:
            return refuse(413, "large")
        sent_at = now()
        try:
            message = said.as_message(said.read(body), simulator.sender(person), sent_at)
        except said.TooLong:
            return refuse(413, "large")
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return refuse(400, "json")
        if message is None:
            return refuse(400, "empty")
        try:
            await accept([message])
        except busy:
            return refuse(503, "busy")
        heard = message.heard
        line = Line(id=message.key, mine=True, at=sent_at, text=heard.text, place=heard.place)
        # For the other open pages of this person; the one that sent it knows its key and drops the copy.
        simulator.publish(person, line)
        return _json({"line": shown.as_page(line, simulator.limits), "hid_cnic": heard.hid_cnic})

    async def earlier(request: Request) -> Response:
        person = _known_person(request)
        lines = [] if person is None else await history(person)
        return _json({"lines": [shown.as_page(line, simulator.limits) for line in lines]})

    async def stream(request: Request, after: str = "") -> Response:
        person = _known_person(request)
        if person is None:
            return Response(status_code=204)  # the one answer that stops a browser from asking again
        if _is_stranger(request, person):
            return Response(b"event: stranger\ndata: {}\n\n", media_type="text/event-stream")
        cursor = request.headers.get("last-event-id") or after
        return StreamingResponse(_events(person, cursor), media_type="text/event-stream", headers=_STREAM_HEADERS)

    async def _events(person: Handle, cursor: str) -> AsyncIterator[bytes]:
        # The page is opened before the history is read, so nothing can fall between the two.
        with simulator.page(person) as open_page:
            yield b"retry: 1000\nevent: open\ndata: {}\n\n"
            given: set[str] = set()
            for line in _after(await history(person), cursor):
                given.add(line.id)
                yield shown.as_event(line, simulator.limits)
            async for fresh in open_page.lines(beat):
                if fresh is not None:
                    if fresh.id not in given:
                        given.add(fresh.id)
                        yield shown.as_event(fresh, simulator.limits)
                    continue
                yield b"event: beat\ndata: {}\n\n"
                # Another process may have sent something, or this page was too slow for its queue.
                for line in (await history(person))[-_OVERLAP:]:
                    if line.id not in given:
                        given.add(line.id)
                        yield shown.as_event(line, simulator.limits)

    async def become_new(request: Request) -> Response:
        if not _is_json(request):
            return _json({"error": translate(words.ERRORS["json"], _language(request))}, 400)
        person = secrets.token_urlsafe(18)
        answer = _json({"person": _tag(person)})
        _remember(answer, request, PERSON_COOKIE, person)
        return answer

    async def file(version: str, name: str) -> Response:
        return assets.answer(version, name)

    for path in ("/simulator", *(["/"] if at_root else [])):
        routes.add_api_route(path, show_page, methods=["GET"])
    routes.add_api_route("/simulator/say", say, methods=["POST"])
    routes.add_api_route("/simulator/history", earlier, methods=["GET"])
    routes.add_api_route("/simulator/stream", stream, methods=["GET"])
    routes.add_api_route("/simulator/new", become_new, methods=["POST"])
    routes.add_api_route("/simulator/static/{version}/{name:path}", file, methods=["GET"])
    return routes


def _after(lines: list[Line], cursor: str) -> list[Line]:
    """The lines a page may not have: those after the cursor and a few before it; all, where it is unknown."""
    place = next((i for i, line in enumerate(lines) if line.id == cursor), 0)
    return lines[max(0, place - _OVERLAP) :]


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is longer than allowed."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > said.MOST_BYTES:
            return None
    return bytes(body)


def _known_person(request: Request) -> Handle | None:
    value = request.cookies.get(PERSON_COOKIE, "")
    return Handle(HANDLE_KIND, value) if _PERSON.fullmatch(value) else None


def _person(request: Request) -> str:
    known = _known_person(request)
    return known.value if known else secrets.token_urlsafe(18)


def _is_stranger(request: Request, person: Handle) -> bool:
    """Whether the page was opened as someone else: another tab became a new person in the meantime."""
    return request.query_params.get("person", "") not in ("", _tag(person.value))


def _tag(person: str) -> str:
    """A name for the person's drafts in the browser's own store, from which the cookie cannot be guessed."""
    return hashlib.sha256(person.encode()).hexdigest()[:12]


def _language(request: Request) -> str:
    """The page's language: asked for in the address, remembered, or the browser's own."""
    for wanted in (request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in page.LANGUAGES:
            return wanted
    return "ur" if request.headers.get("accept-language", "").lower().startswith("ur") else "en"


def _remember(answer: Response, request: Request, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https")


def _json(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(
        msgspec.json.encode(content),
        status,
        media_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
