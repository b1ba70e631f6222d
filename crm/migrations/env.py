"""How Alembic runs here: one transaction a migration, on the engine it is handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from crm.core.db import Base, Moment, Words


def render(_kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own column types as what they are in the database, so that old steps need none of our code."""
    if isinstance(item, Words):
        return f"sa.String({getattr(item.impl, 'length', None) or ''})"
    return "sa.DateTime()" if isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=render,
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
