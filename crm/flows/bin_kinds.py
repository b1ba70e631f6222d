"""What the bin shows: which records, whose right, what hangs on each and comes back or goes with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true

from crm.cases import returning as cases
from crm.cases.tables import Case
from crm.clients import returning as clients
from crm.clients.tables import Client, ClientPerson
from crm.contracts import returning as contracts
from crm.contracts.tables import Contract, Line
from crm.core.db import Record
from crm.core.rewind import Former
from crm.core.work import Work
from crm.monitoring import returning as monitoring
from crm.monitoring.tables import Monitoring, MonitoringRecipient
from crm.tasks import returning as tasks
from crm.tasks import series_returning as series
from crm.tasks.rules import SUBJECTS
from crm.tasks.series_tables import Series
from crm.tasks.tables import Block, Part, Task


@dataclass(frozen=True)
class Above:
    """The column that names the record on which another hangs, that record's kind, and for which rows this holds."""

    column: Any
    name: str
    where: Any


@dataclass(frozen=True)
class Kind:
    """`above` are the records on which it can hang, `parts` its own parts by the column that names their record.

    Its rights are those of its `module`, which has its own name unless said otherwise.
    """

    name: str
    model: type[Record]
    title: Any
    put_back: Callable[[Work, Former], None]
    remove: Callable[[Work, Collection[int]], None]
    parts: tuple[Any, ...]
    above: tuple[Above, ...] = ()
    module: str = ""

    @property
    def right(self) -> str:
        """Who may put it into the bin may take it out again."""
        return f"{self.module or self.name}.delete"


# What tasks belong to, by the names of their subjects and of their kinds here.
_OF = dict(zip(SUBJECTS, ("clients", "contracts", "monitoring", "cases"), strict=True))
# Of a series' tasks only those hang on it that went into the bin along: what was done stays without it.
_ALONG = (
    Task.deleted_at == select(Series.deleted_at).where(Series.id == Task.series_id).correlate(Task).scalar_subquery()
)
KINDS: Mapping[str, Kind] = {
    "clients": Kind(
        "clients", Client, Client.name, clients.put_back, clients.remove, (ClientPerson.client_id,)
    ),
    "contracts": Kind(
        "contracts", Contract, Contract.number, contracts.put_back, contracts.remove, (Line.contract_id,),
        (Above(Contract.client_id, "clients", true()),),
    ),
    "monitoring": Kind(
        "monitoring", Monitoring, Monitoring.title, monitoring.put_back, monitoring.remove,
        (MonitoringRecipient.monitoring_id,), (Above(Monitoring.contract_id, "contracts", true()),),
    ),
    "cases": Kind(
        "cases", Case, Case.title, cases.put_back, cases.remove, (), (Above(Case.client_id, "clients", true()),)
    ),
    "task_series": Kind(
        "task_series", Series, Series.title, series.put_back, series.remove, (),
        tuple(Above(Series.subject_id, name, Series.subject_kind == kind) for kind, name in _OF.items()), "tasks",
    ),
    "tasks": Kind(
        "tasks", Task, Task.title, tasks.put_back, tasks.remove, (Part.task_id, Block.task_id),
        (
            *(Above(Task.subject_id, name, Task.subject_kind == kind) for kind, name in _OF.items()),
            Above(Task.series_id, "task_series", _ALONG),
        ),
    ),
}  # fmt: skip


def below(name: str) -> list[tuple[Kind, Above]]:
    """The kinds that hang on this one, and how."""
    return [(kind, above) for kind in KINDS.values() for above in kind.above if above.name == name]
