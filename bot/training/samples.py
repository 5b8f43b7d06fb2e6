"""Sittings to try things out with, marked as samples in their titles. They exist in development only."""

import csv
import datetime as dt
import io
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import day_in_pakistan
from bot.registry.sheets import write_csv
from bot.training.importing import Effect, apply, read
from bot.training.models import course
from bot.training.seats import hold

FILE = Path(__file__).resolve().parents[2] / "knowledge/samples/training.csv"


def load(connection: Connection, now: dt.datetime) -> Effect:
    """Put the samples in, their dates counted from today; nothing where there has ever been a training.

    Raises ValueError where the file itself is wrong.
    """
    hold(connection)
    if connection.execute(sa.select(course.c.id).limit(1)).first() is not None:
        return Effect()
    found = read(FILE.read_text(encoding="utf-8"), day_in_pakistan(now), relative=True)
    if found.problems:
        raise ValueError("; ".join(map(str, found.problems)))
    return apply(connection, found.rows, now, sample=True)


def as_file(today: dt.date) -> bytes:
    """The samples as a file to begin one's own list from. All of them were yesterday, so that one which stays in by
    mistake announces nothing."""
    header, *rows = csv.reader(io.StringIO(FILE.read_text(encoding="utf-8")))
    date = header.index("date")
    yesterday = (today - dt.timedelta(days=1)).isoformat()
    return write_csv(header, [[*row[:date], yesterday, *row[date + 1 :]] for row in rows])
