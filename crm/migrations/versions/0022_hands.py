"""Who gave a task on, or answered for it, in place of whose it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("delegations", sa.Column("given_by_id", ID, nullable=True))
    op.add_column("delegations", sa.Column("settled_by_id", ID, nullable=True))
