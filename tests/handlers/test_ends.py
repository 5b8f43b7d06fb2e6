"""Every kind of end of every journey as a whole conversation, in three languages, word for word.

The conversations stand in `tests/handlers/ends/<language>.txt`, to be read aloud by whoever changes a sentence.
`UPDATE_TRANSCRIPTS=1 pytest tests/handlers/test_ends.py` writes them anew.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from bot.chat.heard import Heard
from bot.i18n.catalogues import languages
from bot.referrals.requests import Agreement, ReferralCard
from bot.terminal import transcribed
from bot.training.requests import AnswerOffer
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes.complaints import Complaints
from tests.fakes.referrals import FakeReferrals
from tests.fakes.training import CODE, FULL, Trainings
from tests.flows.walk import card
from tests.journeys import Said, alike, each

FOLDER = Path(__file__).parent / "ends"
Setting = Callable[[Conversation], None]


class End(NamedTuple):
    """How a journey ends: what she says, where `!command` is a tap or a piece of news and `+3` lets days pass."""

    name: str
    said: Said
    setting: Setting = lambda _talk: None


def recorded(talk: Conversation) -> None:
    talk.registry.cards = [card(1)]


def ready(talk: Conversation) -> None:
    """A business for which nothing stands in the way of the grant, as far as its record says."""
    one = card(1)
    facts = {**one.facts, "has_ntn": True, "legal_form": "company", "since": 2015, "turnover": "to_3cr"}
    talk.registry.cards = [msgspec.structs.replace(one, facts=facts)]


def agreed(talk: Conversation) -> None:
    recorded(talk)
    talk.registry.noun(FakeReferrals).agreements = [Agreement(1, "akhuwat")]


def referred(state: str, note: str = "") -> Setting:
    def made(talk: Conversation) -> None:
        one = ReferralCard(7, "555-000-0001", "akhuwat", "akhuwat", 40_000, state, note, "2026-11-23")
        talk.registry.noun(FakeReferrals).made = [one]

    return made


def seated(talk: Conversation) -> None:
    talk.registry.noun(Trainings).with_seats()


def too_late(talk: Conversation) -> None:
    """The time of the offer is up just as she takes it."""
    seated(talk)
    mine = talk.registry.noun(Trainings)
    before = mine.answer

    def lapsed(request: object) -> object:
        if isinstance(request, AnswerOffer):
            mine.seats = [msgspec.structs.replace(s, state="cancelled") if s.id == 2 else s for s in mine.seats]
        return before(request)  # type: ignore[arg-type]

    mine.answer = lapsed  # type: ignore[method-assign]


def only_full(talk: Conversation) -> None:
    recorded(talk)
    talk.registry.noun(Trainings).sittings = [FULL]


def no_training(talk: Conversation) -> None:
    talk.registry.noun(Trainings).sittings = []


def complained(talk: Conversation) -> None:
    talk.registry.noun(Complaints).with_two()


_LOAN = ("!loan", "50 hazar, maal, Sialkot", "30", "1", "1")
ENDS = (
    End("fund: a chamber asks, and it goes to the helpdesk", alike("!edf", "2", "3")),
    End("fund: an exporter who is a member", alike("!edf", "1", "1", "1", "4")),
    End("fund: an exporter who is none", alike("!edf", "1", "1", "2", "1", "3")),
    End("fund: it cannot be told", alike("!edf", "1", "1", "3", "4")),
    End("fund: nothing is sold abroad, and on to the grant", alike("!edf", "1", "3", "2", "2", "2")),
    End("grant: nothing stands in the way", alike("!grant", "1", "2", "1", "2", "1"), ready),
    End("grant: one thing stands in the way", alike("!grant", "2")),
    End("grant: it cannot be told", alike("!grant", "1", "6", "1", "1", "2", "1", "7", "2", "2")),
    End("loan: what to take to the branch", alike(*_LOAN, "1")),
    End(
        "loan: all in one sentence, and enough",
        each(
            ("I need a loan of 50 thousand for stock in Sialkot, age 30, without interest", "1", "that is enough"),
            ("مجھے سیالکوٹ میں دکان کے مال کے لیے 50 ہزار قرض چاہیے، عمر 30، بلا سود", "1", "بس"),
            ("mujhe Sialkot mein dukan ke maal ke liye 50 hazar qarz chahiye, umar 30, bila sood", "1", "bas"),
        ),
    ),
    End("loan: nobody fits", alike("!loan", "50 crore, machine, Lahore")),
    End("loan: a bank that must not be named", alike(*_LOAN, "Apna Microfinance Bank", "5")),
    End("loan: passed on", alike(*_LOAN, "1", "1", "0300 1234567"), agreed),
    End("loan: not passed on", alike(*_LOAN, "1", "2"), agreed),
    End("loan: the partner says yes", alike("!referral news:7"), referred("accepted")),
    End("loan: the partner says no", alike("!referral news:7"), referred("declined")),
    End("loan: the partner asks her to come", alike("!referral news:7"), referred("visit", "Monday, 10 am.")),
    End("loan: the partner is silent", alike("!referral unanswered:7"), referred("sent")),
    End("training: a seat", alike("!training", "1", "1", "Ayesha Khan")),
    End("training: a full one, and the waiting list", alike("!training", "1", "1"), only_full),
    End("training: for women only, and it is not", alike("!training", "4", "2")),
    End("training: none is announced", alike("!training", "2"), no_training),
    End("training: a seat is offered and taken", alike("!seat news:2", "1"), seated),
    End("training: a seat is offered and passed on", alike("!seat news:2", "2"), seated),
    End("training: the offer is taken too late", alike("!seat news:2", "1"), too_late),
    End("training: the offer has lapsed", alike("!seat news:6"), seated),
    End("training: it is cancelled", alike("!seat news:7"), seated),
    End("training: it is moved", alike("!seat moved:5"), seated),
    End("training: the seat is given back", alike("!trainings", "5", "1"), seated),
    End("training: a reminder, then the code", alike("!seat soon:1", "!attend", "1234", CODE), seated),
    End("training: how it was, and the certificate", alike("!seat over:3", "1", "2", "!certificate"), seated),
    End("complaint: written down", alike("!intent:complaint", "1", "Teen hafte se koi jawab nahi aaya")),
    End("complaint: money was asked for", alike("!intent:complaint", "4", "Mujh se 5000 rupay mange gaye")),
    End("complaint: answered and settled", alike("!complaint news:2", "1"), complained),
    End("complaint: answered, opened again", alike("!complaint news:2", "2", "Raqam ab tak nahi aayi"), complained),
    End("complaint: no answer when it was due", alike("!complaint due:1"), complained),
    End(
        "question: answered, more, useful",
        each(
            ("what does akhuwat lend", "1", "yes"),
            ("اخوت سے کتنا قرض ملتا ہے؟", "1", "جی ہاں"),
            ("akhuwat kitna qarz deti hai", "1", "haan ji"),
        ),
    ),
    End(
        "question: not useful, and a person",
        each(
            ("what does akhuwat lend", "no", "1"),
            ("اخوت سے کتنا قرض ملتا ہے؟", "نہیں", "1"),
            ("akhuwat kitna qarz deti hai", "nahi", "1"),
        ),
    ),
    End(
        "question: nothing is found",
        each(("quantum chromodynamics",), ("کوانٹم فزکس کے ذرات",), ("quantum physics ke zarraat",)),
    ),
    End("status: nothing yet", alike("!status")),
    End("status: a referral, an answer", alike(*_LOAN, "1", "1", "skip", "!status"), agreed),
    End("status: complaints", alike("!status"), complained),
    End("left half-way: offered, gone on with", alike("!loan", "50 hazar, Sialkot", "+3", "salam", "1")),
    End("left half-way: begun anew", alike("!edf", "1", "+3", "!edf", "2")),
    End("left half-way: let be", alike("!intent:complaint", "1", "+3", "salam", "3")),
    End("left half-way: another journey, and back", alike("!loan", "50 hazar", "!verify", "!training", "2", "2", "4")),
    End("on the way: back, nonsense, a voice note", alike("!edf", "1", "back", "zxcvbnm", "~voice", "1", "3", "4")),
    End("on the way: another language", alike("!edf", "1", "!language:ur", "!language:en", "3", "4")),
)  # fmt: skip


def played(end: End, language: str) -> str:
    """The conversation as text."""
    talk = Conversation(SCRIPT, language)
    end.setting(talk)
    lines = []
    for words in end.said[language]:
        if words.startswith("+"):
            talk.later(days=int(words[1:]))
            lines.append(f"({words[1:]} days)")
            continue
        heard = {"!": Heard(tap=words), "~": Heard(media=words[1:])}.get(words[0])
        lines.append(f"you: {words}")
        lines.append(transcribed(talk.says(words) if heard is None else talk.hears(heard)))
    return "\n".join(lines)


def written(language: str) -> dict[str, str]:
    """The conversations of the file, by name."""
    file = FOLDER / f"{language}.txt"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    parts = (part.partition("\n") for part in re.split(r"^# ", text, flags=re.MULTILINE)[1:])
    return {name: body.strip() for name, _line, body in parts}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.name)
def test_it_is_said_as_it_is_written(end: End, language: str) -> None:
    assert played(end, language).splitlines() == written(language).get(end.name, "").splitlines()


@pytest.mark.parametrize("language", languages())
def test_no_conversation_is_left_over(language: str) -> None:
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        text = "\n".join(f"# {end.name}\n{played(end, language)}\n" for end in ENDS)
        (FOLDER / f"{language}.txt").write_text(text, encoding="utf-8")
    assert list(written(language)) == [end.name for end in ENDS]
