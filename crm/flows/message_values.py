"""What the gaps of a template stand for: values of one record, said in the language of the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm.cases.tables import Case, CaseKind
from crm.clients.tables import Client, ClientPerson
from crm.contracts.tables import Contract
from crm.core import i18n
from crm.core.access import internal, right
from crm.core.db import Record
from crm.core.errors import NotFound
from crm.core.work import Work
from crm.monitoring.tables import Monitoring
from crm.people.tables import User
from crm.tasks.tables import Task

MODELS: dict[str, type[Record]] = {
    "task": Task,
    "case": Case,
    "monitoring": Monitoring,
    "contract": Contract,
    "client": Client,
}
VIEWS = {"task": "tasks.view", "case": "cases.view", "monitoring": "monitoring.view"}


@dataclass(frozen=True)
class Matter:
    """Which client a record is about, who is the contact person there, and who of us answers for it."""

    client_id: int | None = None
    contact_id: int | None = None
    owner_id: int | None = None


@internal
def matter(work: Work, kind: str | None, record_id: int | None) -> Matter:
    """Of a task it is that of the record it belongs to, except that its own owner answers for it."""
    row: Any = work.session.get(MODELS[kind], record_id) if kind in MODELS and record_id else None
    if row is None:
        return Matter()
    if isinstance(row, Task):
        of = matter(work, row.subject_kind if row.subject_kind != "task" else None, row.subject_id)
        return Matter(of.client_id, of.contact_id, row.owner_id)
    if isinstance(row, Case):
        return Matter(row.client_id, row.contact_id, row.owner_id)
    if isinstance(row, Client):
        return Matter(row.id, None, row.owner_id)
    return Matter(row.client_id, None, row.assigned_id if isinstance(row, Monitoring) else row.owner_id)


@internal
def values(work: Work, purpose: str, record_id: int, language: str, reader: str | None = None) -> dict[str, str]:
    """A value for every key of the purpose; `reader` is the name of whoever is written to."""
    about = matter(work, purpose, record_id)
    client = work.session.get(Client, about.client_id) if about.client_id else None
    contact = work.session.get(ClientPerson, about.contact_id) if about.contact_id else None
    owner = work.session.get(User, about.owner_id) if about.owner_id else None
    with i18n.speaking(language):
        found = {
            "client.name": client.name if client else "",
            "person.name": reader or (contact.name if contact else client.name if client else ""),
            "office.name": work.office.name,
            "owner.name": owner.name if owner else "",
            "owner.phone": (owner.phone or "") if owner else "",
            "owner.email": owner.email if owner else "",
        }
        return found | _own(work, purpose, work.session.get_one(MODELS[purpose], record_id))


@right("office.configure")
def preview(work: Work, purpose: str, record_id: int, language: str) -> dict[str, str]:
    """The same for a record that one may see, to look at a template before it is used."""
    if purpose not in VIEWS:
        raise NotFound()
    row = work.fetch(MODELS[purpose], record_id, VIEWS[purpose])
    return values(work.as_office(), purpose, row.id, language)


def _own(work: Work, purpose: str, row: Any) -> dict[str, str]:
    if purpose == "task":
        zone = work.office.zone
        return {
            "task.title": row.title,
            "task.from": i18n.moment_text(row.from_at, zone),
            "task.due": i18n.moment_text(row.due_at, zone),
            "task.priority": i18n.t(f"wording.priority.{row.priority}"),
        }
    if purpose == "case":
        return {
            "case.number": row.number,
            "case.title": row.title,
            "case.kind": work.session.get_one(CaseKind, row.kind_id).name,
            "case.state": i18n.t(f"cases.state.{row.state}"),
            "case.priority": i18n.t(f"wording.priority.{row.priority}"),
            "case.due": i18n.date_text(row.due_on),
        }
    contract = work.session.get_one(Contract, row.contract_id)
    return {
        "monitoring.title": row.title,
        "monitoring.type": row.type,
        "monitoring.ends": i18n.date_text(row.ends_on),
        "contract.number": contract.number,
    }
