"""Tasks of the demo firm: one's own and given, accepted, refused, done and late, for one, several or a whole team."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crm import tasks
from crm.core.priority import HIGH, NORMAL
from crm.core.work import Work
from crm.flows import demo_work_words as words
from crm.flows.demo_time import Story
from crm.flows.demo_work import Firm
from crm.flows.demo_work_words import Errand

TASKS = 110
LASTS = timedelta(hours=3)
SERVICE = 1  # of the staff: the manager of the first team; the second comes next


@dataclass(frozen=True)
class Job:
    """One errand, for one person, by one who gives it."""

    firm: Firm
    errand: Errand
    subject: tuple[str, int] | None
    taker: int
    giver: int
    number: int

    def back(self, days: int, hour: int) -> datetime:
        """A moment of the past; errands that go the same way go it on different days."""
        return self.firm.days.back(days + self.number // len(WAYS) % 4, hour, self.number * 7 % 60)

    def make(self, work: Work, due: datetime, *, title: str = "", **given: Any) -> list[int]:
        """Write it down; the ids of the task and its copies."""
        kind, id = self.subject or (None, None)
        said: dict[str, Any] = {
            "title": title or self.errand.title,
            "description": self.errand.description,
            "subject_kind": kind,
            "subject_id": id,
            "category": self.errand.category,
            "checklist": self.errand.checklist,
            "priority": words.PRIORITIES[self.number % len(words.PRIORITIES)],
        }
        if due > self.firm.days.now:
            said |= {"from_at": due - LASTS, "steps": tasks.PROPOSED_STEPS}
        return tasks.create(work, due_at=due, **{**said, **given})

    def ahead(self, days: int) -> datetime:
        """A term in so many working days."""
        return self.firm.days.ahead(days, (12, 15, 14)[self.number % 3])

    def progress(self, work: Work, id: int, *, whole: bool = False) -> None:
        """Tick what is done of the checklist, and say what came of it."""
        lines = tasks.get(work, id).checklist
        for line in lines if whole else lines[: len(lines) // 2]:
            tasks.tick(work, id, line.id, True)
        text = words.DONE_NOTE if whole else self.errand.note
        tasks.add_note(work, id, text=text, minutes=self.errand.minutes)


def own(job: Job) -> Story:
    """Somebody's own, begun."""
    work = yield job.back(6, 9), job.taker
    [id] = job.make(work, job.ahead(2))
    tasks.move(work, id, "start", None)
    work = yield job.back(1, 13), job.taker
    job.progress(work, id)


def own_done(job: Job) -> Story:
    """Somebody's own, done."""
    work = yield job.back(7, 10), job.taker
    [id] = job.make(work, job.ahead(0))
    work = yield job.back(3, 14), job.taker
    job.progress(work, id, whole=True)
    tasks.move(work, id, "finish", None)


def offered(job: Job) -> Story:
    """Given this morning; the answer is awaited."""
    work = yield job.back(0, 8), job.giver
    job.make(work, job.ahead(3), people=[job.taker])


def accepted(job: Job) -> Story:
    """Given and accepted."""
    work = yield job.back(3, 11), job.giver
    [id] = job.make(work, job.ahead(1), people=[job.taker])
    work = yield job.back(2, 9), job.taker
    tasks.move(work, id, "accept", None)


def in_progress(job: Job) -> Story:
    """Given, accepted, begun, with a question to whoever gave it."""
    work = yield job.back(5, 9), job.giver
    [id] = job.make(work, job.ahead(0), people=[job.taker])
    work = yield job.back(4, 10), job.taker
    tasks.move(work, id, "accept", None)
    work = yield job.back(1, 12), job.taker
    tasks.move(work, id, "start", None)
    job.progress(work, id)


def done(job: Job) -> Story:
    """Given and done."""
    work = yield job.back(9, 9), job.giver
    [id] = job.make(work, job.ahead(0), people=[job.taker])
    work = yield job.back(8, 8), job.taker
    tasks.move(work, id, "accept", None)
    work = yield job.back(4, 15), job.taker
    job.progress(work, id, whole=True)
    tasks.move(work, id, "finish", None)


