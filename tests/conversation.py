"""Conversations as tests: play a transcript against the real flows, with a restart between every two messages.

    talk("ur_Latn").plays('''
        you: register
        bot: …
    ''')

`bot:` lines are compared as a whole, so that pytest shows the difference as a conversation. A message's paragraphs
are joined by " / ", its lines by " | ", what can be tapped stands in square brackets. `you: «Label»` taps a button of
the last message. `…` at the end of a line stands for anything.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from bot.chat.flow import Script
from bot.chat.heard import Heard, Place
from bot.chat.outgoing import Outgoing
from bot.chat.requests import Do, Done, Outcome, Refused, Request
from bot.chat.session import Talk
from bot.chat.turn import Moment, Sprint, take_turn
from bot.chat.understanding import understand
from bot.chat.wording import worded
from bot.language.cnic import mask
from bot.language.script import clean
from bot.registry.requests import (
    AnswerLink,
    AskForPerson,
    BusinessCard,
    ChangeBusiness,
    LinkAsked,
    LinkCard,
    LinkEnd,
    LinkNews,
    LockCard,
    MyBusinesses,
    MyLock,
    NewLinkCode,
    RecordBusiness,
    RecordConsent,
    RemoveLock,
    SetBroadcasts,
    SetLockWord,
    ShutLock,
    TakeLinkCode,
    TryLockWord,
    WithdrawBusiness,
)
from bot.terminal import transcribed
from tests.fakes import FAKES, NOT_MINE, Fake
from tests.fakes.desk import Desk

F = TypeVar("F")

NOON = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
REFERENCE = "482-915-7036"


class Registry:
    """A registry in memory that answers what flows wish. It refuses what the real one would refuse."""

    def __init__(self) -> None:
        self.did: list[Request] = []
        self.keys: set[str] = set()
        self.cards: list[BusinessCard] = []
        self.before = 0
        """How many people wait for the helpdesk."""
        self.word = ""
        """The hash of the lock word, "" for none."""
        self.shut = False
        self.wrong = 0
        self.other = LinkCard(7, "telegram", initial="A", language="ur_Latn")
        """Whom the link code 482913 leads to, and who asks to join."""
        self.more: dict[type[Request], Callable[[Any], Any]] = {}
        """Answers to requests that only a test makes."""
        self.nouns: list[Fake] = [fake() for fake in FAKES]

    def answer(self, wish: Any) -> Any:
        if isinstance(wish, Do):
            assert wish.key not in self.keys, f"{wish.key} was done twice"
            self.keys.add(wish.key)
            return self._do(wish.request)
        if type(wish.request) in self.more:
            return self.more[type(wish.request)](wish.request)
        match wish.request:
            case MyBusinesses():
                return list(self.cards)
            case MyLock():
                return LockCard(bool(self.word), self.shut and bool(self.word), self.wrong >= 5, "00ff" * 8)
            case LinkAsked():
                return self.other
            case LinkNews():
                return LinkEnd("merged", self.other.channel)
        return self._of_a_noun(wish.request)

    def _do(self, request: Request) -> Outcome:
        if isinstance(request, ChangeBusiness | WithdrawBusiness) and not self._has(request.business):
            return Refused("not_yours")
        self.did.append(request)
        if type(request) in self.more:
            return self.more[type(request)](request)  # type: ignore[no-any-return]
        match request:
            case RecordBusiness():
                facts = msgspec.structs.asdict(request)
                number = REFERENCE if not self.cards else f"111-111-{len(self.cards):04d}"
                self.cards.append(
                    BusinessCard(len(self.cards) + 1, number, request.business_name or "", request.owner_name,
                                 "2026-11-23", "recorded", facts)
                )  # fmt: skip
                return Done(number)
            case ChangeBusiness():
                self.cards = [
                    msgspec.structs.replace(c, facts={**c.facts, request.field: request.value})
                    if c.id == request.business
                    else c
                    for c in self.cards
                ]
                return Done()
            case WithdrawBusiness():
                self.cards = [c for c in self.cards if c.id != request.business]
                return Done()
            case AskForPerson():
                desk = self.noun(Desk)
                desk.place = msgspec.structs.replace(desk.place, before=self.before)
                return self._of_a_noun(request)  # type: ignore[no-any-return]
            case NewLinkCode():
                return Done("482913")
            case TakeLinkCode():
                return Done(msgspec.to_builtins(self.other)) if request.code == "482913" else Refused("wrong")
            case TryLockWord() if request.hash != self.word:
                self.wrong += 1
                return Refused("rests" if self.wrong >= 5 else "wrong")
            case SetLockWord():
                self.word, self.shut = request.hash, True
                return Done()
            case ShutLock() | TryLockWord():
                self.shut = isinstance(request, ShutLock)
                return Done()
            case RemoveLock():
                self.word = ""
                return Done()
            case RecordConsent() | SetBroadcasts() | AnswerLink():
                return Done()
        return self._of_a_noun(request)  # type: ignore[no-any-return]

    def _of_a_noun(self, request: Request) -> Any:
        for noun in self.nouns:
            if (answer := noun.answer(request)) is not NOT_MINE:
                return answer
        raise AssertionError(f"nobody answers {request}")

    def noun(self, fake: type[F]) -> F:
        """The memory of one noun."""
        return next(noun for noun in self.nouns if isinstance(noun, fake))

    def _has(self, business: int) -> bool:
        return any(card.id == business for card in self.cards)


class Conversation:
    """One person talking. Every turn is computed twice and must come out the same; state goes through JSON."""

    def __init__(self, script: Script, language: str = "", operator: str = "Test Desk", fresh: bool = False) -> None:
        self.script, self.operator = script, operator
        self.talk = Talk(language=language, chosen=bool(language), met=not fresh)
        self.registry = Registry()
        self.now = NOON
        self.last: Outgoing | None = None
        self.sprint: Sprint | None = None
        self.transcript: list[str] = []
        self._ids = 1000

    @property
    def did(self) -> list[Request]:
        return self.registry.did

    def later(self, **delta: float) -> "Conversation":
        self.now += dt.timedelta(**delta)
        return self

    def hears(self, heard: Heard, **moment: Any) -> Outgoing:
        """One turn."""
        stored = msgspec.json.encode(self.talk)
        understood = understand(heard.text) if not heard.tap else understand("")
        ids = self._ids

        def turn(answers: Callable[[Any], Any]) -> Sprint:
            state = {"id": ids}

            def new_id() -> int:
                state["id"] += 1
                return state["id"]

            now = Moment(self.now, self.now.date(), self.operator, new_id, "https://desk.example", **moment)
            talk = msgspec.json.decode(stored, type=Talk)
            running = take_turn(self.script, talk, heard, now, understood)
            answer = None
            try:
                while True:
                    answer = answers(running.send(answer))
            except StopIteration as end:
                self._ids = state["id"]
                return end.value  # type: ignore[no-any-return]

        given: list[Any] = []

        def first(wish: Any) -> Any:
            given.append(self.registry.answer(wish))
            return given[-1]

        once = turn(first)
        again = iter(list(given))
        twice = turn(lambda _wish: next(again))
        assert msgspec.json.encode(once) == msgspec.json.encode(twice), "the flow is not pure"
        self.talk = msgspec.json.decode(msgspec.json.encode(once.talk), type=Talk)
        self.sprint = once
        self.last = worded(once.reply, self.talk.language)
        return self.last

    def says(self, typed: str, **moment: Any) -> Outgoing:
        if typed.startswith("«"):
            return self.taps(typed.strip("«»"), **moment)
        text, hid = mask(clean(typed))
        return self.hears(Heard(text=text, hid_cnic=hid), **moment)

    def taps(self, title: str, **moment: Any) -> Outgoing:
        return self.hears(Heard(text=title, tap=self.tap(title)), **moment)

    def shares(self, latitude: float, longitude: float) -> Outgoing:
        return self.hears(Heard(place=Place(latitude, longitude)))

    def tap(self, title: str) -> str:
        """The id of a button of the last message, to be tapped later."""
        assert self.last is not None, "there is nothing to tap yet"
        found = [option.id for option in self.last.options if option.title == title]
        assert found, f"no button {title!r} among {[option.title for option in self.last.options]}"
        return found[0]

    @property
    def asked(self) -> str:
        """The question the last message ends with, or ""."""
        assert self.sprint is not None
        return self.sprint.question

    @property
    def flow(self) -> str:
        assert self.sprint is not None
        return self.sprint.flow

    @property
    def titles(self) -> list[str]:
        """What can be tapped under the last message."""
        assert self.last is not None
        return [option.title for option in self.last.options]

    def plays(self, transcript: str) -> None:
        """Play the `you:` lines and compare the whole conversation."""
        wanted = [line.strip() for line in transcript.strip().splitlines() if line.strip()]
        actual: list[str] = []
        for i, line in enumerate(wanted):
            if not line.startswith("you: "):
                continue
            actual.append(line)
            said = transcribed(self.says(line.removeprefix("you: ")))
            expected = wanted[i + 1] if i + 1 < len(wanted) else ""
            if expected.endswith("…") and said.startswith(expected.removesuffix("…")):
                said = expected
            actual.append(said)
        assert actual == wanted
