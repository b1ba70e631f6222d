"""Templates of messages, what clients agreed to, messages to clients, and the reminders that the automaton sends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents "
        "BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END",
        "CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents "
        "BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION consents_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'consents are append-only'; END $$",
        "CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents "
        "FOR EACH ROW EXECUTE FUNCTION consents_append_only()",
        "CREATE TRIGGER consents_no_truncate BEFORE TRUNCATE ON consents "
        "FOR EACH STATEMENT EXECUTE FUNCTION consents_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("subject", sa.String(200), nullable=True),
        sa.Column("body", sa.String(5000), nullable=False),
        sa.Column("is_plain", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
    )
    op.create_index("ix_templates_form_position", "templates", ["form", "position"])
    op.create_table(
        "consents",
        sa.Column("client_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(60), nullable=True),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_client_id_id", "consents", ["client_id", "id"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    _automatic()
    op.add_column("outbox", sa.Column("client_id", ID, nullable=True))
    op.add_column("outbox", sa.Column("contact_id", ID, nullable=True))
    to_clients = sa.text("client_id IS NOT NULL")
    op.create_index(
        "ix_outbox_client_id", "outbox", ["client_id"], sqlite_where=to_clients, postgresql_where=to_clients
    )


def _automatic() -> None:
    op.create_table(
        "automatic_reminders",
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("email_template_id", ID, nullable=True),
        sa.Column("sms_template_id", ID, nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(10), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("ladder_id", ID, nullable=True),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automatic_reminders")),
        *(
            sa.ForeignKeyConstraint(
                [f"{form}_template_id"],
                ["templates.id"],
                name=op.f(f"fk_automatic_reminders_{form}_template_id_templates"),
                ondelete="RESTRICT",
            )
            for form in ("email", "sms")
        ),
        sa.ForeignKeyConstraint(
            ["ladder_id"],
            ["ladders.id"],
            name=op.f("fk_automatic_reminders_ladder_id_ladders"),
            ondelete="RESTRICT",
        ),
    )
    op.create_index(
        "ix_automatic_reminders_subject_kind_subject_id", "automatic_reminders", ["subject_kind", "subject_id"]
    )


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", ID, nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("id", ID, nullable=False),
    )
