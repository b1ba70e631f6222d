"""Working time, absences, how priorities go, modes of work, quiet hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


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


def whose(table: str, column: str = "user_id") -> sa.ForeignKeyConstraint:
    """The person a row belongs to."""
    name = op.f(f"fk_{table}_{column}_users")
    return sa.ForeignKeyConstraint([column], ["users.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    _people()
    _ways()
    op.add_column("outbox", sa.Column("deferred_reason", sa.String(60), nullable=True))


def _people() -> None:
    op.create_table(
        "working_times",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("begins", sa.String(5), nullable=True),
        sa.Column("ends", sa.String(5), nullable=True),
        *record(),
        whose("working_times"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_times")),
        sa.UniqueConstraint("user_id", "weekday", name=op.f("uq_working_times_user_id_weekday")),
    )
    op.create_table(
        "absences",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("substitute_id", ID, nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        *record(),
        whose("absences"),
        whose("absences", "substitute_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_user_id_last_on", "absences", ["user_id", "last_on"])
    op.create_index(op.f("ix_absences_last_on"), "absences", ["last_on"])
    op.create_index(op.f("ix_absences_substitute_id"), "absences", ["substitute_id"])


def _ways() -> None:
    op.create_table(
        "priority_channels",
        sa.Column("user_id", ID, nullable=True),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("channels", JSON, nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        *record(),
        whose("priority_channels"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_channels")),
        sa.UniqueConstraint("user_id", "priority", name=op.f("uq_priority_channels_user_id_priority")),
    )
    offices, current = sa.text("user_id IS NULL"), sa.text("is_current")
    op.create_index(
        "ix_priority_channels_office", "priority_channels", ["priority"], unique=True,
        sqlite_where=offices, postgresql_where=offices,
    )  # fmt: skip
    op.create_table(
        "work_modes",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("channels", JSON, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("weekdays", JSON, nullable=False),
        sa.Column("begins", sa.String(5), nullable=True),
        sa.Column("ends", sa.String(5), nullable=True),
        *record(),
        whose("work_modes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_modes")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_work_modes_user_id_name")),
    )
    op.create_index(
        "ix_work_modes_current", "work_modes", ["user_id"], unique=True,
        sqlite_where=current, postgresql_where=current,
    )  # fmt: skip
    op.create_table(
        "quiet_hours",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("weekdays", JSON, nullable=False),
        sa.Column("begins", sa.String(5), nullable=True),
        sa.Column("ends", sa.String(5), nullable=True),
        sa.Column("is_outside_work", sa.Boolean(), nullable=False),
        *record(),
        whose("quiet_hours"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_hours")),
        sa.UniqueConstraint("user_id", name=op.f("uq_quiet_hours_user_id")),
    )
