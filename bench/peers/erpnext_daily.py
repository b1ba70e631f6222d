"""A daily job as ERPNext has it, in our words: all rows are got, the status of each worked out, and each one saved.

As `update_status_for_contracts` of its module crm does it (erpnext/crm/doctype/contract/contract.py, version 16): one
`get_all` of names and dates, and in the loop a `set_value` of the status, which writes `modified` too. Kinder to the peer
than the original: no framework, the bare driver, one transaction, and no line of history.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any


def run(connection: Any, today: date, now: datetime, *, is_lite: bool) -> int:
    """One pass over all monitorings; how many changed."""
    mark = "?" if is_lite else "%s"
    day, moment = (today.isoformat(), now.isoformat(" ")) if is_lite else (today, now)
    save = f"UPDATE monitorings SET state = {mark}, updated_at = {mark} WHERE id = {mark}"
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE" if is_lite else "BEGIN")
    cursor.execute(
        "SELECT id, state, starts_on, ends_on FROM monitorings WHERE deleted_at IS NULL AND state <> 'cancelled'"
    )
    changed = 0
    for id, state, starts_on, ends_on in cursor.fetchall():
        status = _status(starts_on, ends_on, day)
        cursor.execute(save, (status, moment, id))
        changed += status != state
    cursor.execute("COMMIT")
    return changed


def _status(starts_on: Any, ends_on: Any, today: Any) -> str:
    if ends_on is not None and ends_on < today:
        return "finished"
    return "scheduled" if starts_on > today else "active"
