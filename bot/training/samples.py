"""Sittings to try things out with, marked as samples in their titles. They exist in development only."""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import day_in_pakistan
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
