"""The helpdesk is called by something else than the person: once, and after the ticket she has already."""

import sqlalchemy as sa

from bot.agenda import service as agenda
from bot.registry.models import person, ticket
from tests.inbox.test_due import World, world  # noqa: F401


async def _call(world: World, subject: int, reason: str) -> None:  # noqa: F811
    def task(connection: sa.Connection) -> None:
        who = connection.execute(sa.select(person.c.id)).scalar_one()
        agenda.call_desk(connection, who, subject, reason, world.now)

    await world.writer.write(task)
    await world.later()


async def _tickets(world: World) -> list[tuple[str, str]]:  # noqa: F811
    query = sa.select(ticket.c.reason, ticket.c.state).order_by(ticket.c.id)
    return [tuple(row) for row in await world.database.read(lambda c: c.execute(query).all())]


async def test_she_is_put_on_the_list_once(world: World) -> None:  # noqa: F811
    await world.says("English")
    await _call(world, 7, "referral:482-915-7036")
    await world.later(days=3)
    assert await _tickets(world) == [("referral:482-915-7036", "waiting")]


async def test_while_she_has_a_ticket_the_call_waits_its_turn(world: World) -> None:  # noqa: F811
    await world.says("English")
    await _call(world, 7, "first")
    await _call(world, 8, "second")
    await world.later(days=1)
    assert await _tickets(world) == [("first", "waiting")]
    closed = sa.update(ticket).values(state="closed", closed_at=world.now)
    await world.writer.write(lambda connection: connection.execute(closed))
    await world.later(days=1)
    assert await _tickets(world) == [("first", "closed"), ("second", "waiting")]
