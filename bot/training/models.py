"""The tables of trainings: what is taught, when and where, who has a seat, and who wants to hear of a new one."""

import sqlalchemy as sa

from bot.db import Id, Moment, metadata

course = sa.Table(
    "course",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("title_en", sa.Text, nullable=False),
    sa.Column("title_ur", sa.Text, nullable=False),
    sa.Column("title_ur_latn", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)
"""What is taught. `code` is the name it has in the operator's own lists."""

sitting = sa.Table(
    "sitting",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("course_id", Id, sa.ForeignKey("course.id"), nullable=False, index=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("online", sa.Boolean, nullable=False),
    sa.Column("district", sa.Text, nullable=True),
    sa.Column("place", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("women_only", sa.Boolean, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("seats", sa.Integer, nullable=False),
    sa.Column("fee", sa.Integer, nullable=True),
    sa.Column("trainer", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("sample", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("code_salt", sa.Text, nullable=False),
    sa.Column("code_hash", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.CheckConstraint("state IN ('open', 'cancelled')", name="state"),
    sa.CheckConstraint("seats >= 1", name="seats"),
    sa.CheckConstraint("ends_at > starts_at", name="order"),
    sa.CheckConstraint("online OR district IS NOT NULL", name="place"),
    sa.Index("ix_sitting_starts", "starts_at"),
)
"""One time a course is given. `fee` is in rupees: 0 is free, null is not known. `place` is the address, or the link of
an online one, which only those with a seat are told. Of the attendance code only a salted hash is kept. `revision`
counts the changes of time and place, for calendars."""

seat = sa.Table(
    "seat",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("sitting_id", Id, sa.ForeignKey("sitting.id"), nullable=False, index=True),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("ended", sa.Text, nullable=False, server_default=""),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("held_until", Moment, nullable=True),
    sa.Column("wrong", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rating", sa.Text, nullable=False, server_default=""),
    sa.Column("remark", sa.Text, nullable=False, server_default=""),
    sa.Column("attended_at", Moment, nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.CheckConstraint("state IN ('booked', 'waiting', 'offered', 'cancelled', 'attended', 'missed')", name="state"),
    sa.CheckConstraint("ended IN ('', 'given_up', 'declined', 'lapsed', 'no_seat', 'sitting')", name="ended"),
    sa.Index(
        "uq_seat_of_person",
        "sitting_id", "person_id",
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    ),
)  # fmt: skip
"""One person's place in one sitting, or in its waiting list.

booked · waiting, by `position` · offered: a seat is held for her until `held_until` · attended, missed: it is over ·
cancelled, and `ended` says how: she gave it up, declined the offer or let it lapse, no seat became free, or the whole
sitting was cancelled. `wrong` counts guesses at the attendance code.
"""

interest = sa.Table(
    "training_interest",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("told_at", Moment, nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
)
"""Somebody wants to hear, once, when a training of this topic ("" for any) is open."""
