"""The table of complaints."""

import sqlalchemy as sa

from bot.db import Id, Moment, metadata

complaint = sa.Table(
    "complaint",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("nearly_due", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_by", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_at", Moment, nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.CheckConstraint("state IN ('open', 'answered', 'settled')", name="state"),
    sa.Index("ix_complaint_due", "state", "due_at"),
)
"""Something went wrong for somebody. open: it waits for an answer, at first or again · answered: she has been told ·
settled: she said that it is. `nearly_due` is for the desk's list: it is time to answer."""

complaint_event = sa.Table(
    "complaint_event",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("complaint_id", Id, sa.ForeignKey("complaint.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("officer_name", sa.Text, nullable=False, server_default=""),
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("what IN ('answered', 'settled', 'reopened')", name="what"),
)
"""What became of a complaint: each answer with the officer's name, and what she said of it; with reopened, in her own
words, what is still missing. The complaint's own row holds the last answer only."""
