"""Who left a moment of a series out, or changed the task of one moment alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("series_entries", sa.Column("by_id", ID, nullable=True))
