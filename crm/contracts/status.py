"""Contract statuses: what there is, add one, edit one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from crm.contracts import rules
from crm.contracts.tables import Status
from crm.core import clean
from crm.core.access import internal, right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.work import Work

VIEW, CONFIGURE = "contracts.view", "office.configure"


@dataclass(frozen=True)
class StatusRow:
    """One status; `colour` is #rrggbb."""

    id: int
    version: int
    name: str
    colour: str
    position: int


@right(VIEW)
def statuses(work: Work) -> list[StatusRow]:
    """Every status, in order; new contracts get the first."""
    found = work.session.execute(work.visible(Status, VIEW).order_by(Status.position, Status.id)).scalars()
    return [StatusRow(row.id, row.version, row.name, row.colour, row.position) for row in found]


@right(CONFIGURE)
def create_status(work: Work, *, name: str, colour: str, position: int | None = None) -> int:
    """Add a status, last unless a position is given; its id."""
    name, colour = clean.line(name), clean.key(colour)
    refuse_any(rules.check_status(name=name, colour=colour, position=position) + _taken(work, name, colour))
    if position is None:
        last = work.session.execute(select(func.max(Status.position))).scalar_one()
        position = 1 if last is None else last + 1
    row = Status(name=name, colour=colour, position=position)
    work.session.add(row)
    work.session.flush()
    return row.id


@right(CONFIGURE)
def edit_status(work: Work, id: int, version: int, *, name: str, colour: str, position: int | None) -> None:
    """Change a status; a position of None keeps the old one."""
    row = work.fetch(Status, id, CONFIGURE, version)
    name, colour = clean.line(name), clean.key(colour)
    refuse_any(rules.check_status(name=name, colour=colour, position=position) + _taken(work, name, colour, row.id))
    row.name, row.colour = name, colour
    row.position = row.position if position is None else position
    work.session.flush()


@internal
def first_id(work: Work) -> int:
    """The status that new contracts get; Invalid while there is none."""
    order = select(Status.id).where(Status.deleted_at.is_(None)).order_by(Status.position, Status.id)
    found = work.session.execute(order.limit(1)).scalar_one_or_none()
    return invalid("contracts.no_status", "status_id") if found is None else found


def _taken(work: Work, name: str, colour: str, own_id: int | None = None) -> list[Problem]:
    work.lock("contract statuses")
    others = select(Status.name, Status.colour).where(Status.id != (own_id or 0))
    found = work.session.execute(others).tuples().all()
    problems = []
    if any(name == other for other, _ in found):
        problems.append(Problem("contracts.status_name_taken", "name", {"name": name}))
    problems += [
        Problem("contracts.colour_taken", "colour", {"name": other}) for other, used in found if used == colour
    ]
    return problems
