"""Monitorings as they were before: changes taken back, the bin left, and the reminders planned that follow from it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm import reminders
from crm.contracts.tables import Contract
from crm.core import bins, parts, rewind
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.rewind import Former
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.tables import Monitoring, MonitoringRecipient


@internal
def put_back(work: Work, former: Former) -> None:
    """Let monitorings and their recipients hold what they held before; reminders are planned for it. Invalid for one
    that would come back without its contract.

    One that comes out of the bin tells nothing of the steps whose day went by in the meantime.
    """
    session = work.session
    there = rewind.rows(session, Monitoring, former.get("monitorings", {}))
    came = {row.id for row in there.values() if row.deleted_at is not None}
    rewind.all_back(session, Monitoring, former)
    session.flush()
    _refuse_alone(work, [row for row in there.values() if row.deleted_at is None and row.id in came])
    _recipients(work, former)
    for row in [row for row in there.values() if row.deleted_at is None]:
        row.state = rules.state_after_edit(row.state, row.starts_on, row.ends_on, work.today)
    session.flush()
    alive = [row for row in there.values() if row.deleted_at is None and row.state != rules.CANCELLED]
    reminders.cancel(work, telling.KIND, there.keys() - {row.id for row in alive})
    reminders.plan_many(work, telling.KIND, [(row.id, row.ladder_id, row.starts_on, row.ends_on) for row in alive])
    reminders.let_pass(work, telling.KIND, [row.id for row in alive if row.id in came])


def _refuse_alone(work: Work, rows: list[Monitoring]) -> None:
    """Nothing comes back to a contract that is in the bin itself."""
    gone = select(Contract.number).where(Contract.id.in_({row.contract_id for row in rows}))
    numbers = list(work.session.execute(gone.where(Contract.deleted_at.is_not(None)).limit(1)).scalars())
    refuse_any([Problem("bin.contract_gone", None, {"number": number}) for number in numbers])


def _recipients(work: Work, former: Former) -> None:
    """Recipients are parts: their monitorings' versions and histories say that they changed."""
    table = MonitoringRecipient.__tablename__
    rows = rewind.rows(work.session, MonitoringRecipient, former.get(table, {}))
    owners = rewind.rows(work.session, Monitoring, {row.monitoring_id for row in rows.values()})
    came = {row_id for row_id, values in former.get("monitorings", {}).items() if "deleted_at" in values}
    alive = [owner for owner in owners.values() if owner.deleted_at is None and owner.id not in came]
    before = {owner.id: readers.names_of(work, owner.id) for owner in alive}
    rewind.all_back(work.session, MonitoringRecipient, former)
    work.session.flush()
    for row_id, names in before.items():
        parts.changed(work, owners[row_id], "recipients", names, readers.names_of(work, row_id))


@internal
def remove(work: Work, ids: Collection[int]) -> None:
    """Remove monitorings in the bin for good, with their recipients; the ledger keeps what was told of them."""
    in_bin = rewind.rows(work.session, Monitoring, ids)
    gone = [row.id for row in in_bin.values() if row.deleted_at is not None]
    bins.remove(work.session, MonitoringRecipient, MonitoringRecipient.monitoring_id, gone)
    bins.remove(work.session, Monitoring, Monitoring.id, gone)
