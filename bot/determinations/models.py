"""The tables of determinations and of the rules they were made with. Nothing in them is ever changed."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

rule_version = sa.Table(
    "rule_version",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("programme", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.UniqueConstraint("programme", "hash"),
)
"""The rules of a programme as they stood, whole: with them every determination can be repeated years later."""

determination = sa.Table(
    "determination",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("programme", sa.Text, nullable=False, index=True),
    sa.Column("rule_version_id", Id, sa.ForeignKey("rule_version.id"), nullable=False),
    sa.Column("decided_on", sa.Text, nullable=False),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reasons", Json, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Column("made_at", Moment, nullable=False),
)
"""One outcome.

`decided_on` is the day (ISO, Asia/Karachi) whose rules counted, `reasons` the whole of what they came to.
"""
