"""Today: what of mine ends soon, what is unread, what I watch without an end; each figure with its list's filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from crm import monitoring, notifications
from crm.core.access import right
from crm.core.work import Work
from crm.monitoring import Filters, MonitoringRow
from crm.monitoring.rules import FINISHED, OPEN

SOON_DAYS, LATELY_DAYS, TOP = 30, 7, 10


@dataclass(frozen=True)
class Today:
    """What a start page shows. Each count stands beside the filters of the list that shows exactly what was counted;
    a count of `listing.CAP` means "that many and more". Without `monitoring.view` there is nothing to count."""

    unread: int
    ends_soon: list[MonitoringRow]
    ends_soon_count: int
    ends_soon_filters: Filters
    no_end_count: int
    no_end_filters: Filters
    finished_count: int
    finished_filters: Filters


@right("inbox.view")
def today(work: Work) -> Today:
    """The start page of whoever asks."""
    mine, day = Filters(mine=True, states=OPEN), work.today
    soon = replace(mine, last_from=day, last_to=day + timedelta(days=SOON_DAYS))
    no_end = replace(mine, no_end=True)
    finished = Filters(mine=True, states=(FINISHED,), last_from=day - timedelta(days=LATELY_DAYS), last_to=day)
    return Today(
        unread=notifications.unread(work),
        ends_soon=monitoring.listing(work, soon).rows[:TOP] if work.may("monitoring.view") else [],
        ends_soon_count=_count(work, soon),
        ends_soon_filters=soon,
        no_end_count=_count(work, no_end),
        no_end_filters=no_end,
        finished_count=_count(work, finished),
        finished_filters=finished,
    )


def _count(work: Work, filters: Filters) -> int:
    return monitoring.how_many(work, filters)[0] if work.may("monitoring.view") else 0
