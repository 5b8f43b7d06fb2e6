"""Walks through every flow: every question with every one of its options once, in one language.

A work-list, not a tree: from each question that has not been seen with these options before, each option is tapped,
sample values are typed where anything may be, and what people do besides (nonsense, a voice note, "back") is tried.
It finds every question and every label, not every combination.

A deep walk is made in the language itself, and tries what people do besides from every beginning. A quick one tries
that once for each question, and is made in one language; what was met is worded in the others. It finds the same
questions and the same sentences.
"""

import copy
import json
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any
from unittest.mock import patch

import msgspec

from bot.answered.fields import TopicKind
from bot.chat import lockword
from bot.chat.answer import HUMAN
from bot.chat.chat import REVIEW, Question
from bot.chat.flow import Flow, Script
from bot.chat.heard import Heard, Place
from bot.chat.kinds import Amount, Count, Phone, Text, Year
from bot.chat.link_code import LinkCode
from bot.chat.lockword import LockWord, hashed
from bot.chat.named import BusinessName, PersonName
from bot.chat.number import Number
from bot.chat.outgoing import Outgoing
from bot.chat.reply import Draft
from bot.chat.session import Talk
from bot.chat.turn import Sprint
from bot.chat.wording import worded
from bot.complaints.fields import OwnWords
from bot.referrals.kinds import Age, LoanNeed
from bot.referrals.models import STATES
from bot.referrals.requests import Agreement, ReferralCard
from bot.registry.kinds import DistrictKind, TradeKind, WordsOrOffice
from bot.registry.requests import BusinessCard
from bot.training.kinds import DayCode, SittingKind
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes import Fake
from tests.fakes.complaints import Complaints
from tests.fakes.referrals import FakeReferrals
from tests.fakes.training import Trainings

SAMPLES: dict[type, tuple[str, ...]] = {
    PersonName: ("Ayesha Khan", "عائشہ خان"),
    BusinessName: ("Khan Stitching", "خان سلائی"),
    Text: ("anything",),
    Count: ("1", "5"),
    Year: ("2019", "4"),
    TradeKind: ("kapron ki silai", "furniture ki dukan"),
    DistrictKind: ("Daska", "Karachi", "Rawalpandi"),
    Number: tuple(str(id) for id in range(1, 19)),
    WordsOrOffice: ("anything",),
    LinkCode: ("482913", "111111"),
    DayCode: ("4821", "1234"),
    SittingKind: ("branding", "online", "Multan", "khawateen"),
    OwnWords: ("Teen hafte se koi jawab nahi aaya", "why?"),
    LockWord: ("chambeli", "gulab"),
    Amount: ("50 hazar", "40 lakh"),
    Phone: ("0300 1234567",),
    LoanNeed: ("50 hazar, dukan ka maal, Sialkot", "5 lakh, Mirpur", "50 crore, machine, Lahore", "Lahore"),
    Age: ("35",),
    TopicKind: ("akhuwat_loan", "no such topic"),
}
PLACES = ((31.52, 74.35), (51.5, 0.0))
"""Lahore, and London."""
_ABOUT_LOANS = ("loan_referral", "my_status", "referral_news", "referral_unanswered")
_ABOUT_TRAININGS = (
    "training", "my_trainings", "attend", "certificate", "new_training", "seat_news", "seat_moved", "seat_soon",
    "seat_over", "my_status", "complaint_news", "complaint_due",
)  # fmt: skip
_WITH_SOMETHING_BEGUN = ("begun", "menu", "greeting", "question", "thanks", "training")
BESIDES = ("zxcvbnm", "back", "skip", "help")
FACTS = {
    "owner_name": "Ayesha Khan", "business_name": "Khan Stitching", "trade": "tailoring", "district": "sialkot",
    "since": 2019, "people": 5, "women": 2, "turnover": "to_5l", "legal_form": "sole", "has_ntn": False,
    "exporting": "no",
}  # fmt: skip


class Step(msgspec.Struct, frozen=True):
    """One message to the person, with what led to it."""

    opened: str
    after: str
    message: Outgoing
    sprint: Sprint
    question: Question | None

    @property
    def is_end(self) -> bool:
        return self.question is None

    def worded_in(self, language: str) -> "Step":
        return msgspec.structs.replace(self, message=worded(self.sprint.reply, language))

    def __str__(self) -> str:
        return f"{self.opened} after {self.after!r}: {self.message.text}"


