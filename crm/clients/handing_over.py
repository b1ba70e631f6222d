"""Handing over: the clients of somebody who leaves become another's."""

from __future__ import annotations

from crm.clients.tables import Client
from crm.core import sets
from crm.core.access import internal
from crm.core.work import Work


@internal
def owned(work: Work, person_id: int) -> int:
    """How many clients outside the bin are this person's."""
    return sets.count(work, Client, Client.owner_id == person_id)


@internal
def hand_over(work: Work, old: int, new: int) -> int:
    """What was `old`'s is `new`'s from here on, each with its history; how many clients."""
    return sets.reassign(work, Client, "owner_id", old, new)
