"""determinations and referrals

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "20261128_0005_referrals"
down_revision = "20261128_0004_answered"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STATES = "state IN ('recorded', 'sent', 'received', 'in_review', 'visit', 'accepted', 'declined', 'closed')"


def upgrade() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stored_at", bot.db.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("programme", "hash", name=op.f("uq_rule_version_programme_hash")),
    )
    op.create_table(
        "determination",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("rule_version_id", _ID, nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("inputs", bot.db.Json(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reasons", bot.db.Json(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("made_at", bot.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_determination_person_id")),
        sa.ForeignKeyConstraint(
            ["rule_version_id"], ["rule_version.id"], name=op.f("fk_determination_rule_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination")),
        sa.UniqueConstraint("number", name=op.f("uq_determination_number")),
        sa.UniqueConstraint("origin", name=op.f("uq_determination_origin")),
    )
    op.create_index(op.f("ix_determination_person_id"), "determination", ["person_id"])
    op.create_index(op.f("ix_determination_programme"), "determination", ["programme"])
    op.create_table(
        "partner_agreement",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("lender", sa.Text(), nullable=False),
        sa.Column("products", bot.db.Json(), nullable=False),
        sa.Column("provinces", bot.db.Json(), nullable=False),
        sa.Column("begins_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("webhook_url", sa.Text(), server_default="", nullable=False),
        sa.Column("secret", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", bot.db.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_agreement")),
    )
    op.create_index(op.f("ix_partner_agreement_lender"), "partner_agreement", ["lender"])
    op.create_table(
        "partner_token",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("lender", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", bot.db.Moment(), nullable=False),
        sa.Column("ended_at", bot.db.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_partner_token_hash")),
    )
    op.create_index(op.f("ix_partner_token_lender"), "partner_token", ["lender"])
    op.create_table(
        "referral",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("agreement_id", _ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("lender", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("determination", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("made_at", bot.db.Moment(), nullable=False),
        sa.Column("changed_at", bot.db.Moment(), nullable=False),
        sa.CheckConstraint(_STATES, name=op.f("ck_referral_state")),
        sa.ForeignKeyConstraint(["agreement_id"], ["partner_agreement.id"], name=op.f("fk_referral_agreement_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
        sa.UniqueConstraint("origin", name=op.f("uq_referral_origin")),
    )
    op.create_index(op.f("ix_referral_lender"), "referral", ["lender"])
    op.create_index(op.f("ix_referral_person_id"), "referral", ["person_id"])
    op.create_table(
        "referral_event",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("referral_id", _ID, nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_event_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
        sa.UniqueConstraint("origin", name=op.f("uq_referral_event_origin")),
    )
    op.create_index(op.f("ix_referral_event_referral_id"), "referral_event", ["referral_id"])
    op.create_table(
        "referral_delivery",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("referral_id", _ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", bot.db.Moment(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", bot.db.Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'delivered', 'failed')", name=op.f("ck_referral_delivery_state")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_delivery_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_delivery")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_referral_delivery_referral_id")),
    )
    op.create_index(
        "ix_referral_delivery_ready",
        "referral_delivery",
        ["id"],
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )


def downgrade() -> None:
    for table in (
        "referral_delivery", "referral_event", "referral", "partner_token", "partner_agreement",
        "determination", "rule_version",
    ):  # fmt: skip
        op.drop_table(table)
