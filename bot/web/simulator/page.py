"""The page itself, in the language of its reader."""

from pathlib import Path
from typing import Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.simulator.words import PAGE, Translate

LANGUAGES: Final = {"ur": "اردو", "ur_Latn": "Rom", "en": "EN"}
"""What is offered, and what stands on its button: short, each in its own letters."""
_NAMES: Final = {"ur": "اردو", "ur_Latn": "Roman Urdu", "en": "English"}
_TAGS: Final = {"ur": "ur", "ur_Latn": "ur-Latn", "en": "en"}

HEADERS: Final = {
    # No inline script or style anywhere, and nothing from another host.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(language: str, version: str, person: str, beat: float, translate: Translate) -> str:
    """The page as HTML. `person` is the tag under which the browser keeps drafts."""
    said = {name: translate(words, language) for name, words in PAGE.items()}
    settings = {"words": said, "language": language, "person": person, "beat": beat}
    return _templates.get_template("simulator.html").render(
        said=said,
        language=language,
        lang=_TAGS[language],
        direction="rtl" if language == "ur" else "ltr",
        script=_script(language),
        languages=[
            {"code": code, "label": label, "name": _NAMES[code], "lang": _TAGS[code], "script": _script(code)}
            for code, label in LANGUAGES.items()
        ],
        files=f"/simulator/static/{version}",
        settings=msgspec.json.encode(settings).decode(),
    )


def _script(language: str) -> str:
    """The class that brings the font. Not `:lang()`: to a style sheet, ur-Latn is Urdu as well."""
    return "urdu" if language == "ur" else "latin"
