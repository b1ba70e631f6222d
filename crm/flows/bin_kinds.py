"""What the bin shows: which records, whose right, what hangs on each and comes back or goes with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crm.clients import returning as clients
from crm.clients.tables import Client, ClientPerson
from crm.contracts import returning as contracts
from crm.contracts.tables import Contract, Line
from crm.core.db import Record
from crm.core.rewind import Former
from crm.core.work import Work
from crm.monitoring import returning as monitoring
from crm.monitoring.tables import Monitoring, MonitoringRecipient


@dataclass(frozen=True)
class Kind:
    """`above` is the column that names the record on which it hangs, and that record's kind; `hung` its own parts."""

    name: str
    model: type[Record]
    title: Any
    put_back: Callable[[Work, Former], None]
    remove: Callable[[Work, Collection[int]], None]
    parts: tuple[Any, ...]
    above: tuple[Any, str] | None = None

    @property
    def right(self) -> str:
        """Who may put it into the bin may take it out again."""
        return f"{self.name}.delete"


KINDS: Mapping[str, Kind] = {
    "clients": Kind(
        "clients", Client, Client.name, clients.put_back, clients.remove, (ClientPerson.client_id,)
    ),
    "contracts": Kind(
        "contracts", Contract, Contract.number, contracts.put_back, contracts.remove, (Line.contract_id,),
        (Contract.client_id, "clients"),
    ),
    "monitoring": Kind(
        "monitoring", Monitoring, Monitoring.title, monitoring.put_back, monitoring.remove,
        (MonitoringRecipient.monitoring_id,), (Monitoring.contract_id, "contracts"),
    ),
}  # fmt: skip


def below(name: str) -> Kind | None:
    """The kind that hangs on this one."""
    return next((kind for kind in KINDS.values() if kind.above and kind.above[1] == name), None)
