"""what became of a complaint, step by step; referrals found by where they stand

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "20261128_0009_desk_lists"
down_revision = "20261128_0008_mydata"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("officer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("what IN ('answered', 'settled', 'reopened')", name=op.f("ck_complaint_event_what")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_event_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_event")),
    )
    with op.batch_alter_table("complaint_event") as table:
        table.create_index(table.f("ix_complaint_event_complaint_id"), ["complaint_id"], unique=False)
    # Answers given so far. Their complaint's id serves as theirs: it is older than any step that is still to come.
    op.execute(
        "INSERT INTO complaint_event (id, complaint_id, at, what, officer_name, text) "
        "SELECT id, id, answered_at, 'answered', answered_by, answer FROM complaint WHERE answered_at IS NOT NULL"
    )
    with op.batch_alter_table("referral") as table:
        table.create_index("ix_referral_state", ["state", "made_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("referral") as table:
        table.drop_index("ix_referral_state")
    op.drop_table("complaint_event")
