"""The layout of pages for everybody: light, safe, in three languages."""

from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader

from bot.html import answers, templates
from bot.html.assets import Assets, pages_assets
from bot.html.languages import LANGUAGES
from bot.i18n.catalogues import languages
from bot.i18n.words import Words, _

STATIC = templates.TEMPLATES.parent / "static"
PAGE = """{% extends "public.html" %}
{% block title %}{{ title }}{% endblock %}
{% block content %}<h1 class="{{ title | script_of }}">{{ title }}</h1>{% endblock %}"""


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> object:
    environment = templates.environment()
    monkeypatch.setattr(environment, "loader", ChoiceLoader([environment.loader, DictLoader({"try.html": PAGE})]))
    return lambda language, title="A title": templates.render("try.html", language, operator="Test Desk", title=title)


def test_every_language_of_the_catalogues_is_offered() -> None:
    assert set(LANGUAGES) == set(languages())


@pytest.mark.parametrize(("language", "start"), [("ur", '<html lang="ur" dir="rtl" class="urdu">'),
                                                 ("ur_Latn", '<html lang="ur-Latn" dir="ltr" class="latin">'),
                                                 ("en", '<html lang="en" dir="ltr" class="latin">')])  # fmt: skip
def test_the_page_says_its_language_and_direction(show, language: str, start: str) -> None:
    page = show(language)
    assert start in page
    assert page.count("hreflang") == 3


def test_what_somebody_wrote_is_shown_as_text_and_in_its_own_type(show) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in show("en", "<script>alert(1)</script>")
    assert '<h1 class="urdu">النور ٹریڈرز</h1>' in show("en", "النور ٹریڈرز")


def test_a_page_with_its_style_and_its_font_stays_below_100_kb(show) -> None:
    font = Path(STATIC / "fonts" / "noto-nastaliq-urdu-small.woff2").stat().st_size
    style = (STATIC / "pages" / "public.css").stat().st_size
    assert len(show("ur").encode()) + style + font < 100_000


def test_a_public_page_runs_no_script_and_sends_its_forms_to_us_only(show) -> None:
    assert "<script" not in show("ur")
    policy = answers.headers()["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in answers.headers(scripts=True)["Content-Security-Policy"]


def test_files_are_kept_for_a_year_under_their_present_address_only() -> None:
    assets = pages_assets()
    assert "immutable" in assets.answer(assets.version, "pages/public.css").headers["Cache-Control"]
    assert assets.answer("0", "pages/public.css").headers["Cache-Control"] == "no-cache"
    assert assets.answer(assets.version, "../templates/public.html").status_code == 404
    assert Assets("fonts").answer("0", "pages/public.css").status_code == 404


def test_numbers_decide_the_sentence_of_a_template() -> None:
    speaking = templates.Speaking("en")
    assert speaking.counted("{count} file", "{count} files", 2) == "2 files"
    assert speaking.words(_("Menu")) == speaking.catalogue.say(Words("Menu"))
    assert speaking.words("as it is") == "as it is"
