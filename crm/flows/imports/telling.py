"""Tells people in one message what an import started for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select

from crm import monitoring, notifications
from crm.core.access import right
from crm.core.work import Work
from crm.monitoring.tables import Monitoring

DONE = "import.done"  # the kind of message


@right("imports.create")
def audience_of(work: Work, kind: str, row_ids: Collection[int]) -> Counter[int]:
    """How many of the monitorings that these new contracts started each person hears of."""
    found: Counter[int] = Counter()
    if kind != "contracts" or not row_ids:
        return found
    office = work.as_office()
    started = select(Monitoring.id).where(Monitoring.contract_id.in_(row_ids), Monitoring.deleted_at.is_(None))
    for monitoring_id in work.session.execute(started).scalars():
        found.update(monitoring.SUBJECT.audience(office, monitoring_id))
    return found


@right("imports.create")
def summaries(work: Work, plan_name: str, tally: Counter[int]) -> None:
    """One message a person."""
    for person_id, count in sorted(tally.items()):
        key = f"import:{plan_name}:{work.now.isoformat()}:{person_id}"
        params = {"source": plan_name, "monitorings": count}
        notifications.tell_summary(work.as_office(), person_id, DONE, key, params)
