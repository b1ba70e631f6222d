"""Whom a task tells and of what, what a message says of it, and when nothing more is said: its Subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select

from crm import notifications, people
from crm.core import subjects
from crm.core.access import internal
from crm.core.subjects import Facts, StepLike
from crm.core.work import Work
from crm.people.tables import User
from crm.reminders import audience as standing
from crm.reminders import steps_of
from crm.tasks import chain, rules
from crm.tasks.planning import KIND
from crm.tasks.tables import Delegation, Task

EXCERPT = 200
OWNER, DELEGATOR = ("owner", "delegator")


@internal
def tell(work: Work, /, row: Task, what: str, readers: Iterable[int], **named: str) -> None:
    """Tell these people, but never who did it, what has just become of a task; each version of it once.

    `named` is what the words of this kind name beside the task and who did it.
    """
    wanted = [one for one in dict.fromkeys(readers) if one != work.me.person_id]
    if wanted:
        notifications.tell(
            work,
            what,
            subject_kind=KIND,
            subject_id=row.id,
            people=wanted,
            key=f"{what}:{row.id}:{row.version}",
            params={"by": work.me.name or work.office.name, **named},
            priority=row.priority,
        )


@internal
def audience(work: Work, task_id: int) -> list[int]:
    """Who has it now: its owner, else those to whom it is offered; whose it was refused by, who gave it last.

    Only who works here.
    """
    row = work.session.get_one(Task, task_id)
    above = chain.above(work, row)[:1] if row.state == rules.REFUSED else []
    return _active(work, above or chain.holders(work, row))


@internal
def among(work: Work, task_id: int, name: str) -> list[int]:
    """The people of that name: owner, delegator, or who stands above whoever has it now."""
    row = work.session.get_one(Task, task_id)
    if name == OWNER:
        return audience(work, task_id)
    if name == DELEGATOR:
        return _active(work, chain.above(work, row))
    told = chain.above(work, row) if any(step.audience == DELEGATOR for step in steps_of(work, row.ladder_id)) else []
    return standing.above(work, chain.holders(work, row), name, told)


def news(step: StepLike) -> str | None:
    """What a step tells: that it is late once its term is over, before that no more than a reminder."""
    is_over = step.anchor == "late" or (step.anchor == "due" and (not step.is_before or not step.count))
    return "task.late" if is_over else "task.reminder"


@internal
def named(work: Work, task_id: int) -> list[int]:
    """Everybody whom it names, active or not."""
    row = work.session.get_one(Task, task_id)
    return sorted({*chain.holders(work, row), *chain.above(work, row)})


@internal
def facts(work: Work, task_id: int) -> Facts:
    """What a message says of a task."""
    row = work.session.get_one(Task, task_id)
    known = {user.id: user.name for user in _users(work, [row.owner_id, row.delegator_id])}
    rows: tuple[tuple[str, str | date | None], ...] = (
        ("tasks.fact_of", titles(work, [(row.subject_kind, row.subject_id)]).get((row.subject_kind, row.subject_id))),
        ("tasks.fact_from_at", row.from_at),
        ("tasks.fact_due_at", row.due_at),
        ("tasks.fact_delegator", known.get(row.delegator_id or 0)),
        ("tasks.fact_owner", known.get(row.owner_id or 0)),
        ("tasks.fact_refusal", _excerpt(_refusal(work, row))),
        ("tasks.fact_description", _excerpt(row.description)),
    )
    due = row.due_at.date() if row.due_at else None
    return Facts(row.title, tuple(pair for pair in rows if pair[1] is not None), due)


def _refusal(work: Work, row: Task) -> str | None:
    """Why whoever had it last refused it, as long as it stays refused."""
    if row.state != rules.REFUSED:
        return None
    last = select(Delegation.reason).where(Delegation.task_id == row.id, Delegation.state == rules.REFUSED)
    return work.session.execute(last.order_by(Delegation.id.desc()).limit(1)).scalar_one_or_none()


@internal
def is_gone(work: Work, task_id: int) -> str | None:
    """Why nobody is reminded of it any more; None while it is open, or refused and with nobody."""
    row = work.session.get(Task, task_id)
    if row is None or row.deleted_at is not None:
        return "tasks.gone_deleted"
    return None if row.state in rules.ALIVE else "tasks.gone_over"


def path(task_id: int) -> str:
    """Its page in the app."""
    return f"/task?id={task_id}"


@internal
def titles(work: Work, wanted: Collection[tuple[str | None, int | None]]) -> dict[tuple[str | None, int | None], str]:
    """What the records are called to which tasks belong, in one statement for each kind."""
    found: dict[tuple[str | None, int | None], str] = {}
    for kind in {kind for kind, _ in wanted if kind in subjects.kinds()}:
        model = subjects.of(str(kind)).model
        title = next(getattr(model, name) for name in ("title", "name", "number") if hasattr(model, name))
        ids = {id for of, id in wanted if of == kind}
        rows = work.session.execute(select(model.id, title).where(model.id.in_(ids))).tuples()
        found.update({(kind, id): name for id, name in rows})
    return found


def handing_on(task_id: int) -> str:
    """Where it is given to somebody else."""
    return f"{path(task_id)}&give=1"


def _active(work: Work, ids: Collection[int]) -> list[int]:
    return [user.id for user in people.active(work, person_ids=ids, team_ids=[])] if ids else []


def _users(work: Work, ids: Iterable[int | None]) -> list[User]:
    return list(work.session.execute(select(User).where(User.id.in_([i for i in ids if i is not None]))).scalars())


def _excerpt(text: str | None) -> str | None:
    return text if not text or len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"
