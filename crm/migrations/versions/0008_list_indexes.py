"""Indexes that keep long lists fast in every order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_monitorings_assigned_id", "monitorings")
    op.create_index("ix_monitorings_assigned_id_ends_on", "monitorings", ["assigned_id", "ends_on", "id"])
    op.drop_index("ix_monitorings_state_starts_on", "monitorings")
    op.create_index(
        "ix_monitorings_scheduled",
        "monitorings",
        ["starts_on", "id"],
        sqlite_where=sa.text("state = 'scheduled'"),
        postgresql_where=sa.text("state = 'scheduled'"),
    )
    op.drop_index("ix_contracts_status_id_id", "contracts")
    op.create_index("ix_contracts_status_id_number", "contracts", ["status_id", "number"])
