"""Through the carrier's own doors: a person on the WhatsApp stand-in, an officer, and everything between them."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from bot.clock import KARACHI
from bot.helpdesk import media, service, templates
from bot.helpdesk.template_sync import sync
from bot.inbox import desk
from bot.inbox.desk_view import queue, thread
from bot.inbox.files import Files
from bot.inbox.timers import Timers
from tests.helpdesk.world import SANA
from tests.house import House
from tests.standins.whatsapp import Phone, Standin

DAY = dt.timedelta(hours=25)


class Helpdesk:
    """What officers do in a house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.timers = Timers(house.writer, now=house.now)
        self.forms = 0

    async def do(self, work: Any, *args: Any, **named: Any) -> Any:
        return await self.house.writer.write(lambda connection: work(connection, *args, **named))

    @property
    def ticket(self) -> int:
        return int(self.house.rows("SELECT max(id) FROM ticket")[0][0])

    @property
    def person(self) -> int:
        return int(self.house.rows("SELECT id FROM person")[0][0])

    async def reply(self, text: str) -> desk.Answered:
        self.forms += 1
        task = partial(desk.reply, ticket_id=self.ticket, officer=SANA, text=text, key=f"form {self.forms}")
        answered = await self.house.writer.say(task)
        assert isinstance(answered, desk.Answered)
        return answered

    async def have_templates(self, whatsapp: Standin) -> None:
        """Handed in, approved, and known."""
        self.house.channel.business_account_id = whatsapp.deliveries.business_account_id
        await self.do(templates.record, await sync(self.house.channel, "whatsapp"), self.house.now())
        for body in list(whatsapp.templates.handed_in):
            assert await whatsapp.templates.decide(body["name"], body["language"], "APPROVED") == 200


@pytest.fixture
def helpdesk(house: House) -> Helpdesk:
    return Helpdesk(house)


async def _asks_for_a_person(phone: Phone) -> None:
    await phone.says("English")
    await phone.hears()
    await phone.says("talk to a person")
    assert "on the helpdesk's list" in (await phone.hears()).text


async def test_a_conversation_with_an_officer(house: House, phone: Phone, helpdesk: Helpdesk) -> None:
    await _asks_for_a_person(phone)
    await helpdesk.do(service.claim, helpdesk.ticket, SANA, house.now())
    await phone.says("menu")
    await phone.says("koi hai?")
    await phone.hears_nothing()
    assert (await helpdesk.reply("Ji, farmaiye")).outcome == "sent"
    assert (await phone.hears()).text == "Sana of the helpdesk writes:\nJi, farmaiye"
    await phone.says("STOP")
    assert "no announcements" in (await phone.hears()).text
    await helpdesk.do(service.close, helpdesk.ticket, SANA, house.now())
    await helpdesk.timers.fire()
    shown = await phone.hears()
    assert shown.titles == ["Good", "So-so", "Not good"]
    await phone.taps("Good")
    assert "Thank you" in (await phone.hears()).text
    lines = await house.database.read(partial(thread, person_id=helpdesk.person))
    who = [(line.who, line.text) for line in lines if line.who != "bot"]
    assert who[-4:] == [
        ("person", "koi hai?"), ("officer", "Sana of the helpdesk writes:\nJi, farmaiye"), ("person", "STOP"),
        ("person", "Good"),
    ]  # fmt: skip


async def test_after_the_window_a_template_then_the_answer(
    house: House, whatsapp: Standin, phone: Phone, helpdesk: Helpdesk
) -> None:
    house.ahead = -DAY
    whatsapp.advance(-DAY.total_seconds())
    await _asks_for_a_person(phone)
    house.ahead = dt.timedelta()
    whatsapp.advance(DAY.total_seconds())
    assert (await helpdesk.reply("Salam!")).why == "not_approved"
    await phone.hears_nothing()
    await helpdesk.have_templates(whatsapp)
    assert (await helpdesk.reply("Aap ka kaam ho gaya")).outcome == "template"
    shown = await phone.hears()
    assert shown.kind == "template"
    assert shown.payloads == ["!read"]
    [line] = await house.database.read(lambda c: queue(c, house.now()))
    assert line.is_shut
    await phone.taps("!read")
    assert [(await phone.hears()).text for _ in range(2)] == [
        "Sana of the helpdesk writes:\nSalam!", "Sana of the helpdesk writes:\nAap ka kaam ho gaya",
    ]  # fmt: skip
    assert whatsapp.refused == []