def refused(job: Job) -> Story:
    """Given and refused."""
    work = yield job.back(2, 12), job.giver
    [id] = job.make(work, job.ahead(4), people=[job.taker])
    work = yield job.back(1, 8), job.taker
    tasks.move(work, id, "refuse", None, words.REASONS[job.number % len(words.REASONS)])


def late(job: Job) -> Story:
    """Accepted, and over its term."""
    work = yield job.back(8, 13), job.giver
    [id] = job.make(work, job.firm.days.back(2, 15), people=[job.taker])
    work = yield job.back(7, 9), job.taker
    tasks.move(work, id, "accept", None)


def to_team(job: Job) -> Story:
    """Offered to a team, whose first taker has it; every other one is taken."""
    boss, free = job.firm.made.staff[SERVICE], replace(job, errand=words.FREE, subject=None)
    work = yield job.back(1, 15), boss
    team = job.firm.made.teams[job.firm.team_of(boss) or ""]
    title = words.OFFERS[job.number % len(words.OFFERS)]
    [id] = free.make(work, job.ahead(2), title=title, team_id=team, category=words.TRIPS, priority=HIGH)
    if job.number // len(WAYS) % 2:
        work = yield job.back(0, 9), job.firm.mates(boss)[0]
        tasks.move(work, id, "accept", None)


def chain(job: Job) -> Story:
    """From who runs the firm by a manager to somebody of the team."""
    manager = job.giver if job.giver != job.firm.boss else job.taker
    last = job.taker if job.taker != manager else job.firm.mates(manager)[0]
    work = yield job.back(6, 8), job.firm.boss
    [id] = job.make(work, job.ahead(5), people=[manager])
    work = yield job.back(5, 14), manager
    tasks.delegate(work, id, None, person_id=last)
    work = yield job.back(4, 8), last
    tasks.move(work, id, "accept", None)


def waits(job: Job) -> Story:
    """Cannot be finished before something else is."""
    work = yield job.back(3, 8), job.taker
    parts = replace(job, errand=words.PARTS)
    [first] = parts.make(work, job.ahead(1), title=words.BEFORE, description=None, checklist=(), priority=NORMAL)
    parts.make(work, job.ahead(4), blocked_by=[first])


def cancelled(job: Job) -> Story:
    """Taken back by whoever gave it."""
    work = yield job.back(5, 12), job.giver
    [id] = job.make(work, job.ahead(1), people=[job.taker])
    work = yield job.back(4, 12), job.giver
    tasks.move(work, id, "cancel", None)


def shared(job: Job) -> Story:
    """One for each of a team; the first has done theirs."""
    boss, free = job.firm.made.staff[SERVICE + job.number % 2], replace(job, errand=words.FREE, subject=None)
    mates = job.firm.mates(boss)
    work = yield job.back(4, 10), boss
    first, second, *_ = free.make(work, job.ahead(6), title=words.SHARED[job.number % len(words.SHARED)], people=mates)
    work = yield job.back(3, 9), mates[0]
    tasks.move(work, first, "accept", None)
    tasks.add_note(work, first, text=words.SHARED_NOTE, minutes=5)
    tasks.move(work, first, "finish", None)
    work = yield job.back(2, 10), mates[1]
    tasks.move(work, second, "accept", None)


# An errand goes the way of its number; there is one of each, however small the firm is.
WAYS: tuple[Callable[[Job], Story], ...] = (
    own, offered, in_progress, done, late, to_team, refused, chain, waits, own_done, accepted, shared, cancelled,
)  # fmt: skip


def errands(firm: Firm, size: float) -> Iterator[Story]:
    """The tasks of the firm, one story each."""
    for number in range(max(len(WAYS), round(TASKS * size))):
        errand = words.ERRANDS[number % len(words.ERRANDS)]
        subject, taker = None, firm.chance.choice(firm.workers)
        if errand.of and firm.has(errand.of):
            id, taker = firm.some(errand.of)
            subject = (errand.of, id)
        yield WAYS[number % len(WAYS)](Job(firm, errand, subject, taker, firm.above(taker), number))
