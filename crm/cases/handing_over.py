"""Handing over: the cases of somebody who leaves become another's."""

from __future__ import annotations

from crm.cases import rules
from crm.cases.tables import Case
from crm.core import sets
from crm.core.access import internal
from crm.core.work import Work


@internal
def owned(work: Work, person_id: int) -> int:
    """How many open cases outside the bin are this person's."""
    return sets.count(work, Case, Case.owner_id == person_id, Case.state.in_(rules.OPEN))


@internal
def hand_over(work: Work, old: int, new: int) -> int:
    """What was `old`'s and is open is `new`'s from here on, each with its history; how many cases."""
    return sets.reassign(work, Case, "owner_id", old, new, Case.state.in_(rules.OPEN))
