"""Who wants to hear what by which channel, and how many days ahead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def record() -> list[sa.Column]:  # type: ignore[type-arg]
    """The columns that every record has."""
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", ID, nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("id", ID, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "office_preferences",
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_preferences")),
        sa.UniqueConstraint("kind", "channel", name=op.f("uq_office_preferences_kind_channel")),
    )
    op.create_table(
        "user_preferences",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        *record(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_preferences_user_id_users"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_preferences")),
        sa.UniqueConstraint("user_id", "kind", "channel", name=op.f("uq_user_preferences_user_id_kind_channel")),
    )
    op.create_table(
        "own_steps",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        *record(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_own_steps_user_id_users"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_steps")),
        sa.UniqueConstraint("user_id", "days", name=op.f("uq_own_steps_user_id_days")),
    )
    op.create_index("ix_own_steps_days", "own_steps", ["days"])
    op.create_table(
        "replans",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("last_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replans")),
        sa.UniqueConstraint("kind", name=op.f("uq_replans_kind")),
    )
    op.add_column("ladder_steps", sa.Column("audience", sa.String(10), nullable=False, server_default="recipients"))
