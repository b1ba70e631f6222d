"""What the tests of tasks share: tasks given from hand to hand, and who was told what."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from crm import tasks
from crm.core import db
from crm.notifications.tables import Entry, Message
from crm.tasks import TaskCard
from crm.tasks.tables import Delegation, Task
from tests.firm import by


def a_task(giver: int, **fields: Any) -> int:
    """A task that this person adds, for themselves unless said otherwise."""
    with by(giver) as work:
        return tasks.create(work, **{"title": "Call them", **fields})[0]


def card(reader: int, id: int) -> TaskCard:
    with by(reader, writes=False) as work:
        return tasks.get(work, id)


def move(person: int, id: int, step: str, reason: str | None = None) -> None:
    """One step, as somebody who has just looked at it."""
    with by(person) as work:
        tasks.move(work, id, step, None, reason)


def delegate(person: int, id: int, **to: Any) -> None:
    with by(person) as work:
        tasks.delegate(work, id, None, **to)


def state(id: int) -> str:
    with db.engine().connect() as connection:
        return str(connection.execute(select(Task.state).where(Task.id == id)).scalar_one())


def links(id: int) -> list[tuple[int | None, int | None, str]]:
    """(from, to, state) of each step of the chain."""
    with db.engine().connect() as connection:
        found = select(Delegation.from_id, Delegation.to_id, Delegation.state).where(Delegation.task_id == id)
        return [tuple(row) for row in connection.execute(found.order_by(Delegation.id))]


def told() -> Counter[tuple[str, int]]:
    """How often who was told what, by bell; each by mail just as often."""
    with db.engine().connect() as connection:
        bells = Counter(connection.execute(select(Entry.kind, Entry.person_id)).tuples().all())
        mails = Counter(connection.execute(select(Message.kind, Message.person_id)).tuples().all())
    assert bells == mails
    return bells


class Telling:
    """`with Telling() as new:` afterwards `new` holds who was told what inside the block."""

    def __enter__(self) -> Counter[tuple[str, int]]:
        self._before, self._new = told(), Counter[tuple[str, int]]()
        return self._new

    def __exit__(self, *_: object) -> None:
        self._new.update(told() - self._before)
