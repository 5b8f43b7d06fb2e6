"""Complaints on a real database of each kind: a number, a day, an answer in the chat, and a desk that is reminded."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.models import timer
from bot.agenda.service import TELL, Due
from bot.chat.requests import Done, Refused, Request
from bot.clock import KARACHI
from bot.complaints import desk as console
from bot.complaints.models import complaint
from bot.complaints.requests import FileComplaint, MyComplaint, MyComplaints, SettleComplaint, TellMissing
from bot.complaints.service import ANSWERS, DUE, NEARLY_DUE, WORKING_DAYS, answer, answer_by, working_days_after
from bot.registry.officers import Officer, Refusal
from bot.registry.reference import is_reference
from bot.registry.wished import Wished
from tests.training.conftest import NOW, connection, engine, people

__all__ = ["connection", "engine"]


class Desk:
    """One person's complaints, and the clock."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.now = connection, NOW
        people(connection, 2)

    def wish(self, request: Request, person: int = 1, key: str = "k1") -> object:
        wished = Wished(request, person, self.now, key, "ur", "whatsapp")
        return ANSWERS[type(request)](self.connection, [wished])[0]

    def files(self, key: str = "k1") -> str:
        outcome = self.wish(FileComplaint("delay", "Nobody answers me"), key=key)
        assert isinstance(outcome, Done)
        assert outcome.value["days"] == WORKING_DAYS
        return str(outcome.value["number"])

    @property
    def id(self) -> int:
        return int(self.connection.execute(sa.select(complaint.c.id)).scalar_one())

    def card(self) -> object:
        return self.wish(MyComplaint(self.id))

    def history(self) -> list[tuple[str, str]]:
        found = console.complaint_of(self.connection, self.id)
        assert found is not None
        return [(step.what, step.text) for step in found.steps]

    def told(self) -> list[str]:
        query = sa.select(timer.c.detail).where(timer.c.kind == TELL)
        return [detail["command"].partition(":")[0] for detail in self.connection.execute(query).scalars()]

    def becomes_due(self) -> dt.datetime:
        """Let the reminder fire at its time."""
        query = sa.select(timer.c.due_at).where(timer.c.kind == NEARLY_DUE)
        self.now = self.connection.execute(query).scalar_one()
        self.connection.execute(sa.delete(timer).where(timer.c.kind == NEARLY_DUE))
        DUE[NEARLY_DUE](self.connection, Due(NEARLY_DUE, self.id, None, {}), self.now)
        return self.now


@pytest.fixture
def desk(connection: Connection) -> Desk:
    return Desk(connection)


def test_it_gets_a_number_that_can_be_checked_and_the_same_one_again(desk: Desk) -> None:
    number = desk.files()
    assert is_reference(number)
    assert desk.files() == number, "the same wish again is the same complaint"
    [card] = desk.wish(MyComplaints())  # type: ignore[misc]
    assert (card.reference, card.state, card.answer_by) == (number, "open", "2026-11-30")


@pytest.mark.parametrize(
    ("made", "until"),
    [
        ("2026-11-23 12:00", "2026-11-30"),  # a Monday
        ("2026-11-27 23:59", "2026-12-04"),  # a Friday
        ("2026-11-28 12:00", "2026-12-04"),  # a Saturday
        ("2026-11-29 23:00", "2026-12-04"),  # a Sunday
    ],
)
def test_the_aim_counts_working_days_of_pakistan(made: str, until: str) -> None:
    at = dt.datetime.fromisoformat(made).replace(tzinfo=KARACHI)
    assert answer_by(at.astimezone(dt.UTC)).astimezone(KARACHI).date().isoformat() == until


def test_backwards_too() -> None:
    assert working_days_after(dt.date(2026, 11, 30), -1) == dt.date(2026, 11, 27)


def test_an_answer_is_told_in_the_chat_and_minds_the_day_no_more(desk: Desk) -> None:
    desk.files()
    assert answer(desk.connection, desk.id, "officer@desk", " We called you. ", desk.now)
    assert desk.told() == ["complaint news"]
    card = desk.card()
    assert (card.state, card.answer) == ("answered", "We called you.")  # type: ignore[attr-defined]
    assert not answer(desk.connection, desk.id, "officer@desk", "Again", desk.now), "one answer, one message"
    assert desk.connection.execute(sa.select(timer.c.id).where(timer.c.kind == NEARLY_DUE)).first() is None


