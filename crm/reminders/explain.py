"""The explain panel: every step of a record, when, told to whom by which channel, or why not; and why not me."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm import people
from crm.core import subjects
from crm.core.access import right
from crm.core.work import Work
from crm.notifications.rules import by_channel
from crm.notifications.tables import Message
from crm.people.tables import User
from crm.reminders import outlook, rules
from crm.reminders.ladders import plan_of
from crm.reminders.outlook import Expected
from crm.reminders.tables import Due, Step

EXPECTED, SKIPPED = "expected", "skipped"
Mails = dict[tuple[int | None, str | None], Any]  # by person and channel
WAS_NOT_AMONG = "reminders.reason.was_not_recipient"


@dataclass(frozen=True)
class Told:
    """One person by one channel (None: by all). `name` is None when I may not know who it is.

    `state`: expected (would be told as of now), told (bell), waiting, leased, sent, failed, cancelled, or skipped.
    `reason` is a catalogue key or a mail server's own words, `trouble` the same in plain words (a key).
    """

    person_id: int
    name: str | None
    channel: str | None
    state: str
    at: datetime | None = None
    reason: str | None = None
    trouble: str | None = None
    next_try_at: datetime | None = None
    attempts: int = 0
    message_id: int | None = None
    is_reduced: bool = False  # learns only the date and whom to ask
    deferred: str | None = None  # why it waits until `next_try_at` although nothing went wrong (a key)


@dataclass(frozen=True)
class StepOutcome:
    """What became of one step, or will. `reason` is a catalogue key, or the words of what went wrong.

    `audience`: recipients, or own: only those who asked to be told that many days ahead.
    """

    position: int
    day: date
    due_at: datetime
    state: str
    reason: str | None
    told: dict[str, object]  # {person id: what the ledger keeps of it, see notifications.rules.by_channel}
    was_late: bool
    lines: tuple[Told, ...] = ()  # the same, with names and what became of each mail; of a planned step: as of now
    audience: str = rules.RECIPIENTS
    step: rules.StepPlan | None = None
    deferred_to: datetime | None = None  # it waits for then, for the reason given


@dataclass(frozen=True)
class Answer:
    """Whether a step will reach a person, or did: by each channel None or why not; `reason`: why not at all.

    Of a step gone by it is what was written down when it was told.
    """

    step: rules.StepPlan
    due_at: datetime
    reason: str | None
    channels: tuple[tuple[str | None, str | None], ...] = ()
    is_reduced: bool = False
    is_past: bool = False

    @property
    def is_yes(self) -> bool:
        return self.reason is None and any(why is None for _, why in self.channels)


@right("inbox.view")
def explain(work: Work, kind: str, subject_id: int) -> list[StepOutcome]:
    """Every step ever planned for a record, newest date first; asks for the record's own view right.

    Who somebody else is shows only to those who may see people.
    """
    subject = subjects.of(kind)
    record = work.fetch(subject.model, subject_id, subject.view)
    chosen = (Due.subject_kind == kind) & (Due.subject_id == record.id)
    rows = work.session.execute(
        select(Due, Step).join(Step, Step.id == Due.step_id).where(chosen).order_by(Due.due_at.desc(), Due.id)
    ).all()
    steps = [(due, plan_of(step), step.position) for due, step in rows]
    future = outlook.expected(work.as_office(), kind, record.id, [step for due, step, _ in steps if _is_open(due)])
    mails = _mails(work, [due.id for due, _, _ in steps])
    named = {int(person) for due, _, _ in steps for person in due.told} | {i for one in future.values() for i in one}
    names = _known_names(work, named)
    found = []
    for due, step, position in steps:
        lines = _to_come(future[step], names) if _is_open(due) else _past(due, mails.get(due.id, {}), names)
        if step.audience == rules.OWN and not lines:
            continue  # somebody's own day ahead that concerns nobody here
        reference = rules.Reference(due.reference_on, due.reference_minute)
        day = rules.day_of(step, reference, due.due_at, work.office.zone)
        deferred_to = due.try_at if _is_open(due) and not due.failures and due.try_at > due.due_at else None
        outcome = (due.state, due.reason, due.told, due.was_late, tuple(lines), step.audience, step, deferred_to)
        found.append(StepOutcome(position, day, due.due_at, *outcome))
    return found


@right("inbox.view")
def why_not(work: Work, kind: str, subject_id: int, person_id: int | None = None) -> list[Answer]:
    """For each step to come, soonest first, whether it will reach a person (None: me), or why not; then for those gone
    by, the latest first, whether it did.

    Asks for the record's own view right, and for somebody else for the right to see that person.
    """
    subject, person_id = subjects.of(kind), person_id or work.me.person_id
    record = work.fetch(subject.model, subject_id, subject.view)
    if person_id != work.me.person_id:
        person_id = work.fetch(User, person_id, "people.view").id
    chosen = (Due.subject_kind == kind) & (Due.subject_id == record.id)
    rows = work.session.execute(
        select(Due, Step).join(Step, Step.id == Due.step_id).where(chosen).order_by(Due.due_at, Due.id)
    ).all()
    known = [(due, plan_of(step)) for due, step in rows]
    coming, past = [one for one in known if _is_open(one[0])], [one for one in reversed(known) if not _is_open(one[0])]
    found = outlook.for_person(work.as_office(), kind, record.id, person_id or 0, [step for _, step in coming])
    answers = [_answer(step, due.due_at, found[step]) for due, step in coming if found[step] is not None]
    return answers + [answer for due, step in past if (answer := _answer_of(due, step, person_id or 0))]


def _known_names(work: Work, ids: Iterable[int]) -> dict[int, str]:
    """Names of those among these whom I may see: myself always, others with the right to see people."""
    mine = {work.me.person_id: work.me.name} if work.me.person_id else {}
    return (people.names(work, ids) if work.may("people.view") else {}) | mine


def _is_open(due: Due) -> bool:
    return due.state == "planned"


def _answer(step: rules.StepPlan, due_at: datetime, found: Expected | str | None) -> Answer:
    if isinstance(found, Expected):
        return Answer(step, due_at, None, tuple(by_channel(found.told)), found.is_reduced)
    return Answer(step, due_at, found)


def _answer_of(due: Due, step: rules.StepPlan, person_id: int) -> Answer | None:
    """What a step gone by was to a person; None for somebody else's own day ahead."""
    told = due.told.get(str(person_id))
    if told is not None:
        return Answer(step, due.due_at, None, tuple(by_channel(told)), is_past=True)
    if step.audience == rules.OWN:
        return None
    reason = due.reason or (WAS_NOT_AMONG if due.state == "fired" else f"explain.step.{due.state}")
    return Answer(step, due.due_at, reason, is_past=True)


