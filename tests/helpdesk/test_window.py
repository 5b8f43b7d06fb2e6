"""When the reply window is shut: a template says once that something waits, and what waits is said when she writes."""

import asyncio
import datetime as dt

import msgspec
import sqlalchemy as sa

from bot.agenda import service as agenda
from bot.channels.contract import Preference, Status
from bot.helpdesk import service
from bot.helpdesk.models import desk_reply, owed
from bot.inbox import desk
from bot.inbox.batch import Arrival
from bot.outbox import marks
from bot.outbox.marks import Mark
from bot.outbox.models import outbound
from bot.registry import cases
from tests.helpdesk.world import AYESHA, SANA, TELE, World


async def _asked_long_ago(world: World) -> int:
    """Somebody who asked for a person, and whose window has shut since."""
    await world.says(AYESHA, "English", "human")
    await world.later(hours=25)
    return await world.ticket(AYESHA)


async def test_an_answer_waits_and_a_template_says_so_once(world: World) -> None:
    await world.approve_templates()
    ticket = await _asked_long_ago(world)
    before = await world.count(AYESHA)
    first = await world.reply(ticket, "Salam!", "1")
    assert (first.outcome, first.why) == ("template", "window_shut")
    second = await world.reply(ticket, "Are you there?", "2")
    assert (second.outcome, second.why) == ("waiting", "asked_already")
    said = await world.said(AYESHA)
    assert len(said) == before + 1
    template = said[-1].template
    assert template is not None
    assert (template.name, template.language) == ("munshi_answer", "en")
    assert template.button_payloads == ("!read",)
    await world.says(AYESHA, tap="!read")
    assert [one.text for one in (await world.said(AYESHA))[before + 1 :]] == [
        "Sana of the helpdesk writes:\nSalam!", "Sana of the helpdesk writes:\nAre you there?",
    ]  # fmt: skip
    assert await world.rows(sa.select(desk_reply.c.state)) == [("queued",), ("queued",)]
    await world.says(AYESHA, "thank you")
    assert await world.count(AYESHA) == before + 3, "it is the officer's conversation"


async def test_any_words_of_hers_will_do(world: World) -> None:
    await world.approve_templates()
    await world.reply(await _asked_long_ago(world), "Salam!", "1")
    await world.says(AYESHA, "kya hua?")
    assert "Salam!" in await world.told(AYESHA)
    assert not (await world.person_row(AYESHA)).is_owed


async def test_without_an_approved_template_it_waits_and_the_officer_is_told_why(world: World) -> None:
    ticket = await _asked_long_ago(world)
    answered = await world.reply(ticket, "Salam!", "1")
    assert (answered.outcome, answered.why) == ("waiting", "not_approved")
    await world.says(AYESHA, "hello")
    assert "Salam!" in await world.told(AYESHA)


async def test_an_answer_that_waits_can_be_taken_back(sqlite: World) -> None:
    ticket = await _asked_long_ago(sqlite)
    answered = await sqlite.reply(ticket, "Salam!", "1")
    assert await sqlite.do(desk.take_back, answered.reply_id, SANA) is None
    await sqlite.says(AYESHA, "hello")
    assert "Salam!" not in await sqlite.told(AYESHA)


async def test_telegram_has_no_window(world: World) -> None:
    await world.says(TELE, "English", "human")
    await world.later(days=3)
    assert (await world.reply(await world.ticket(TELE), "Salam!", "1")).outcome == "sent"


async def _news(world: World, **later: float) -> int:
    """A case about which something happens while the window is shut, by day."""
    await world.approve_templates()
    id = await world.registers(AYESHA)
    await world.later(days=2)
    await world.do(cases.take_up, id, 1, SANA, world.now)
    await world.later(seconds=5)
    return id


async def test_news_of_a_case_come_as_a_template_and_are_told_at_a_tap(world: World) -> None:
    id = await _news(world)
    template = (await world.said(AYESHA))[-1].template
    assert template is not None
    assert template.button_payloads == (f"!case news:{id}",)
    reference = await world.one(sa.select(owed.c.reference))
    assert template.parameters == (reference,)
    before = await world.count(AYESHA)
    await world.says(AYESHA, tap=f"!case news:{id}")
    assert "An officer at the helpdesk is looking at it" in await world.told(AYESHA)
    assert await world.count(AYESHA) == before + 1, "told once, not twice"
    assert await world.rows(sa.select(owed.c.id)) == []
    [(kind, category)] = await world.rows(
        sa.select(outbound.c.kind, outbound.c.category).where(outbound.c.question == "template")
    )
    assert (kind, category) == ("notice", "utility")


