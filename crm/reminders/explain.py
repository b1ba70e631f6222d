"""The explain panel: every step of a record, planned for when, told to whom by which channel, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm.core import subjects
from crm.core.access import right
from crm.core.work import Work
from crm.notifications.tables import Message
from crm.people.tables import User
from crm.reminders import rules
from crm.reminders.service import plan_of
from crm.reminders.tables import Due, Step


@dataclass(frozen=True)
class Told:
    """One person by one channel. `state`: told (bell), waiting, leased, sent, failed, cancelled, or skipped.

    `reason` is a catalogue key or a mail server's own words.
    """

    person_id: int
    name: str
    channel: str | None
    state: str
    at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class StepOutcome:
    """What became of one step. `reason` is a catalogue key, or the words of what went wrong."""

    position: int
    day: date
    due_at: datetime
    state: str
    reason: str | None
    told: dict[str, object]  # {person id: channels used, or the key of the reason why not}
    was_late: bool
    lines: tuple[Told, ...] = ()  # the same, with names and what became of each mail


@right("inbox.view")
def explain(work: Work, kind: str, subject_id: int) -> list[StepOutcome]:
    """Every step ever planned for a record, newest date first; asks for the record's own view right."""
    subject = subjects.of(kind)
    record = work.fetch(subject.model, subject_id, subject.view)
    chosen = (Due.subject_kind == kind) & (Due.subject_id == record.id)
    rows = work.session.execute(
        select(Due, Step).join(Step, Step.id == Due.step_id).where(chosen).order_by(Due.due_at.desc(), Due.id)
    ).all()
    mails = _mails(work, [due.id for due, _ in rows])
    names = _names(work, {int(person) for due, _ in rows for person in due.told})
    return [_outcome(due, step, mails.get(due.id, {}), names) for due, step in rows]


def _outcome(due: Due, step: Step, mails: dict[int, Any], names: dict[int, str]) -> StepOutcome:
    lines = [
        line
        for person, what in due.told.items()
        for line in _told(int(person), names.get(int(person), "?"), what, due, mails)
    ]
    day = rules.step_day(plan_of(step), due.reference_on)
    return StepOutcome(step.position, day, due.due_at, due.state, due.reason, due.told, due.was_late, tuple(lines))


def _told(person_id: int, name: str, what: object, due: Due, mails: dict[int, Any]) -> list[Told]:
    if not isinstance(what, list):
        return [Told(person_id, name, None, "skipped", due.settled_at, str(what))]
    found = []
    for channel in what:
        mail = mails.get(person_id) if channel == "email" else None
        if mail is None:
            found.append(Told(person_id, name, channel, "told", due.settled_at))
        else:
            found.append(Told(person_id, name, channel, mail.state, mail.sent_at, mail.error))
    return found


def _mails(work: Work, ledger_ids: list[int]) -> dict[int, dict[int, Any]]:
    columns = (Message.ledger_id, Message.person_id, Message.state, Message.sent_at, Message.error)
    rows = work.session.execute(select(*columns).where(Message.ledger_id.in_(ledger_ids))).all() if ledger_ids else []
    found: dict[int, dict[int, Any]] = {}
    for row in rows:
        found.setdefault(row.ledger_id, {})[row.person_id] = row
    return found


def _names(work: Work, ids: set[int]) -> dict[int, str]:
    rows = work.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all() if ids else []
    return {row.id: row.name for row in rows}
