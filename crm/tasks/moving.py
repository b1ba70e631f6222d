"""A task on its way: accepted, refused, begun, done, taken up again, taken back; who is told of each step."""

from __future__ import annotations

from sqlalchemy import select

from crm.core import clean
from crm.core.access import right
from crm.core.errors import Forbidden, NotFound, Problem, invalid, refuse_any
from crm.core.work import Work
from crm.people.tables import User
from crm.tasks import blocking, chain, planning, rules, standing_in, telling
from crm.tasks.rules import MOVES, Move
from crm.tasks.tables import Task

VIEW, EDIT = "tasks.view", "tasks.edit"


@right(EDIT)
def move(work: Work, id: int, step: str, version: int | None, reason: str | None = None) -> None:
    """Take one step of `rules.MOVES`; Forbidden for who may not take it, Invalid where it cannot be taken now.

    Of a task that is offered to several, the first who accepts is the owner, and the others are told so. Who stands in
    for somebody that is away steps in that one's place: the task stays, or becomes, that one's.
    """
    if step not in MOVES:
        raise NotFound()
    if step == "accept":
        work.lock(f"task {id}")
        _refuse_taken(work, id)
    row, how, words = standing_in.fetch(work, id, EDIT, version), MOVES[step], clean.block(reason)
    _require(work, row, how)
    refuse_any(_problems(work, row, step, how, words))
    offered = chain.holders(work.as_office(), row)
    _settle(work, row, step, words, offered)
    row.state, row.state_at = how.target, work.now
    work.session.flush()
    planning.plan(work.as_office(), [row])
    _tell(work.as_office(), row, step, offered)


def moves_of(reader: Work, row: Task) -> tuple[str, ...]:
    """The steps that this reader may take now, for showing buttons; never instead of `move`."""
    if not is_reached(reader, row):
        return ()
    found = rules.moves_from(row.state)
    if row.owner_id is None or row.delegator_id is None:
        found = tuple(name for name in found if name != "refuse")
    may = {by: _may(reader, row, by) for by in {MOVES[name].by for name in found}}
    return tuple(name for name in found if may[MOVES[name].by])


def is_reached(reader: Work, row: Task) -> bool:
    """Whether this reader works on the task, or gave it, or does so for those within their reach or away."""
    reached = select(Task.id).where(Task.id == row.id, reader.scope(Task, EDIT))
    return reader.session.execute(reached).first() is not None or standing_in.is_for(reader, row)


def _refuse_taken(work: Work, id: object) -> None:
    """Who comes second learns who was first, although the task is no longer offered to them."""
    me = work.me.person_id
    if me is None or not isinstance(id, int) or isinstance(id, bool) or not 0 < id < 2**63:
        return
    taken = select(User.name).join(Task, Task.owner_id == User.id)
    meant = Task.meant_for([me, *standing_in.absent(work)])
    taken = taken.where(Task.id == id, Task.deleted_at.is_(None), Task.owner_id != me, meant)
    name = work.session.execute(taken).scalar_one_or_none()
    if name is not None:
        invalid("tasks.taken", None, name=name)


def _may(person: Work, row: Task, by: str) -> bool:
    if by == rules.ASSIGNEE:
        me = person.me.person_id
        is_holder = me is not None and me in chain.holders(person.as_office(), row)
        return is_holder or standing_in.is_for(person, row)
    return chain.is_giver(person, row) if by == rules.GIVER else True


def _require(work: Work, row: Task, how: Move) -> None:
    if how.by == rules.GIVER:
        chain.require_giver(work, row)
    elif not _may(work, row, how.by):
        raise Forbidden("tasks.not_yours")


def _problems(work: Work, row: Task, step: str, how: Move, reason: str) -> list[Problem]:
    if row.state not in how.sources:
        return [Problem("tasks.not_now")]
    if step == "refuse" and row.owner_id is None:
        return [Problem("tasks.offer_is_open")]
    if step == "refuse" and row.delegator_id is None:
        return [Problem("tasks.nobody_gave_it")]
    found = clean.check(reason, "reason", rules.REASON, is_needed=how.needs_reason)
    waits = [one.title for one in blocking.shown(work, row.id) if one.state not in (rules.DONE, rules.CANCELLED)]
    if step == "finish" and waits:
        found.append(Problem("tasks.blocked", None, {"names": ", ".join(waits)}))
    return found


def _settle(work: Work, row: Task, step: str, reason: str, offered: list[int]) -> None:
    """What the link by which the assignee got the task comes to; the first to accept an offer becomes its owner, or
    whoever is away and for whom they stand in."""
    if step not in ("accept", "refuse"):
        return
    if row.owner_id is None:
        me = work.me.person_id
        row.owner_id = me if me in offered else standing_in.in_place_of(work, row)
    for link in chain.live(work.as_office(), row.id)[-1:]:
        link.to_id = row.owner_id
        chain.settle(work, link, *(("accepted",) if step == "accept" else ("refused", reason)))


def _tell(office: Work, row: Task, step: str, offered: list[int]) -> None:
    above = chain.above(office, row)
    if step == "accept":
        telling.tell(office, row, "task.accepted", above[:1])
        telling.tell(office, row, "task.taken", [one for one in offered if one not in (*above, row.owner_id)])
    elif step == "refuse":
        telling.tell(office, row, "task.refused", above)
    elif step == "finish":
        telling.tell(office, row, "task.done", [*above, *_owner_of(row)])
    elif step == "reopen":
        telling.tell(office, row, "task.reopened", [*above, *_owner_of(row)])
    elif step == "cancel":
        telling.tell(office, row, "task.withdrawn", offered)


def _owner_of(row: Task) -> list[int]:
    return [row.owner_id] if row.owner_id is not None else []
