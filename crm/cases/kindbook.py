"""Kinds of cases, a dictionary of the office's: what there is, add, edit, arrange, take away what was never used."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from crm.cases import rules
from crm.cases.tables import Case, CaseKind
from crm.contracts.rules import PALETTE
from crm.core import clean, ordering
from crm.core.access import internal, right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.i18n import t, words
from crm.core.work import Work

VIEW, CONFIGURE = "cases.view", "office.configure"
LOCK = "case kinds"
FIRST = ("inquiry", "service", "sale", "complaint")


@dataclass(frozen=True)
class KindRow:
    """One kind; `colour` is #rrggbb."""

    id: int
    version: int
    name: str
    colour: str
    position: int
    is_active: bool


@right(VIEW)
def kinds(work: Work) -> list[KindRow]:
    """Every kind, in order, also those that are switched off."""
    found = work.session.execute(_alive()).scalars()
    return [KindRow(row.id, row.version, row.name, row.colour, row.position, row.is_active) for row in found]


@right(CONFIGURE)
def create_kind(work: Work, *, name: str, colour: str) -> int:
    """Add a kind, last in the list; its id."""
    name, colour = clean.line(name), clean.key(colour)
    refuse_any(rules.check_kind(name=name, colour=colour) + _taken(work, name))
    last = work.session.execute(select(func.max(CaseKind.position))).scalar_one()
    row = CaseKind(name=name, colour=colour, position=(last or 0) + 1, is_active=True)
    work.session.add(row)
    work.session.flush()
    return row.id


@right(CONFIGURE)
def edit_kind(work: Work, id: int, version: int | None, *, name: str, colour: str, is_active: bool = True) -> None:
    """Change a kind. One that is switched off keeps its cases, and no case is given it any more; the last one that is
    on cannot be switched off."""
    row = work.fetch(CaseKind, id, CONFIGURE, version)
    name, colour = clean.line(name), clean.key(colour)
    problems = rules.check_kind(name=name, colour=colour) + _taken(work, name, row.id)
    refuse_any(problems + ([] if is_active else _last_one(work, row.id)))
    row.name, row.colour, row.is_active = name, colour, is_active
    work.session.flush()


@right(CONFIGURE)
def move_kind(work: Work, id: int, by: int) -> None:
    """Move a kind up (negative) or down the list."""
    row = work.fetch(CaseKind, id, CONFIGURE)
    work.lock(LOCK)
    ordering.move(work, CaseKind, list(work.session.execute(_alive()).scalars()), row.id, by)
    work.session.flush()


@right(CONFIGURE)
def copy_kind(work: Work, id: int) -> int:
    """A copy of a kind, last in the list; its id."""
    row = work.fetch(CaseKind, id, CONFIGURE)
    work.lock(LOCK)
    names = list(work.session.execute(select(CaseKind.name)).scalars())
    name = ordering.copy_name(row.name, names, rules.KIND_NAME, t("arrange.copy_word"))
    return create_kind(work, name=name, colour=row.colour)


@right(CONFIGURE)
def delete_kind(work: Work, id: int, version: int | None) -> None:
    """Put a kind into the bin that no case has ever had, those in the bin included; any other is switched off."""
    row = work.fetch(CaseKind, id, CONFIGURE, version)
    if work.session.execute(select(Case.id).where(Case.kind_id == row.id).limit(1)).first() is not None:
        invalid("cases.kind_used")
    refuse_any(_last_one(work, row.id))
    row.deleted_at = work.now
    work.session.flush()


@internal
def ensure_kinds(work: Work, language: str) -> None:
    """The kinds that an office begins with, in its language, unless it ever had any of its own."""
    work.lock(LOCK)
    if work.session.execute(select(CaseKind.id).limit(1)).first() is None:
        for position, key in enumerate(FIRST):
            create_kind(work, name=words(language, f"setup.case_kind.{key}"), colour=PALETTE[position])


def _alive() -> Select[CaseKind]:
    return select(CaseKind).where(CaseKind.deleted_at.is_(None)).order_by(CaseKind.position, CaseKind.id)


def _last_one(work: Work, id: int) -> list[Problem]:
    """New cases need a kind."""
    work.lock(LOCK)
    others = _alive().where(CaseKind.is_active, CaseKind.id != id).with_only_columns(CaseKind.id)
    return [] if work.session.execute(others.limit(1)).first() else [Problem("cases.last_kind", "is_active")]


def _taken(work: Work, name: str, own_id: int | None = None) -> list[Problem]:
    work.lock(LOCK)
    same = select(CaseKind.id).where(CaseKind.name == name, CaseKind.id != (own_id or 0))
    taken = work.session.execute(same.limit(1)).first() is not None
    return [Problem("cases.kind_taken", "name", {"name": name})] if taken else []
