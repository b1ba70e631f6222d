"""What can be undone: the kinds of records, their parts, who takes them back, and what may hang on what was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, true, union_all

from crm.calculator import returning as calculator_returning
from crm.calculator.tables import Item, ItemValue
from crm.cases import returning as cases_returning
from crm.cases.tables import Case
from crm.clients import returning as clients_returning
from crm.clients.tables import Client, ClientPerson
from crm.contracts import returning as contracts_returning
from crm.contracts.tables import Contract, Line
from crm.core.db import Record
from crm.core.rewind import Former
from crm.core.work import Work
from crm.monitoring import returning as monitoring_returning
from crm.monitoring.tables import Monitoring, MonitoringRecipient, Rule, RuleRecipient
from crm.people import returning as people_returning
from crm.people.tables import SignIn, TeamMember, User, UserRole
from crm.tasks import returning as tasks_returning
from crm.tasks import series_returning
from crm.tasks.series_tables import Series
from crm.tasks.tables import Block, Part, Task


@dataclass(frozen=True)
class Kind:
    """A kind of record: what it is called, its parts by the column that names their record, the rights to take it
    back, who does it. `hangs` are columns that point to it: as long as a living row does, what was made stays."""

    model: type[Record]
    title: Any
    module: str
    put_back: Callable[[Work, Former], None]
    parts: tuple[Any, ...] = ()
    links: tuple[Any, ...] = ()  # parts that are really removed, not put into the bin
    hangs: tuple[Any, ...] = ()
    has_tasks: str = ""  # what tasks and series call it that belong to it; they hang on it, too
    part_hangs: tuple[tuple[type[Record], tuple[Any, ...]], ...] = ()  # the same for parts
    is_office: bool = False  # nobody's own: for who configures the module
    at_once: int = 50  # in one transaction, so that nobody waits long behind it

    @property
    def name(self) -> str:
        """As history calls it."""
        return str(self.model.__tablename__)

    def right(self, action: str) -> str:
        """The right to take back such a change: what was made or binned by `delete`, what was changed by `edit`."""
        return f"{self.module}.configure" if self.is_office else f"{self.module}.{action}"


USERS = Kind(
    User, User.name, "people", people_returning.put_back, is_office=True, at_once=1,  # one supervises the other
    links=(UserRole.user_id, TeamMember.user_id),
    hangs=(
        Client.owner_id, Contract.owner_id, Monitoring.assigned_id, Rule.assigned_id, RuleRecipient.person_id,
        MonitoringRecipient.person_id, User.supervisor_id, SignIn.user_id, Case.owner_id,
        Task.owner_id, Task.delegator_id, Series.owner_id, Series.delegator_id,
    ),
)  # fmt: skip
ITEMS = Kind(
    Item, Item.name, "calculator", calculator_returning.put_back, is_office=True,
    parts=(ItemValue.item_id,), hangs=(Line.item_id, Rule.item_id),
    part_hangs=((ItemValue, (Line.value_id, Rule.value_id)),),
)  # fmt: skip
CLIENTS = Kind(
    Client, Client.name, "clients", clients_returning.put_back,
    parts=(ClientPerson.client_id,), hangs=(Contract.client_id, Case.client_id), has_tasks="client",
    part_hangs=((ClientPerson, (Case.contact_id,)),),
)  # fmt: skip
CONTRACTS = Kind(
    Contract, Contract.number, "contracts", contracts_returning.put_back,
    parts=(Line.contract_id,), hangs=(Monitoring.contract_id,), has_tasks="contract",
)  # fmt: skip
MONITORINGS = Kind(
    Monitoring, Monitoring.title, "monitoring", monitoring_returning.put_back,
    parts=(MonitoringRecipient.monitoring_id,), has_tasks="monitoring",
)  # fmt: skip
CASES = Kind(Case, Case.title, "cases", cases_returning.put_back, has_tasks="case")
SERIES = Kind(Series, Series.title, "tasks", series_returning.put_back)
TASKS = Kind(Task, Task.title, "tasks", tasks_returning.put_back, parts=(Part.task_id, Block.task_id))
_ORDER = (USERS, ITEMS, CLIENTS, CONTRACTS, MONITORINGS, CASES, SERIES, TASKS)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ORDER}
PARTS: Mapping[str, Kind] = {
    column.class_.__tablename__: kind for kind in KINDS.values() for column in (*kind.parts, *kind.links)
}


def hanging(columns: tuple[Any, ...], ids: list[int], has_tasks: str = "") -> Select[Any]:
    """Which of these ids something living points to."""
    found = [select(column.label("id")).where(column.in_(ids), _lives(column.class_)) for column in columns]
    if has_tasks:
        of = (Task.subject_kind == has_tasks) & Task.subject_id.in_(ids)
        found.append(select(Task.subject_id.label("id")).where(of, _lives(Task)))
        # service visits hold nothing back: they end with their monitoring
        of = (Series.subject_kind == has_tasks) & Series.subject_id.in_(ids) & Series.service_of.is_(None)
        found.append(select(Series.subject_id.label("id")).where(of, _lives(Series)))
    return select(union_all(*found).subquery().c.id).distinct()


def _lives(model: Any) -> Any:
    return model.deleted_at.is_(None) if issubclass(model, Record) else true()
