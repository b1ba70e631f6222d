"""Messages sent again, what became of each attempt, and where answers to mail go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("accounts", sa.Column("reply_to", sa.String(320), nullable=True))
    op.add_column("outbox", sa.Column("again_of_id", ID, nullable=True))
    op.add_column("outbox", sa.Column("again_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("trouble", sa.String(60), nullable=True))
    op.create_index("ix_outbox_state_id", "outbox", ["state", "id"])
    op.create_index("ix_outbox_person_id_id", "outbox", ["person_id", "id"])
    op.create_index(
        "ix_outbox_again_of_id",
        "outbox",
        ["again_of_id"],
        sqlite_where=sa.text("again_of_id IS NOT NULL"),
        postgresql_where=sa.text("again_of_id IS NOT NULL"),
    )
    op.create_table(
        "attempts",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("trouble", sa.String(60), nullable=True),
        sa.Column("error", sa.String(1000), nullable=True),
        sa.Column("sender", sa.String(320), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_message_id", "attempts", ["message_id"])
