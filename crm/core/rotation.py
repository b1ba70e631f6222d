"""A new secret key: what was encrypted under the old one is encrypted under the new one, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Table, select, update

from crm.core import secrets
from crm.core.access import internal
from crm.core.db import Base
from crm.core.office import Setting

if TYPE_CHECKING:
    from crm.core.work import Work

CHUNK = 500


@dataclass
class Rotated:
    """How many secrets were encrypted anew, how many were so already, and which rows no key reads: (table, id)."""

    renewed: int = 0
    kept: int = 0
    lost: list[tuple[str, int]] = field(default_factory=list)


@internal
def rotate(work: Work) -> Rotated:
    """Every encrypted column of every table, the bin included, and the settings that are called `secret.…`.

    No record's version changes: nobody edited anything.
    """
    found = Rotated()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("is_encrypted"):
                _rotate(work, table, column, found)
    settings: Table = Setting.__table__  # type: ignore[assignment]
    _rotate(work, settings, settings.c.value, found, settings.c.key.startswith("secret.", autoescape=True))
    return found


def _rotate(
    work: Work, table: Table, column: Column[Any], found: Rotated, which: ColumnElement[bool] | None = None
) -> None:
    last = 0
    kept = column.is_not(None) if which is None else which
    rows = select(table.c.id, column).where(kept).order_by(table.c.id).limit(CHUNK).with_for_update()
    while chunk := work.session.execute(rows.where(table.c.id > last)).all():
        last = chunk[-1][0]
        for row_id, stored in chunk:
            if stored is None:  # JSON has a null of its own
                continue
            fresh = _each(stored, partial(_renewed, where=(table.name, row_id), found=found))
            if fresh != stored:
                work.session.execute(update(table).where(table.c.id == row_id).values({column.name: fresh}))


def _each(stored: Any, renew: Callable[[str], str]) -> Any:
    """A column holds one secret, or several by name."""
    if isinstance(stored, dict):
        return {name: renew(secret) for name, secret in stored.items()}
    return renew(stored)


def _renewed(secret: str, where: tuple[str, int], found: Rotated) -> str:
    if secrets.is_of_today(secret):
        found.kept += 1
        return secret
    try:
        fresh = secrets.encrypt(secrets.decrypt(secret))
    except secrets.CannotDecrypt:
        found.lost.append(where)
        return secret
    found.renewed += 1
    return fresh
