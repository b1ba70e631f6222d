"""Steps that count from moments, or stand on a day of their own; audiences by name; bell entries put off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD, NEW = "uq_ledger_subject_kind_subject_id_step_id_reference_on", "uq_ledger_step_of_reference"


def upgrade() -> None:
    _steps()
    with op.batch_alter_table("ledger") as ledger:
        ledger.add_column(sa.Column("reference_minute", sa.Integer(), nullable=False, server_default="0"))
        ledger.drop_constraint(OLD, type_="unique")
        ledger.create_unique_constraint(
            NEW, ["subject_kind", "subject_id", "step_id", "reference_on", "reference_minute"]
        )
    op.add_column("bell", sa.Column("woken_at", sa.DateTime(), nullable=True))
    _snoozes()


def _steps() -> None:
    """Columns get wider by being made anew: SQLite would have to copy the table that the ledger refers to."""
    op.add_column("ladder_steps", sa.Column("new_at", sa.Time(), nullable=True))
    op.add_column("ladder_steps", sa.Column("new_audience", sa.String(20), nullable=False, server_default="recipients"))
    op.execute(sa.text("UPDATE ladder_steps SET new_at = at, new_audience = audience"))
    for column, made in (("at", "new_at"), ("audience", "new_audience")):
        op.drop_column("ladder_steps", column)
        op.execute(sa.text(f"ALTER TABLE ladder_steps RENAME COLUMN {made} TO {column}"))
    op.add_column("ladder_steps", sa.Column("day_on", sa.Date(), nullable=True))
    op.add_column("ladder_steps", sa.Column("in_hours", sa.Boolean(), nullable=False, server_default=sa.false()))


def _snoozes() -> None:
    waiting = sa.text("state = 'waiting'")
    op.create_table(
        "snoozes",
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("until_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_snoozes_person_id_users"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snoozes")),
    )
    op.create_index(op.f("ix_snoozes_person_id"), "snoozes", ["person_id"])
    op.create_index("ix_snoozes_entry_id", "snoozes", ["entry_id"])
    for name, columns, is_unique in (
        ("ix_snoozes_due", ["until_at", "id"], False),
        ("ix_snoozes_waiting", ["entry_id"], True),
    ):
        op.create_index(name, "snoozes", columns, unique=is_unique, sqlite_where=waiting, postgresql_where=waiting)
