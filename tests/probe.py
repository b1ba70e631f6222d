"""A subject for tests of reminding, independent of the monitorings: a client stands for the record.

Its note holds the last day, its address the ids of those who are told; a name that begins with "Poison" cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from crm import reminders
from crm.clients.tables import Client
from crm.core import subjects
from crm.core.subjects import Facts, Subject
from crm.core.work import Actor, Work, begin
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.reminders import StepPlan
from crm.reminders.tables import Due

KIND = "probe"
WEEK = StepPlan(7, "day")
MONTH = StepPlan(30, "day")


def _facts(work: Work, row_id: int) -> Facts:
    row = work.session.get_one(Client, row_id)
    if row.name.startswith("Poison"):
        raise ValueError("poison. With a dot, and {braces}")
    ends_on = date.fromisoformat(row.note) if row.note else None
    return Facts(row.name, (("mail.reduced.ends_on", ends_on), ("mail.import.created", "a fact")), ends_on)


def _audience(work: Work, row_id: int) -> list[int]:
    row = work.session.get_one(Client, row_id)
    ids = [int(part) for part in (row.address or "").split(",") if part]
    alive = select(User.id).where(User.id.in_(ids), User.is_active, User.deleted_at.is_(None)).order_by(User.id)
    return list(work.session.execute(alive).scalars())


def _is_gone(work: Work, row_id: int) -> str | None:
    row = work.session.get(Client, row_id)
    return "monitoring.gone_deleted" if row is None or row.deleted_at else None


def _path(row_id: int) -> str:
    return f"/probe?id={row_id}"


def register() -> None:
    subjects.register(Subject(KIND, Client, "clients.view", _path, _facts, _audience, _is_gone))


def office(*, writes: bool = True):  # type: ignore[no-untyped-def]
    return begin(Actor.office(), writes=writes)


def record(
    people: Iterable[int],
    ends_on: date | None,
    steps: Sequence[StepPlan] = (WEEK,),
    *,
    name: str = "Probe",
    owner_id: int | None = None,
) -> int:
    """A record with its ladder planned."""
    return records(people, ends_on, [name], steps, owner_id=owner_id)[0]


def records(
    people: Iterable[int],
    ends_on: date | None,
    names: Iterable[str],
    steps: Sequence[StepPlan] = (WEEK,),
    *,
    owner_id: int | None = None,
) -> list[int]:
    """One record a name, all at once."""
    told = ",".join(map(str, people))
    with office() as work:
        ids = [_one(work, name, ends_on, told, owner_id) for name in names]
        for row_id in ids:
            plan(work, row_id, ends_on, steps)
        return ids


def _one(work: Work, name: str, ends_on: date | None, told: str, owner_id: int | None) -> int:
    note = ends_on.isoformat() if ends_on else None
    row = Client(name=name, is_company=True, note=note, address=told, owner_id=owner_id)
    work.session.add(row)
    work.session.flush()
    return row.id


def plan(work: Work, row_id: int, ends_on: date | None, steps: Sequence[StepPlan]) -> None:
    work.session.get_one(Client, row_id).note = ends_on.isoformat() if ends_on else None
    reminders.plan(work, KIND, row_id, reminders.ladder(work, steps), starts_on=date(2026, 1, 1), ends_on=ends_on)


def move(row_id: int, ends_on: date | None, steps: Sequence[StepPlan] = (WEEK,)) -> None:
    with office() as work:
        plan(work, row_id, ends_on, steps)


def ledger(row_id: int) -> list[Due]:
    with office(writes=False) as work:
        rows = select(Due).where(Due.subject_kind == KIND, Due.subject_id == row_id)
        return list(work.session.execute(rows.order_by(Due.reference_on, Due.due_at, Due.id)).scalars())


def states(row_id: int) -> list[str]:
    return [row.state for row in ledger(row_id)]


def mails() -> list[Message]:
    with office(writes=False) as work:
        return list(work.session.execute(select(Message).order_by(Message.id)).scalars())


def bells() -> list[Entry]:
    with office(writes=False) as work:
        return list(work.session.execute(select(Entry).order_by(Entry.id)).scalars())
