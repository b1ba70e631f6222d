"""My quiet hours: when nothing but the bell and what is urgent reaches me; the rest comes when they are over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from crm.core import history
from crm.core.access import own
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.work import Work
from crm.core.workdays import Span
from crm.notifications import ways
from crm.notifications.modes import span_problems
from crm.notifications.quiet import Stretch
from crm.notifications.ways_tables import QuietHours


@dataclass(frozen=True)
class QuietCard:
    """What the form of my quiet hours holds; no weekdays: there are none."""

    id: int
    version: int
    weekdays: tuple[int, ...]
    span: Span | None
    is_outside_work: bool


@own
def my_quiet(work: Work) -> QuietCard:
    """My quiet hours."""
    row = _mine(work)
    if row is None:
        return QuietCard(work.me.person_id or 0, 0, (), None, False)
    span = (time.fromisoformat(row.begins), time.fromisoformat(row.ends)) if row.begins and row.ends else None
    return QuietCard(work.me.person_id or 0, row.version, tuple(row.weekdays), span, row.is_outside_work)


@own
def set_my_quiet(
    work: Work,
    *,
    weekdays: Collection[int] = (),
    begins: time | None = None,
    ends: time | None = None,
    is_outside_work: bool = False,
    version: int | None = None,
) -> None:
    """Change them; what is waiting already keeps the moment it was given. Invalid for quiet that never ends."""
    work.lock(f"quiet_hours.{work.me.person_id}")
    row = _mine(work)
    if version is not None and version != (row.version if row else 0):
        raise Conflict(**history.since(work.session, QuietHours.__tablename__, row.id if row else 0, version))
    refuse_any(_problems(weekdays, begins, ends))
    if row is None:
        row = QuietHours(user_id=work.me.person_id or 0)
        work.session.add(row)
    row.weekdays, row.is_outside_work = sorted(weekdays), is_outside_work
    row.begins, row.ends = (f"{edge:%H:%M}" if weekdays and edge is not None else None for edge in (begins, ends))
    ways.forget(work.session)


def _mine(work: Work) -> QuietHours | None:
    mine = select(QuietHours).where(QuietHours.user_id == (work.me.person_id or 0))
    return work.session.execute(mine).scalar_one_or_none()


def _problems(weekdays: Collection[int], begins: time | None, ends: time | None) -> list[Problem]:
    problems = span_problems(weekdays, (begins, ends), "quiet")
    if problems or begins is None or ends is None:
        return problems
    is_endless = Stretch(frozenset(weekdays), (begins, ends)).is_endless()
    return [Problem("hours.quiet_endless", "quiet_ends")] if is_endless else []
