"""The tables of what was answered."""

import sqlalchemy as sa

from bot.db import Id, Json, Moment, metadata

article_version = sa.Table(
    "article_version",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=True),
    sa.Column("file_version", sa.Text, nullable=False, server_default=""),
    sa.Column("published_at", Moment, nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_article_version_topic", "topic", "id"),
    sa.Index(
        "uq_article_version_in_force",
        "topic",
        unique=True,
        sqlite_where=sa.text("state IN ('current', 'withdrawn')"),
        postgresql_where=sa.text("state IN ('current', 'withdrawn')"),
    ),
)
"""What staff published. Of each topic one row is in force: `current`, or `withdrawn` (no answer); `old` ones stay.

`body` is the article as its file would hold it, with its group; `file_version` is the version of the file it was made
from, so that a newer file opens a review.
"""

article_told = sa.Table(
    "article_told",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Index("ix_article_told_version", "topic", "version"),
)
"""Who was told which version, so that whoever was told something wrong can be found and told better."""

article_rating = sa.Table(
    "article_rating",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("useful", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Index("ix_article_rating_topic", "topic"),
)
"""Whether an article was useful, as people said themselves."""

gap = sa.Table(
    "gap",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("guesses", Json, nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("first_at", Moment, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("intent", sa.Text, nullable=False, server_default=""),
    sa.Column("topic", sa.Text, nullable=False, server_default=""),
    sa.Column("labelled_by", sa.Text, nullable=False, server_default=""),
    sa.Column("labelled_at", Moment, nullable=True),
    sa.Column("remark", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_gap_open", "state", "times"),
    sa.Index("ix_gap_last_at", "last_at"),
)
"""What was not understood: one row for all messages that sound the same, without who wrote them, masked.

`state` is open, labelled (`intent` and `topic` say what it means), accepted (it has become an exemplar) or dismissed.
`remark` is why a reviewer sent its label back.
"""

exemplar = sa.Table(
    "exemplar",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("intent", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False, server_default=""),
    sa.Column("labelled_by", sa.Text, nullable=False, server_default=""),
    sa.Column("accepted_by", sa.Text, nullable=False),
    sa.Column("accepted_at", Moment, nullable=False),
)
"""Sentences of the gap list that a reviewer has accepted: the router learns from them as from those of the files.

`key` is the sentence's sound (`bot.answered.gaps.key_of`), by which an erasure finds it.
"""
