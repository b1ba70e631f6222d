"""What was held back: readers that a message was never written to, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "withheld",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("client_id", ID, nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("again", JSON, nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
        sa.UniqueConstraint("key", "channel", name=op.f("uq_withheld_key_channel")),
    )
    op.create_index("ix_withheld_at", "withheld", ["at"])
    op.create_index("ix_withheld_person_id_id", "withheld", ["person_id", "id"])
    op.create_index("ix_withheld_subject", "withheld", ["subject_kind", "subject_id"])
    op.create_index("ix_withheld_reason", "withheld", ["reason"])
