"""What may be done with one monitoring: look, add by hand, edit, cancel, put into the bin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from crm import reminders
from crm.contracts.tables import Contract
from crm.core import clean
from crm.core.access import internal, right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.work import Work
from crm.monitoring import lists, rules, starting, telling
from crm.monitoring import recipients as readers
from crm.monitoring.lists import MonitoringRow
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring
from crm.reminders.rules import StepPlan, check_steps

VIEW, CREATE, EDIT, DELETE = "monitoring.view", "monitoring.create", "monitoring.edit", "monitoring.delete"


@dataclass(frozen=True)
class MonitoringCard(MonitoringRow):
    """Everything about one monitoring."""

    note: str | None
    recipients: list[Recipient]
    steps: list[StepPlan]
    rule_id: int | None


@right(VIEW)
def get(work: Work, id: int) -> MonitoringCard:
    """One monitoring with its recipients and the steps of its ladder."""
    row, office = work.fetch(Monitoring, id, VIEW), work.as_office()
    return MonitoringCard(
        **asdict(lists.rows(office, [row.id])[0]),
        note=row.note,
        recipients=readers.of_monitoring(office, row.id),
        steps=reminders.steps_of(office, row.ladder_id),
        rule_id=row.rule_id,
    )


@right(CREATE)
def create(
    work: Work,
    contract_id: int,
    *,
    title: str,
    type: str,
    starts_on: date,
    ends_on: date | None = None,
    assigned_id: int | None = None,
    recipients: Iterable[Recipient] = (),
    steps: Sequence[StepPlan] = (),
    note: str | None = None,
    tell: bool = True,
) -> int:
    """Add a monitoring to a contract by hand and tell its audience (imports and the demo do not); its id.

    Without a last day it has no end.
    """
    contract, office = work.fetch(Contract, contract_id, "contracts.view"), work.as_office()
    work.require(CREATE, assigned_id, contract.owner_id)
    title, type, words, told = clean.line(title), clean.line(type), clean.block(note), rules.tidy(recipients)
    problems = rules.check(title=title, type=type, starts_on=starts_on, ends_on=ends_on, note=words)
    refuse_any(problems + _problems(work, steps, told, {assigned_id}))
    row = Monitoring(client_id=contract.client_id, contract_id=contract.id, starts_on=starts_on, ends_on=ends_on)
    row.title, row.type, row.note, row.assigned_id = title, type, words or None, assigned_id
    row.state, row.ladder_id = rules.state(starts_on, work.today), reminders.ladder(office, steps)
    work.session.add(row)
    work.session.flush()
    readers.write(office, row, told, is_new=True)
    reminders.plan(office, telling.KIND, row.id, row.ladder_id, starts_on=starts_on, ends_on=ends_on)
    if tell:
        starting.tell_created(office, row.id)
    return row.id


@right(EDIT)
def edit(
    work: Work,
    id: int,
    version: int | None,
    *,
    title: str,
    type: str,
    starts_on: date,
    ends_on: date | None,
    assigned_id: int | None,
    recipients: Iterable[Recipient],
    steps: Sequence[StepPlan],
    note: str | None,
) -> None:
    """Change every field of a monitoring; reminders are planned anew, a finished one whose end moves ahead runs again.

    A cancelled one stays cancelled.
    """
    row, office = work.fetch(Monitoring, id, EDIT, version), work.as_office()
    if assigned_id != row.assigned_id:
        work.require(EDIT, assigned_id, work.session.get_one(Contract, row.contract_id).owner_id)
    title, type, words, told = clean.line(title), clean.line(type), clean.block(note), rules.tidy(recipients)
    problems = rules.check(title=title, type=type, starts_on=starts_on, ends_on=ends_on, note=words)
    before = readers.of_monitoring(office, row.id)
    refuse_any(
        problems + _problems(work, steps, told, {assigned_id} - {row.assigned_id}, before) + _twin(work, row, starts_on)
    )
    row.title, row.type, row.note, row.assigned_id = title, type, words or None, assigned_id
    row.state = rules.state_after_edit(row.state, starts_on, ends_on, work.today)
    row.starts_on, row.ends_on, row.ladder_id = starts_on, ends_on, reminders.ladder(office, steps)
    work.session.flush()
    readers.write(office, row, told)
    if row.state != rules.CANCELLED:
        reminders.plan(office, telling.KIND, row.id, row.ladder_id, starts_on=starts_on, ends_on=ends_on)


@right(EDIT)
def cancel(work: Work, id: int, version: int | None) -> None:
    """End a monitoring before its time: nothing more is told of it."""
    row = work.fetch(Monitoring, id, EDIT, version)
    if row.state not in rules.OPEN:
        invalid("monitoring.not_open")
    row.state = rules.CANCELLED
    work.session.flush()
    reminders.cancel(work.as_office(), telling.KIND, [row.id])


@right(DELETE)
def delete(work: Work, id: int, version: int | None) -> None:
    """Put a monitoring into the bin; nothing more is told of it."""
    row = work.fetch(Monitoring, id, DELETE, version)
    _bin(work, [row])


@internal
def bin_of_contract(work: Work, contract_id: int) -> int:
    """Put a contract's monitorings into the bin along with it; how many."""
    found = select(Monitoring).where(Monitoring.contract_id == contract_id, Monitoring.deleted_at.is_(None))
    rows = list(work.session.execute(found).scalars())
    _bin(work, rows)
    return len(rows)


def _bin(work: Work, rows: list[Monitoring]) -> None:
    for row in rows:
        row.deleted_at = work.now
    work.session.flush()
    reminders.cancel(work.as_office(), telling.KIND, [row.id for row in rows])


def _problems(
    work: Work,
    steps: Sequence[StepPlan],
    told: Sequence[Recipient],
    assigned: set[int | None],
    before: Sequence[Recipient] = (),
) -> list[Problem]:
    office = work.as_office()
    found = check_steps(steps) + telling.recipient_problems(office, told, before=before)
    if assigned - {None} - telling.active_ids(office, assigned):
        found.append(Problem("monitoring.assigned_gone", "assigned_id"))
    return found


def _twin(work: Work, row: Monitoring, starts_on: date) -> list[Problem]:
    """The same line and rule have at most one monitoring from the same first day, the bin included."""
    if row.line_id is None or row.rule_id is None or starts_on == row.starts_on:
        return []
    same = select(Monitoring.id).where(Monitoring.line_id == row.line_id, Monitoring.rule_id == row.rule_id)
    is_taken = work.session.execute(same.where(Monitoring.starts_on == starts_on)).first() is not None
    return [Problem("monitoring.twin", "starts_on")] if is_taken else []