async def test_or_when_she_writes_after_her_own_answer(world: World) -> None:
    await _news(world)
    before = await world.count(AYESHA)
    await world.says(AYESHA, "menu")
    said = [one.text for one in (await world.said(AYESHA))[before:]]
    assert "How can I help you?" in said[0]
    assert "An officer at the helpdesk is looking at it" in said[1]
    assert await world.rows(sa.select(owed.c.id)) == []


async def test_more_news_while_a_template_lies_there_send_no_second_one(world: World) -> None:
    id = await _news(world)
    before = await world.count(AYESHA)
    await world.do(cases.accept, id, 2, SANA, "S-1", world.now)
    await world.later(seconds=5)
    assert await world.count(AYESHA) == before
    await world.says(AYESHA, "menu")
    assert "SMEDA has given this business the number S-1" in await world.told(AYESHA)


async def test_in_her_own_language_or_not_at_all(world: World) -> None:
    await world.approve_templates()
    await world.says(AYESHA, "Roman Urdu", "numainda")
    await world.later(hours=25)
    await world.reply(await world.ticket(AYESHA), "Salam!", "1")
    template = (await world.said(AYESHA))[-1].template
    assert template is not None
    assert (template.name, template.language) == ("munshi_answer_roman", "ur")


async def test_what_is_not_worth_a_template_waits_without_one_and_lapses(world: World) -> None:
    await world.approve_templates()
    await world.says(AYESHA, "English", "human")
    ticket = await world.ticket(AYESHA)
    await world.do(service.claim, ticket, SANA, world.now)
    await world.later(hours=23, minutes=59)
    await world.do(service.close, ticket, SANA, world.now)
    before = await world.count(AYESHA)
    await world.later(minutes=5)
    assert await world.count(AYESHA) == before
    await world.later(hours=30)
    assert "is finished" not in await world.says(AYESHA, "menu")


async def test_who_has_blocked_us_is_not_told(world: World) -> None:
    await world.says(TELE, "English")
    await world.writer.accept([Arrival(Preference("b1", TELE, wants_broadcasts=False, blocked=True))])
    before = await world.count(TELE)
    await world.do(agenda.tell, await world.person(TELE), "file gone", world.now)
    await world.later(seconds=5)
    assert await world.count(TELE) == before
    await world.writer.accept([Arrival(Preference("b2", TELE, wants_broadcasts=True))])
    await world.says(TELE, "menu")
    assert "deleted the file" in await world.told(TELE)


async def test_news_that_meet_a_shut_window_at_the_carrier_are_told_later(world: World) -> None:
    """Our clock says that it is open; the carrier's status says that it is not."""
    await world.approve_templates()
    id = await world.registers(AYESHA)
    await world.do(cases.take_up, id, 1, SANA, world.now)
    await world.later(seconds=5)
    row = await world.one(sa.select(sa.func.max(outbound.c.id)))
    refused = Status("whatsapp", "1", "wamid.1", "failed", world.now, ref=str(row), error_code=131047)
    await world.writer.accept([Arrival(refused)])
    await world.later(seconds=5)
    template = (await world.said(AYESHA))[-1].template
    assert template is not None
    assert template.name == "munshi_news"
    await world.writer.accept([Arrival(msgspec.structs.replace(refused, at=world.now + dt.timedelta(seconds=1)))])
    await world.later(seconds=5)
    assert sum(one.template is not None for one in await world.said(AYESHA)) == 1
    await world.says(AYESHA, "menu")
    assert "looking at it" in await world.told(AYESHA)


async def test_an_officers_answer_that_lay_too_long_waits_for_her_again(world: World) -> None:
    await world.approve_templates()
    await world.says(AYESHA, "English", "human")
    answered = await world.reply(await world.ticket(AYESHA), "Salam!", "1")
    row = await world.one(sa.select(desk_reply.c.outbound_id))
    owner = await world.person(AYESHA)
    await world.later(hours=25)  # the process was down all day
    await world.do(marks.write, [Mark(row, owner, "closed", world.now, 0, error="the window had shut")])
    await world.later(seconds=5)
    assert (await world.said(AYESHA))[-1].template is not None
    assert await world.rows(sa.select(desk_reply.c.state)) == [("waiting",)]
    await world.says(AYESHA, tap="!read")
    assert "Salam!" in await world.told(AYESHA)
    assert answered.outcome == "sent"


async def test_two_taps_at_once_deliver_once(world: World, second: World) -> None:
    await world.approve_templates()
    await world.reply(await _asked_long_ago(world), "Salam!", "1")
    second.now, second.keys = world.now, 500
    await asyncio.gather(world.says(AYESHA, tap="!read"), second.says(AYESHA, tap="!read"))
    assert sum("Salam!" in one.text for one in await world.said(AYESHA)) == 1
