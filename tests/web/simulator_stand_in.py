"""A bot with canned answers behind the real simulator, on a loopback port that can go down and come up."""

import asyncio
import datetime as dt
import threading
from collections.abc import Sequence

import uvicorn
from fastapi import FastAPI

from bot.channels.contract import Address, Event, Handle, Message
from bot.channels.simulator import HANDLE_KIND, Line, Simulator
from bot.chat.outgoing import Button, Outgoing
from bot.web.simulator import router
from tests.frontdoor.server import free_port
from tests.web.simulator_words import translate

URDU = (
    "*شکریہ، عائشہ!* آپ کے کاروبار کی تفصیل ہیلپ ڈیسک کے پاس محفوظ ہے۔\n"
    "یہ ابھی سمیڈا کی رجسٹریشن نہیں ہے۔ آپ کا نمبر \u2066MS-7F3K-2\u2069 ہے۔ اگلا سوال: آپ کہاں کام کرتی ہیں؟"
)
ROMAN = "Shukriya, *Ayesha*. Aap ka karobar _kis zilay_ mein hai? Maslan: Sialkot. Tafseel: https://smeda.org/x_y_z."
SCRIPT = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script> *bold*"
REVIEW = """Please check what I wrote down:

*1. Owner*: Ayesha Bibi
*2. Business*: Swat Honey House
*3. What you make*: Honey, walnuts, dried apricots
*4. District*: Swat, Khyber Pakhtunkhwa
*5. Since*: 2016
*6. People*: 7, of whom 5 women
*7. Turnover*: Rs 12,50,000 to 25,00,000 a year
*8. Legal form*: Sole owner
*9. NTN*: Yes
*10. Exporting*: Not yet

Is everything right?"""

ANSWERS = {
    "buttons": Outgoing(
        "Do you have an NTN?",
        (Button("yes", "Yes, I have"), Button("no", "Not yet"), Button("what", "What is it?")),
        footer="3 of about 9 · back · menu",
    ),
    "list": Outgoing(
        "What can I do for you?",
        tuple(
            Button(f"row-{n}", title, about)
            for n, (title, about) in enumerate(
                [
                    ("Register my business", "Recorded with the helpdesk, with a number"),
                    ("Export help", "What the Export Development Fund can do for you"),
                    ("Small loans", "Lenders near you, interest-free first"),
                    ("Training", "Sessions in your city or online"),
                    ("Ask a question", "Tax, customs, certificates, anything"),
                    ("Talk to a person", "A helpdesk officer answers"),
                    ("My things", "Your cases, your data, your language"),
                    ("Complaint", "With a tracking number"),
                ],
                1,
            )
        ),
        menu="Choose",
    ),
    "numbered": Outgoing(
        "Which of these?",
        tuple(Button(f"n-{n}", f"A rather long name for option number {n}") for n in range(1, 5)),
    ),
    "location": Outgoing("Where is your business? Share its location.", wants="location"),
    "urdu": Outgoing(URDU, language="ur"),
    "urdu buttons": Outgoing(
        "کیا آپ کے پاس این ٹی این (ٹیکس نمبر) ہے؟",
        (Button("yes", "جی ہاں"), Button("no", "ابھی نہیں"), Button("what", "یہ کیا ہے؟")),
        footer="3 از تقریباً 9 · واپس · مینو",
        language="ur",
    ),
    "urdu list": Outgoing(
        "میں آپ کے لیے کیا کر سکتا ہوں؟",
        (
            Button("row-1", "کاروبار کا اندراج", "ہیلپ ڈیسک کے پاس، نمبر کے ساتھ"),
            Button("row-2", "برآمد میں مدد", "ایکسپورٹ ڈیولپمنٹ فنڈ آپ کے لیے کیا کر سکتا ہے"),
            Button("row-3", "چھوٹے قرضے", "آپ کے قریب ادارے، بلا سود پہلے"),
            Button("row-4", "تربیت", "آپ کے شہر میں یا آن لائن"),
        ),
        menu="چنیں",
        language="ur",
    ),
    "roman": Outgoing(ROMAN, language="ur_Latn"),
    "review": Outgoing(
        REVIEW, (Button("ok", "Yes, all right"), Button("change", "Change something")), footer="9 of about 9"
    ),
    "script": Outgoing(SCRIPT),
}


class Busy(Exception):
    pass


class StandIn:
    """The bot's memory outlives its server, as a database would."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.lines: dict[Handle, list[Line]] = {}
        self.simulator = Simulator()
        self.busy = 0
        """How many messages to turn away first."""
        self.silent = False
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def heard(self) -> list[Message]:
        return list(self.messages.values())

    async def accept(self, events: Sequence[Event]) -> None:
        if self.busy:
            self.busy -= 1
            raise Busy
        for event in events:
            assert isinstance(event, Message)
            if event.key in self.messages:
                continue
            self.messages[event.key] = event
            person = event.sender.handles[0]
            heard = event.heard
            self._keep(person, Line(event.key, True, event.sent_at, heard.text, heard.place))
            if not self.silent:
                await self.answer(person, event)

    async def answer(self, person: Handle, event: Message) -> None:
        heard = event.heard
        if heard.place:
            said = Outgoing(f"Thank you: {heard.place.latitude:.2f}, {heard.place.longitude:.2f}")
        elif heard.tap:
            said = Outgoing(f"You tapped {heard.tap}")
        else:
            said = ANSWERS.get(heard.text, Outgoing(f"You wrote: {heard.text}"))
        await self.say(person, said, f"out-{event.key}")

    async def say(self, person: Handle, said: Outgoing, ref: str) -> None:
        self._keep(person, Line(ref, False, dt.datetime.now(dt.UTC), outgoing=said))
        await self.simulator.send(Address("simulator", "browser", (person,)), said, ref)

    def say_now(self, person: Handle, said: Outgoing, ref: str) -> None:
        """Said out of the blue, from the test's own thread."""
        asyncio.run_coroutine_threadsafe(self.say(person, said, ref), self._loop).result(5)

    def remember(self, person: Handle, said: Outgoing, ref: str) -> None:
        """Something that went out while no page could hear it."""
        self._keep(person, Line(ref, False, dt.datetime.now(dt.UTC), outgoing=said))

    async def history(self, person: Handle) -> list[Line]:
        return list(self.lines.get(person, []))

    def _keep(self, person: Handle, line: Line) -> None:
        self.lines.setdefault(person, []).append(line)

    def start(self) -> None:
        # A fresh channel each time: the restarted process knows nothing of the pages of the old one.
        self.simulator = Simulator()
        app = FastAPI()
        app.include_router(router(self.accept, self.history, self.simulator, translate, busy=(Busy,), beat=1.0))
        config = uvicorn.Config(
            app, port=self.port, log_level="error", ws="none", timeout_graceful_shutdown=1, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            threading.Event().wait(0.01)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._server.serve())

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.simulator.close(), self._loop).result(5)
        self._server.should_exit = True
        self._thread.join(10)

    def person(self, value: str) -> Handle:
        return Handle(HANDLE_KIND, value)
