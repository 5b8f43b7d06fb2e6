"""`/api/docs`: the addresses, in plain HTML made from the OpenAPI description; `/api/openapi.json` for machines.

Not Swagger's page: that one is fetched from another host, and shows nothing without a network.
"""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse

from bot.api import partners
from bot.assembly import Munshi
from bot.html import answers
from bot.referrals import signature
from bot.referrals.courier import BACK_OFF
from bot.referrals.partners import PACKET

_HEADERS = {
    **answers.headers(),
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def router(munshi: Munshi) -> APIRouter:
    """The partners' addresses and their description."""
    routes = APIRouter()
    v1 = partners.router(munshi)
    routes.include_router(v1)

    @cache  # made for the first who asks: nobody's start waits for it
    def described() -> dict[str, Any]:
        about = signature.__doc__ or ""
        return get_openapi(title="Munshi for partners", version="1", description=about, routes=v1.routes)

    @cache
    def page() -> str:
        return _page(described())

    @routes.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(described(), headers=_HEADERS)

    @routes.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page(), headers=_HEADERS)

    return routes


def _page(described: dict[str, Any]) -> str:
    schemas = described["components"]["schemas"]
    operations = [
        {"method": method.upper(), "path": path, **_operation(operation, schemas)}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return _templates.get_template("docs.html").render(
        operations=operations,
        signing=signature.__doc__,
        packet=PACKET,
        fresh=signature.FRESH // 60,
        waits=", ".join(_said(int(wait.total_seconds())) for wait in BACK_OFF),
    )


def _operation(operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = schemas.get(body.get("$ref", "").rpartition("/")[2], {})
    required = schema.get("required", [])
    fields = [
        {"name": parameter["name"], "place": parameter["in"], "needed": parameter["required"],
         "about": parameter.get("description", "")}
        for parameter in operation.get("parameters", [])
        if parameter["name"] != "authorization"
    ]  # fmt: skip
    fields += [
        {"name": name, "place": "body", "needed": name in required, "about": described.get("description", "")}
        for name, described in schema.get("properties", {}).items()
    ]
    answers = [(code, answer["description"]) for code, answer in operation["responses"].items()]
    return {"about": operation.get("description", ""), "fields": fields, "answers": answers}


def _said(seconds: int) -> str:
    return f"{seconds // 3600} h" if seconds >= 3600 else f"{seconds // 60} min"
