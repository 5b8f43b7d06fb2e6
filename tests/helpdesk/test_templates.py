"""Templates: the files say what Meta will take; the command hands them in and says how they stand."""

from pathlib import Path

import pytest

from bot.channels.contract import SHUTS
from bot.channels.simulator import Simulator
from bot.channels.telegram.client import Telegram
from bot.channels.whatsapp.client import WhatsApp
from bot.i18n.catalogues import languages
from bot.language.secrets import asks_for_secret
from knowledge import templates
from knowledge.templates import WrongTemplate
from tests.processes import Ended, run
from tests.standins.whatsapp import Standin

GOOD = """
category = "utility"
holes = ["reference"]
examples = ["1"]
for = []
[en]
name = "news"
code = "en"
text = "News about {reference}."
button = "Read it"
"""


@pytest.mark.parametrize("definition", templates.definitions(), ids=lambda one: one.id)
def test_every_template_is_there_in_every_language_under_a_name_of_its_own(definition: templates.Definition) -> None:
    assert set(definition.versions) == set(languages())
    assert len({(one.name, one.code) for one in definition.versions.values()}) == len(languages())
    assert not any("ur_Latn" in one.code for one in definition.versions.values()), "Meta has no such code"


def test_a_telling_finds_its_template() -> None:
    assert templates.for_telling("desk reply:5").id == "answer"
    assert templates.for_telling("case news:5").id == templates.for_telling("anything else").id == "news"


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("News about {reference}.", "News about {number}.", "holes"),
        ("News about {reference}.", "{reference} has news.", "begins"),
        ("News about {reference}.", "News about {reference}", "ends"),
        ('examples = ["1"]', "examples = []", "examples"),
        ("Read it", "x" * 26, "button"),
        ('"news"', '"News!"', "name"),
        ('code = "en"', "", "code"),
    ],
)
def test_what_meta_would_refuse_is_found_here(tmp_path: Path, was: str, becomes: str, why: str) -> None:
    (tmp_path / "news.toml").write_text(GOOD.replace(was, becomes), encoding="utf-8")
    with pytest.raises(WrongTemplate, match=why):
        templates.definitions(tmp_path)


def test_channels_with_a_window_are_those_that_say_so() -> None:
    channels = (WhatsApp, Telegram, Simulator)
    assert {channel.name for channel in channels if channel.has_window} == SHUTS


def test_holes_are_numbered_as_meta_wants_them() -> None:
    [version] = {one.versions["en"] for one in templates.definitions() if one.id == "news"}
    assert "{{1}}" in version.numbered
    assert "{reference}" not in version.numbered


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Please send your CNIC", True), ("apna shanakhti card number bhejein", True), ("OTP batayein", True),
        ("شناختی کارڈ نمبر بھیجیں", True), ("your opinion on pins and needles", False), ("Which street?", False),
        ("دفتر کب آئیں گے؟", False), ("", False),
    ],
)  # fmt: skip
def test_what_asks_for_a_secret(text: str, asks: bool) -> None:
    assert asks_for_secret(text) is asks


def _sync(folder: Path, **settings: str) -> Ended:
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": f"sqlite:///{folder / 'munshi.db'}", **settings}
    return run("templates", "sync", folder=folder, environment=environment)


async def test_the_command_hands_them_in_and_says_how_they_stand(whatsapp: Standin, tmp_path: Path) -> None:
    import asyncio

    settings = {
        "WHATSAPP_API_URL": whatsapp.url, "WHATSAPP_ACCESS_TOKEN": whatsapp.access_token,
        "WHATSAPP_PHONE_NUMBER_ID": whatsapp.phone_number_id, "WHATSAPP_APP_SECRET": whatsapp.app_secret,
        "WHATSAPP_VERIFY_TOKEN": "verify",
    }  # fmt: skip
    without = await asyncio.to_thread(_sync, tmp_path, **settings)
    assert without.returncode == 2
    assert "WHATSAPP_BUSINESS_ACCOUNT_ID" in without.stderr
    settings["WHATSAPP_BUSINESS_ACCOUNT_ID"] = whatsapp.deliveries.business_account_id
    done = await asyncio.to_thread(_sync, tmp_path, **settings)
    assert done.returncode == 0, done.stderr
    assert "handed in: munshi_news (ur)" in done.stdout
    assert "whatsapp  munshi_news  ur  pending" in done.stdout
    assert "simulator  munshi_news  ur  approved" in done.stdout
    again = await asyncio.to_thread(_sync, tmp_path, **settings)
    assert "handed in" not in again.stdout
    whatsapp.access_token = "changed"
    refused = await asyncio.to_thread(_sync, tmp_path, **settings)
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
