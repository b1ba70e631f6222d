"""Whom a step is for, and what it tells: asked when it fires, and by every preview."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from crm.core import subjects
from crm.core.access import internal
from crm.core.priority import NORMAL
from crm.core.work import Work
from crm.people.tables import User
from crm.reminders import hours, rules
from crm.reminders.rules import StepPlan

# Whoever is not there (nobody delegated it, nobody is above) is stood in for by the next one up. So is, in steps that
# wait for working hours, who does not work within five working days and has no substitute.
UP = ("owner", "delegator", "supervisor", "supervisor2", "supervisor3")
SUPERVISOR = "supervisor"
NOBODY, NOBODY_ABOVE = "reminders.reason.nobody", "reminders.reason.nobody_above"


@internal
def of_step(work: Work, kind: str, subject_id: int, step: StepPlan) -> list[int]:
    """Ids of the active people whom a step of this record is for; own steps: among whom to ask who asked for it."""
    subject = subjects.of(kind)
    if step.audience in rules.AUDIENCES:
        return subject.audience(work, subject_id)
    first = list[int]()
    for name in _ladder_of_people(step.audience):
        found = subject.among(work, subject_id, name) if subject.among else []
        if found and (not step.in_hours or hours.heard_from(work, found, work.now) is not None):
            return found
        first = first or found
    return first


@internal
def above(work: Work, people: Iterable[int], name: str, told: Collection[int] = ()) -> list[int]:
    """Who stands above these: "supervisor" is the first who works here, "supervisor2" the one above that, and on up.

    Who is among `told` hears it by another name and is passed over, unless nobody is left above.
    """
    if not name.startswith(SUPERVISOR):
        return []
    pairs = select(User.id, User.supervisor_id, User.is_active & User.deleted_at.is_(None))
    known = {row[0]: (row[1], row[2]) for row in work.session.execute(pairs).tuples()}
    level = int(name.removeprefix(SUPERVISOR) or 1)
    chains = [_chain(person, known) for person in people]
    others = [[one for one in chain if one not in told] for chain in chains]
    found = {one for chain in others for one in chain[level - 1 : level]}
    return sorted(found or {one for chain in chains for one in chain[level - 1 : level]})


def _chain(person: int, known: dict[int, tuple[int | None, bool]]) -> list[int]:
    """The people above one who work here, nearest first."""
    found, seen = list[int](), {person}
    at = known.get(person, (None, False))[0]
    while at is not None and at not in seen:
        seen.add(at)
        if known[at][1]:
            found.append(at)
        at = known[at][0]
    return found


def why_nobody(step: StepPlan) -> str:
    """Why a step that is for nobody is not told."""
    return NOBODY_ABOVE if step.audience in UP else NOBODY


def news(kind: str, step: StepPlan) -> str:
    """The kind of news that a step of such a record tells."""
    told = subjects.of(kind).news
    return (told(step) if told else None) or rules.KIND


@internal
def priority(work: Work, kind: str, subject_id: int) -> str:
    """How urgent a record is: which channels a step goes by that names none, and whether quiet hours hold it back."""
    told = subjects.of(kind).priority
    return told(work, subject_id) if told else NORMAL


def _ladder_of_people(name: str) -> tuple[str, ...]:
    return UP[UP.index(name) :] if name in UP else (name,)
