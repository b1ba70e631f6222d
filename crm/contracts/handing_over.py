"""Handing over: the contracts of somebody who leaves become another's."""

from __future__ import annotations

from crm.contracts.tables import Contract
from crm.core import sets
from crm.core.access import internal
from crm.core.work import Work


@internal
def owned(work: Work, person_id: int) -> int:
    """How many contracts outside the bin are this person's."""
    return sets.count(work, Contract, Contract.owner_id == person_id)


@internal
def hand_over(work: Work, old: int, new: int) -> int:
    """What was `old`'s is `new`'s from here on, each with its history; how many contracts."""
    return sets.reassign(work, Contract, "owner_id", old, new)
