"""Series as they were before: changes taken back, the bin left; or gone for good."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, update

from crm.core import bins, rewind
from crm.core.access import internal
from crm.core.rewind import Former
from crm.core.work import Work
from crm.tasks import returning, series
from crm.tasks.recurring import TASKS
from crm.tasks.series_tables import Series, SeriesEntry


@internal
def put_back(work: Work, former: Former) -> None:
    """Let series hold what they held before; those that come back go on from now. Invalid for one that would come back
    without the record to which its tasks belong."""
    there = rewind.rows(work.session, Series, former.get(Series.__tablename__, {}))
    came = {row.id for row in there.values() if row.deleted_at is not None}
    rewind.all_back(work.session, Series, former)
    work.session.flush()
    alive = [row for row in there.values() if row.deleted_at is None]
    returning.refuse_alone(work, [row for row in alive if row.id in came])
    for row in alive:
        series.go_on(work, row)


@internal
def remove(work: Work, ids: Collection[int]) -> None:
    """Remove series in the bin for good, with their logs; tasks of theirs that live on stand alone."""
    gone = [row.id for row in rewind.rows(work.session, Series, ids).values() if row.deleted_at is not None]
    work.session.execute(delete(SeriesEntry).where(SeriesEntry.series_id.in_(gone)))
    work.session.execute(update(TASKS).where(TASKS.c.series_id.in_(gone)).values(series_id=None))
    bins.remove(work.session, Series, Series.id, gone)
