"""A daily job as ERPNext has it, in our words: every row in turn is got, its status worked out, and the row saved.

Kinder to the peer than the original: no framework, the bare driver, and a row is saved only when its status changes
(with a line of history), instead of always.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any


def run(connection: Any, today: date, now: datetime, *, is_lite: bool) -> int:
    """One pass over all monitorings; how many changed."""
    mark = "?" if is_lite else "%s"
    day, moment = (today.isoformat(), now.isoformat(" ")) if is_lite else (today, now)
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE" if is_lite else "BEGIN")
    cursor.execute("SELECT id FROM monitorings WHERE deleted_at IS NULL AND state <> 'cancelled'")
    changed = 0
    for (id,) in cursor.fetchall():
        cursor.execute(f"SELECT state, starts_on, ends_on, version FROM monitorings WHERE id = {mark}", (id,))
        state, starts_on, ends_on, version = cursor.fetchone()
        status = _status(starts_on, ends_on, day)
        if status == state or (state == "finished" and status != "finished"):
            continue
        cursor.execute(
            f"UPDATE monitorings SET state = {mark}, version = version + 1, updated_at = {mark} WHERE id = {mark}",
            (status, moment, id),
        )
        cursor.execute(
            "INSERT INTO history (at, is_office, kind, row_id, action, version, changes)"
            f" VALUES ({mark}, {mark}, 'monitorings', {mark}, 'changed', {mark}, {mark})",
            (moment, True, id, version + 1, f'{{"state": ["{state}", "{status}"]}}'),
        )
        changed += 1
    cursor.execute("COMMIT")
    return changed


def _status(starts_on: Any, ends_on: Any, today: Any) -> str:
    if ends_on is not None and ends_on < today:
        return "finished"
    return "scheduled" if starts_on > today else "active"
