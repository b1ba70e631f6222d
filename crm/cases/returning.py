"""Cases as they were before: changes taken back, and the bin left."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm.cases.tables import Case
from crm.clients.tables import Client
from crm.core import bins, rewind
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.rewind import Former
from crm.core.work import Work


@internal
def put_back(work: Work, former: Former) -> None:
    """Let cases hold what they held before; Invalid for one that would come back without its client."""
    there = rewind.rows(work.session, Case, former.get("cases", {}))
    came = {row.id for row in there.values() if row.deleted_at is not None}
    rewind.all_back(work.session, Case, former)
    work.session.flush()
    back = {row.client_id for row in there.values() if row.deleted_at is None and row.id in came}
    gone = select(Client.name).where(Client.id.in_(back), Client.deleted_at.is_not(None))
    names = list(work.session.execute(gone.limit(1)).scalars())
    refuse_any([Problem("bin.client_gone", None, {"name": name}) for name in names])


@internal
def remove(work: Work, ids: Collection[int]) -> None:
    """Remove cases in the bin for good."""
    gone = [row.id for row in rewind.rows(work.session, Case, ids).values() if row.deleted_at is not None]
    bins.remove(work.session, Case, Case.id, gone)
