"""The tables of forms that ask for a number, and of the numbers given."""

import sqlalchemy as sa

from bot.db import Id, Moment, metadata

form = sa.Table(
    "form",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("case_id", Id, sa.ForeignKey("case.id"), nullable=False, index=True),
    sa.Column("asks", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("code_hash", sa.Text, nullable=True, unique=True),
    sa.Column("language", sa.Text, nullable=False, server_default=""),
    sa.Column("expires_at", Moment, nullable=True),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("ended_at", Moment, nullable=True),
    sa.Column("origin", sa.Text, nullable=True, unique=True),
    sa.CheckConstraint("state IN ('wanted', 'open', 'given', 'office', 'over')", name="state"),
    sa.CheckConstraint("asks IN ('cnic', 'ntn')", name="asks"),
)
"""An officer needs a number for a case.

wanted: the owner is to be told · open: she has the address of the page, which works once and until `expires_at` ·
given: she entered it · office: she brings it to the office · over: expired, taken back, or tried too often. Only the
hash of the address is kept. `origin` is the key of the command that made the address.
"""

paper = sa.Table(
    "paper",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("case_id", Id, sa.ForeignKey("case.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sealed", sa.Text, nullable=True),
    sa.Column("mark", sa.Text, nullable=True, index=True),
    sa.Column("given_at", Moment, nullable=False),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("erased_at", Moment, nullable=True),
    sa.CheckConstraint("kind IN ('cnic', 'ntn')", name="kind"),
    sa.CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name="sealed_until_erased"),
)
"""A number that was given: sealed (`bot.keys.Vault`, about "paper:<id>"), with a keyed hash to find the same one by.

Erased when its purpose ends: a day after the case is decided or withdrawn, and after half a year at the latest.
"""
