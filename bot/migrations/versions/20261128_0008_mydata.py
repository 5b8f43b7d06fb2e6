"""erasures, and pages with everything held about somebody

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "20261128_0008_mydata"
down_revision = "20261128_0007_trainings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", bot.db.Moment(), nullable=False),
        sa.Column("done_at", bot.db.Moment(), nullable=True),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wiped_at", bot.db.Moment(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("origin", name=op.f("uq_erasure_origin")),
    )
    with op.batch_alter_table("erasure") as table:
        table.create_index(table.f("ix_erasure_person_id"), ["person_id"], unique=False)
        table.create_index(
            "ix_erasure_to_wipe",
            ["done_at"],
            unique=False,
            sqlite_where=sa.text("wiped_at IS NULL"),
            postgresql_where=sa.text("wiped_at IS NULL"),
        )
    op.create_table(
        "export",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", bot.db.Moment(), nullable=False),
        sa.Column("expires_at", bot.db.Moment(), nullable=False),
        sa.Column("used_at", bot.db.Moment(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_export_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_export_code_hash")),
        sa.UniqueConstraint("origin", name=op.f("uq_export_origin")),
    )
    with op.batch_alter_table("export") as table:
        table.create_index(table.f("ix_export_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("export")
    op.drop_table("erasure")
