"""An owner registers her business on WhatsApp, in her language and in her way, and it is recorded once."""

import re
from typing import Any

import pytest

from bot.registry.reference import is_reference
from tests.frontdoor.conftest import Front, somebody
from tests.frontdoor.owner import BUSINESS, Owner, Way, until
from tests.frontdoor.server import Server
from tests.standins.whatsapp import Phone, Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ("en", "ur", "ur_Latn")
WAYS: tuple[Way, ...] = ("taps", "numbers", "words")
RECORDED = {
    "owner_name": "Ayesha Khan", "business_name": "Khan Handicrafts", "trade": "group:crafts", "isic_division": "32",
    "district": "mirpur", "since": 2019, "people": 5, "women": 3, "turnover": "to_30l", "legal_form": "sole",
    "has_ntn": 0, "exporting": "wants",
}  # fmt: skip
REGISTERED = re.compile(
    r"\b(is|are|been) registered\b|رجسٹر (ہو گیا|ہو چکا|کر دیا)|register (ho gaya|ho chuka|kar diya)"
)


def of(server: Server, phone: Phone, table: str) -> list[dict[str, Any]]:
    """Her rows in a table."""
    owner = "SELECT person_id FROM identity WHERE value = ? AND ended_at IS NULL"
    return [dict(row) for row in server.rows(f'SELECT * FROM "{table}" WHERE person_id IN ({owner})', phone.bsuid)]


def business_of(server: Server, phone: Phone) -> dict[str, Any]:
    (row,) = of(server, phone, "business")
    ours = ("id", "person_id", "created_at", "updated_at", "name_key", "owner_key")
    return {name: value for name, value in row.items() if name not in ours}


def reference_in(text: str) -> str:
    found = re.findall(r"\d{3}-\d{3}-\d{4}", text)
    assert len(found) == 1, text
    return str(found[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
async def test_an_owner_registers(front: Front, phone: Phone, way: Way, language: str) -> None:
    end = await Owner(phone, way, language).registers()

    assert business_of(front.server, phone) == RECORDED
    (case,) = of(front.server, phone, "case")
    (consent,) = of(front.server, phone, "consent")
    assert (consent["topic"], consent["given"], consent["language"]) == ("keep_details", 1, language)
    assert case["state"] == "recorded"
    assert is_reference(case["reference"])
    assert reference_in(end.text) == case["reference"]
    assert not REGISTERED.search(end.text)
    assert len(phone.heard) == len(of(front.server, phone, "inbound")), "one message for each of hers"


async def test_the_server_is_killed_between_the_questions_and_nothing_is_asked_twice(
    server: Server, whatsapp: Standin
) -> None:
    phone = somebody(whatsapp)
    owner = Owner(phone, "taps", "ur_Latn")

    async def power_cut(question: str) -> None:
        if question in ("owner_name", "district", "review"):
            said = "SELECT count(*) AS n FROM outbound WHERE state = 'sent'"
            await until(lambda: server.rows(said)[0]["n"] == len(phone.heard))
            await server.kill()
            await server.start()

    await owner.registers(before=power_cut)

    assert business_of(server, phone) == RECORDED
    assert len(of(server, phone, "case")) == 1
    assert len({shown.ref for shown in phone.heard}) == len(phone.heard), "no answer came twice"


async def test_she_looks_changes_and_takes_it_back(front: Front, phone: Phone) -> None:
    owner = Owner(phone, "taps", "en")
    reference = reference_in((await owner.registers()).text)

    status = await owner.says("my status")
    assert reference_in(status.text) == reference
    assert "not yet SMEDA registration" in status.text

    await owner.says("change")
    await owner.chooses("since")
    changed = await owner.says("2015")
    assert "2015" in changed.text
    assert business_of(front.server, phone) == {**RECORDED, "since": 2015}

    await owner.says("withdraw")
    await owner.chooses("yes")
    assert of(front.server, phone, "business") == []
    (case,) = of(front.server, phone, "case")
    assert case["state"] == "withdrawn"
    assert case["reference"] == reference
    events = front.server.rows("SELECT what, detail FROM case_event WHERE case_id = ? ORDER BY id", case["id"])
    assert [row["what"] for row in events] == ["recorded", "changed", "withdrawn"]
    assert "2015" not in str([tuple(row) for row in events]), "the history holds names of fields, never their values"

    gone = await owner.says("my status")
    assert reference not in gone.text


async def test_a_refused_consent_keeps_nothing(front: Front, phone: Phone) -> None:
    owner = Owner(phone, "words", "en")
    await owner.opens()
    await owner.chooses("no")
    assert of(front.server, phone, "business") == []
    assert of(front.server, phone, "case") == []
    (consent,) = of(front.server, phone, "consent")
    assert consent["given"] == 0


async def test_a_form_that_has_ended_leaves_no_answers_in_its_session(front: Front, phone: Phone) -> None:
    await Owner(phone, "words", "en").registers()
    for row in of(front.server, phone, "session"):
        assert BUSINESS["owner_name"] not in row["body"]
