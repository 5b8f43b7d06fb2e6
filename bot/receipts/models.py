"""The table of receipts."""

import sqlalchemy as sa

from bot.db import Id, Moment, metadata

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", Id, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("on_day", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.UniqueConstraint("kind", "subject"),
    sa.CheckConstraint("kind IN ('recorded', 'accepted', 'attended')", name="kind"),
)
"""What somebody may show: a number, a day and what happened then, no name. `code` is the address of its page.

recorded: a business was recorded with the helpdesk · accepted: an officer entered SMEDA's number for it · attended: a
training was attended. `subject` is the row it is about. `on_day` is an ISO date, Asia/Karachi.
"""
