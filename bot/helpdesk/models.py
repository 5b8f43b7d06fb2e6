"""The desk's tables: what officers write, what waits to be said, files people sent, hours, templates.

A ticket itself is `bot.registry.models.ticket`. Staff are named by id and name as they were (`officer_id`,
`officer_name`): what an officer said stays hers when the account is gone.
"""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

desk_reply = sa.Table(
    "desk_reply",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("ticket_id", Id, sa.ForeignKey("ticket.id"), nullable=False, index=True),
    sa.Column("officer_id", Id, nullable=False),
    sa.Column("officer_name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outbound_id", sa.Integer, nullable=True, index=True),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.CheckConstraint("state IN ('waiting', 'queued', 'dropped')", name="state"),
)
"""What an officer wrote to a person, once for each `origin` (the key of the form that was sent).

waiting: her reply window is shut; it goes out when she writes or taps · queued: it is in the outbox as `outbound_id`,
whose state says the rest · dropped: taken back before it went out. `why` says why it waits.
"""

owed = sa.Table(
    "owed",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, server_default=""),
    sa.Column("until", Moment, nullable=True),
    sa.Column("asked_at", Moment, nullable=True),
    sa.Column("at", Moment, nullable=False),
)
"""What is to be said to a person as soon as she writes: a telling (`command` as in `agenda.tell`), or an officer's
answer ("desk reply:<id>"). `asked_at` is when a template told her that something waits; it does so once.
"""

note = sa.Table(
    "note",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("ticket_id", Id, nullable=True),
    sa.Column("case_id", Id, nullable=True, index=True),
    sa.Column("officer_id", Id, nullable=False),
    sa.Column("officer_name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""What officers write for each other about a person, a conversation or a case. She never sees it in the chat; it is
among what she gets when she asks what is held about her."""

ticket_event = sa.Table(
    "ticket_event",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("ticket_id", Id, sa.ForeignKey("ticket.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("officer_id", Id, nullable=True),
    sa.Column("officer_name", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=True),
)
"""The history of a ticket: claimed, released, transferred (detail: to), rated, closed (detail: the complaint whose
answer closed it, if one did); also asked (detail: reason) where she came once more, for something else."""

canned = sa.Table(
    "canned",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("texts", Json, nullable=False),
    sa.Column("officer_name", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""Answers that are given often. `texts` holds them by language ("en", "ur", "ur_Latn"); one may be missing."""

office_hours = sa.Table(
    "office_hours",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("weekday", sa.SmallInteger, nullable=False),
    sa.Column("opens", sa.Text, nullable=False),
    sa.Column("closes", sa.Text, nullable=False),
    sa.Column("begins_on", sa.Text, nullable=True),
    sa.Column("ends_on", sa.Text, nullable=True),
    sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    sa.CheckConstraint("opens < closes", name="opens_before_it_closes"),
)
"""When somebody is at the helpdesk, as staff entered it: slots of a weekday (0 is Monday), "HH:MM", Asia/Karachi.

Slots with dates (Ramadan, say) hold on those days instead of the others. Empty: nobody knows, and the bot says so.
"""

holiday = sa.Table(
    "holiday",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("begins_on", sa.Text, nullable=False),
    sa.Column("ends_on", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.CheckConstraint("begins_on <= ends_on", name="begins_before_it_ends"),
)
"""Days on which nobody is at the helpdesk: ISO dates, both included."""

media = sa.Table(
    "media",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("due_at", Moment, nullable=True),
    sa.Column("type", sa.Text, nullable=False, server_default=""),
    sa.Column("size", sa.Integer, nullable=False, server_default="0"),
    sa.Column("content", sa.LargeBinary, nullable=True),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
    sa.CheckConstraint("state IN ('wanted', 'kept', 'lost', 'deleted', 'expired')", name="state"),
    sa.UniqueConstraint("channel", "key"),
    sa.Index(
        "ix_media_wanted",
        "due_at",
        sqlite_where=sa.text("state = 'wanted'"),
        postgresql_where=sa.text("state = 'wanted'"),
    ),
)  # fmt: skip
"""A file somebody sent, with its bytes: every process sees it, and a backup holds it. (`channel`, `key`) is the
message. `type` is what the bytes are, not what the sender says.

wanted: to be fetched, at `due_at` · kept · lost: it cannot be had (`why`) · deleted: by an officer · expired: after
90 days. In the last three states the bytes are gone.
"""

template = sa.Table(
    "template",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False, server_default=""),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
    sa.CheckConstraint("status IN ('pending', 'approved', 'rejected', 'paused')", name="status"),
    sa.UniqueConstraint("channel", "name", "code"),
)
"""How a carrier stands to our templates (`knowledge/templates`). `name` and `code` (its language) are the carrier's."""