def _to_come(expected: dict[int, Expected], names: dict[int, str]) -> list[Told]:
    return [
        Told(person, names.get(person), channel, SKIPPED if why else EXPECTED, None, why, is_reduced=one.is_reduced)
        for person, one in expected.items()
        for channel, why in by_channel(one.told)
    ]


def _past(due: Due, mails: Mails, names: dict[int, str]) -> list[Told]:
    found = []
    for person, what in due.told.items():
        for channel, why in by_channel(what):
            mail = mails.get((int(person), channel)) if why is None else None
            known = (int(person), names.get(int(person)), channel)
            if mail is None:
                found.append(Told(*known, SKIPPED if why else "told", due.settled_at, why))
            else:
                found.append(_mailed(known, mail))
    return found


def _mailed(known: tuple[int, str | None, str | None], mail: Any) -> Told:
    """A server's words name the address that it refused: they are for those who may know the person."""
    error = mail.error if known[1] is not None else None
    next_try_at = mail.next_try_at if mail.state == "waiting" else None
    return Told(
        *known,
        mail.state,
        mail.sent_at,
        error,
        trouble=mail.trouble,
        next_try_at=next_try_at,
        attempts=mail.attempts,
        message_id=mail.id,
        deferred=mail.deferred_reason if mail.state == "waiting" and not mail.attempts else None,
    )


def _mails(work: Work, ledger_ids: list[int]) -> dict[int, Mails]:
    """The messages of these rows of the ledger; of one that went out again the last."""
    chosen = select(
        Message.id,
        Message.ledger_id,
        Message.person_id,
        Message.channel,
        Message.state,
        Message.sent_at,
        Message.error,
        Message.trouble,
        Message.next_try_at,
        Message.attempts,
        Message.deferred_reason,
    ).where(Message.ledger_id.in_(ledger_ids))
    found: dict[int, Mails] = {}
    for row in work.session.execute(chosen.order_by(Message.id)).all() if ledger_ids else []:
        found.setdefault(row.ledger_id, {})[row.person_id, row.channel] = row
    return found
