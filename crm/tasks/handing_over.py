"""Handing over: the open tasks of somebody who leaves, and those they gave to others, become another's."""

from __future__ import annotations

from sqlalchemy import update

from crm.core import sets
from crm.core.access import internal
from crm.core.work import Work
from crm.tasks import rules
from crm.tasks.tables import LIVE, Delegation, Task

_IN_PLAY = Task.state.in_((*rules.OPEN, rules.REFUSED))  # what is over stays the matter of who did it


@internal
def owned(work: Work, person_id: int) -> dict[str, int]:
    """How many open tasks are this person's, and how many they gave to others."""
    return {
        "tasks": sets.count(work, Task, Task.owner_id == person_id, _IN_PLAY),
        "given_tasks": sets.count(work, Task, Task.delegator_id == person_id, _IN_PLAY),
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


def _links(work: Work, column: str, old: int, new: int) -> None:
    """The links that hold name who stands in them now."""
    key = getattr(Delegation, column)
    held = update(Delegation).where(key == old, Delegation.state.in_(LIVE)).values({column: new})
    work.session.execute(held.execution_options(synchronize_session=False))
