"""A subject with moments and people by name, for tests of reminding that need no task: a client stands for the record.

Its note holds {"owner": id, "delegator": id} as JSON; the supervisors are those of the owner.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from crm import reminders
from crm.clients.tables import Client
from crm.core import subjects
from crm.core.errors import Forbidden
from crm.core.subjects import Facts, StepLike, Subject
from crm.core.work import Actor, Work, begin
from crm.people.tables import User
from crm.reminders import StepPlan, audience
from crm.reminders.tables import Due

KIND = "errand"
Moments = Mapping[str, datetime | None]


def _people(work: Work, row_id: int) -> dict[str, int]:
    found: dict[str, int] = json.loads(work.session.get_one(Client, row_id).note or "{}")
    return found


def _active(work: Work, ids: Sequence[int]) -> list[int]:
    return list(work.session.execute(select(User.id).where(User.id.in_(ids), User.is_active)).scalars())


def _among(work: Work, row_id: int, name: str) -> list[int]:
    people = _people(work, row_id)
    if name in people:
        return _active(work, [people[name]])
    return audience.above(work, [people["owner"]], name) if "owner" in people else []


def _news(step: StepLike) -> str | None:
    is_over = step.anchor == "late" or (step.anchor == "due" and not step.is_before)
    return "task.late" if is_over else "task.reminder"


def _is_gone(work: Work, row_id: int) -> str | None:
    return "monitoring.gone_deleted" if work.session.get_one(Client, row_id).address == "done" else None


def _done(work: Work, row_id: int) -> None:
    row = work.fetch(Client, row_id, "clients.view")
    if _people(work, row.id).get("owner") != work.me.person_id:
        raise Forbidden()
    row.address = "done"


def register() -> None:
    subjects.register(
        Subject(
            KIND,
            Client,
            "clients.view",
            lambda row_id: f"/client?id={row_id}",
            lambda work, row_id: Facts(work.session.get_one(Client, row_id).name, (), None),
            lambda work, row_id: _among(work, row_id, "owner"),
            _is_gone,
            among=_among,
            news=_news,
            done=_done,
            reassign=lambda row_id: f"/client?id={row_id}&tab=hand",
        )
    )


def record(people: Mapping[str, int], name: str = "Errand") -> int:
    """A record that knows these people."""
    with begin(Actor.office(), writes=True) as work:
        row = Client(name=name, is_company=True, note=json.dumps(people), owner_id=people.get("owner"))
        work.session.add(row)
        work.session.flush()
        return row.id


def plan(row_id: int, steps: Sequence[StepPlan], moments: Moments) -> None:
    """Its steps count from these moments now."""
    with begin(Actor.office(), writes=True) as work:
        reminders.plan_moments(work, KIND, [(row_id, reminders.ladder(work, steps), moments)])


def ledger(row_id: int) -> list[Due]:
    """Its rows of the ledger, in the order in which they are due."""
    with begin(Actor.office()) as work:
        rows = select(Due).where(Due.subject_kind == KIND, Due.subject_id == row_id)
        return list(work.session.execute(rows.order_by(Due.due_at, Due.id)).scalars())


def states(row_id: int) -> list[str]:
    return [row.state for row in ledger(row_id)]
