"""People and what is recorded about them: people, identities, consents, businesses and their cases."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("language", sa.Text, nullable=False, server_default=""),
    sa.Column("language_chosen", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("met", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("wants_broadcasts", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("muted_until", Moment, nullable=True),
    sa.Column("missed", Json, nullable=True),
    sa.Column("lane_owner", Id, nullable=True),
    sa.Column("lane_until", Moment, nullable=True),
    sa.Column("lane_wanted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("held_by_desk", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_owed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("merged_into", Id, sa.ForeignKey("person.id"), nullable=True),
)
"""A human being. Known to carriers under several identities; never keyed by a phone number.

`missed` are the words of messages that came more than a day late, until she has been told of them.
`lane_owner` is the process that sends to her until `lane_until`, where several share the database;
`lane_wanted` tells it that another has put something in.
`held_by_desk`: an officer has her conversation, and the bot is silent. `is_owed`: something waits to be said to her
when she writes next (`bot.helpdesk.models.owed`). Both stand here so that a message costs no query more.
"""

NOBODY = 0
"""The person to whom rows belong that are kept without anybody after an erasure: a number, an amount, a date."""

identity = sa.Table(
    "identity",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("ended_at", Moment, nullable=True),
    sa.Index(
        "uq_identity_in_use",
        "channel", "kind", "value",
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)  # fmt: skip
"""A name a carrier gives a person. One name belongs to one person at a time; ended ones stay for the record."""

consent = sa.Table(
    "consent",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("wording", sa.Integer, nullable=False),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("message_key", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
)
"""What somebody agreed to or refused: topic, version of the wording, language, channel and message."""

business = sa.Table(
    "business",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("owner_name", sa.Text, nullable=False),
    sa.Column("business_name", sa.Text, nullable=True),
    sa.Column("trade", sa.Text, nullable=False),
    sa.Column("isic_division", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False),
    sa.Column("since", sa.Integer, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("women", sa.Integer, nullable=False),
    sa.Column("turnover", sa.Text, nullable=False),
    sa.Column("legal_form", sa.Text, nullable=False),
    sa.Column("has_ntn", sa.Boolean, nullable=False),
    sa.Column("exporting", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False, server_default=""),
    sa.Column("owner_key", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.CheckConstraint("people >= 1 AND women >= 0 AND women <= people", name="women_among_people"),
    sa.Index("ix_business_name_key", "name_key"),
    sa.Index("ix_business_owner_key", "owner_key"),
)
"""A business as its owner described it. Erased when she withdraws it; the case stays, without details.

`name_key` and `owner_key` are what the names sound like in any script (`bot.language.phonetics`), "" for no name.
"""

case = sa.Table(
    "case",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("business_id", Id, nullable=False, index=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("state_at", Moment, nullable=True),
    sa.Column("officer_id", Id, nullable=True),
    sa.Column("officer_name", sa.Text, nullable=True),
    sa.Column("remark", sa.Text, nullable=True),
    sa.Column("smeda_number", sa.Text, nullable=True),
    sa.Column("overdue_at", Moment, nullable=True),
    sa.Column("merged_into", Id, nullable=True),
    sa.CheckConstraint(
        "state IN ('recorded', 'in_review', 'needs_information', 'accepted', 'declined', 'withdrawn')", name="state"
    ),
    sa.Index("ix_case_state", "state", "state_at"),
)
"""What is to be decided about a business. `origin` is the idempotency key of the command that opened it.

`version` grows with every change: whoever decides names the one she has read. `state_at` is since when it stands so
(null: since `created_at`), by whom is in `officer_*`. `remark` is what the owner is asked, or why it was declined.
`overdue_at` is set when it has waited too long. `merged_into` is the case of the same business that goes on instead.
"""

case_event = sa.Table(
    "case_event",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("case_id", Id, sa.ForeignKey("case.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=True),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
)
"""The history of a case: who did what, when. Holds names of fields, never their values; and what the officer and the
owner wrote to each other about it, until it is withdrawn."""

ticket = sa.Table(
    "ticket",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Column("reference", sa.Text, nullable=True),
    sa.Column("officer_id", Id, nullable=True),
    sa.Column("officer_name", sa.Text, nullable=True),
    sa.Column("claimed_at", Moment, nullable=True),
    sa.Column("closed_at", Moment, nullable=True),
    sa.Column("rating", sa.SmallInteger, nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'claimed', 'closed')", name="state"),
    sa.Index("ix_ticket_reference", "reference", unique=True),
    sa.Index(
        "ix_ticket_open",
        "state", "opened_at",
        sqlite_where=sa.text("state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("state IN ('waiting', 'claimed')"),
    ),
)  # fmt: skip
"""Somebody waits for a person at the helpdesk, or talks to one.

