"""which of a lender's agreements it is: of two that are recorded in the same instant the database takes one

The release before this one must go on running against the migrated database: it does not count, and what it records
stands in nobody's way.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0012_agreements"
down_revision = "20261128_0011_sounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("partner_agreement") as table:
        table.add_column(sa.Column("nth", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE partner_agreement SET nth = (SELECT count(*) FROM partner_agreement AS other "
        "WHERE other.lender = partner_agreement.lender AND other.id <= partner_agreement.id)"
    )
    with op.batch_alter_table("partner_agreement") as table:
        table.create_unique_constraint(table.f("uq_partner_agreement_lender_nth"), ["lender", "nth"])


def downgrade() -> None:
    with op.batch_alter_table("partner_agreement") as table:
        table.drop_constraint(table.f("uq_partner_agreement_lender_nth"), type_="unique")
        table.drop_column("nth")
