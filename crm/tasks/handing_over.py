"""Handing over: the open tasks of somebody who leaves, those they gave to others, and the series of both, become
another's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, update

from crm.core import sets
from crm.core.access import internal
from crm.core.work import Work
from crm.tasks import rules
from crm.tasks.series_tables import Series
from crm.tasks.tables import LIVE, Delegation, Task

_IN_PLAY = Task.state.in_(rules.ALIVE)  # what is over stays the matter of who did it
_GOES_ON = or_(Series.is_paused, Series.next_at.is_not(None), Series.waiting_id.is_not(None))


@internal
def owned(work: Work, person_id: int) -> dict[str, int]:
    """How many open tasks are this person's, how many they gave to others; how many series make more of either."""
    return {
        "tasks": sets.count(work, Task, Task.owner_id == person_id, _IN_PLAY),
        "given_tasks": sets.count(work, Task, Task.delegator_id == person_id, _IN_PLAY),
        "series": sets.count(work, Series, Series.owner_id == person_id, _GOES_ON),
        "given_series": sets.count(work, Series, _given_by(person_id), _GOES_ON),
    }


@internal
def hand_over(work: Work, old: int, new: int) -> int:
    """Open tasks that were `old`'s are `new`'s, each with its history; how many."""
    _links(work, "to_id", old, new)
    return sets.reassign(work, Task, "owner_id", old, new, _IN_PLAY)


@internal
def hand_over_given(work: Work, old: int, new: int) -> int:
    """Open tasks that `old` gave to others are `new`'s to follow; how many."""
    _links(work, "from_id", old, new)
    return sets.reassign(work, Task, "delegator_id", old, new, _IN_PLAY)


@internal
def hand_over_series(work: Work, old: int, new: int) -> int:
    """Series that make tasks for `old` make them for `new`, who gave those themselves that `old` had; how many."""
    sets.reassign(work, Series, "delegator_id", old, new, Series.owner_id == old, _GOES_ON)
    return sets.reassign(work, Series, "owner_id", old, new, _GOES_ON)


@internal
def hand_over_given_series(work: Work, old: int, new: int) -> int:
    """What comes of series by which `old` gives tasks to others is `new`'s to follow; how many."""
    return sets.reassign(work, Series, "delegator_id", old, new, _given_by(old), _GOES_ON)


def _given_by(person_id: int) -> ColumnElement[bool]:
    """Of series that this person began for somebody else."""
    return (Series.delegator_id == person_id) & or_(Series.owner_id != person_id, Series.owner_id.is_(None))


def _links(work: Work, column: str, old: int, new: int) -> None:
    """The links that hold name who stands in them now."""
    key = getattr(Delegation, column)
    held = update(Delegation).where(key == old, Delegation.state.in_(LIVE)).values({column: new})
    work.session.execute(held.execution_options(synchronize_session=False))
