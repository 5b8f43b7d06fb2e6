"""A case on its way, with real statements: one decision, the owner told, her answer, and nobody forgotten."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.registry import caselist, cases
from bot.registry.caselist import CaseDetail, CaseFilter
from bot.registry.cases import Changed
from bot.registry.models import case, case_event
from bot.registry.officers import Refusal
from tests.helpdesk.world import AYESHA, BILAL, SANA, TARIQ, World


async def _detail(world: World, id: int) -> CaseDetail:
    found = await world.look(caselist.case_of, id)
    assert isinstance(found, CaseDetail)
    return found


async def _history(world: World, id: int) -> list[tuple[str, str]]:
    return [(step.by, step.what) for step in (await _detail(world, id)).history]


async def test_from_recorded_to_smedas_number_and_the_owner_hears_each_step(world: World) -> None:
    id = await world.registers(AYESHA)
    assert (await world.do(cases.take_up, id, 1, SANA, world.now)) == Changed("in_review", 2)
    await world.later(seconds=5)
    assert "An officer at the helpdesk is looking at it" in await world.told(AYESHA)
    assert (await world.do(cases.ask_owner, id, 2, SANA, "Which street?", world.now)) == Changed("needs_information", 3)
    await world.later(seconds=5)
    assert "The helpdesk asks you: “Which street?”" in await world.told(AYESHA)
    assert "The helpdesk has your answer" in await world.says(AYESHA, "Kashmir Road")
    assert (await world.do(cases.accept, id, 4, SANA, "SMEDA-4711", world.now)) == Changed("accepted", 5)
    await world.later(seconds=5)
    assert "SMEDA has given this business the number SMEDA-4711" in await world.told(AYESHA)
    assert "SMEDA-4711" in await world.says(AYESHA, "status")
    assert await _history(world, id) == [
        ("owner", "recorded"), ("Sana", "in_review"), ("Sana", "needs_information"), ("owner", "answered"),
        ("Sana", "accepted"),
    ]  # fmt: skip
    [answered] = [step for step in (await _detail(world, id)).history if step.what == "answered"]
    assert answered.detail == {"text": "Kashmir Road"}


async def test_of_two_officers_who_decide_at_once_one_wins_and_the_other_hears_who(world: World, second: World) -> None:
    id = await world.registers(AYESHA)
    await world.do(cases.take_up, id, 1, SANA, world.now)
    outcomes = await asyncio.gather(
        world.do(cases.accept, id, 2, SANA, "S-1", world.now),
        second.do(cases.decline, id, 2, TARIQ, "It is a bank.", world.now),
    )
    [won] = [one for one in outcomes if isinstance(one, Changed)]
    [lost] = [one for one in outcomes if isinstance(one, Refusal)]
    by = {"accepted": "Sana", "declined": "Tariq"}[won.state]
    assert (lost.reason, lost.by, lost.state) == ("overtaken", by, won.state)
    assert await world.one(sa.select(case.c.officer_name)) == by
    await world.later(seconds=5)
    told = [said.text for said in await world.said(AYESHA)]
    assert sum("SMEDA has given" in text or "could not accept" in text for text in told) == 1


async def test_who_decides_on_what_the_owner_has_just_changed_or_withdrawn_has_to_look_again(world: World) -> None:
    id = await world.registers(AYESHA)
    await world.do(cases.take_up, id, 1, SANA, world.now)
    await world.says(AYESHA, "change", "district", "Lahore")
    lost = await world.do(cases.accept, id, 2, SANA, "S-1", world.now)
    assert (lost.reason, lost.by) == ("overtaken", "owner")
    await world.says(AYESHA, "withdraw", "yes")
    lost = await world.do(cases.accept, id, 3, SANA, "S-1", world.now)
    assert (lost.reason, lost.state) == ("overtaken", "withdrawn")


async def test_what_was_written_about_a_case_goes_when_it_is_withdrawn(sqlite: World) -> None:
    id = await sqlite.registers(AYESHA)
    await sqlite.do(cases.take_up, id, 1, SANA, sqlite.now)
    await sqlite.do(cases.ask_owner, id, 2, SANA, "Which street?", sqlite.now)
    await sqlite.later(seconds=5)
    await sqlite.says(AYESHA, "Kashmir Road", "withdraw", "yes")
    assert await sqlite.rows(sa.select(case_event.c.detail).where(case_event.c.detail.is_not(None))) == []
    found = await _detail(sqlite, id)
    assert (found.line.state, found.facts, found.remark) == ("withdrawn", {}, "")


@pytest.mark.parametrize(
    ("move", "said", "reason"),
    [
        (cases.accept, "", "empty"),
        (cases.accept, "9" * 41, "empty"),
        (cases.decline, "   ", "empty"),
        (cases.ask_owner, "x" * 701, "empty"),
        (cases.ask_owner, "apna shanakhti card number bhejein", "asks_for_secret"),
    ],
)
async def test_what_cannot_be_told_is_refused(sqlite: World, move: object, said: str, reason: str) -> None:
    id = await sqlite.registers(AYESHA)
    await sqlite.do(cases.take_up, id, 1, SANA, sqlite.now)
    assert (await sqlite.do(move, id, 2, SANA, said, sqlite.now)).reason == reason  # type: ignore[arg-type]


async def test_a_decision_needs_a_look_first_and_a_wrong_one_can_be_taken_back(sqlite: World) -> None:
    id = await sqlite.registers(AYESHA)
    assert (await sqlite.do(cases.accept, id, 1, SANA, "S-1", sqlite.now)).reason == "not_so"
    await sqlite.do(cases.take_up, id, 1, SANA, sqlite.now)
    await sqlite.do(cases.decline, id, 2, SANA, "a mistake", sqlite.now)
    assert (await sqlite.do(cases.reopen, id, 3, TARIQ, "the wrong business", sqlite.now)).state == "in_review"
    assert (await sqlite.do(cases.take_up, 12345, 1, SANA, sqlite.now)).reason == "gone"


async def test_the_desk_is_reminded_when_nobody_looks(world: World) -> None:
    id = await world.registers(AYESHA)
    await world.later(days=2, hours=23)
    assert not (await _detail(world, id)).line.overdue
    await world.later(hours=2)
    assert (await _detail(world, id)).line.overdue
    assert (await world.look(caselist.counts))["overdue"] == 1
    await world.do(cases.take_up, id, 1, SANA, world.now)
    assert not (await _detail(world, id)).line.overdue
    await world.later(days=6)
    assert not (await _detail(world, id)).line.overdue, "the week is counted anew"


async def test_the_owner_is_asked_once_more_and_not_again(world: World) -> None:
    id = await world.registers(AYESHA)
    await world.do(cases.take_up, id, 1, SANA, world.now)
    await world.do(cases.ask_owner, id, 2, SANA, "Which street?", world.now)
    await world.later(seconds=5)
    await world.later(days=6, hours=12)
    await world.says(AYESHA, "menu")  # her window is open, so that the reminder can be said
    asked = sum("Which street?" in said.text for said in await world.said(AYESHA))
    await world.later(hours=13)
    assert sum("Which street?" in said.text for said in await world.said(AYESHA)) == asked + 1
    await world.says(AYESHA, "menu")
    await world.later(days=8)
    assert sum("Which street?" in said.text for said in await world.said(AYESHA)) == asked + 1


async def test_cases_are_found_by_number_name_in_any_script_district_and_telephone(world: World) -> None:
    first = await world.registers(AYESHA)
    await world.registers(BILAL, **{"Al-Noor Traders": "Bismillah Fans", "Ayesha Khan": "Bilal", "Sialkot": "Gujrat"})
    reference = (await _detail(world, first)).line.reference

    async def found(**wanted: object) -> list[int]:
        page = await world.look(caselist.cases, CaseFilter(**wanted))  # type: ignore[arg-type]
        assert page.total == len(page.lines)
        return [line.id for line in page.lines]

    for words in (
        reference,
        reference.replace("-", ""),
        "al noor",
        "النور",
        "عائشہ",
        "aisha",
        "0300 1234567",
        "1234567",
    ):
        assert await found(words=words) == [first], words
    assert len(await found()) == 2
    assert await found(district="sialkot") == [first]
    assert await found(words="nobody has that") == []
    assert await found(words="100% '; DROP") == []
    await world.do(cases.take_up, first, 1, SANA, world.now)
    assert await found(officer_id=SANA.id) == [first]
    assert await found(states=("recorded",)) != [first]
