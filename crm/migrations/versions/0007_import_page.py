"""Imports through the page: what was chosen, how far it is, a verdict per record, mappings remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    for column in (
        sa.Column("state", sa.String(10), nullable=False, server_default="ended"),
        sa.Column("settings", JSON, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unchanged", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("is_stopping", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("leased_by", sa.String(32), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("problem", JSON, nullable=True),
    ):
        op.add_column("imports", column)
    op.create_table(
        "import_verdicts",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("numbers", JSON, nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("row_id", ID, nullable=True),
        sa.Column("problems", JSON, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_verdicts_import_id_imports"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_verdicts")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_verdicts_import_id_number")),
    )
    op.create_table(
        "import_mappings",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
        sa.UniqueConstraint("kind", "fingerprint", name=op.f("uq_import_mappings_kind_fingerprint")),
    )