Work = deque[tuple[Conversation, tuple[str, ...]]]
"""Conversations that stand at a question, each with the questions that led there."""
Here = tuple[tuple[str, ...], str, tuple[str, ...]]
"""The flows somebody is in, the question she is asked, and its options."""


class Walk:
    """All messages of all flows in one language, and the questions that were met."""

    def __init__(self, language: str, *, deep: bool = True) -> None:
        self.language, self.deep = language, deep
        self.steps: list[Step] = []
        self.questions: dict[str, dict[str, Question]] = {}
        """Flow → question name → question, in the order in which they were met."""
        self.lengths: dict[str, list[int]] = {}
        """Flow → on how many questions its reviews were confirmed."""
        self.talks: dict[tuple[str, str], bytes] = {}
        """(flow, question) → the conversation as it was stored there."""
        self._asked: Question | None = None

    def all(self) -> "Walk":
        ask = Draft.ask

        def asked(draft: Draft, question: Question, *rest: Any) -> None:
            self._asked = question
            ask(draft, question, *rest)

        # Hashing a lock word is slow on purpose, and the walk says the same few words hundreds of times.
        with patch.object(Draft, "ask", asked), patch.object(lockword, "hashed", cache(lockword.hashed)):
            for name in SCRIPT.flows:
                tried: set[Here] = set()
                for start in self._starts(name):
                    self._walk(name, start, set() if self.deep else tried)
        return self

    def worded_in(self, language: str) -> "Walk":
        """The same walk as somebody sees it whose language is another one."""
        other = copy.copy(self)
        other.language = language
        other.steps = [
            step.worded_in(language) if step.message.language == self.language else step for step in self.steps
        ]
        return other

    def _starts(self, name: str) -> Iterator[Conversation]:
        """Somebody with no, one and two businesses recorded, and somebody in the middle of a form."""
        script = _openable(SCRIPT)
        for businesses in (0, 1, 2):
            talk = Conversation(script, self.language, fresh=name == SCRIPT.welcome)
            talk.registry.cards = [card(id) for id in range(1, businesses + 1)]
            yield talk
        if name in _ABOUT_LOANS:
            yield from self._with_a_partner(script)
        if name in _WITH_SOMETHING_BEGUN:
            begun = Conversation(script, self.language)
            for words in ("!open loan_referral", "50 hazar, Sialkot"):
                begun.hears(Heard(tap=words) if words.startswith("!") else Heard(text=words))
            yield begun.later(days=2)
        if name in _ABOUT_TRAININGS:
            yield from self._with_seats(script)
        locked = Conversation(script, self.language)
        locked.registry.word = hashed("chambeli", "00ff" * 8).hash
        for locked.registry.shut in (True, False):
            yield copied(locked)
        form = Conversation(script, self.language)
        for text in ("!open registration", "!yes"):
            form.hears(Heard(tap=text) if text.startswith("!open") else Heard(text="haan"))
        form.registry.before = 3
        yield form

    def _with_seats(self, script: Script) -> Iterator[Conversation]:
        """Somebody with seats and complaints of every kind, and a time in which no training is announced."""
        busy = Conversation(script, self.language)
        busy.registry.noun(Trainings).with_seats()
        busy.registry.noun(Complaints).with_two()
        yield busy
        idle = Conversation(script, self.language)
        idle.registry.noun(Trainings).sittings = []
        yield idle

    def _with_a_partner(self, script: Script) -> Iterator[Conversation]:
        """Somebody whose operator has agreements with lenders, with and without a business recorded."""
        referred = Conversation(script, self.language)
        referred.registry.cards = [card(1)]
        partner = referred.registry.noun(FakeReferrals)
        partner.agreements = [Agreement(1, "akhuwat"), Agreement(2, "ajk"), Agreement(3, "asa", provinces=("sindh",))]
        partner.made = [
            ReferralCard(
                id, f"555-000-00{id:02d}", "akhuwat", "akhuwat", 50_000, state, "Please come." * (id == 5), "2026-11-23"
            )
            for id, state in enumerate(STATES, 1)
        ]
        yield referred
        newcomer = copied(referred)
        newcomer.registry.cards = []
        yield newcomer

    def _walk(self, name: str, start: Conversation, tried: set[Here]) -> None:
        """`tried` are the questions at which nothing needs to be done besides any more."""
        start.hears(Heard(tap=f"!open {name}"))
        work: Work = deque()
        seen: set[Here] = set()
        self._arrive(name, f"open {name}", start, (), work, seen)
        while work:
            talk, path = work.popleft()
            question = self.questions[talk.flow][talk.asked]
            for heard in _answers(question, talk):
                other = copied(talk)
                other.hears(heard)
                passed = path if path and path[-1] == talk.asked else (*path, talk.asked)
                self._arrive(name, heard.tap or heard.text, other, passed, work, seen)
            if (here := _here(talk)) in tried:
                continue
            tried.add(here)
            for heard in (*(Heard(text=text) for text in BESIDES), Heard(media="voice")):
                other = copied(talk)
                for _time in range(3 if heard.text == BESIDES[0] or heard.media else 1):
                    other.hears(heard)
                    self._note(name, heard.text or heard.media, other)

    def _arrive(
        self,
        opened: str,
        after: str,
        talk: Conversation,
        path: tuple[str, ...],
        work: Work,
        seen: set[Here],
    ) -> None:
        self._note(opened, after, talk)
        if not talk.asked:
            if path and path[-1] == REVIEW and talk.registry.before == 0:  # from the first question on
                self.lengths.setdefault(opened, []).append(len(path))
            return
        if talk.flow != opened and path:
            return  # it went on elsewhere; that is walked from its own beginning
        if (here := _here(talk)) not in seen:
            seen.add(here)
            work.append((talk, path))

    def _note(self, opened: str, after: str, talk: Conversation) -> None:
        assert talk.last is not None
        assert talk.sprint is not None
        question = self._asked if talk.asked else None
        self.steps.append(Step(opened, after, talk.last, talk.sprint, question))
        if question is not None:
            self.questions.setdefault(talk.flow, {}).setdefault(talk.asked, question)
            self.talks.setdefault((talk.flow, talk.asked), msgspec.json.encode(talk.talk))


