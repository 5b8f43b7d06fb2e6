"""Staff accounts, their sessions, wrong passwords, and the audit trail."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False, server_default="en"),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("password_until", Moment, nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=True),
    sa.Column("disabled_at", Moment, nullable=True),
    sa.CheckConstraint("role IN ('admin', 'supervisor', 'officer', 'publisher', 'auditor')", name="role"),
)
"""Somebody who may log into the console. Accounts are disabled, never erased: the audit trail names them.

`must_change`: the password is a one-time one, which opens nothing but the page that changes it, and only until
`password_until`.
"""

staff_session = sa.Table(
    "staff_session",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("staff_id", Id, sa.ForeignKey("staff.id"), nullable=False, index=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("browser", sa.Text, nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("ended_at", Moment, nullable=True),
)
"""A browser somebody is logged in with. The token itself is only in her cookie."""

staff_wrong = sa.Table(
    "staff_wrong",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
    sa.Column("rests_until", Moment, nullable=True),
)
"""Wrong passwords in a row, by account ("account:<e-mail>") and by address ("address:<ip>")."""

audit_entry = sa.Table(
    "audit_entry",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("staff_id", Id, nullable=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("person_id", Id, nullable=True),
    sa.Column("subject", sa.Text, nullable=False, server_default=""),
    sa.Column("address", sa.Text, nullable=False, server_default=""),
    sa.Column("detail", Json, nullable=True),
    sa.Index("ix_audit_entry_at", "at"),
    sa.Index("ix_audit_entry_person_id", "person_id", "at"),
    sa.Index("ix_audit_entry_staff_id", "staff_id", "at"),
)
"""Who looked at or changed what, when, from where. Only ever added to; no foreign keys, so it outlives what it names.

`who` is the e-mail as it was then, or "command line". `subject` is a reference number, an e-mail, a file: never a
person's name, number or words. `detail` holds names of fields and counts, never their values.
"""
