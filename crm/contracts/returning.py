"""Contracts as they were before: changes taken back, statuses included, and the bin left."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from crm.clients.tables import Client
from crm.contracts import lines as contract_lines
from crm.contracts.tables import Contract, Line, StatusChange
from crm.core import bins, parts, rewind
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.rewind import Former
from crm.core.work import Work


@internal
def put_back(work: Work, former: Former) -> None:
    """Let contracts and their lines hold what they held before. A status that comes back is a step of its own, but
    one that starts nothing: what its leaving and its reaching brought about is in the same batch. Invalid for one
    that would come back without its client."""
    there = rewind.rows(work.session, Contract, former.get("contracts", {}))
    statuses = {row.id: row.status_id for row in there.values()}
    came = {row.id for row in there.values() if row.deleted_at is not None}
    rewind.all_back(work.session, Contract, former)
    work.session.flush()
    _refuse_alone(work, [row for row in there.values() if row.deleted_at is None and row.id in came])
    for row in there.values():
        if row.status_id != statuses[row.id]:
            step = StatusChange(contract_id=row.id, from_id=statuses[row.id], to_id=row.status_id, comment=None)
            step.at, step.by_id = work.now, work.me.person_id
            work.session.add(step)
    _lines(work, former)
    work.session.flush()


def _refuse_alone(work: Work, rows: list[Contract]) -> None:
    """Nothing comes back to a client that is in the bin itself."""
    gone = select(Client.name).where(Client.id.in_({row.client_id for row in rows}), Client.deleted_at.is_not(None))
    names = list(work.session.execute(gone.limit(1)).scalars())
    refuse_any([Problem("bin.client_gone", None, {"name": name}) for name in names])


def _lines(work: Work, former: Former) -> None:
    """Lines are parts: their contracts' versions and histories say that they changed."""
    rows = rewind.rows(work.session, Line, former.get("contract_lines", {}))
    owners = rewind.rows(work.session, Contract, {row.contract_id for row in rows.values()})
    alive = [owner for owner in owners.values() if owner.deleted_at is None]
    came = {row_id for row_id, values in former.get("contracts", {}).items() if "deleted_at" in values}
    before = {owner.id: contract_lines.plain_of(work, owner.id) for owner in alive if owner.id not in came}
    rewind.all_back(work.session, Line, former)
    work.session.flush()
    for row_id, lines in before.items():
        parts.changed(work, owners[row_id], "lines", lines, contract_lines.plain_of(work, row_id))


@internal
def remove(work: Work, ids: Collection[int]) -> None:
    """Remove contracts in the bin for good, with their lines and their way through the statuses."""
    gone = [row.id for row in rewind.rows(work.session, Contract, ids).values() if row.deleted_at is not None]
    bins.remove(work.session, Line, Line.contract_id, gone)
    work.session.execute(delete(StatusChange).where(StatusChange.contract_id.in_(gone)))
    bins.remove(work.session, Contract, Contract.id, gone)
