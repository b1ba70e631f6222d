"""Whom a case tells, what a message says of it, and when nothing more is said."""

from __future__ import annotations

from datetime import date

from crm import notifications, people
from crm.cases import rules
from crm.cases.tables import Case, CaseKind
from crm.clients.tables import Client, ClientPerson
from crm.core.access import internal
from crm.core.subjects import Facts
from crm.core.work import Work
from crm.people.tables import User

KIND, ASSIGNED = "case", "case.assigned"
EXCERPT = 200


@internal
def tell_owner(work: Work, row: Case) -> None:
    """Tell the owner that the case is theirs now, and by whom; not who took it themselves. Once for each change."""
    if row.owner_id is None or row.owner_id == work.me.person_id:
        return
    notifications.tell(
        work,
        ASSIGNED,
        subject_kind=KIND,
        subject_id=row.id,
        people=[row.owner_id],
        key=f"{ASSIGNED}:{row.id}:{row.version}",
        params={"by": work.me.name or work.office.name},
        priority=row.priority,
    )


@internal
def audience(work: Work, case_id: int) -> list[int]:
    """Its owner, who is told while they work here."""
    owner_id = work.session.get_one(Case, case_id).owner_id
    found = people.active(work, person_ids=[owner_id], team_ids=[]) if owner_id else []
    return [user.id for user in found]


@internal
def named(work: Work, case_id: int) -> list[int]:
    """The owner, active or not."""
    owner_id = work.session.get_one(Case, case_id).owner_id
    return [owner_id] if owner_id else []


@internal
def facts(work: Work, case_id: int) -> Facts:
    """What a message says of a case."""
    row = work.session.get_one(Case, case_id)
    client = work.session.get_one(Client, row.client_id)
    contact = work.session.get(ClientPerson, row.contact_id) if row.contact_id else None
    owner = work.session.get(User, row.owner_id) if row.owner_id else None
    rows: tuple[tuple[str, str | date | None], ...] = (
        ("cases.fact_number", row.number),
        ("cases.fact_client", client.name),
        ("cases.fact_contact", contact.name if contact else None),
        ("cases.fact_kind", work.session.get_one(CaseKind, row.kind_id).name),
        ("cases.fact_due_on", row.due_on),
        ("cases.fact_owner", owner.name if owner else None),
        ("cases.fact_description", _excerpt(row.description)),
    )
    return Facts(f"{row.title} – {client.name}", tuple(pair for pair in rows if pair[1] is not None), row.due_on)


@internal
def is_gone(work: Work, case_id: int) -> str | None:
    """Why nothing more is told of it; None while it is open and its client is there."""
    row = work.session.get(Case, case_id)
    if row is None or row.deleted_at is not None or work.session.get_one(Client, row.client_id).deleted_at is not None:
        return "cases.gone_deleted"
    return None if row.state in rules.OPEN else "cases.gone_over"


def path(case_id: int) -> str:
    """Its page in the app."""
    return f"/case?id={case_id}"


def _excerpt(text: str | None) -> str | None:
    return text if not text or len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"
