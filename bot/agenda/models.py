"""The table of what is due later."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

timer = sa.Table(
    "timer",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", Id, nullable=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=True),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("detail", Json, nullable=True),
    sa.UniqueConstraint("kind", "subject"),
    sa.Index("ix_timer_due", "due_at"),
)
"""What is due later. Firing is an inbox event keyed `timer:<id>` that checks its condition again; then it is gone."""
