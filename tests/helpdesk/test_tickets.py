"""Handing over: a number, one officer, silence while she has the conversation, and back to the bot."""

import asyncio
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.helpdesk import service
from bot.helpdesk.service import Held
from bot.inbox.models import inbound
from bot.outbox.models import outbound
from bot.registry.models import person, ticket
from bot.registry.officers import Refusal
from bot.registry.reference import is_reference
from tests.helpdesk.world import AYESHA, BILAL, SANA, TARIQ, World


async def _waits(world: World) -> int:
    await world.says(AYESHA, "English", "human")
    return await world.ticket(AYESHA)


async def test_the_number_is_told_and_asking_again_keeps_the_place(world: World) -> None:
    first = await _waits(world)
    number = await world.one(sa.select(ticket.c.reference))
    assert is_reference(number)
    assert number in await world.told(AYESHA)
    assert "1 person is ahead of you" in await world.says(BILAL, "English", "human")
    assert "Nobody is ahead of you" in await world.says(AYESHA, "human")
    assert await world.ticket(AYESHA) == first


async def test_of_two_officers_at_once_one_has_it_and_the_other_hears_who(world: World, second: World) -> None:
    waiting = await _waits(world)
    outcomes = await asyncio.gather(
        world.do(service.claim, waiting, SANA, world.now), second.do(service.claim, waiting, TARIQ, world.now)
    )
    [won] = [one for one in outcomes if isinstance(one, Held)]
    [lost] = [one for one in outcomes if isinstance(one, Refusal)]
    assert (lost.reason, lost.by, lost.state) == ("not_yours", won.officer_name, "claimed")
    assert await world.one(sa.select(ticket.c.officer_name)) == won.officer_name


async def test_before_the_claim_the_bot_answers_and_while_claimed_it_is_silent(world: World) -> None:
    waiting = await _waits(world)
    assert "How can I help you?" in await world.says(AYESHA, "menu")
    await world.do(service.claim, waiting, SANA, world.now)
    before = await world.count(AYESHA)
    await world.says(AYESHA, "hello?", "menu", "bot", "human")
    assert await world.count(AYESHA) == before
    kept = sa.select(inbound.c.state).where(inbound.c.channel == "whatsapp").order_by(inbound.c.id.desc()).limit(4)
    assert await world.rows(kept) == [("kept",)] * 4


async def test_stop_is_obeyed_whoever_talks(world: World) -> None:
    await world.do(service.claim, await _waits(world), SANA, world.now)
    assert "no announcements" in await world.says(AYESHA, "STOP")
    assert await world.one(sa.select(person.c.wants_broadcasts)) is False
    assert (await world.person_row(AYESHA)).held_by_desk, "and it stays the officer's"


async def test_a_double_click_sends_once(world: World, second: World) -> None:
    waiting = await _waits(world)
    answers = await asyncio.gather(*(one.reply(waiting, "Salam!", "form-1") for one in (world, second, world)))
    assert sorted(one.outcome for one in answers) == ["doubled", "doubled", "sent"]
    body = await world.one(sa.select(outbound.c.body).where(outbound.c.kind == "desk"))
    assert "Sana of the helpdesk writes:\\nSalam!" in body


async def test_an_answer_claims_and_a_colleague_cannot_talk_into_it(world: World) -> None:
    waiting = await _waits(world)
    await world.reply(waiting, "Salam!", "1")
    assert (await world.person_row(AYESHA)).held_by_desk
    refused = (await world.reply(waiting, "Me too", "2", TARIQ)).refusal
    assert refused is not None
    assert (refused.reason, refused.by) == ("not_yours", "Sana")
    assert (await world.reply(waiting, "Me too", "3", TARIQ, supervisor=True)).outcome == "sent"
    moved = await world.do(service.transfer, waiting, SANA, TARIQ, world.now)
    assert moved.officer_name == "Tariq"
    assert (await world.reply(waiting, "Now I", "4", TARIQ)).outcome == "sent"


