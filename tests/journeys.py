"""`python -m tests.journeys`: how many messages a finished journey takes, beside a bot that asks one thing a message.

Every journey is played to its end in three languages. The other bot asks for each fact that the journey used or wrote
down in a message of its own, whether it was said in the same sentence, stood in the record or came from a rule that
had decided already; it asks each permission and each "is this right?" too, and tells the outcome in one message
("one by one"). Beside that stands the same bot sending each paragraph that is told as a message ("piece by piece").
"""

from typing import NamedTuple

import msgspec

from bot.chat.heard import Heard
from bot.determinations.requests import Determine
from bot.i18n.catalogues import languages
from bot.referrals.requests import Agreement
from bot.registry.requests import RecordBusiness
from handlers import SCRIPT
from knowledge import programmes
from knowledge.lenders import PROGRAMME as LOANS
from tests.conversation import NOON, Conversation
from tests.fakes.referrals import FakeReferrals
from tests.flows.walk import card

Said = dict[str, tuple[str, ...]]


def alike(*said: str) -> Said:
    """What is said in the same words in every language: numbers, taps ("!…"), and words that all of them know."""
    return dict.fromkeys(languages(), said)


def each(en: tuple[str, ...], ur: tuple[str, ...], ur_Latn: tuple[str, ...]) -> Said:
    return {"en": en, "ur": ur, "ur_Latn": ur_Latn}


class Journey(NamedTuple):
    """A journey to its end: what she says, in each language."""

    name: str
    said: Said
    recorded: bool = False
    agreement: bool = False
    why: str = ""
    """Why it takes more than half the messages of the bot that asks one by one; "" where it does not."""


_NEED = {
    "en": "50 thousand, stock for the shop, Sialkot, age 30, for a woman, without interest",
    "ur": "پچاس ہزار، دکان کا مال، سیالکوٹ، عمر 30، خاتون، بلا سود",
    "ur_Latn": "50 hazar, dukan ka maal, Sialkot, umar 30, khatoon, bila sood",
}
_ONE_BY_ONE = ("1", "Ayesha Khan", "skip", "kapron ki silai", "Daska", "2015", "3", "2", "1", "1", "2", "3", "1")
_SENTENCES = each(
    ("My name is Ayesha Khan, I sew clothes in Daska with 3 people since 2015 and want to register my business",),
    ("میرا نام عائشہ خان ہے، ڈسکہ سے ہوں، کپڑے سیتی ہوں، تین لوگ ہیں، 2015 سے، کاروبار رجسٹر کروانا ہے",),
    ("mera naam Ayesha Khan hai, Daska se, kapre seeti hun, 3 log hain, 2015 se, karobar register karana hai",),
)
_REST = ("1", "skip", "2", "1", "1", "2", "3", "1")

JOURNEYS = (
    Journey("registration, question by question", alike("!register", *_ONE_BY_ONE), why="every question is asked"),
    Journey("registration, from one sentence", {lang: (*said, *_REST) for lang, said in _SENTENCES.items()},
        why="five facts in one sentence; the others are asked, and consent and review stand alone"),
    Journey("loan, information sheet", {lang: ("!loan", need, "1") for lang, need in _NEED.items()}),
    Journey("loan, business recorded", alike("!loan", "50 hazar, maal", "30", "1", "1", "1"), recorded=True,
        why="amount and purpose together, the rest asked"),
    Journey("loan, nobody fits", alike("!loan", "50 crore, machine, Lahore")),
    Journey(
        "loan, passed on", {lang: ("!loan", need, "1", "1", "0300 1234567") for lang, need in _NEED.items()},
        recorded=True, agreement=True,
    ),
    Journey("fund, a chamber asks", alike("!edf", "2", "4")),
    Journey("fund, business recorded", alike("!edf", "1", "4"), recorded=True),
    Journey("grant, business recorded", alike("!grant", "2"), recorded=True),
    Journey("training, business recorded", alike("!training", "1", "1"), recorded=True,
        why="a list, the details with the question, the seat: none can be left out"),
    Journey(
        "training, named at once",
        each(
            ("I want to join a training online", "1"), ("آن لائن ٹریننگ چاہیے", "1"),
            ("mujhe online training chahiye", "1"),
        ),
        recorded=True,
    ),
    Journey("complaint", alike("!intent:complaint", "1", "Teen hafte se koi jawab nahi aaya"),
        why="it has two facts only, and the first decides what she is warned of before she writes"),
    Journey(
        "question",
        each(("What is an NTN?",), ("این ٹی این کیا ہوتا ہے؟",), ("NTN kya hota hai?",)),
    ),
)  # fmt: skip


class Count(NamedTuple):
    """Messages of ours, and of the two other bots."""

    ours: int
    one_by_one: int
    piece_by_piece: int


def counted(journey: Journey, language: str) -> Count:
    """Play a journey and count its messages."""
    talk = Conversation(SCRIPT, language)
    talk.registry.cards = [card(1)] if journey.recorded else []
    if journey.agreement:
        talk.registry.noun(FakeReferrals).agreements = [Agreement(1, "akhuwat"), Agreement(2, "akhuwat-punjab")]
    ours = told = 0
    asked: set[str] = set()
    for words in journey.said[language]:
        said = talk.hears(Heard(tap=words)) if words.startswith("!") else talk.says(words)
        ours += 1
        told += said.text.count("\n\n") + 1 - bool(talk.asked)
        asked |= {talk.asked} - {""}
        for session in talk.talk.stack:
            asked |= {name for name in (*session.answers, *session.found) if not name.startswith("did:")}
            asked |= set(session.answers.get("need") or ())
    assert not talk.asked, f"{journey.name} does not end in {language}"
    facts = (asked - {"need"}) | _used(talk)
    return Count(ours, len(facts) + 1, len(facts) + told)


def _used(talk: Conversation) -> set[str]:
    """The facts that were written down, or that a rule speaks of."""
    used: set[str] = set()
    for request in talk.did:
        if isinstance(request, RecordBusiness):
            used |= set(msgspec.structs.asdict(request))
        elif isinstance(request, Determine) and request.programme == LOANS:
            used |= set(request.inputs) - {"province"}
        elif isinstance(request, Determine):
            used |= set(programmes.in_force(request.programme, NOON.date()).facts)
    return used


def table() -> list[str]:
    """The figures of all journeys, a line each."""
    lines = [f"{'journey':36}" + "".join(f"{language:>9}" for language in languages()) + "  one by one  piece by piece"]
    for journey in JOURNEYS:
        counts = {language: counted(journey, language) for language in languages()}
        ours = "".join(f"{count.ours:9}" for count in counts.values())
        other = max(counts.values(), key=lambda count: count.ours)
        lines.append(f"{journey.name:36}{ours}{other.one_by_one:12}{other.piece_by_piece:16}  {journey.why}".rstrip())
    return lines


def main() -> None:
    print("\n".join(table()))


if __name__ == "__main__":
    main()
