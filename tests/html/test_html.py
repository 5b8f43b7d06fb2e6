"""What pages are made with: words in the language of the reader, nothing of a stranger's as markup, strict headers."""

from collections.abc import Callable

import pytest
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from bot.html import answers, templates
from bot.html.assets import Assets, pages_assets
from bot.html.languages import LANGUAGES
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import Name, Words, _

PAGE = """<html lang="{{ page.tag }}" dir="{{ page.direction }}" class="{{ page.script }}">
<h1 class="{{ title | script_of }}">{{ title }}</h1><p>{{ _("Hello, {owner}.", owner=title) }}</p>"""

Show = Callable[..., str]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    environment = templates.environment()
    made = DictLoader({"try.html": PAGE, "wrong.html": "{{ nobody_gave_this }}"})
    monkeypatch.setattr(environment, "loader", ChoiceLoader([environment.loader, made]))
    return lambda language, title="A title", template="try.html": templates.render(template, language, title=title)


def test_every_language_of_the_catalogues_is_known() -> None:
    assert set(LANGUAGES) == set(languages())


@pytest.mark.parametrize(("language", "start"), [("ur", '<html lang="ur" dir="rtl" class="urdu">'),
                                                 ("ur_Latn", '<html lang="ur-Latn" dir="ltr" class="latin">'),
                                                 ("en", '<html lang="en" dir="ltr" class="latin">')])  # fmt: skip
def test_the_page_says_its_language_and_direction(show: Show, language: str, start: str) -> None:
    assert show(language).startswith(start)


def test_what_somebody_wrote_is_shown_as_text_and_in_its_own_type(show: Show) -> None:
    page = show("en", "<script>alert(1)</script>")
    assert "<script>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert '<h1 class="urdu">النور ٹریڈرز</h1>' in show("en", "النور ٹریڈرز")


def test_a_name_nobody_gave_is_an_error_and_no_empty_place(show: Show) -> None:
    with pytest.raises(UndefinedError):
        show("en", template="wrong.html")


def test_headers_allow_nothing_from_elsewhere_and_nothing_inline() -> None:
    without, with_scripts = (answers.headers(scripts=scripts)["Content-Security-Policy"] for scripts in (False, True))
    assert "script-src 'none'" in without
    assert "script-src 'self'" in with_scripts
    for policy in (without, with_scripts):
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy


def test_files_are_kept_for_a_year_under_their_present_address_only() -> None:
    assets = pages_assets()
    assert "immutable" in assets.answer(assets.version, "console/console.css").headers["Cache-Control"]
    assert assets.answer("0", "console/console.css").headers["Cache-Control"] == "no-cache"
    assert assets.answer(assets.version, "../templates/console/base.html").status_code == 404
    assert Assets("fonts").answer("0", "console/console.css").status_code == 404


def test_numbers_decide_the_sentence_of_a_template() -> None:
    speaking = templates.Speaking("en")
    assert speaking.counted("{count} file", "{count} files", 1) == "1 file"
    assert speaking.counted("{count} file", "{count} files", 2) == "2 files"


def test_words_names_and_somebodys_own_text_are_told_apart() -> None:
    speaking = templates.Speaking("ur")
    assert speaking.words(_("Menu")) == catalogue("ur").say(Words("Menu"))
    assert speaking.words(Name("Sialkot", "سیالکوٹ", "Sialkot")) == "سیالکوٹ"
    assert speaking.words("Menu") == "Menu"
