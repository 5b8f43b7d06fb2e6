"""How a public page is made: its language, its words, its headers."""

from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.html import answers
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import Words

LANGUAGES = {"ur": "اردو", "ur_Latn": "Roman Urdu", "en": "English"}
_TAGS = {"ur": "ur", "ur_Latn": "ur-Latn", "en": "en"}

HEADERS = {**answers.headers(), "Referrer-Policy": "no-referrer"}
"""The address of a one-time page is its key: it is told to nobody."""

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language_of(request: Request, otherwise: str = "ur") -> str:
    """The language asked for with ?l=, else the one given, else Urdu."""
    asked = request.query_params.get("l", "")
    return asked if asked in languages() else otherwise if otherwise in languages() else "ur"


def show(request: Request, template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in one language. `values` that are `Words` are put into it."""
    words = catalogue(language)
    said = {name: words.say(value) if isinstance(value, Words) else value for name, value in values.items()}
    kept = {name: value for name, value in request.query_params.items() if name != "l"}
    html = _templates.get_template(template).render(
        lang=_TAGS[language],
        direction="rtl" if language == "ur" else "ltr",
        script="urdu" if language == "ur" else "latin",
        languages=[
            {"name": name, "lang": _TAGS[code], "script": "urdu" if code == "ur" else "latin",
             "link": str(request.url.replace_query_params(**kept, l=code).query), "here": code == language}
            for code, name in LANGUAGES.items()
        ],
        **said,
    )  # fmt: skip
    secure = {"Strict-Transport-Security": "max-age=31536000"} if request.url.scheme == "https" else {}
    return HTMLResponse(html, status, headers={**HEADERS, **secure})