waiting: nobody has it yet, and the bot still answers · claimed: `officer_*` has it, and the bot is silent ·
closed: done, or a second one of a person. `rating` is hers: 1 bad, 2 so-so, 3 good. `reason`: asked, complaint,
voice, file, stuck, officer (who began it), link:… (two channels could not be joined).
"""

ALSO_ASKED = "also asked"
"""In a ticket's history: what else she came for while it was open."""

duplicate = sa.Table(
    "duplicate",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("first", Id, nullable=False),
    sa.Column("second", Id, nullable=False),
    sa.Column("score", sa.SmallInteger, nullable=False),
    sa.Column("reasons", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("found_at", Moment, nullable=False),
    sa.Column("decided_at", Moment, nullable=True),
    sa.Column("officer_id", Id, nullable=True),
    sa.Column("officer_name", sa.Text, nullable=True),
    sa.CheckConstraint("state IN ('open', 'same_business', 'same_person', 'different')", name="state"),
    sa.UniqueConstraint("first", "second"),
    sa.Index("ix_duplicate_second", "second"),
    sa.Index(
        "ix_duplicate_open",
        "score",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)  # fmt: skip
"""Two businesses (`first` was recorded before `second`) that may be one: how alike they are (0 to 100), why, and what
an officer decided. No foreign keys: what was decided is remembered when one of them is erased."""

merge = sa.Table(
    "merge",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("kept", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("gone", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("undone_at", Moment, nullable=True),
)
"""Two people turned out to be one: what belonged to `gone` belongs to `kept`, until it is undone."""

merge_row = sa.Table(
    "merge_row",
    metadata,
    sa.Column("merge_id", Id, sa.ForeignKey("merge.id"), primary_key=True),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("row_id", Id, primary_key=True, autoincrement=False),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("changed", Json, nullable=True),
    sa.CheckConstraint("how IN ('moved', 'changed', 'made')", name="how"),
)
"""What a merge did to one row, so that it can be taken back. `changed` holds, by column, what was and what became."""

link = sa.Table(
    "link",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("code_hash", sa.Text, nullable=False),
    sa.Column("giver", Id, nullable=False),
    sa.Column("giver_sender", Json, nullable=True),
    sa.Column("giver_seen_at", Moment, nullable=False),
    sa.Column("taker", Id, nullable=True),
    sa.Column("taker_sender", Json, nullable=True),
    sa.Column("taker_seen_at", Moment, nullable=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=True),
    sa.CheckConstraint(
        "state IN ('offered', 'taken', 'agreed', 'asked', 'confirmed', 'disowned', 'declined', "
        "'merged', 'unsafe', 'ended', 'expired')",
        name="state",
    ),
    sa.Index("ix_link_giver", "giver", "made_at"),
    sa.Index(
        "ix_link_code",
        "code_hash",
        unique=True,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    ),
    sa.Index(
        "ix_link_due",
        "due_at",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
)  # fmt: skip
"""Joining a second channel. `giver` got the code on the first one, `taker` wrote it on the other.

offered: a code was given · taken: it was written on the other channel, which is asked whether it is the same person ·
agreed: yes there · asked: the first channel was asked as well · confirmed: yes there too · disowned, declined: no on
the second, on the first channel, and the other one is to be told · merged, unsafe (an officer looks at it), ended,
expired: over. `due_at` is when something is to be done about it. The senders are forgotten when it is over. No foreign
keys: it outlives the merge it causes.
"""

link_try = sa.Table(
    "link_try",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
)
"""Wrong codes, counted so that nobody can guess one."""

lock_word = sa.Table(
    "lock_word",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, unique=True),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("wrong", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rests_until", Moment, nullable=True),
    sa.Column("open_until", Json, nullable=True),
    sa.Column("made_at", Moment, nullable=False),
)
"""The word with which somebody locked her things: only its hash. `open_until` is, by channel, when it shuts again."""
