"""Sittings with people in them, and what staff do on their pages, without a browser."""

import datetime as dt
import re

import httpx
import sqlalchemy as sa

from bot import clock
from bot.clock import KARACHI
from bot.staff import audit
from bot.training.models import seat, sitting
from tests.console.helpdesk import Client, Helpdesk
from tests.standins.whatsapp import Phone
from tests.training.conftest import people
from tests.training.hall import Hall

SOON = (clock.now() + dt.timedelta(days=12)).astimezone(KARACHI).date().isoformat()
FORM = {
    "title_en": "Export papers", "title_ur": "ایکسپورٹ کے کاغذ", "title_ur_latn": "Export ke kaghaz",
    "topic": "export", "online": "no", "district": "lahore", "place": "Hall 3", "language": "ur", "date": SOON,
    "from": "10:00", "to": "12:30", "seats": "30", "fee": "", "trainer": "Sana Malik", "attendance_code": "",
}  # fmt: skip
CHANGED = ("online", "district", "place", "date", "from", "to", "seats", "fee", "trainer")


class Booked:
    """A sitting with people in it, its times and states as a test wants them."""

    _first = 1_000

    def __init__(self, desk: Helpdesk, count: int = 0, *, code: str, seats: int = 2, days: float = 5) -> None:
        self.desk = desk
        self.people = list(range(Booked._first, Booked._first + count))
        Booked._first += count

        def make(connection: sa.Connection) -> int:
            hall = Hall(connection, clock.now().replace(second=0, microsecond=0))
            id = hall.announces(seats, days, code)
            if count:
                people(connection, count, self.people[0])
            for person in self.people:
                hall.takes(person, id, f"{id}:{person}")
            return id

        self.id: int = desk.write(make)
        self.path = f"/console/trainings/{self.id}"

    def takes(self, person: int) -> None:
        self.desk.write(lambda c: Hall(c, clock.now()).takes(person, self.id, f"{self.id}:{person}"))

    def was(self, ago: dt.timedelta) -> None:
        """It began so long ago, for two hours."""
        begun = clock.now() - ago
        values = {"starts_at": begun, "ends_at": begun + dt.timedelta(hours=2)}
        self.desk.write(lambda c: c.execute(sa.update(sitting).where(sitting.c.id == self.id).values(**values)))

    def states(self) -> list[str]:
        return self.desk.write(lambda c: Hall(c, clock.now()).states(self.id))

    def seats(self) -> list[int]:
        query = sa.select(seat.c.id).where(seat.c.sitting_id == self.id).order_by(seat.c.position)
        return list(self.desk.write(lambda c: c.execute(query).scalars().all()))


def row_of(desk: Helpdesk, id: int) -> sa.RowMapping:
    query = sa.select(sitting).where(sitting.c.id == id)
    return desk.write(lambda c: c.execute(query).mappings().one())


def field(page: str, name: str) -> str:
    """The value of a field, or what is chosen in a list."""
    if found := re.search(rf'<input [^>]*name="{name}"[^>]*value="([^"]*)"', page):
        return found[1]
    options = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert options is not None, name
    chosen = re.search(r'value="([^"]*)" selected', options[0])
    return chosen[1] if chosen else ""


def as_shown(client: Client, path: str) -> dict[str, str]:
    """The change form as the page shows it."""
    page = client.get(path).text
    return {name: field(page, name) for name in (*CHANGED, "version")}


def changes(client: Client, path: str, shown: dict[str, str], **typed: str) -> httpx.Response:
    return client.sends(path, **{**shown, "what": "change", **typed})


def trail(desk: Helpdesk, subject: str) -> list[tuple[str, object]]:
    entries = desk.write(lambda c: audit.find(c, audit.Wanted(subject=subject)))
    return [(entry.what, entry.detail) for entry in reversed(entries) if entry.what != "attendees seen"]


def upload(client: Client, content: bytes, name: str = "list.csv") -> httpx.Response:
    data = {"form_token": client.form_token}
    return client.post("/console/trainings/import", data=data, files={"file": (name, content)})


def writes(desk: Helpdesk, name: str) -> Phone:
    """Somebody who has written to the bot, so that it may write back."""
    phone = desk.somebody(name)
    desk.run(phone.says("hello"))
    desk.run(phone.hears())
    return phone


def as_version(desk: Helpdesk, id: int) -> str:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return str((row_of(desk, id)["updated_at"] - epoch) // dt.timedelta(microseconds=1))