def test_an_answer_without_words_is_none(desk: Desk) -> None:
    desk.files()
    with pytest.raises(ValueError, match="needs words"):
        answer(desk.connection, desk.id, "officer@desk", "  ", desk.now)


def test_when_the_day_is_near_it_is_marked_and_she_is_told(desk: Desk) -> None:
    desk.files()
    at = desk.becomes_due().astimezone(KARACHI)
    assert (at.date().isoformat(), at.hour) == ("2026-11-27", 9), "the last working day before"
    row = desk.connection.execute(sa.select(complaint)).mappings().one()
    assert row["nearly_due"]
    assert desk.told() == ["complaint due"]


def test_what_was_answered_in_time_is_not_marked(desk: Desk) -> None:
    desk.files()
    id = desk.id
    answer(desk.connection, id, "officer@desk", "Done", desk.now)
    DUE[NEARLY_DUE](desk.connection, Due(NEARLY_DUE, id, None, {}), desk.now)
    assert desk.told() == ["complaint news"]


def test_not_settled_opens_it_again_with_a_new_day(desk: Desk) -> None:
    desk.files()
    answer(desk.connection, desk.id, "officer@desk", "Done", desk.now)
    desk.now += dt.timedelta(days=7)
    assert desk.wish(SettleComplaint(desk.id, False)) == Done()
    card = desk.card()
    assert (card.state, card.answer_by) == ("open", "2026-12-07")  # type: ignore[attr-defined]
    assert answer(desk.connection, desk.id, "officer@desk", "Now it is", desk.now)
    assert desk.wish(SettleComplaint(desk.id, True)) == Done()
    assert desk.card().state == "settled"  # type: ignore[attr-defined]


def test_nobody_sees_or_settles_anothers(desk: Desk) -> None:
    desk.files()
    assert desk.wish(MyComplaint(desk.id), person=2) is None
    assert desk.wish(MyComplaints(), person=2) == []
    assert desk.wish(SettleComplaint(desk.id, True), person=2) == Refused("not_yours")


def test_what_is_still_missing_stands_in_the_history_and_is_not_answered_over(desk: Desk) -> None:
    desk.files()
    answer(desk.connection, desk.id, "officer@desk", "Done", desk.now)
    desk.wish(SettleComplaint(desk.id, False))
    found = console.complaint_of(desk.connection, desk.id)
    assert found is not None
    for _again in range(2):
        assert desk.wish(TellMissing("My card 35202-1234567-1 was not given back")) == Done()
    assert desk.history() == [("answered", "Done"), ("reopened", "My card •••••-•••••••-• was not given back")]
    late = console.answer(desk.connection, desk.id, found.seen, Officer(1, "Sana"), "We look again", desk.now)
    assert isinstance(late, Refusal)
    assert (late.reason, late.by) == ("overtaken", "owner"), "who has not read her words hears that there are some"
    read = console.complaint_of(desk.connection, desk.id)
    assert read is not None
    assert console.answer(desk.connection, desk.id, read.seen, Officer(1, "Sana"), "We look again", desk.now) is True


def test_what_is_missing_belongs_to_the_one_she_opened_again_last_and_stays_before_a_quicker_answer(desk: Desk) -> None:
    desk.files()
    first = desk.id
    answer(desk.connection, first, "officer@desk", "Done", desk.now)
    desk.wish(SettleComplaint(first, False))
    desk.files("k2")
    answer(desk.connection, first, "officer@desk", "Now it is", desk.now)
    assert desk.wish(TellMissing("The paper itself")) == Done()
    found = console.complaint_of(desk.connection, first)
    assert found is not None
    steps = [(step.what, step.text) for step in found.steps]
    assert steps == [("answered", "Done"), ("reopened", "The paper itself"), ("answered", "Now it is")]
    assert found.missing == "", "it has been answered since"


def test_nothing_is_missing_where_nothing_was_opened_again(desk: Desk) -> None:
    desk.files()
    assert desk.wish(TellMissing("The paper itself")) == Refused("not_yours")
    answer(desk.connection, desk.id, "officer@desk", "Done", desk.now)
    desk.wish(SettleComplaint(desk.id, False))
    assert desk.wish(TellMissing("The paper itself"), person=2) == Refused("not_yours")
    assert desk.history()[-1] == ("reopened", "")
