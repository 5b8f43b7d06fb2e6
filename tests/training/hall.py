"""A training hall for the tests: sittings are announced, people come and go, the clock is turned."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.models import timer
from bot.agenda.service import TELL, Due
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.registry.wished import Wished
from bot.training.models import seat, sitting
from bot.training.requests import (
    AnswerOffer,
    Attend,
    GiveFeedback,
    GiveUpSeat,
    IssueCertificate,
    MySeat,
    MySeats,
    SeatCard,
    TakeSeat,
    WantTraining,
)
from bot.training.service import ANSWERS, DUE
from bot.training.sittings import open_sitting, put_course, sealed

COURSE = {
    "code": "branding",
    "title_en": "Branding",
    "title_ur": "برانڈنگ",
    "title_ur_latn": "Branding",
    "topic": "branding",
}
CODE = "4821"


class Hall:
    """Trainings on a real database, one transaction."""

    def __init__(self, connection: Connection, now: dt.datetime) -> None:
        self.connection, self.now = connection, now
        self._keys = 0

    def announces(self, seats: int = 2, days: float = 5, code: str = "s1", **values: Any) -> int:
        """A sitting of two hours, so many days from now; its id."""
        starts = self.now + dt.timedelta(days=days)
        row = {
            "code": code, "online": False, "district": "lahore", "place": "Hall 3", "language": "ur",
            "women_only": False, "starts_at": starts, "ends_at": starts + dt.timedelta(hours=2), "seats": seats,
            "fee": None, "trainer": "Sana Malik", **values,
        }  # fmt: skip
        course_id = put_course(self.connection, COURSE, self.now)
        return open_sitting(self.connection, {**row, "course_id": course_id}, sealed(CODE), self.now)

    def wish(self, person: int, request: Request, key: str = "") -> Any:
        """One wish of one person."""
        return self.wishes([(person, request)], [key] if key else [])[0]

    def wishes(self, asked: list[tuple[int, Request]], keys: list[str] | None = None) -> list[Any]:
        """Wishes of one kind, in one round."""
        wished = []
        for nth, (person, request) in enumerate(asked):
            self._keys += 1
            key = keys[nth] if keys else f"k{self._keys}"
            wished.append(Wished(request, person, self.now, key, "en", "whatsapp"))
        return ANSWERS[type(asked[0][1])](self.connection, wished)

    def takes(self, person: int, id: int, key: str = "") -> dict[str, Any]:
        """She signs up; what she is told."""
        outcome = self.wish(person, TakeSeat(id, f"Person {person}"), key)
        assert isinstance(outcome, Done), outcome
        return dict(outcome.value)

    def seat_of(self, person: int) -> SeatCard:
        [card] = self.wish(person, MySeats())
        return card  # type: ignore[no-any-return]

    def card(self, person: int, id: int) -> SeatCard | None:
        return self.wish(person, MySeat(id))  # type: ignore[no-any-return]

    def gives_up(self, person: int, id: int) -> Outcome:
        return self.wish(person, GiveUpSeat(id))  # type: ignore[no-any-return]

    def answers_offer(self, person: int, id: int, taken: bool) -> Outcome:
        return self.wish(person, AnswerOffer(id, taken))  # type: ignore[no-any-return]

    def says_code(self, person: int, id: int, code: str) -> str:
        """How it went: "done", or the reason why not."""
        outcome = self.wish(person, Attend(id, code))
        return outcome.reason if isinstance(outcome, Refused) else "done"

    def rates(self, person: int, id: int, rating: str) -> Outcome:
        return self.wish(person, GiveFeedback(id, rating))  # type: ignore[no-any-return]

    def certifies(self, person: int, id: int) -> Outcome:
        return self.wish(person, IssueCertificate(id))  # type: ignore[no-any-return]

    def wants(self, person: int, topic: str) -> None:
        self.wish(person, WantTraining(topic))

    def later(self, **delta: float) -> "Hall":
        """Turn the clock, and do what becomes due on the way, each at its time."""
        end = self.now + dt.timedelta(**delta)
        while True:
            query = sa.select(timer).where(timer.c.due_at <= end, timer.c.kind != TELL).order_by(timer.c.due_at)
            row = self.connection.execute(query.limit(1)).mappings().first()
            if row is None:
                break
            self.now = max(self.now, row["due_at"])
            self.connection.execute(sa.delete(timer).where(timer.c.id == row["id"]))
            due = Due(row["kind"], row["subject"], row["person_id"], row["detail"] or {})
            DUE[row["kind"]](self.connection, due, self.now)
        self.now = end
        return self

    def told(self) -> list[tuple[int, str]]:
        """Whom something is to be said to, and by which command; they are taken off the list."""
        query = sa.select(timer.c.id, timer.c.person_id, timer.c.detail).where(timer.c.kind == TELL)
        rows = self.connection.execute(query.order_by(timer.c.id)).all()
        self.connection.execute(sa.delete(timer).where(timer.c.kind == TELL))
        return [(person_id, detail["command"].partition(":")[0]) for _id, person_id, detail in rows]

    def states(self, id: int) -> list[str]:
        """The states of all seats of a sitting, by the order in which they were asked for."""
        query = sa.select(seat.c.state).where(seat.c.sitting_id == id).order_by(seat.c.position)
        return list(self.connection.execute(query).scalars())

    def row(self, id: int) -> dict[str, Any]:
        query = sa.select(sitting).where(sitting.c.id == id)
        return dict(self.connection.execute(query).mappings().one())
