"""${message}

The release before this one must go on running against the migrated database: add nullable, fill, then enforce.
"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
