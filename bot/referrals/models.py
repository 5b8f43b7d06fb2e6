"""Agreements with lenders, referrals to them, and what has been sent and answered."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

STATES = ("recorded", "sent", "received", "in_review", "visit", "accepted", "declined", "closed")
"""recorded here · sent to the lender · the lender has it, looks at it, asks her to come · its answer · over."""

_STATE = "state IN ({})".format(", ".join(f"'{state}'" for state in STATES))

partner_agreement = sa.Table(
    "partner_agreement",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("lender", sa.Text, nullable=False, index=True),
    sa.Column("nth", sa.Integer, nullable=True),
    sa.Column("products", Json, nullable=False),
    sa.Column("provinces", Json, nullable=False),
    sa.Column("begins_on", sa.Text, nullable=False),
    sa.Column("ends_on", sa.Text, nullable=True),
    sa.Column("contact", sa.Text, nullable=False),
    sa.Column("webhook_url", sa.Text, nullable=False, server_default=""),
    sa.Column("secret", sa.Text, nullable=False, server_default=""),
    sa.Column("made_at", Moment, nullable=False),
    sa.UniqueConstraint("lender", "nth"),
)
"""The operator may refer people to this lender: for these products and provinces (empty: all), on these days (ISO).

`nth` says which of the lender's agreements it is: of two who record one in the same instant, not having seen each
other's, the second is refused.
"""

partner_token = sa.Table(
    "partner_token",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("lender", sa.Text, nullable=False, index=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ended_at", Moment, nullable=True),
)
"""What a partner shows at `/api/v1`: only its hash. The token has 256 bits of chance, so a plain hash is enough."""

referral = sa.Table(
    "referral",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("agreement_id", Id, sa.ForeignKey("partner_agreement.id"), nullable=False),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("lender", sa.Text, nullable=False, index=True),
    sa.Column("product", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=True),
    sa.Column("determination", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.CheckConstraint(_STATE, name="state"),
    sa.Index("ix_referral_state", "state", "made_at"),
)
"""Somebody's wish for a loan, passed on with her consent. The columns from amount to phone are all the partner gets."""

referral_event = sa.Table(
    "referral_event",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("referral_id", Id, sa.ForeignKey("referral.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
)
"""The history of a referral. `actor` is owner, munshi, partner, or staff:… who wrote down what a
partner said."""

referral_delivery = sa.Table(
    "referral_delivery",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("referral_id", Id, sa.ForeignKey("referral.id"), nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Moment, nullable=True),
    sa.Column("status", sa.Integer, nullable=True),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.Column("made_at", Moment, nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'ready', 'delivered', 'failed')", name="state"),
    sa.Index(
        "ix_referral_delivery_ready",
        "id",
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    ),
)
"""One packet on its way to a partner's webhook. waiting for its time · ready to be posted · delivered · given up."""
