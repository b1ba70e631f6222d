"""Cases, and the kinds that the office gives them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_BIN = sa.text("deleted_at IS NOT NULL")
POINTERS = {"kind_id": "case_kinds", "client_id": "clients", "contact_id": "client_people", "owner_id": "users"}


def upgrade() -> None:
    op.create_table(
        "case_kinds",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_kinds")),
        sa.UniqueConstraint("name", name=op.f("uq_case_kinds_name")),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("kind_id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("description", sa.String(10000), nullable=True),
        *_record(),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_cases_{name}_{table}"), ondelete="RESTRICT")
            for name, table in POINTERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    for name in ("kind_id", "client_id", "contact_id"):
        op.create_index(op.f(f"ix_cases_{name}"), "cases", [name])
    op.create_index("ix_cases_due_on_id", "cases", ["due_on", "id"])
    for name in ("state", "owner_id", "priority"):
        op.create_index(f"ix_cases_{name}_due_on", "cases", [name, "due_on", "id"])
    op.create_index("ix_cases_bin", "cases", ["deleted_at", "id"], sqlite_where=IN_BIN, postgresql_where=IN_BIN)


def _record() -> list[sa.Column]:
    """What every record has."""
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", ID, nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("id", ID, nullable=False),
    ]
