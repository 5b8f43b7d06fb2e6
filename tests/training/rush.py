"""Many people want few seats at once. One process of the rush; the tests start several on one database.

python -m tests.training.rush attempts URL SITTING FIRST COUNT SEED    the seats alone, in batches like the writer's
python -m tests.training.rush talk URL SITTING FIRST COUNT SEED        whole conversations through the real writer
"""

import asyncio
import datetime as dt
import random
import sys

import sqlalchemy as sa

from bot.channels.contract import Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.understanding import understand
from bot.database import database_for
from bot.db import engine_for
from bot.inbox.answers import answer
from bot.inbox.batch import Arrival
from bot.inbox.writer import Writer
from bot.registry.people import People
from bot.registry.wished import Wished
from bot.training.requests import TakeSeat
from handlers import SCRIPT

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
LINES = ("English", "I want a training", "1", "yes", "Ayesha Khan")


def attempts(url: str, sitting: int, people: list[int], chance: random.Random) -> int:
    """Everybody once, in batches of a few; how many attempts there were."""
    engine = engine_for(url)
    chance.shuffle(people)
    done = 0
    while people:
        size = chance.choice((1, 20, 60, 200))
        batch, people = sorted(people[:size]), people[size:]
        try:
            _together(engine, sitting, batch)
        except sa.exc.OperationalError:  # an embedded database keeps one of two waiting too long: they try again
            people += batch
            continue
        done += len(batch)
    engine.dispose()
    return done


def _together(engine: sa.Engine, sitting: int, batch: list[int]) -> None:
    """One transaction like the writer's: people in the order of their ids, then their wishes."""
    with engine.connect() as connection, connection.begin():
        People(connection, NOW).load_known(batch)
        # The key is the person's: what two processes try for her is one and the same wish, sent twice.
        wishes = [Wished(TakeSeat(sitting, "A"), person, NOW, f"rush:{person}", "en", "whatsapp") for person in batch]
        outcomes = answer(connection, wishes)
        assert all(outcome.value["state"] in ("booked", "waiting") for outcome in outcomes)


async def talk(url: str, people: list[int], chance: random.Random) -> int:
    """Everybody's whole conversation; how many messages were taken in."""
    database = database_for(url)
    writer = Writer(database, SCRIPT, "Test Desk", now=lambda: NOW)
    writer.start()
    chance.shuffle(people)

    async def one(person: int) -> None:
        sender = Sender("whatsapp", "1", (Handle("bsuid", f"PK.{person}"),))
        for nth, text in enumerate(LINES):
            message = Message(f"rush.{person}.{nth}", sender, NOW, Heard(text=text))
            await writer.accept([Arrival(message, understand(text))])

    try:
        await asyncio.gather(*map(one, people))
    finally:
        await writer.stop()
        await database.close()
    return len(people) * len(LINES)


def booked(url: str, sitting: int) -> dict[str, int]:
    """How many seats of a sitting are in which state."""
    engine = engine_for(url)
    query = sa.text("SELECT state, count(*) FROM seat WHERE sitting_id = :s GROUP BY state")
    with engine.connect() as connection:
        found = {state: int(many) for state, many in connection.execute(query, {"s": sitting})}
    engine.dispose()
    return found


def main() -> None:
    how, url, sitting, first, count, seed = sys.argv[1:]
    chance = random.Random(int(seed))
    people = list(range(int(first), int(first) + int(count)))
    if how == "attempts":
        print(attempts(url, int(sitting), people, chance))
    else:
        print(asyncio.run(talk(url, people, chance)))


if __name__ == "__main__":
    main()
