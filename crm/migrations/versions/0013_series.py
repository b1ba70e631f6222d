"""Series of tasks: the rule and the task it makes, what became of each moment, service visits of monitorings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BINNED, DUE, WAITS = (sa.text(f"{column} IS NOT NULL") for column in ("deleted_at", "make_at", "waiting_id"))


def _record() -> list[sa.Column[object]]:
    """What every record has beside its own columns."""
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", ID, nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("id", ID, nullable=False),
    ]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.add_column("tasks", sa.Column("occurs_at", sa.DateTime(), nullable=True))
    op.create_index("ix_tasks_series_id_occurs_at", "tasks", ["series_id", "occurs_at"], unique=True)
    _series()
    op.create_table(
        "series_entries",
        sa.Column("series_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("occurs_at", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("task_id", ID, nullable=True),
        sa.Column("reason", sa.String(80), nullable=True),
        sa.Column("id", ID, nullable=False),
        _key("series_entries", "series_id", "task_series"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_entries")),
    )
    op.create_index("ix_series_entries_series_id_id", "series_entries", ["series_id", "id"])
    op.create_table(
        "service_plans",
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("rule", sa.String(500), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("day_off", sa.String(8), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_plans")),
        sa.UniqueConstraint("rule_id", name=op.f("uq_service_plans_rule_id")),
    )


def _series() -> None:
    op.create_table(
        "task_series",
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("description", sa.String(10000), nullable=True),
        sa.Column("subject_kind", sa.String(40), nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("delegator_id", ID, nullable=True),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("category", sa.String(120), nullable=True),
        sa.Column("checklist", JSON, nullable=False),
        sa.Column("ladder_id", ID, nullable=True),
        sa.Column("lasts", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(500), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("day_off", sa.String(8), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("excluded", JSON, nullable=False),
        sa.Column("service_of", ID, nullable=True),
        sa.Column("plan_id", ID, nullable=True),
        sa.Column("reached_at", sa.DateTime(), nullable=True),
        sa.Column("restart_at", sa.DateTime(), nullable=True),
        sa.Column("waiting_id", ID, nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("make_at", sa.DateTime(), nullable=True),
        sa.Column("made", sa.Integer(), nullable=False),
        *_record(),
        _key("task_series", "owner_id", "users"),
        _key("task_series", "delegator_id", "users"),
        _key("task_series", "ladder_id", "ladders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_series")),
    )
    for column in ("owner_id", "delegator_id"):
        op.create_index(f"ix_task_series_{column}", "task_series", [column])
    op.create_index("ix_task_series_service_of", "task_series", ["service_of"], unique=True)
    op.create_index("ix_task_series_subject_kind_subject_id", "task_series", ["subject_kind", "subject_id"])
    for name, columns, held in (
        ("make_at", ["make_at", "id"], DUE),
        ("waiting_id", ["waiting_id"], WAITS),
        ("bin", ["deleted_at", "id"], BINNED),
    ):
        op.create_index(f"ix_task_series_{name}", "task_series", columns, sqlite_where=held, postgresql_where=held)
