"""names are heard anew: what sounds the same has another key since doubled sounds count once where words meet

The release before this one must go on running against the migrated database: it compares what it writes itself.
"""

import sqlalchemy as sa
from alembic import op

from bot.registry.duplicates import sound_of

revision = "20261128_0011_sounds"
down_revision = "20261128_0010_exemplars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    business = sa.table("business", *map(sa.column, ("id", "business_name", "owner_name", "name_key", "owner_key")))
    b = business.c
    for row in connection.execute(sa.select(b.id, b.business_name, b.owner_name, b.name_key, b.owner_key)).all():
        heard = {"name_key": sound_of(row.business_name), "owner_key": sound_of(row.owner_name)}
        if heard != {"name_key": row.name_key, "owner_key": row.owner_key}:
            connection.execute(sa.update(business).where(b.id == row.id).values(heard))


def downgrade() -> None:
    """Nothing to take back: the keys of the release before are made again when a business is changed."""
