"""Messages that no quiet hours hold back, whenever they go out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
