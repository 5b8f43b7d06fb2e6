"""sentences the router learns from, and why a label was sent back

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "20261128_0010_exemplars"
down_revision = "20261128_0009_desk_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exemplar",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("labelled_by", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("accepted_at", bot.db.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar")),
        sa.UniqueConstraint("key", name=op.f("uq_exemplar_key")),
    )
    with op.batch_alter_table("gap", recreate="never") as table:
        table.add_column(sa.Column("remark", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("gap") as table:
        table.drop_column("remark")
    op.drop_table("exemplar")
