"""Who works in the demo firm and with what; the cases that clients come with, and what is said about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import or_, select

from crm import cases, tasks
from crm.cases.rules import CANCELLED, DONE, IN_PROGRESS, NEW, WAITING
from crm.clients.tables import ClientPerson
from crm.contracts.tables import Contract
from crm.core.access import internal
from crm.core.work import Work
from crm.flows import commenting
from crm.flows import demo_words as people_words
from crm.flows import demo_work_words as words
from crm.flows.demo_time import Days, Story
from crm.flows.demo_trade import RUNNING, Made
from crm.monitoring.rules import OPEN
from crm.monitoring.tables import Monitoring

CASES, TALKS = 45, 24
FAR = timedelta(days=120)
# What becomes of a case's task before the case waits, is done or cancelled.
AT_LAST = {WAITING: ("accept",), DONE: ("accept", "finish"), CANCELLED: ("refuse",)}
WORKERS = slice(1, 10)  # of the staff: those who have records of their own
AWAY = 6  # whose holiday it is: tasks go to the others


@dataclass(frozen=True)
class Firm:
    """Who works with whom, and the records that they have: ids by kind and owner."""

    days: Days
    made: Made
    chance: Random
    kinds: tuple[int, ...]
    records: dict[str, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    @property
    def boss(self) -> int:
        """Who runs it."""
        return self.made.staff[0]

    @property
    def workers(self) -> list[int]:
        """Those who get tasks."""
        return [one for one in self.made.staff[WORKERS] if one != self.made.staff[AWAY]]

    def team_of(self, person: int) -> str | None:
        """The team of one of those who sign in."""
        return people_words.STAFF[self.made.staff.index(person)][2]

    def mates(self, person: int) -> list[int]:
        """Those of the same team who get tasks, its manager among them."""
        return [one for one in self.workers if one != person and self.team_of(one) == self.team_of(person)]

    def above(self, person: int) -> int:
        """The manager of somebody's team; of a manager, who runs the firm."""
        first = next(one for one in self.made.staff[WORKERS] if self.team_of(one) == self.team_of(person))
        return self.boss if first == person else first

    def all(self, kind: str) -> list[tuple[int, int]]:
        """Every record of that kind that somebody has who gets tasks, with whose it is."""
        return [(id, owner) for owner in self.workers for id in self.records[kind][owner]]

    def some(self, kind: str, team: str | None = None) -> tuple[int, int]:
        """One of them, of somebody of that team if any is; the firm has some."""
        there = self.all(kind)
        of_team = [(id, owner) for id, owner in there if self.team_of(owner) == team]
        return self.chance.choice(of_team or there)

    def has(self, kind: str) -> bool:
        """Whether anybody who gets tasks has a record of that kind."""
        return bool(self.all(kind))


@internal
def look_around(work: Work, made: Made, chance: Random) -> Firm:
    """The firm as it stands before its people begin."""
    days = Days(work.now, work.today, work.office.zone)
    firm = Firm(days, made, chance, tuple(kind.id for kind in cases.kinds(work)))
    for id, owner in made.clients:
        firm.records["client"][owner].append(id)
    running = Contract.status_id == made.statuses[RUNNING]
    there, lasts = Monitoring.state.in_(OPEN), or_(Monitoring.ends_on.is_(None), Monitoring.ends_on > days.today + FAR)
    found: dict[str, Any] = {
        "contract": select(Contract.id, Contract.owner_id).where(running).order_by(Contract.id),
        "monitoring": select(Monitoring.id, Monitoring.assigned_id).where(there).order_by(Monitoring.id),
        "lasting": select(Monitoring.id, Monitoring.assigned_id).where(there, lasts).order_by(Monitoring.id),
    }
    for kind, rows in found.items():
        for id, owner in work.session.execute(rows).tuples():
            firm.records[kind][owner].append(id)
    return firm


def case(firm: Firm, number: int) -> Story:
    """One case: opened, asked about, answered, worked on, over; how far it gets, and when it ends, by its number."""
    state, kind = cases.STATES[number % len(cases.STATES)], number % len(words.MATTERS)
    matter = words.MATTERS[kind][number // len(words.MATTERS) % 2]
    client, owner = firm.some("client", words.MATTERS_OF[kind])
    manager, days = firm.above(owner), firm.days
    ago, minute = (0 if state == NEW else 3) + number % 6, number * 11 % 60
    work = yield days.back(ago, 8, minute), manager if number % 3 else owner
    id = _opened(work, firm, number, client_id=client, owner_id=owner, title=matter.title)
    if state == NEW:
        return
    work = yield days.back(ago - 1, 9, minute), owner
    cases.move(work, id, IN_PROGRESS, None)
    commenting.add(work, "case", id, matter.question, [manager])
    work = yield days.back(ago - 1, 13, minute), manager
    commenting.add(work, "case", id, matter.answer, [owner])
    about: dict[str, Any] = {"subject_kind": "case", "subject_id": id, "category": words.CASES}
    [task] = tasks.create(work, title=matter.errand, people=[owner], due_at=days.ahead(2, 15), **about)
    if state == IN_PROGRESS:
        return
    work = yield days.back(ago - 2, 14, minute), owner
    for step in AT_LAST[state]:
        tasks.move(work, task, step, None, words.GAVE_UP if step == "refuse" else None)
    cases.move(work, id, state, None)


def talk(firm: Firm, number: int) -> Story:
    """A question about a record and its answer, each naming whom it is meant for."""
    kind, question, answer, whom = words.TALKS[number % len(words.TALKS)]
    id, owner = firm.some(kind)
    other = firm.made.staff[whom] if whom else firm.above(owner)
    work = yield firm.days.back(number % 7 + 1, 10, number * 13 % 60), owner
    commenting.add(work, kind, id, question, [other])
    work = yield firm.days.back(number % 7, 11, number * 13 % 60), other
    commenting.add(work, kind, id, answer, [owner])


def matters(firm: Firm, size: float) -> Iterator[Story]:
    """The cases of the firm and what is said elsewhere; of each kind and state, however small it is."""
    for number in range(max(len(cases.STATES), round(CASES * size))):
        yield case(firm, number)
    for number in range(max(len(words.TALKS), round(TALKS * size))):
        if firm.has(words.TALKS[number % len(words.TALKS)][0]):
            yield talk(firm, number)


def _opened(work: Work, firm: Firm, number: int, **given: Any) -> int:
    """A case as it is written down: of each kind, every third without a term, every third soon late."""
    kind, days = number % len(words.MATTERS), firm.days
    term = (days.ahead(4, 12), days.back(1, 12), None)[number % 3]
    return cases.create(
        work,
        kind_id=firm.kinds[kind],
        contact_id=_contact(work, given["client_id"]),
        description=words.MATTERS[kind][number // len(words.MATTERS) % 2].description,
        priority=words.PRIORITIES[number % len(words.PRIORITIES)],
        due_on=days.on(term) if term else None,
        **given,
    )


def _contact(work: Work, client_id: int) -> int | None:
    """The main contact person of a client, when it has any."""
    main = select(ClientPerson.id).where(ClientPerson.client_id == client_id, ClientPerson.is_main)
    return work.session.execute(main).scalar_one_or_none()
