"""Messages out, and what carriers say became of them."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

outbound = sa.Table(
    "outbound",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answers", sa.Integer, nullable=True),
    sa.Column("trace", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("delivery", sa.Text, nullable=False, server_default=""),
    sa.Column("delivery_rank", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", Moment, nullable=True),
    sa.Column("expires_at", Moment, nullable=True),
    sa.Column("provider_id", sa.Text, nullable=True),
    sa.Column("error", sa.Text, nullable=True),
    sa.Column("error_code", sa.Integer, nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("sent_at", Moment, nullable=True),
    sa.Column("category", sa.Text, nullable=False, server_default="service"),
    sa.Column("parts", sa.SmallInteger, nullable=False, server_default="1"),
    sa.Column("billable", sa.Boolean, nullable=True),
    sa.Column("billed_by", sa.Text, nullable=True),
    sa.Column("price_version", sa.Text, nullable=True),
    sa.Column("micro_usd", sa.BigInteger, nullable=True),
    sa.Column("telling", Json, nullable=True),
    sa.CheckConstraint(
        "state IN ('queued', 'sent', 'unknown', 'failed', 'closed')", name="state"
    ),
    sa.CheckConstraint("kind IN ('reply', 'notice', 'desk')", name="kind"),
    sa.CheckConstraint("billed_by IN ('rule', 'status')", name="billed_by"),
    sa.Index(
        "ix_outbound_unsent",
        "person_id", "id",
        sqlite_where=sa.text("state IN ('queued', 'unknown')"),
        postgresql_where=sa.text("state IN ('queued', 'unknown')"),
    ),
    sa.Index("ix_outbound_provider", "channel", "provider_id"),
    sqlite_autoincrement=True,
)  # fmt: skip
"""One row per message to a person. `body` and `address` are JSON; `answers` is the inbound row it replies to.

queued: to be sent, perhaps again · sent: the carrier took it · unknown: it may have gone out, a status will tell ·
failed: it did not and will not go out · closed: the 24-hour window was shut. `delivery` only moves forward:
sent, delivered, read, played; failed ends it. `expires_at` is when the window shuts for it. `trace` is the id by
which the logs follow the person's message (see `bot.log`).

From `category` on it is the ledger: the carrier's price category, in how many messages it went out, whether it is
billed and who says so (our rule, until a status does), the price table's version, and the amount in millionths of a
US dollar; empty until it is sent, and the amount also where no table knows the price.

reply: answers a message of the person's · desk: an officer's answer to her · notice: anything else. `telling` is what a
notice told her without her having written (command, reference, until), so that it is not lost when it cannot go out.
"""

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("provider_id", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("error_code", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("billable", sa.Boolean, nullable=True),
    sa.Column("category", sa.Text, nullable=False),
)
"""Every status a carrier sent, once; also of messages we do not know."""
