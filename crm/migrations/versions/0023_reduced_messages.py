"""Messages that name no record, because their reader may not see it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("is_reduced", sa.Boolean(), nullable=False, server_default=sa.false()))
