"""The tables of erasures and of packages with everything held about somebody."""

import sqlalchemy as sa

from bot.db import Id, Moment, metadata

erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, nullable=False, index=True),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("done_at", Moment, nullable=True),
    sa.Column("rows", sa.Integer, nullable=False, server_default="0"),
    sa.Column("wiped_at", Moment, nullable=True),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Index(
        "ix_erasure_to_wipe",
        "done_at",
        sqlite_where=sa.text("wiped_at IS NULL"),
        postgresql_where=sa.text("wiped_at IS NULL"),
    ),
)
"""Somebody had everything about her erased: that she did, when it was asked for, when it was done, how many rows.

`person_id` was her number; no row of any other table knows it any more, so there is no foreign key. `wiped_at` is when
the database's own files held no remains either.
"""

export = sa.Table(
    "export",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("code_hash", sa.Text, nullable=False, unique=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment, nullable=True),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
)
"""The address of a page with everything held about somebody: it works once, until `expires_at`. Only its hash is kept,
and nothing of what was on the page."""
