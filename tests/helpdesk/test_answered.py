"""An answered complaint takes whoever waited for that alone off the list, tells her once, and touches nobody else."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Sender
from bot.complaints import desk
from bot.complaints.models import complaint
from bot.helpdesk import answered, service
from bot.helpdesk.models import ticket_event
from bot.registry.models import ticket
from tests.helpdesk.world import AYESHA, BILAL, SANA, TARIQ, World

NEWS = "There is an answer to your complaint"


async def _complains(world: World, words: str = "Nobody answers me for weeks", who: Sender = AYESHA) -> int:
    """Somebody complains in the chat; the complaint's id."""
    if not await world.said(who):
        await world.says(who, "English")
    await world.says(who, "complaint", "It takes too long", words)
    owner = await world.person(who)
    return int(await world.one(sa.select(sa.func.max(complaint.c.id)).where(complaint.c.person_id == owner)))


async def _answers(world: World, id: int, text: str = "It is on its way.") -> str:
    """Sana answers a complaint, as the console does it; how her ticket stands."""

    def answer(connection: Connection) -> str:
        found = desk.complaint_of(connection, id)
        assert found is not None
        assert desk.answer(connection, id, found.seen, SANA, text, world.now) is True
        answered.close_for(connection, id, SANA, world.now)
        query = sa.select(ticket.c.state).join(complaint, complaint.c.person_id == ticket.c.person_id)
        return str(
            connection.execute(query.where(complaint.c.id == id).order_by(ticket.c.id.desc()).limit(1)).scalar_one()
        )

    return str(await world.do(answer))


async def test_her_ticket_is_closed_with_the_reason_and_she_is_told_once(world: World) -> None:
    id = await _complains(world)
    other = await _complains(world, "Another person's own", BILAL)
    assert await _answers(world, id) == "closed"
    before = await world.count(AYESHA)
    await world.later(seconds=1)
    assert NEWS in await world.told(AYESHA)
    assert await world.count(AYESHA) == before + 1, "of the answer, and not that a conversation is over"
    e = ticket_event.c
    [(what, officer, why)] = await world.rows(sa.select(e.what, e.officer_name, e.detail))
    number = await world.one(sa.select(complaint.c.reference).where(complaint.c.id == id))
    assert (what, officer, why) == ("closed", "Sana", {"complaint": number})
    assert (
        await world.one(sa.select(ticket.c.state).where(ticket.c.person_id == await world.person(BILAL))) == "waiting"
    )
    assert await world.one(sa.select(complaint.c.state).where(complaint.c.id == other)) == "open"


async def test_whoever_asked_for_a_person_too_goes_on_waiting_at_her_old_place(world: World) -> None:
    id = await _complains(world)
    waiting = await world.ticket(AYESHA)
    for _twice in range(2):
        await world.says(AYESHA, "human")
    assert await world.ticket(AYESHA) == waiting
    e = ticket_event.c
    assert await world.rows(sa.select(e.what, e.detail)) == [("also asked", {"reason": "asked"})], "it is noted once"
    assert await _answers(world, id) == "waiting"


async def test_a_voice_message_of_hers_that_nobody_heard_goes_on_waiting(sqlite: World) -> None:
    id = await _complains(sqlite)
    await sqlite.says(AYESHA, media="voice")
    assert await _answers(sqlite, id) == "waiting"


async def test_whoever_asked_for_a_person_first_waits_for_that(sqlite: World) -> None:
    await sqlite.says(AYESHA, "English", "human")
    assert await _answers(sqlite, await _complains(sqlite)) == "waiting"


async def test_what_an_officer_has_in_hand_stays_in_her_hand(world: World) -> None:
    id = await _complains(world)
    waiting = await world.ticket(AYESHA)
    await world.do(service.claim, waiting, TARIQ, world.now)
    assert await _answers(world, id) == "claimed"
    assert (await world.person_row(AYESHA)).held_by_desk


async def test_what_has_been_talked_about_is_a_conversation_and_a_claim_alone_is_none(sqlite: World) -> None:
    id, other = await _complains(sqlite), await _complains(sqlite, "Nobody is at the office", BILAL)
    for who in (AYESHA, BILAL):
        await sqlite.do(service.claim, await sqlite.ticket(who), SANA, sqlite.now)
    await sqlite.reply(await sqlite.ticket(AYESHA), "Which office was it?", "1")
    for who in (AYESHA, BILAL):
        await sqlite.do(service.release, await sqlite.ticket(who), SANA, sqlite.now)
    assert await _answers(sqlite, id) == "waiting", "she may have told what nobody has read"
    assert await _answers(sqlite, other) == "closed"


async def test_two_complaints_of_hers_share_a_place_until_both_are_answered(world: World) -> None:
    first, second = await _complains(world), await _complains(world, "And the page shows an old date")
    assert await _answers(world, first) == "waiting"
    assert await _answers(world, second) == "closed"


async def test_opened_again_she_waits_again_and_the_second_answer_closes_that_too(world: World) -> None:
    id = await _complains(world)
    await _answers(world, id)
    first = await world.ticket(AYESHA)
    await world.later(seconds=1)
    await world.says(AYESHA, "no")
    assert await world.ticket(AYESHA) > first
    assert await _answers(world, id, "Now it is done.") == "closed"


async def test_nobody_is_put_on_the_list_for_a_day_that_is_answered_already(sqlite: World) -> None:
    id = await _complains(sqlite)
    await _answers(sqlite, id)
    await sqlite.later(days=10)
    assert await sqlite.rows(sa.select(ticket.c.id).where(ticket.c.state != "closed")) == []


async def test_closing_the_ticket_leaves_the_complaint_on_its_list_and_its_day_puts_her_back(world: World) -> None:
    id = await _complains(world)
    day = await world.one(sa.select(complaint.c.due_at))
    first = await world.ticket(AYESHA)
    await world.do(service.close, first, SANA, world.now)
    [line] = (await world.look(desk.complaints, "open")).lines
    assert (line.id, line.state, line.due_at, line.nearly_due) == (id, "open", day, False)
    await world.later(days=8)
    [line] = (await world.look(desk.complaints, "open")).lines
    assert line.nearly_due
    await world.says(AYESHA, "menu")  # the window was shut; at her next message she hears of it
    t = ticket.c
    again = await world.rows(sa.select(t.reason, t.state).where(t.id > first))
    assert again == [("complaint_due", "waiting")]
    assert await _answers(world, id) == "closed", "a ticket that its day has opened is the complaint's as well"
