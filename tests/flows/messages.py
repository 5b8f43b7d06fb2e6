"""`python -m tests.flows.messages`: how many messages a finished journey takes, beside a bot that asks one by one.

That bot asks everything the journey's rules speak of, one question a message, whatever has been said or recorded
before, and sends each paragraph of what it tells as a message of its own.
"""

from typing import NamedTuple

from bot.chat.heard import Heard
from bot.referrals.requests import Agreement
from handlers import SCRIPT
from knowledge import programmes
from tests.conversation import NOON, Conversation
from tests.fakes.referrals import FakeReferrals
from tests.flows.walk import card

LOAN = ("amount", "purpose", "province", "district", "woman", "age", "interest_free")


class Journey(NamedTuple):
    """A journey to its end: what she says, and the questions of the bot that asks one by one."""

    name: str
    said: tuple[str, ...]
    asked_one_by_one: tuple[str, ...]
    recorded: bool = False
    agreement: bool = False


def _facts(*ids: str) -> tuple[str, ...]:
    return tuple(name for id in ids for name in programmes.in_force(id, NOON.date()).facts)


JOURNEYS = (
    Journey("loan, all in one sentence", ("loan", "50 hazar, maal, Sialkot", "30", "yes", "yes", "Akhuwat"), LOAN),
    Journey("loan, business recorded", ("loan", "50 hazar, maal", "30", "yes", "yes", "Akhuwat"), LOAN, recorded=True),
    Journey("loan, nobody fits", ("loan", "50 crore, machine, Lahore"), LOAN),
    Journey(
        "loan, passed on", ("loan", "50 hazar, maal", "30", "yes", "yes", "Akhuwat", "yes", "0300 1234567"),
        (*LOAN, "consent", "name", "phone"), recorded=True, agreement=True,
    ),
    Journey("fund, a chamber asks", ("edf", "chamber", "enough"), _facts("export-fund")),
    Journey("fund, business recorded", ("edf", "mine", "enough"), _facts("export-fund"), recorded=True),
    Journey("grant, business recorded", ("!grant", "no"), (*_facts("certification-grant"), "a person"), recorded=True),
)  # fmt: skip


def counted(journey: Journey) -> tuple[int, int]:
    """Messages of ours, and of the bot that asks one by one."""
    talk = Conversation(SCRIPT, "en")
    talk.registry.cards = [card(1)] if journey.recorded else []
    if journey.agreement:
        talk.registry.noun(FakeReferrals).agreements = [Agreement(1, "akhuwat")]
    ours = told = 0
    for words in journey.said:
        said = talk.hears(Heard(tap=words)) if words.startswith("!") else talk.says(words)
        ours += 1
        told += said.text.count("\n\n") + 1 - bool(talk.asked)  # its questions are counted by name
    assert not talk.asked, f"{journey.name} does not end"
    return ours, told + len(journey.asked_one_by_one)


def main() -> None:
    print(f"{'journey':30} {'ours':>5} {'one by one':>11}")
    for journey in JOURNEYS:
        ours, one_by_one = counted(journey)
        print(f"{journey.name:30} {ours:5} {one_by_one:11}")


if __name__ == "__main__":
    main()
