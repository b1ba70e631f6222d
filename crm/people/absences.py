"""Absences: when somebody is away, and who has their news meanwhile; afterwards everything is as before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from crm.core import clean, history
from crm.core.access import internal, own, right
from crm.core.errors import Conflict, NotFound, Problem, refuse_any
from crm.core.work import MAX_ID, Work
from crm.people import away as rules
from crm.people.away import Spell
from crm.people.tables import Absence, User

SHOWN = timedelta(days=92)  # how long an absence that is over stays in its list
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class AbsenceRow:
    """One absence as its list and form show it."""

    id: int
    version: int
    first_on: date
    last_on: date
    substitute_id: int | None
    note: str


@dataclass(frozen=True)
class Cover:
    """Who has somebody's news while they are away, and until which day."""

    substitute_id: int | None
    until: date


@own
def my_absences(work: Work) -> list[AbsenceRow]:
    """My absences: those to come, the present one, and those of the last three months; the latest first."""
    return _listed(work, work.me.person_id or 0)


@own
def add_my_absence(
    work: Work, *, first_on: date | None, last_on: date | None, substitute_id: int | None = None, note: str = ""
) -> int:
    """I am away on these days; Invalid for days that overlap and for who cannot stand in."""
    return _save(work, Absence(user_id=work.me.person_id or 0), first_on, last_on, substitute_id, note)


@own
def edit_my_absence(
    work: Work,
    absence_id: int,
    version: int | None,
    *,
    first_on: date | None,
    last_on: date | None,
    substitute_id: int | None = None,
    note: str = "",
) -> None:
    """Change an absence of mine; NotFound for anybody else's."""
    _save(work, _mine(work, absence_id, version), first_on, last_on, substitute_id, note)


@own
def remove_my_absence(work: Work, absence_id: int) -> None:
    """I am not away after all; NotFound for anybody else's."""
    _remove(work, _mine(work, absence_id, None))


@right("people.configure")
def absences_of(work: Work, person_id: int) -> list[AbsenceRow]:
    """The same of somebody else."""
    return _listed(work, work.fetch(User, person_id, "people.configure").id)


@right("people.configure")
def add_absence(
    work: Work,
    person_id: int,
    *,
    first_on: date | None,
    last_on: date | None,
    substitute_id: int | None = None,
    note: str = "",
) -> int:
    """Somebody is away on these days."""
    work.require("people.configure", None)
    person = work.fetch(User, person_id, "people.configure")
    return _save(work, Absence(user_id=person.id), first_on, last_on, substitute_id, note)


@right("people.configure")
def edit_absence(
    work: Work,
    absence_id: int,
    version: int | None,
    *,
    first_on: date | None,
    last_on: date | None,
    substitute_id: int | None = None,
    note: str = "",
) -> None:
    """Change somebody's absence."""
    work.require("people.configure", None)
    row = work.fetch(Absence, absence_id, "people.configure", version)
    _save(work, row, first_on, last_on, substitute_id, note)


@right("people.configure")
def remove_absence(work: Work, absence_id: int) -> None:
    """Somebody is not away after all."""
    work.require("people.configure", None)
    _remove(work, work.fetch(Absence, absence_id, "people.configure"))


@internal
def away(work: Work, person_ids: Collection[int], day: date) -> dict[int, int | None]:
    """Those of these people who are away on that day, and who stands in for each: None when nobody does.

    Whose substitute is away as well is stood in for by that one's substitute; who has left stands in for nobody.
    """
    return {person: cover.substitute_id for person, cover in covers(work, day).items() if person in set(person_ids)}


@internal
def covers(work: Work, day: date) -> Mapping[int, Cover]:
    """Everybody who is away on that day, who stands in for them, and until when; asked once a transaction."""
    kept: dict[date, Mapping[int, Cover]] = work.session.info.setdefault("absences", {})
    if day not in kept:
        today = select(Absence).where(Absence.first_on <= day, Absence.last_on >= day, Absence.deleted_at.is_(None))
        rows = list(work.session.execute(today).scalars())
        wanted = {row.substitute_id for row in rows if row.substitute_id}
        there = select(User.id).where(User.id.in_(wanted), User.is_active, User.deleted_at.is_(None))
        active = set(work.session.execute(there).scalars()) if wanted else set()
        away_now = {row.user_id: row.substitute_id for row in rows}
        kept[day] = {row.user_id: Cover(rules.stand_in(row.user_id, away_now, active), row.last_on) for row in rows}
    return kept[day]


def _listed(work: Work, person_id: int) -> list[AbsenceRow]:
    theirs = select(Absence).where(Absence.user_id == person_id, Absence.deleted_at.is_(None))
    recent = theirs.where(Absence.last_on >= work.today - SHOWN).order_by(Absence.first_on.desc())
    return [
        AbsenceRow(row.id, row.version, row.first_on, row.last_on, row.substitute_id, row.note or "")
        for row in work.session.execute(recent).scalars()
    ]


def _mine(work: Work, absence_id: int, version: int | None) -> Absence:
    known = isinstance(absence_id, int) and 0 < absence_id <= MAX_ID
    row = work.session.get(Absence, absence_id) if known else None
    if row is None or row.user_id != work.me.person_id or row.deleted_at is not None:
        raise NotFound()
    if version is not None and row.version != version:
        raise Conflict(**history.since(work.session, Absence.__tablename__, row.id, version))
    return row


def _save(
    work: Work, row: Absence, first_on: date | None, last_on: date | None, substitute_id: int | None, note: str
) -> int:
    """Checked beside all others, one at a time, so that no two make a circle or overlap."""
    work.lock("absences")
    text = clean.line(note)
    refuse_any(_problems(work, row, first_on, last_on, substitute_id, text))
    given = {"first_on": first_on, "last_on": last_on, "substitute_id": substitute_id, "note": text or None}
    for column, value in given.items():
        setattr(row, column, value)
    work.session.add(row)
    work.session.flush()
    work.session.info.pop("absences", None)
    return row.id


def _remove(work: Work, row: Absence) -> None:
    row.deleted_at = work.now
    work.session.flush()
    work.session.info.pop("absences", None)


def _problems(
    work: Work, row: Absence, first_on: date | None, last_on: date | None, substitute_id: int | None, note: str
) -> list[Problem]:
    given = {"first_on": first_on, "last_on": last_on}
    problems = clean.check(note, "note", rules.NOTE_MAX)
    problems += [Problem("error.required", field) for field, day in given.items() if day is None]
    problems += [
        Problem("hours.day_out_of_range", field)
        for field, day in given.items()
        if day and not EARLIEST <= day <= LATEST
    ]
    if first_on is None or last_on is None or problems:
        return problems
    if substitute_id is not None and substitute_id not in (row.substitute_id, row.user_id):
        known = work.visible(User, "people.view").where(User.id == substitute_id, User.is_active)
        if work.session.execute(known).first() is None:
            return [Problem("hours.substitute_gone", "substitute_id")]
    with work.session.no_autoflush:
        return rules.check(Spell(row.user_id, first_on, last_on, substitute_id), _others(work, row, first_on, last_on))


def _others(work: Work, row: Absence, first_on: date, last_on: date) -> list[Spell]:
    meeting = select(Absence).where(
        Absence.first_on <= last_on,
        Absence.last_on >= first_on,
        Absence.deleted_at.is_(None),
        Absence.id != (row.id or 0),
    )
    return [
        Spell(one.user_id, one.first_on, one.last_on, one.substitute_id)
        for one in work.session.execute(meeting).scalars()
    ]
