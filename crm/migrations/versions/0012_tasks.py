"""Tasks, their checklists, what blocks them, their notes, and the chain of those who gave them on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OFFERED = sa.text("owner_id IS NULL AND state = 'offered'")
BINNED = sa.text("deleted_at IS NOT NULL")


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
    op.create_table(
        "tasks",
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("description", sa.String(10000), nullable=True),
        sa.Column("subject_kind", sa.String(40), nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("from_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("late_from_at", sa.DateTime(), nullable=True),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("category", sa.String(120), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("state_at", sa.DateTime(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("delegator_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("role_id", ID, nullable=True),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("series_id", ID, nullable=True),
        sa.Column("ladder_id", ID, nullable=True),
        *_record(),
        _key("tasks", "owner_id", "users"),
        _key("tasks", "delegator_id", "users"),
        _key("tasks", "team_id", "teams"),
        _key("tasks", "role_id", "roles"),
        _key("tasks", "ladder_id", "ladders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_due_at_id", "tasks", ["due_at", "id"])
    op.create_index("ix_tasks_title_id", "tasks", ["title", "id"])
    op.create_index("ix_tasks_state_due_at_id", "tasks", ["state", "due_at", "id"])
    op.create_index("ix_tasks_owner_id_state_due_at_id", "tasks", ["owner_id", "state", "due_at", "id"])
    op.create_index("ix_tasks_delegator_id_state_due_at_id", "tasks", ["delegator_id", "state", "due_at", "id"])
    op.create_index("ix_tasks_subject_kind_subject_id", "tasks", ["subject_kind", "subject_id"])
    for column in ("category", "group_id", "series_id"):
        op.create_index(op.f(f"ix_tasks_{column}"), "tasks", [column])
    op.create_index("ix_tasks_offers", "tasks", ["team_id", "role_id"], sqlite_where=OFFERED, postgresql_where=OFFERED)
    op.create_index("ix_tasks_bin", "tasks", ["deleted_at", "id"], sqlite_where=BINNED, postgresql_where=BINNED)
    op.create_table(
        "task_parts",
        sa.Column("task_id", ID, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_record(),
        _key("task_parts", "task_id", "tasks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_parts")),
    )
    op.create_index(op.f("ix_task_parts_task_id"), "task_parts", ["task_id"])
    op.create_table(
        "task_blocks",
        sa.Column("task_id", ID, nullable=False),
        sa.Column("blocker_id", ID, nullable=False),
        *_record(),
        _key("task_blocks", "task_id", "tasks"),
        _key("task_blocks", "blocker_id", "tasks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_blocks")),
    )
    op.create_index(op.f("ix_task_blocks_task_id"), "task_blocks", ["task_id"])
    op.create_index(op.f("ix_task_blocks_blocker_id"), "task_blocks", ["blocker_id"])
    op.create_table(
        "task_notes",
        sa.Column("task_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.String(10000), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("task_notes", "task_id", "tasks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
    )
    op.create_index("ix_task_notes_task_id_id", "task_notes", ["task_id", "id"])
    op.create_table(
        "delegations",
        sa.Column("task_id", ID, nullable=False),
        sa.Column("from_id", ID, nullable=True),
        sa.Column("to_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("role_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(2000), nullable=True),
        sa.Column("id", ID, nullable=False),
        _key("delegations", "task_id", "tasks"),
        _key("delegations", "from_id", "users"),
        _key("delegations", "to_id", "users"),
        _key("delegations", "team_id", "teams"),
        _key("delegations", "role_id", "roles"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_task_id_id", "delegations", ["task_id", "id"])
    op.create_index("ix_delegations_from_id_state", "delegations", ["from_id", "state"])
    op.create_index(op.f("ix_delegations_to_id"), "delegations", ["to_id"])
