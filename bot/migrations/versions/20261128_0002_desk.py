"""the desk: cases that move, tickets that are claimed, answers, files, hours, templates, duplicates

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db
from bot.registry.duplicates import sound_of
from bot.registry.reference import new_reference

revision = "20261128_0002_desk"
down_revision = "20261122_0001_first_tables"
branch_labels = None
depends_on = None

STATES = {
    "case": (
        "state",
        "state IN ('recorded', 'withdrawn')",
        "state IN ('recorded', 'in_review', 'needs_information', 'accepted', 'declined', 'withdrawn')",
    ),
    "ticket": ("state", "state IN ('waiting', 'closed')", "state IN ('waiting', 'claimed', 'closed')"),
    "outbound": ("kind", "kind IN ('reply', 'notice')", "kind IN ('reply', 'notice', 'desk')"),
}

# recreate="never": alembic would copy a table to add a column with a default, and drop the old one; SQLite refuses that
# for a table that others refer to, as soon as there are rows.


def upgrade() -> None:
    for table, (name, before, after) in STATES.items():
        _allow(table, f"ck_{table}_{name}", before, after)
    op.create_table(
        "canned",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("texts", bot.db.Json(), nullable=False),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned")),
        sa.UniqueConstraint("name", name=op.f("uq_canned_name")),
    )
    op.create_table(
        "duplicate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("second", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", bot.db.Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", bot.db.Moment(), nullable=False),
        sa.Column("decided_at", bot.db.Moment(), nullable=True),
        sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("officer_name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'same_business', 'same_person', 'different')", name=op.f("ck_duplicate_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate")),
        sa.UniqueConstraint("first", "second", name=op.f("uq_duplicate_first_second")),
    )
    with op.batch_alter_table("duplicate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_duplicate_open",
            ["score"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_duplicate_second", ["second"], unique=False)

    op.create_table(
        "holiday",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("begins_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_holiday_begins_before_it_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
    )
    op.create_table(
        "office_hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.Text(), nullable=False),
        sa.Column("closes", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.CheckConstraint("opens < closes", name=op.f("ck_office_hours_opens_before_it_closes")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_office_hours_weekday")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
    )
    op.create_table(
        "template",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.CheckConstraint("status IN ('pending', 'approved', 'rejected', 'paused')", name=op.f("ck_template_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("channel", "name", "code", name=op.f("uq_template_channel_name_code")),
    )
    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", bot.db.Moment(), nullable=True),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.CheckConstraint("state IN ('wanted', 'kept', 'lost', 'deleted', 'expired')", name=op.f("ck_media_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_media_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_media_channel_key")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_media_wanted",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'wanted'"),
            postgresql_where=sa.text("state = 'wanted'"),
        )

    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_person_id"), ["person_id"], unique=False)

    op.create_table(
        "owed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("until", bot.db.Moment(), nullable=True),
        sa.Column("asked_at", bot.db.Moment(), nullable=True),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_owed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owed")),
    )
    with op.batch_alter_table("owed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_owed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "desk_reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outbound_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'queued', 'dropped')", name=op.f("ck_desk_reply_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_reply_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_desk_reply_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_reply")),
        sa.UniqueConstraint("origin", name=op.f("uq_desk_reply_origin")),
    )
    with op.batch_alter_table("desk_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_reply_outbound_id"), ["outbound_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_reply_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_reply_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "ticket_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", bot.db.Moment(), nullable=False),
        sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("detail", bot.db.Json(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_event_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
    )
    with op.batch_alter_table("ticket_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_event_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("business", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("name_key", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("owner_key", sa.Text(), server_default="", nullable=False))
        batch_op.create_index("ix_business_name_key", ["name_key"], unique=False)
        batch_op.create_index("ix_business_owner_key", ["owner_key"], unique=False)

    with op.batch_alter_table("case", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("state_at", bot.db.Moment(), nullable=True))
        batch_op.add_column(
            sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("officer_name", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("remark", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("smeda_number", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("overdue_at", bot.db.Moment(), nullable=True))
        batch_op.add_column(
            sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index("ix_case_state", ["state", "state_at"], unique=False)

    with op.batch_alter_table("outbound", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("telling", bot.db.Json(), nullable=True))

    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("held_by_desk", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_owed", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("ticket", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("reference", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("officer_name", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("claimed_at", bot.db.Moment(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", bot.db.Moment(), nullable=True))
        batch_op.add_column(sa.Column("rating", sa.SmallInteger(), nullable=True))
        batch_op.create_index(
            "ix_ticket_open",
            ["state", "opened_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'claimed')"),
            postgresql_where=sa.text("state IN ('waiting', 'claimed')"),
        )
        batch_op.create_index("ix_ticket_reference", ["reference"], unique=True)

    _fill()


def _fill() -> None:
    """What businesses that are here already sound like, and numbers for the tickets that wait."""
    connection = op.get_bind()
    business = sa.table("business", *map(sa.column, ("id", "business_name", "owner_name", "name_key", "owner_key")))
    ticket = sa.table("ticket", *map(sa.column, ("id", "state", "reference")))
    names = connection.execute(sa.select(business.c.id, business.c.business_name, business.c.owner_name)).all()
    for id, name, owner in names:
        row = sa.update(business).where(business.c.id == id)
        connection.execute(row.values(name_key=sound_of(name), owner_key=sound_of(owner)))
    for id in connection.execute(sa.select(ticket.c.id).where(ticket.c.state == "waiting")).scalars().all():
        connection.execute(sa.update(ticket).where(ticket.c.id == id).values(reference=new_reference()))


def _allow(table: str, constraint: str, before: str, after: str) -> None:
    """Widen (or narrow) a check. SQLite cannot, short of copying the table; but it documents how to change what is
    only looked at when rows are written: in the schema itself (sqlite.org/lang_altertable.html, section 8)."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(constraint), table, type_="check")
        op.create_check_constraint(op.f(constraint), table, after)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = :name"),
        {"before": f"CHECK ({before})", "after": f"CHECK ({after})", "name": table},
    )
    assert changed.rowcount == 1
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def downgrade() -> None:
    # What the older release does not know: it goes where that release would have left it.
    for statement in (
        "UPDATE \"case\" SET state = 'recorded' WHERE state NOT IN ('recorded', 'withdrawn')",
        "UPDATE ticket SET state = 'waiting' WHERE state = 'claimed'",
        "UPDATE outbound SET kind = 'reply' WHERE kind = 'desk'",
    ):
        op.execute(statement)
    for table, (name, before, after) in STATES.items():
        _allow(table, f"ck_{table}_{name}", after, before)
    with op.batch_alter_table("ticket", recreate="never") as batch_op:
        batch_op.drop_index("ix_ticket_reference")
        batch_op.drop_index(
            "ix_ticket_open",
            sqlite_where=sa.text("state IN ('waiting', 'claimed')"),
            postgresql_where=sa.text("state IN ('waiting', 'claimed')"),
        )
        batch_op.drop_column("rating")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("claimed_at")
        batch_op.drop_column("officer_name")
        batch_op.drop_column("officer_id")
        batch_op.drop_column("reference")

    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.drop_column("is_owed")
        batch_op.drop_column("held_by_desk")

    with op.batch_alter_table("outbound", recreate="never") as batch_op:
        batch_op.drop_column("telling")

    with op.batch_alter_table("case", recreate="never") as batch_op:
        batch_op.drop_index("ix_case_state")
        batch_op.drop_column("merged_into")
        batch_op.drop_column("overdue_at")
        batch_op.drop_column("smeda_number")
        batch_op.drop_column("remark")
        batch_op.drop_column("officer_name")
        batch_op.drop_column("officer_id")
        batch_op.drop_column("state_at")
        batch_op.drop_column("version")

    with op.batch_alter_table("business", recreate="never") as batch_op:
        batch_op.drop_index("ix_business_owner_key")
        batch_op.drop_index("ix_business_name_key")
        batch_op.drop_column("owner_key")
        batch_op.drop_column("name_key")

    with op.batch_alter_table("ticket_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_event_ticket_id"))

    op.drop_table("ticket_event")
    with op.batch_alter_table("desk_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_reply_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_desk_reply_person_id"))
        batch_op.drop_index(batch_op.f("ix_desk_reply_outbound_id"))

    op.drop_table("desk_reply")
    with op.batch_alter_table("owed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owed_person_id"))

    op.drop_table("owed")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_person_id"))
        batch_op.drop_index(batch_op.f("ix_note_case_id"))

    op.drop_table("note")
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_media_wanted", sqlite_where=sa.text("state = 'wanted'"), postgresql_where=sa.text("state = 'wanted'")
        )
        batch_op.drop_index(batch_op.f("ix_media_person_id"))

    op.drop_table("media")
    op.drop_table("template")
    op.drop_table("office_hours")
    op.drop_table("holiday")
    with op.batch_alter_table("duplicate", schema=None) as batch_op:
        batch_op.drop_index("ix_duplicate_second")
        batch_op.drop_index(
            "ix_duplicate_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("duplicate")
    op.drop_table("canned")
