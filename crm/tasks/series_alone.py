"""One moment of a series for itself: its task is made before its time, so that it can be changed alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.core.access import right
from crm.core.errors import invalid
from crm.core.work import Work
from crm.tasks import recurring, series_rules
from crm.tasks.series import EDIT, check_moment
from crm.tasks.series_rules import COMPLETION
from crm.tasks.series_tables import Series
from crm.tasks.tables import Task


@right(EDIT)
def make_now(work: Work, id: int, version: int | None, at: datetime) -> int:
    """The task of one moment still to come, made now unless it is there already; its id. The series goes on as it was.

    Invalid for a moment at which the series does not come, for one that depends on when another task is done, and where
    the rules of tasks refuse it.
    """
    row = work.fetch(Series, id, EDIT, version)
    check_moment(work.as_office(), row, at)
    there = select(Task.id, Task.deleted_at).where(Task.series_id == row.id, Task.occurs_at == at)
    found = work.session.execute(there).first()
    if found is not None and found.deleted_at is None:
        return int(found.id)
    if found is not None:  # put into the bin: that date was left out
        invalid("series.moment_unknown", "at")
    office = work.as_office()
    if row.mode == COMPLETION:
        invalid("series.not_before_done", "at")
    if recurring.open_count(office, row.id) >= series_rules.MOST_OPEN:
        invalid("series.too_many_open", "at", max=series_rules.MOST_OPEN)
    return recurring.make_early(office, row, at)
