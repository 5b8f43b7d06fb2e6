"""How Alembic reaches the database. Run through `bot.migrate`."""

from alembic import context

import bot.agenda.models
import bot.answered.models
import bot.complaints.models
import bot.determinations.models
import bot.helpdesk.models
import bot.inbox.models
import bot.mydata.models
import bot.outbox.models
import bot.papers.models
import bot.receipts.models
import bot.referrals.models
import bot.registry.models
import bot.registry.uploads
import bot.staff.models
import bot.training.models  # noqa: F401
from bot.db import engine_for, metadata


def run() -> None:
    """Run the migrations in one transaction."""
    engine = engine_for(context.config.get_main_option("sqlalchemy.url", ""))
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_type=True, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
