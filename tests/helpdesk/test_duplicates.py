"""The same business twice, in two scripts: found in the background, shown with reasons, decided once, remembered."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.registry import caselist, duplicates
from bot.registry.duplicates import Pair, sound_of
from bot.registry.models import business, case, duplicate, person
from bot.registry.officers import Refusal
from tests.helpdesk.world import AYESHA, BILAL, SANA, TARIQ, World

URDU = {"Ayesha Khan": "عائشہ خان", "Al-Noor Traders": "النور ٹریڈرز"}


async def _twice(world: World, **changed: str) -> tuple[int, int]:
    first = await world.registers(AYESHA)
    second = await world.registers(BILAL, **(changed or URDU))
    await world.later(seconds=5)
    return first, second


async def _pairs(world: World) -> list[Pair]:
    return list(await world.look(duplicates.pairs))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Noor Traders", "النور ٹریڈرز"),
        ("Al Noor Trader", "Noor Traders & Co."),
        ("Bismillah Karyana Store", "بسم اللہ کریانہ سٹور"),
        ("Mashallah Hotel", "ماشا اللہ ہوٹل"),
        ("Ayesha Khan", "عائشہ خان"),
        ("Aisha Khan", "Ayesha Khan"),
        ("Bibi", "بی بی"),
        ("Ayesha Bibi", "عائشہ بی بی"),
        ("Khan Stitching Centre", "khan stiching center"),
    ],
)
def test_names_sound_the_same_in_both_scripts(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Al-Noor Traders", "Al-Madina Traders"), ("Khan Fans", "Khan Stitching")])
def test_and_different_ones_do_not(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


async def test_a_pair_is_found_with_its_reasons(world: World) -> None:
    first, second = await _twice(world)
    [pair] = await _pairs(world)
    assert (pair.first_case, pair.second_case, pair.same_person) == (first, second, False)
    assert set(pair.reasons) >= {"name", "owner", "district", "trade", "since"}
    assert pair.score >= duplicates.ENOUGH
    assert await world.look(duplicates.pairs_of, pair.second["id"]) == [pair]


@pytest.mark.parametrize(
    "changed",
    [
        {"Al-Noor Traders": "Bismillah Fans", "Ayesha Khan": "Bilal Ahmed"},
        {"Ayesha Khan": "Bilal Ahmed", "Sialkot": "Gujrat", "kapron ki silai": "honey"},
    ],
)
async def test_a_name_or_a_place_alone_is_no_reason(sqlite: World, changed: dict[str, str]) -> None:
    await _twice(sqlite, **changed)
    assert await _pairs(sqlite) == []


async def test_a_changed_name_is_looked_at_again(world: World) -> None:
    await _twice(world, **{"Al-Noor Traders": "Bismillah Fans", "Ayesha Khan": "عائشہ خان", "Sialkot": "Gujrat"})
    assert await _pairs(world) == []
    await world.says(BILAL, "change", "district", "Sialkot")
    await world.says(BILAL, "change", "business name", "النور ٹریڈرز")
    await world.later(seconds=5)
    assert len(await _pairs(world)) == 1


async def test_different_is_remembered(world: World) -> None:
    await _twice(world)
    [pair] = await _pairs(world)
    assert await world.do(duplicates.decide, pair.id, "different", SANA, world.now) is None
    await world.says(BILAL, "change", "business name", "Al Noor Traders")
    await world.later(seconds=5)
    assert await _pairs(world) == []
    assert await world.rows(sa.select(duplicate.c.state, duplicate.c.officer_name)) == [("different", "Sana")]


async def test_the_same_business_goes_on_under_one_number_and_both_stay_people(world: World) -> None:
    first, second = await _twice(world)
    [pair] = await _pairs(world)
    assert await world.do(duplicates.decide, pair.id, "same_business", SANA, world.now) is None
    await world.later(seconds=5)
    kept = await world.one(sa.select(case.c.reference).where(case.c.id == first))
    assert f"It goes on under the number {kept}." in await world.told(BILAL)
    assert await world.one(sa.select(sa.func.count()).select_from(business)) == 1
    gone = await world.look(caselist.case_of, second)
    assert (gone.line.state, gone.merged_into) == ("withdrawn", first)
    assert gone.history[-1].what == "merged_into"
    assert await world.rows(sa.select(person.c.id).where(person.c.merged_into.is_not(None))) == []
    assert "Nothing is recorded for you yet" in await world.says(BILAL, "status")


async def test_the_same_person_on_two_numbers_becomes_one(world: World) -> None:
    first, _second = await _twice(world)
    [pair] = await _pairs(world)
    assert await world.do(duplicates.decide, pair.id, "same_person", SANA, world.now) is None
    assert len(await world.rows(sa.select(person.c.id).where(person.c.merged_into.is_not(None)))) == 1
    kept = await world.one(sa.select(case.c.reference).where(case.c.id == first))
    assert kept in await world.says(BILAL, "status")


async def test_people_who_cannot_become_one_are_left_as_they_are(world: World) -> None:
    await _twice(world)
    await world.says(AYESHA, "register", "yes", "yes")
    await world.says(BILAL, "register", "yes", "yes")
    [pair] = await _pairs(world)
    forms = frozenset({"registration"})
    refused = await world.do(duplicates.decide, pair.id, "same_person", SANA, world.now, forms=forms)
    assert refused == Refusal("not_so", state="two_forms")
    assert await _pairs(world) == [pair]


async def test_of_two_officers_one_decides(world: World, second: World) -> None:
    await _twice(world)
    [pair] = await _pairs(world)
    outcomes = await asyncio.gather(
        world.do(duplicates.decide, pair.id, "different", SANA, world.now),
        second.do(duplicates.decide, pair.id, "same_business", TARIQ, world.now),
    )
    [lost] = [one for one in outcomes if one is not None]
    state = await world.one(sa.select(duplicate.c.state))
    assert (lost.reason, lost.state) == ("overtaken", state)
    assert lost.by == {"different": "Sana", "same_business": "Tariq"}[state]


async def test_a_pair_whose_business_was_withdrawn_is_no_longer_shown(sqlite: World) -> None:
    await _twice(sqlite)
    await sqlite.says(BILAL, "withdraw", "yes")
    assert await _pairs(sqlite) == []
