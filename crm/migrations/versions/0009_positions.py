"""Order, copies and switching off of rules and statuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    on = sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("contract_statuses", on)
    op.add_column("monitoring_rules", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
