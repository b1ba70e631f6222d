"""Into the bin: a record and what hangs on it, in one transaction and at one moment, so that all can come back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm import cases, clients, contracts, monitoring, tasks
from crm.core.access import right
from crm.core.work import Work
from crm.monitoring.tables import Monitoring


@right("contracts.delete")
def delete_contract(work: Work, id: int, version: int | None) -> None:
    """Put a contract into the bin with its lines, monitorings and tasks; nothing more is told of them."""
    contract, office = contracts.bin(work, id, version), work.as_office()
    monitoring.bin_of_contract(office, contract.id)
    _tasks_of_contracts(office, [contract.id])


@right("clients.delete")
def delete_client(work: Work, id: int, version: int | None) -> None:
    """Put a client into the bin with its people, its cases, its contracts and their monitorings, and the tasks of all
    these, whoever owns them."""
    client, office = clients.bin(work, id, version), work.as_office()
    contract_ids, case_ids = contracts.ids_of_client(office, client.id), cases.ids_of_client(office, client.id)
    for contract_id in contract_ids:
        contracts.bin(office, contract_id, None)
        monitoring.bin_of_contract(office, contract_id)
    for case_id in case_ids:
        cases.bin(office, case_id, None)
    tasks.bin_of(office, "client", [client.id])
    tasks.bin_of(office, "case", case_ids)
    _tasks_of_contracts(office, contract_ids)


@right("cases.delete")
def delete_case(work: Work, id: int, version: int | None) -> None:
    """Put a case into the bin with its tasks; nothing more is told of them."""
    cases.bin(work, id, version)
    tasks.bin_of(work.as_office(), "case", [id])


@right("monitoring.delete")
def delete_monitoring(work: Work, id: int, version: int | None) -> None:
    """Put a monitoring into the bin with its tasks; nothing more is told of them."""
    monitoring.delete(work, id, version)
    tasks.bin_of(work.as_office(), "monitoring", [id])


def _tasks_of_contracts(work: Work, ids: Collection[int]) -> None:
    """The tasks of contracts, and of those monitorings that went into the bin with them just now."""
    along = select(Monitoring.id).where(Monitoring.contract_id.in_(ids), Monitoring.deleted_at == work.now)
    tasks.bin_of(work, "contract", ids)
    tasks.bin_of(work, "monitoring", list(work.session.execute(along).scalars()))
