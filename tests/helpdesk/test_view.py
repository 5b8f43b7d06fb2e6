"""What officers see: the queue in the order in which windows shut, a conversation with all its voices, what failed."""

import datetime as dt

import msgspec
import pytest

from bot.channels.contract import Message
from bot.chat.heard import Heard, Place
from bot.helpdesk import writing
from bot.inbox import desk, desk_view
from bot.inbox.batch import Arrival
from bot.registry.officers import Refusal
from tests.helpdesk.world import AYESHA, BILAL, SANA, TARIQ, TELE, World


async def test_the_queue_is_ordered_by_what_is_left_of_the_window(world: World) -> None:
    await world.says(AYESHA, "English", "human")
    await world.later(hours=30)  # hers is shut
    await world.says(TELE, "English", "human")  # no window
    await world.says(BILAL, "Roman Urdu", "numainda")
    await world.later(hours=3)
    await world.says(BILAL, "koi hai?")
    lines = await world.look(desk_view.queue, world.now)
    assert [(line.channel, line.language, line.is_shut) for line in lines] == [
        ("whatsapp", "ur_Latn", False), ("telegram", "en", False), ("whatsapp", "en", True),
    ]  # fmt: skip
    assert [line.last_words for line in lines] == ["koi hai?", "human", "human"]
    left = lines[0].left(world.now)
    assert left is not None
    assert dt.timedelta(hours=23, minutes=59) < left <= dt.timedelta(hours=24)
    assert lines[1].left(world.now) is None
    await world.reply(lines[0].ticket_id, "Ji", "1")
    [mine] = await world.look(desk_view.queue, world.now, officer_id=SANA.id)
    assert (mine.officer, mine.state, mine.has_answer) == ("Sana", "claimed", True)
    await world.says(BILAL, "shukriya")
    [mine] = await world.look(desk_view.queue, world.now, officer_id=SANA.id)
    assert not mine.has_answer


async def test_people_are_named_by_their_business_or_by_the_carrier(sqlite: World) -> None:
    await sqlite.registers(AYESHA)
    await sqlite.says(AYESHA, "human")
    await sqlite.says(BILAL, "English", "human")
    assert {line.name for line in await sqlite.look(desk_view.queue, sqlite.now)} == {"Al-Noor Traders", "Bilal"}


async def test_a_conversation_says_who_said_what_which_way_it_runs_and_what_became_of_it(world: World) -> None:
    await world.says(AYESHA, "اردو", "نمائندہ")
    await world.says(AYESHA, place=Place(31.5, 74.3))
    ticket = await world.ticket(AYESHA)
    await world.reply(ticket, "آپ کا کام ہو گیا", "1")
    echo = Message("e1", AYESHA, world.now, Heard(text="from the phone"), answerable=False, from_us=True)
    await world.writer.accept([Arrival(echo)])
    await world.says(AYESHA, "late", ago=90_000)
    lines = await world.look(desk_view.thread, await world.person(AYESHA))
    said = [(line.who, line.direction) for line in lines]
    assert said[:2] == [("person", "rtl"), ("bot", "rtl")]
    officer = next(line for line in lines if line.who == "officer")
    assert (officer.officer, officer.direction, officer.state) == ("Sana", "rtl", "queued")
    assert next(line for line in lines if line.who == "staff").text == "from the phone"
    assert next(line.place for line in lines if line.place) == (31.5, 74.3)
    bot = next(line for line in lines if line.who == "bot" and line.flow == "person")
    assert bot.options
    late = lines[-1]
    assert (late.text, late.state) == ("late", "kept")
    assert late.sent_at is not None
    earlier = await world.look(desk_view.thread, await world.person(AYESHA), before=officer.at)
    assert earlier == lines[: lines.index(officer)]


@pytest.mark.parametrize(
    ("text", "way"), [("menu", "ltr"), ("مینو", "rtl"), ("123 مینو", "rtl"), ("123", "ltr"), ("", "ltr"), ("🙂", "ltr")]
)
def test_the_direction_of_a_text(text: str, way: str) -> None:
    assert desk_view.direction(text) == way


class TestParked:
    async def _break(self, world: World, monkeypatch: pytest.MonkeyPatch) -> int:
        await world.says(AYESHA, "English")
        with monkeypatch.context() as patched:
            from bot.inbox import answers
            from bot.registry.requests import AskForPerson

            def broken(*_args: object) -> None:
                raise RuntimeError("it broke")

            patched.setitem(answers.ANSWERS, AskForPerson, broken)
            assert "Something went wrong" in await world.says(AYESHA, "human")
        [one] = await world.look(desk_view.parked)
        assert (one.text, one.error) == ("human", "RuntimeError('it broke')")
        return int(one.id)

    async def test_tried_again_it_is_answered(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        id = await self._break(world, monkeypatch)
        retried = await world.writer.say(lambda c, setting: desk.retry(c, setting, inbound_id=id, officer=SANA))
        assert isinstance(retried, desk.Retried)
        assert retried.outcome == "answered"
        assert "on the helpdesk's list" in await world.told(AYESHA)
        assert await world.look(desk_view.parked) == []
        again = await world.writer.say(lambda c, setting: desk.retry(c, setting, inbound_id=id, officer=SANA))
        assert msgspec.structs.asdict(again)["outcome"] == "gone"

    async def test_or_dismissed(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        id = await self._break(world, monkeypatch)
        assert await world.do(desk.dismiss, id, SANA)
        assert not await world.do(desk.dismiss, id, TARIQ)
        assert await world.look(desk_view.parked) == []
        lines = await world.look(desk_view.thread, await world.person(AYESHA))
        assert any(line.why == "dismissed by Sana" for line in lines)


async def test_notes_and_canned_answers(world: World) -> None:
    await world.says(AYESHA, "English", "human")
    owner, ticket = await world.person(AYESHA), await world.ticket(AYESHA)
    await world.do(writing.add_note, owner, SANA, " She called twice. ", world.now, ticket_id=ticket)
    await world.do(writing.add_note, owner, TARIQ, "About the case", world.now, case_id=7)
    assert [(n.officer, n.text) for n in await world.look(writing.notes, owner)] == [
        ("Sana", "She called twice."), ("Tariq", "About the case"),
    ]  # fmt: skip
    assert [n.text for n in await world.look(writing.notes, owner, case_id=7)] == ["About the case"]
    assert (await world.do(writing.add_note, owner, SANA, "  ", world.now)).reason == "empty"
    texts = {"en": "We are closed today.", "ur": "آج دفتر بند ہے۔", "xx": "no", "ur_Latn": " "}
    made = await world.do(writing.put_canned, "Closed", texts, SANA, world.now)
    assert made.texts == {"en": texts["en"], "ur": texts["ur"]}
    same = await world.do(writing.put_canned, "Closed", texts, TARIQ, world.now)
    assert same == Refusal("overtaken", "Sana")
    changed = await world.do(writing.put_canned, "Closed", {"en": "Closed."}, TARIQ, world.now, id=made.id)
    assert await world.look(writing.canned_answers) == [changed]
    assert await world.do(writing.drop_canned, made.id)
    assert not await world.do(writing.drop_canned, made.id)
