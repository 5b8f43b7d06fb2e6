"""Messages in, and the conversations they belong to."""

import sqlalchemy as sa

from bot.db import Id, Moment, metadata

inbound = sa.Table(
    "inbound",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("sent_at", Moment, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=True),
    sa.UniqueConstraint("channel", "key"),
    sa.CheckConstraint("state IN ('done', 'kept', 'stale', 'parked', 'told')", name="state"),
    sa.Index(
        "ix_inbound_needs_a_look",
        "state", "person_id",
        sqlite_where=sa.text("state IN ('stale', 'parked')"),
        postgresql_where=sa.text("state IN ('stale', 'parked')"),
    ),
    sqlite_autoincrement=True,
)  # fmt: skip
"""Everything carriers brought, once. `body` is the event as JSON, masked.

done: a turn answered it · kept: stored, nothing to answer · stale: came more than a day late, not acted upon ·
told: stale, and the person has been told · parked: its turn failed three times; an officer must look.
"""

session = sa.Table(
    "session",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("touched_at", Moment, nullable=False),
    sa.CheckConstraint("state IN ('open', 'done', 'cancelled', 'expired')", name="state"),
    sa.Index(
        "ix_session_open",
        "person_id", "position",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)  # fmt: skip
"""Conversations. `position` is the place in the person's stack; answers are erased when a session ends."""