def _here(talk: Conversation) -> Here:
    assert talk.last is not None
    flows = tuple(session.flow for session in talk.talk.stack)
    return flows, talk.asked, tuple(option.id.split("~")[3] for option in talk.last.options)


def card(id: int) -> BusinessCard:
    """A business that was recorded some days ago."""
    facts = dict(FACTS) if id == 1 else {**FACTS, "business_name": None, "people": 1, "women": 1}
    name = "Khan Stitching" if id == 1 else ""
    return BusinessCard(id, f"482-915-703{id}", name, "Ayesha Khan", "2026-11-20", "recorded", facts)


def copied(talk: Conversation) -> Conversation:
    """The same conversation once more, to be continued differently."""
    other = copy.copy(talk)
    other.talk = msgspec.json.decode(msgspec.json.encode(talk.talk), type=Talk)
    other.registry = copy.copy(talk.registry)
    other.registry.did, other.registry.keys = list(talk.registry.did), set(talk.registry.keys)
    other.registry.cards = list(talk.registry.cards)
    other.registry.nouns = [_copied_noun(noun) for noun in talk.registry.nouns]
    return other


def _copied_noun(noun: Fake) -> Fake:
    """Its lists, sets and dicts are its own; what they hold is frozen, and need not be copied."""
    other = copy.copy(noun)
    for name, value in vars(noun).items():
        if isinstance(value, list | set | dict):
            setattr(other, name, value.copy())
    return other


def _answers(question: Question, talk: Conversation) -> Iterator[Heard]:
    assert talk.last is not None
    for option in talk.last.options:
        if not option.id.endswith(HUMAN):
            yield Heard(tap=option.id)
    kind = question.field.kind
    for typed in next((texts for sort, texts in SAMPLES.items() if type(kind) is sort), ()):
        yield Heard(text=typed)
    if isinstance(kind, DistrictKind):
        for north, east in PLACES:
            yield Heard(place=Place(north, east))


def _openable(script: Script) -> Script:
    """The script with a button for every flow, also for those that only open each other."""
    other = copy.copy(script)
    other.commands = {**script.commands, **{f"open {name}": name for name in script.flows}}
    return other


def snapshot(flow: Flow, questions: dict[str, Question]) -> str:
    """What stored answers depend on: names, kinds and options of a flow's questions, one a line."""
    lines = [f"flow {flow.name} version {flow.version}"]
    for name, question in sorted(questions.items()):
        ids = " ".join(option.id for option in question.field.kind.options)
        kept = {"name": _without_number(name), "kind": question.field.kind.signature, "options": ids}
        if question.optional:
            kept["optional"] = "yes"
        lines.append(json.dumps(kept, ensure_ascii=False))
    return "\n".join(dict.fromkeys(lines)) + "\n"


def _without_number(name: str) -> str:
    head, _, tail = name.rpartition("_")
    return f"{head}_…" if head and tail.isdecimal() else name