async def test_templates_are_handed_in_once_and_their_fate_comes_by_webhook(
    house: House, whatsapp: Standin, helpdesk: Helpdesk
) -> None:
    await helpdesk.have_templates(whatsapp)
    assert len(whatsapp.templates.handed_in) == 6
    standings = await house.database.read(templates.standings)
    assert {one.status for one in standings} == {"approved"}
    assert {one.status for one in await sync(house.channel, "whatsapp")} == {"approved"}
    assert len(whatsapp.templates.handed_in) == 6, "the second page of the list was read"
    await whatsapp.templates.decide("munshi_news", "ur", "PAUSED")
    await whatsapp.templates.decide("munshi_answer", "ur", "REJECTED", "INVALID_FORMAT")
    found = {(one.name, one.code): (one.status, one.why) for one in await house.database.read(templates.standings)}
    assert found["munshi_news", "ur"] == ("paused", "")
    assert found["munshi_answer", "ur"] == ("rejected", "INVALID_FORMAT")
    assert found["munshi_news", "en"] == ("approved", "")
    assert whatsapp.refused == []


async def test_a_voice_note_is_fetched_shown_and_deleted(house: House, phone: Phone, helpdesk: Helpdesk) -> None:
    await phone.says("English")
    await phone.hears()
    sound = b"OggS" + bytes(range(256)) * 20
    await phone.sends_media("audio", sound, "audio/ogg; codecs=opus", voice=True)
    assert "A person at the helpdesk will hear it" in (await phone.hears()).text
    files = Files(house.writer, {"whatsapp": house.channel}, now=house.now)
    assert await files.fetch() == 1
    assert await files.fetch() == 0
    [line] = [line for line in await house.database.read(partial(thread, person_id=helpdesk.person)) if line.file]
    assert line.file is not None
    assert (line.file.kind, line.file.type, line.file.size, line.file.state) == (
        "voice", "audio/ogg", len(sound), "kept",
    )  # fmt: skip
    found = await house.database.read(partial(media.file_of, id=line.file.id))
    assert found is not None
    assert found.content == sound
    house.ahead = dt.timedelta(days=89)
    await helpdesk.timers.fire()
    assert house.rows("SELECT state FROM media") == [("kept",)]
    house.ahead = dt.timedelta(days=91)
    await helpdesk.timers.fire()
    assert house.rows("SELECT state, content FROM media") == [("expired", None)]


async def test_a_file_that_cannot_be_had_now_is_tried_again(
    house: House, whatsapp: Standin, phone: Phone, helpdesk: Helpdesk
) -> None:
    await phone.says("English")
    await phone.hears()
    await phone.sends_media("image", b"\xff\xd8\xff" + b"x" * 500, "image/jpeg")
    await phone.hears()
    files = Files(house.writer, {"whatsapp": house.channel}, waits=(5.0, 5.0), now=house.now)
    kept, whatsapp.access_token = whatsapp.access_token, "changed"
    await files.fetch()
    assert house.rows("SELECT state, tries FROM media") == [("wanted", 1)]
    whatsapp.access_token = kept
    assert await files.fetch() == 0, "not at once"
    house.ahead = dt.timedelta(seconds=6)
    await files.fetch()
    assert house.rows("SELECT state, tries, type FROM media") == [("kept", 2, "image/jpeg")]
    id = house.rows("SELECT id FROM media")[0][0]
    await helpdesk.do(media.delete_file, id, SANA, house.now(), identity_card=True)
    assert house.rows("SELECT state, content FROM media") == [("deleted", None)]
    local = house.now().astimezone(KARACHI)
    noon = local.replace(hour=12, minute=0) + dt.timedelta(days=local.hour >= 12)
    house.ahead += noon - local  # people are told so by day
    await helpdesk.timers.fire()
    assert "an identity card was on it" in (await phone.hears()).text


async def test_a_file_that_is_gone_or_too_large_is_given_up(house: House, whatsapp: Standin, phone: Phone) -> None:
    await phone.says("English")
    await phone.hears()
    for content in (b"%PDF-" + b"x" * (16 << 20), b"%PDF-1.7"):
        await phone.sends_media("document", content, "application/pdf", filename="a.pdf")
        await phone.hears()
    for id in list(whatsapp.state.files)[1:]:
        del whatsapp.state.files[id]
    files = Files(house.writer, {"whatsapp": house.channel}, waits=(), now=house.now)
    await files.fetch()
    states = [tuple(row) for row in house.rows("SELECT state, why FROM media ORDER BY id")]
    assert [state for state, _why in states] == ["lost", "lost"]
    assert "are allowed" in states[0][1]
    assert "does not exist" in states[1][1] or "100" in states[1][1]
