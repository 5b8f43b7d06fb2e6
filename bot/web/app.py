"""Everything that answers HTTP: the webhook in front, FastAPI behind it for the rest."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.api.docs import router as api_router
from bot.assembly import Munshi
from bot.channels.contract import Handle
from bot.console import router as console_router
from bot.html.assets import router as static_router
from bot.i18n.catalogues import catalogue
from bot.i18n.words import Words
from bot.pages.assets import assets
from bot.pages.calendar import calendar_pages
from bot.pages.export import export_pages
from bot.pages.forms import form_pages
from bot.pages.receipts import receipt_pages
from bot.web.simulator import Line
from bot.web.simulator import router as simulator_router
from bot.web.webhook import TELEGRAM, Receive, Scope, Send, WhatsAppWebhook, answer, arrivals

if TYPE_CHECKING:
    from bot.channels.telegram.reception import Reception
    from bot.web.telegram import TelegramWebhook

_WHATSAPP = "/webhooks/whatsapp"

ROUTERS: tuple[Callable[[Munshi], APIRouter], ...] = (
    assets,
    receipt_pages,
    form_pages,
    export_pages,
    calendar_pages,
    api_router,
    console_router,
)
"""The rooms behind the webhooks: each makes its addresses for one running Munshi."""


class Front:
    """The ASGI application. Webhooks are taken out before any framework sees them; they are nearly all the traffic."""

    def __init__(self, munshi: Munshi) -> None:
        self._webhook = _whatsapp(munshi)
        self._telegram = _telegram(munshi)
        self._pages = _pages(munshi)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _WHATSAPP:
            if self._webhook is None:
                await answer(send, 404, b"WhatsApp is not configured here")
            else:
                await self._webhook(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"] == TELEGRAM:
            if self._telegram is None:
                await answer(send, 404, b"Telegram is not configured here")
            else:
                await self._telegram(scope, receive, send)
            return
        await self._pages(scope, receive, send)


def _whatsapp(munshi: Munshi) -> WhatsAppWebhook | None:
    settings = munshi.settings
    if not settings.whatsapp_is_on:
        return None
    return WhatsAppWebhook(
        account=settings.whatsapp_phone_number_id,
        secrets=settings.whatsapp_secrets,
        verify_token=settings.whatsapp_verify_token.get_secret_value().encode(),
        accept=munshi.writer.accept,
        understand=munshi.understand,
        told=lambda status: munshi.counted.webhooks.add("whatsapp", str(status)),
    )


def _telegram(munshi: Munshi) -> "TelegramWebhook | None":
    if munshi.telegram is None:
        return None
    from bot.web.telegram import telegram_webhook  # only now: its library is slow to load

    return telegram_webhook(munshi)


def _reception(munshi: Munshi) -> "Reception | None":
    if munshi.telegram is None:
        return None
    from bot.web.telegram import reception

    return reception(munshi, munshi.telegram)


def _pages(munshi: Munshi) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await munshi.start()
        updates = _reception(munshi)
        if updates is not None:
            updates.start()
        yield
        if updates is not None:
            await updates.stop()
        await munshi.stop()

    app = FastAPI(title="Munshi", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        """The process is alive."""
        return PlainTextResponse("ok")

    @app.get("/readyz")
    async def readyz() -> Response:
        """The database is at the newest migration, the writer alive and writing. A carrier that refuses everything
        is told beside it: taking us out of service would lose what people write, and help nobody."""
        problem = await munshi.not_ready()
        said: dict[str, object] = {"ready": not problem, "problem": problem}
        if refused := munshi.degraded():
            said["degraded"] = refused
        return JSONResponse(said, 503 if problem else 200)

    @app.get("/metrics")
    async def metrics() -> Response:
        """Figures for Prometheus (docs/operations.md)."""
        await munshi.look()
        return Response(generate_latest(munshi.metrics), media_type=CONTENT_TYPE_LATEST)

    app.include_router(static_router())
    for router in ROUTERS:
        app.include_router(router(munshi))
    if munshi.simulator is not None:
        _mount_simulator(app, munshi)
    else:

        @app.get("/")
        async def root() -> PlainTextResponse:
            return PlainTextResponse("Munshi")

    return app


def _mount_simulator(app: FastAPI, munshi: Munshi) -> None:
    assert munshi.simulator is not None

    async def history(person: Handle) -> list[Line]:
        return await munshi.conversation("simulator", person)

    def translate(words: Words, language: str) -> str:
        return catalogue(language).label(words)

    routes = simulator_router(
        lambda events: munshi.writer.accept(arrivals(events, munshi.understand)),
        history,
        munshi.simulator,
        translate,
        busy=munshi.busy,
    )
    app.include_router(routes)
