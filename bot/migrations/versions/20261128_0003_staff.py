"""staff: accounts, sessions, wrong passwords, audit trail; files that are to be imported

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "20261128_0003_staff"
down_revision = "20261128_0002_desk"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("password_until", bot.db.Moment(), nullable=True),
        sa.Column("created_at", bot.db.Moment(), nullable=False),
        sa.Column("seen_at", bot.db.Moment(), nullable=True),
        sa.Column("disabled_at", bot.db.Moment(), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'supervisor', 'officer', 'publisher', 'auditor')", name=op.f("ck_staff_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("began_at", bot.db.Moment(), nullable=False),
        sa.Column("seen_at", bot.db.Moment(), nullable=False),
        sa.Column("ends_at", bot.db.Moment(), nullable=False),
        sa.Column("ended_at", bot.db.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])
    op.create_table(
        "staff_wrong",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", bot.db.Moment(), nullable=False),
        sa.Column("rests_until", bot.db.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_staff_wrong")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", bot.db.Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_person_id", "audit_entry", ["person_id", "at"])
    op.create_index("ix_audit_entry_staff_id", "audit_entry", ["staff_id", "at"])
    op.create_table(
        "registry_upload",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_upload")),
    )


def downgrade() -> None:
    op.drop_table("registry_upload")
    op.drop_table("audit_entry")
    op.drop_table("staff_wrong")
    op.drop_table("staff_session")
    op.drop_table("staff")