async def test_an_answer_that_asks_for_a_secret_is_held_back(world: World) -> None:
    waiting = await _waits(world)
    refused = await world.reply(waiting, "Apna CNIC number bhejein", "1")
    assert refused.refusal is not None
    assert refused.refusal.reason == "asks_for_secret"
    assert (await world.reply(waiting, "Please never send your CNIC", "2", sure=True)).outcome == "sent"


async def test_back_to_the_bot_with_a_rating(world: World) -> None:
    waiting = await _waits(world)
    await world.reply(waiting, "Salam!", "1")
    await world.do(service.close, waiting, SANA, world.now)
    await world.later(seconds=1)
    assert "is finished" in await world.told(AYESHA)
    assert "Thank you" in await world.says(AYESHA, "Good")
    assert await world.one(sa.select(ticket.c.rating)) == 3
    assert "How can I help you?" in await world.says(AYESHA, "menu")
    again = await world.do(service.close, waiting, SANA, world.now)
    assert (again.reason, again.state) == ("not_so", "closed")


async def test_released_it_waits_again_and_the_bot_answers(world: World) -> None:
    waiting = await _waits(world)
    await world.do(service.claim, waiting, SANA, world.now)
    assert (await world.do(service.release, waiting, TARIQ, world.now)).reason == "not_yours"
    assert (await world.do(service.release, waiting, SANA, world.now)).state == "waiting"
    assert "How can I help you?" in await world.says(AYESHA, "menu")


async def test_an_officer_begins_a_conversation_once(world: World, second: World) -> None:
    await world.says(AYESHA, "English")
    owner = await world.person(AYESHA)
    start = partial(service.start, person_id=owner, officer=SANA, now=world.now, key="form-9")
    outcomes = await asyncio.gather(*(one.do(lambda c: start(c)) for one in (world, second)))
    assert len({one.id for one in outcomes}) == 1
    assert (await world.person_row(AYESHA)).held_by_desk


async def test_what_the_bot_had_to_say_meanwhile_is_said_afterwards(world: World) -> None:
    from bot.agenda import service as agenda

    waiting = await _waits(world)
    await world.do(service.claim, waiting, SANA, world.now)
    await world.do(agenda.tell, await world.person(AYESHA), "file gone", world.now)
    before = await world.count(AYESHA)
    await world.later(seconds=10)
    assert await world.count(AYESHA) == before
    await world.do(service.release, waiting, SANA, world.now)
    await world.later(seconds=10)
    assert "deleted the file you sent" in await world.told(AYESHA)
    assert not (await world.person_row(AYESHA)).is_owed


async def test_of_two_people_who_become_one_the_officer_keeps_the_conversation(world: World) -> None:
    from bot.registry.merge import merge, undo

    waiting = await _waits(world)
    await world.says(BILAL, "English", "human")
    await world.do(service.claim, await world.ticket(BILAL), SANA, world.now)
    ids = [await world.person(AYESHA), await world.person(BILAL)]
    merged = await world.do(merge, *ids, forms=(), how="test", now=world.now)
    assert await world.rows(sa.select(ticket.c.id).where(ticket.c.state == "waiting")) == []
    assert await world.one(sa.select(person.c.held_by_desk).where(person.c.id == merged.kept))
    await world.do(undo, merged.id, world.now)
    assert await world.rows(sa.select(ticket.c.id).where(ticket.c.state == "waiting")) == [(waiting,)]


async def test_a_message_costs_no_query_more_for_all_of_this(sqlite: World) -> None:
    """What the hot path must know stands on the person's row; the desk's tables are not touched."""
    await sqlite.says(AYESHA, "English", "human")
    statements: list[str] = []
    engine = sqlite.database._engine  # type: ignore[attr-defined]

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _noted(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    await sqlite.says(AYESHA, "menu")
    answered = list(statements)
    touched = [one for one in answered for table in ("owed", "ticket", "desk_reply", "media") if f" {table}" in one]
    assert touched == []
    await sqlite.do(service.claim, await sqlite.ticket(AYESHA), SANA, sqlite.now)
    statements.clear()
    await sqlite.says(AYESHA, "menu")
    assert len(statements) < len(answered)
