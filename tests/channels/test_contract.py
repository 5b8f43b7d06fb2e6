"""What every channel promises, held against every channel there is.

A new carrier gets a line in `RIGS`; what it is asked to do stays the same.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Protocol

import msgspec
import pytest

from bot.channels.contract import Address, Channel, Handle, Message, Remedy, SendError
from bot.channels.simulator import HANDLE_KIND, Simulator
from bot.channels.telegram.client import Telegram
from bot.channels.telegram.parse import events_of
from bot.channels.whatsapp.client import WhatsApp
from bot.channels.whatsapp.parse import parse as parse_whatsapp
from bot.chat.outgoing import Button, Media, Outgoing
from bot.chat.taps import command_tap
from bot.clock import now
from tests.standins import telegram as telegrams
from tests.standins import whatsapp as whatsapps

URDU = "السلام علیکم! آپ کا کاروبار کس ضلع میں ہے؟ 🌸"
FORM_TAP = "registration~3~district~in:punjab~k3x9q2"
SHAPES = {
    "text": Outgoing("Salam"),
    "urdu": Outgoing(URDU, language="ur"),
    "two options": Outgoing(URDU, (Button(FORM_TAP, "پنجاب"), Button(command_tap("menu"), "مینو")), footer="2/13"),
    "ten options": Outgoing("Which?", tuple(Button(f"{FORM_TAP}{n}", f"Row {n}") for n in range(10)), "Choose"),
    "described options": Outgoing(
        "Which?", tuple(Button(f"{FORM_TAP}{n}", f"Row {n}", "more about it") for n in range(4)), "Choose"
    ),
    "forty options": Outgoing("Which?", tuple(Button(f"{FORM_TAP}{n}", f"Row {n}") for n in range(40)), "Choose"),
    "a wish for the place": Outgoing("Where?", wants="location", language="ur"),
    "a long text": Outgoing("\n\n".join("x" * 3000 for _ in range(3))),
    "a picture": Outgoing("Your receipt", media=Media("image", link="https://x.example/a.png")),
}
IMPOSSIBLE = {
    "nothing": Outgoing(""),
    "a sentence without an end": Outgoing("x" * 5000),
    "options longer than a message": Outgoing("x" * 4000, tuple(Button(str(n), "y" * 80) for n in range(30)), "Choose"),
}


class Rig(Protocol):
    """A channel, a person on it, and what she does there."""

    channel: Channel
    to: Address
    stranger: Address

    async def texts(self) -> list[str]:
        """Every text she has seen."""
        ...

    async def tapped(self, place: int) -> str:
        """Tap the option at this place of the last message; the tap as it is heard."""
        ...

    def go_wrong(self) -> Iterator[None]:
        """One way after another in which a send can fail."""
        ...


class WhatsAppRig:
    def __init__(self, standin: whatsapps.Standin) -> None:
        self.standin = standin
        self.person = standin.phone("+923001234567", bsuid="PK.13491208655302741918", name="Ayesha")
        standin.open_window(self.person.number)
        self.channel: Channel = WhatsApp(
            phone_number_id=standin.phone_number_id, access_token=standin.access_token, base_url=standin.url
        )
        self.to = Address("whatsapp", standin.phone_number_id, (Handle("phone", self.person.number),))
        self.stranger = Address("whatsapp", standin.phone_number_id, (Handle("phone", "+923009999999"),))

    async def texts(self) -> list[str]:
        return [shown.text for shown in self.person.heard]

    async def tapped(self, place: int) -> str:
        shown = self.person.heard[-1]
        id, title = shown.options[place]
        kind = "list_reply" if shown.kind == "list" else "button_reply"
        item = self.person.message("interactive", {"type": kind, kind: {"id": id, "title": title}})
        change = self.standin.deliveries.change(contacts=[self.person.contact()], messages=[item])
        (event,) = parse_whatsapp(self.standin.deliveries.body([change]), self.standin.phone_number_id)
        assert isinstance(event, Message)
        return event.heard.tap

    def go_wrong(self) -> Iterator[None]:
        for fault in ({"code": 190}, {"code": 130429}, {"http_status": 500}, {"http_status": 404}, {"drop": True}):
            self.standin.fail_next(**fault)
            yield


class TelegramRig:
    def __init__(self, standin: telegrams.Standin) -> None:
        self.standin = standin
        self.person = standin.user("Ayesha")
        self.person.started = True
        self.channel: Channel = Telegram(token=standin.token, base_url=standin.url, per_chat=1000)
        self.to = Address("telegram", self.channel.account, (Handle("telegram", str(self.person.id)),))
        self.stranger = Address("telegram", self.channel.account, (Handle("telegram", "12345"),))

    async def texts(self) -> list[str]:
        return [shown.text for shown in self.person.heard]

    async def tapped(self, place: int) -> str:
        await self.person.taps(self.person.heard[-1].options[place][0])
        (event,) = events_of(self.standin.updates.pending.pop(), self.channel.account, now())
        assert isinstance(event, Message)
        return event.heard.tap

    def go_wrong(self) -> Iterator[None]:
        for fault in ({"code": 401}, {"code": 400}, {"http_status": 500}, {"http_status": 404}, {"drop": True}):
            self.standin.fail_next(**fault)
            yield
        self.standin.fail_next(code=429, retry_after=1)
        yield


class SimulatorRig:
    def __init__(self, simulator: Simulator) -> None:
        self.channel: Channel = simulator
        self.person = Handle(HANDLE_KIND, "b-1")
        self.to = Address("simulator", simulator.account, (self.person,))
        self.stranger = Address("simulator", simulator.account, (Handle("phone", "+923001234567"),))
        self.seen: list[Outgoing] = []
        self.publish, simulator.publish = simulator.publish, self._publish  # type: ignore[method-assign]

    def _publish(self, person: Handle, line: Any) -> None:
        self.seen.append(line.outgoing)
        self.publish(person, line)

    async def texts(self) -> list[str]:
        return [outgoing.text for outgoing in self.seen]

    async def tapped(self, place: int) -> str:
        # The page gets the message as JSON, and sends the id of the option back as it is.
        shown = msgspec.json.decode(msgspec.json.encode(self.seen[-1]), type=Outgoing)
        return shown.options[place].id

    def go_wrong(self) -> Iterator[None]:
        return iter(())  # nothing is between it and the page


@contextlib.asynccontextmanager
async def _whatsapp() -> AsyncIterator[Rig]:
    async with whatsapps.Standin() as standin:
        yield WhatsAppRig(standin)


@contextlib.asynccontextmanager
async def _telegram() -> AsyncIterator[Rig]:
    async with telegrams.Standin() as standin:
        yield TelegramRig(standin)


@contextlib.asynccontextmanager
async def _simulator() -> AsyncIterator[Rig]:
    yield SimulatorRig(Simulator())


RIGS: dict[str, Callable[[], contextlib.AbstractAsyncContextManager[Rig]]] = {
    "whatsapp": _whatsapp,
    "telegram": _telegram,
    "simulator": _simulator,
}


@pytest.fixture(params=sorted(RIGS))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with RIGS[request.param]() as rig:
        yield rig
        await rig.channel.close()


async def failure(send: Awaitable[object]) -> SendError:
    with pytest.raises(SendError) as caught:
        await send
    assert isinstance(caught.value.remedy, Remedy)
    assert caught.value.reason
    return caught.value


def test_every_channel_says_who_it_is(rig: Rig) -> None:
    channel = rig.channel
    assert channel.name in RIGS
    assert channel.account
    assert isinstance(channel.has_window, bool)
    assert isinstance(channel.has_statuses, bool)


@pytest.mark.parametrize("shape", sorted(SHAPES))
async def test_every_shape_arrives_with_all_its_words(rig: Rig, shape: str) -> None:
    message = SHAPES[shape]
    sent = await rig.channel.send(rig.to, message, "4711")
    assert sent.provider_id
    seen = "\n\n".join(await rig.texts())
    for words in message.text.split("\n\n"):
        assert words in seen


async def test_every_message_has_an_id_of_its_own(rig: Rig) -> None:
    ids = [(await rig.channel.send(rig.to, Outgoing("Salam"), str(n))).provider_id for n in range(3)]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("shape", ["two options", "ten options", "described options"])
async def test_the_id_that_is_offered_comes_back(rig: Rig, shape: str) -> None:
    message = SHAPES[shape]
    await rig.channel.send(rig.to, message, "1")
    for place, option in enumerate(message.options):
        assert await rig.tapped(place) == option.id


@pytest.mark.parametrize("what", sorted(IMPOSSIBLE))
async def test_what_cannot_be_shown_is_ours_to_fix(rig: Rig, what: str) -> None:
    error = await failure(rig.channel.send(rig.to, IMPOSSIBLE[what], "1"))
    assert error.remedy is Remedy.FIX_REQUEST
    assert await rig.texts() == []


async def test_somebody_unknown_is_a_failure_with_a_remedy(rig: Rig) -> None:
    error = await failure(rig.channel.send(rig.stranger, Outgoing("Salam"), "1"))
    assert error.remedy in (Remedy.UNREACHABLE, Remedy.WINDOW_CLOSED, Remedy.FIX_REQUEST)


async def test_an_address_of_another_carrier_is_ours_to_fix(rig: Rig) -> None:
    nobody = Address(rig.channel.name, rig.channel.account, (Handle("carrier pigeon", "7"),))
    assert (await failure(rig.channel.send(nobody, Outgoing("Salam"), "1"))).remedy is Remedy.FIX_REQUEST


async def test_every_failure_is_a_send_error_and_the_channel_lives_on(rig: Rig) -> None:
    waited = 0.0
    for _ in rig.go_wrong():
        error = await failure(rig.channel.send(rig.to, Outgoing("Salam"), "1"))
        waited = max(waited, error.retry_after or 0)
    if not waited:
        await rig.channel.send(rig.to, Outgoing("Still here"), "2")
        assert (await rig.texts())[-1] == "Still here"


async def test_it_closes_twice_without_a_word(rig: Rig) -> None:
    await rig.channel.send(rig.to, Outgoing("Salam"), "1")
    await rig.channel.close()
    await rig.channel.close()
