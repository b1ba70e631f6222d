"""Into the bin: a record and what hangs on it, in one transaction and at one moment, so that all can come back."""

from __future__ import annotations

from crm import clients, contracts, monitoring
from crm.core.access import right
from crm.core.work import Work


@right("contracts.delete")
def delete_contract(work: Work, id: int, version: int | None) -> None:
    """Put a contract into the bin with its lines and monitorings; nothing more is told of them."""
    contract = contracts.bin(work, id, version)
    monitoring.bin_of_contract(work.as_office(), contract.id)


@right("clients.delete")
def delete_client(work: Work, id: int, version: int | None) -> None:
    """Put a client into the bin with its people, its contracts and their monitorings, whoever owns these."""
    client, office = clients.bin(work, id, version), work.as_office()
    for contract_id in contracts.ids_of_client(office, client.id):
        contracts.bin(office, contract_id, None)
        monitoring.bin_of_contract(office, contract_id)


@right("monitoring.delete")
def delete_monitoring(work: Work, id: int, version: int | None) -> None:
    """Put a monitoring into the bin; nothing more is told of it."""
    monitoring.delete(work, id, version)
