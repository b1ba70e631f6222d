"""Contract statuses: what there is, add one, edit one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from crm.contracts import rules
from crm.contracts.tables import Status
from crm.core import clean, ordering
from crm.core.access import internal, right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.i18n import t
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
    is_active: bool


@right(VIEW)
def statuses(work: Work) -> list[StatusRow]:
    """Every status, in order, also those that are switched off; new contracts get the first."""
    found = work.session.execute(work.visible(Status, VIEW).order_by(Status.position, Status.id)).scalars()
    return [StatusRow(row.id, row.version, row.name, row.colour, row.position, row.is_active) for row in found]


@right(CONFIGURE)
def create_status(work: Work, *, name: str, colour: str, position: int | None = None) -> int:
    """Add a status, last unless a position is given; its id."""
    name, colour = clean.line(name), clean.key(colour)
    refuse_any(rules.check_status(name=name, colour=colour, position=position) + _taken(work, name, colour))
    if position is None:
        last = work.session.execute(select(func.max(Status.position))).scalar_one()
        position = 1 if last is None else last + 1
    row = Status(name=name, colour=colour, position=position, is_active=True)
    work.session.add(row)
    work.session.flush()
    return row.id


@right(CONFIGURE)
def edit_status(
    work: Work, id: int, version: int, *, name: str, colour: str, position: int | None = None, is_active: bool = True
) -> None:
    """Change a status; a position of None keeps the old one. One that is switched off keeps its contracts, and no
    contract reaches it any more; the last one that is on cannot be switched off."""
    row = work.fetch(Status, id, CONFIGURE, version)
    name, colour = clean.line(name), clean.key(colour)
    problems = rules.check_status(name=name, colour=colour, position=position) + _taken(work, name, colour, row.id)
    refuse_any(problems + ([] if is_active else _last_one(work, row.id)))
    row.name, row.colour, row.is_active = name, colour, is_active
    row.position = row.position if position is None else position
    work.session.flush()


@right(CONFIGURE)
def move_status(work: Work, id: int, by: int) -> None:
    """Move a status up (negative) or down the list."""
    row = work.fetch(Status, id, CONFIGURE)
    work.lock("contract statuses")
    ordering.move(work, Status, list(work.session.execute(_alive()).scalars()), row.id, by)
    work.session.flush()


@right(CONFIGURE)
def copy_status(work: Work, id: int) -> int:
    """A copy of a status with the first colour that is free, last in the list; its id."""
    row = work.fetch(Status, id, CONFIGURE)
    others = work.session.execute(select(Status.name, Status.colour)).tuples().all()
    free = [colour for colour in rules.PALETTE if colour not in {used for _, used in others}]
    if not free:
        invalid("contracts.no_colour_left", "colour")
    name = ordering.copy_name(row.name, [taken for taken, _ in others], rules.STATUS_NAME, t("arrange.copy_word"))
    return create_status(work, name=name, colour=free[0])


@internal
def bin_status(work: Work, id: int, version: int | None) -> None:
    """Put a status into the bin; whether anything uses it, `flows.catalogue` has looked."""
    row = work.fetch(Status, id, CONFIGURE, version)
    refuse_any(_last_one(work, row.id))
    row.deleted_at = work.now
    work.session.flush()


@internal
def first_id(work: Work) -> int:
    """The status that new contracts get; Invalid while there is none."""
    order = _alive().where(Status.is_active).with_only_columns(Status.id)
    found = work.session.execute(order.limit(1)).scalar_one_or_none()
    return invalid("contracts.no_status", "status_id") if found is None else found


def _alive() -> Select[Status]:
    return select(Status).where(Status.deleted_at.is_(None)).order_by(Status.position, Status.id)


def _last_one(work: Work, id: int) -> list[Problem]:
    """New contracts need a status to begin with."""
    work.lock("contract statuses")
    others = _alive().where(Status.is_active, Status.id != id).with_only_columns(Status.id)
    return [] if work.session.execute(others.limit(1)).first() else [Problem("contracts.last_status", "is_active")]


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
