"""Parts of a record: rows that hang on it (lines, recipients) change its version and history along with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm.attributes import flag_modified

from crm.core import history
from crm.core.db import Record

if TYPE_CHECKING:
    from crm.core.work import Work


def changed(work: Work, row: Record, name: str, old: list[Any], new: list[Any]) -> None:
    """Note on the record itself that its parts went from `old` to `new`; nothing when they are equal.

    Without this two people editing only the parts would not meet in the record's version.
    """
    if old == new:
        return
    flag_modified(row, "updated_at")
    work.session.flush()
    history.note(work, row.__tablename__, row.id, version=row.version, changes={name: [old, new]})
