"""Gateways: accounts of more kinds, what an SMS or push says, addresses that were refused, browsers and tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    for column in (
        sa.Column("kind", sa.String(10), nullable=False, server_default="smtp"),
        sa.Column("connections", sa.Integer(), nullable=False, server_default="4"),
        sa.Column("settings", JSON, nullable=True),
        sa.Column("monthly_cap", sa.Integer(), nullable=True),
        sa.Column("is_inside_allowed", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("accounts", column)
    for column in (
        sa.Column("short", sa.String(2000), nullable=True),
        sa.Column("path", sa.String(300), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("follow_at", sa.DateTime(), nullable=True),
    ):
        op.add_column("outbox", column)
    followed = sa.text("follow_at IS NOT NULL")
    op.create_index("ix_outbox_follow_at", "outbox", ["follow_at"], sqlite_where=followed, postgresql_where=followed)
    _tables()


def _tables() -> None:
    op.create_table(
        "bad_addresses",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.Column("trouble", sa.String(60), nullable=True),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bad_addresses")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_bad_addresses_channel_address")),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("endpoint", sa.String(1000), nullable=False),
        sa.Column("p256dh", sa.String(120), nullable=False),
        sa.Column("auth", sa.String(40), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_ok_at", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_push_subscriptions_person_id_users"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
    )
    op.create_index(op.f("ix_push_subscriptions_person_id"), "push_subscriptions", ["person_id"])
    op.create_table(
        "push_tokens",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("token", sa.String(1000), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_push_tokens_person_id_users"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_push_tokens_account_id_accounts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_tokens")),
        sa.UniqueConstraint("person_id", "account_id", name=op.f("uq_push_tokens_person_id_account_id")),
    )
    op.create_index(op.f("ix_push_tokens_account_id"), "push_tokens", ["account_id"])
