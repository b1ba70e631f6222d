"""Working time: the office's hours and country, and where a person's own week differs from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from crm.core import history, office, workdays
from crm.core.access import internal, own, right
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.office import Setting
from crm.core.work import Work
from crm.core.workdays import Hours, Span
from crm.people.tables import User
from crm.people.tables import WorkingTime as Row

KEY = "people.working_time"
DEFAULTS: dict[str, Any] = {"hours": workdays.OFFICE_HOURS.kept(), "country": workdays.COUNTRY}
OFFICE, CLOSED, OWN = KINDS = ("office", "closed", "own")
Week = Mapping[int, Span | None]  # the weekdays that differ from the office's: from–to, or None for a day off


@dataclass(frozen=True)
class WorkingTime:
    """When somebody works: hours as wall time in their zone, and the country whose holidays are theirs."""

    hours: Hours
    zone: str
    country: str

    def is_open(self, moment: datetime) -> bool:
        """Whether they work at that moment."""
        return workdays.is_open(moment, self.hours, self.zone, self.country)

    def next_open(self, moment: datetime) -> datetime:
        """That moment when they work, else the next at which they begin to."""
        return workdays.next_open(moment, self.hours, self.zone, self.country)


@dataclass(frozen=True)
class OfficeTime:
    """What the form of the office's working time holds."""

    id: int
    version: int
    hours: Hours
    country: str


@dataclass(frozen=True)
class OwnTime:
    """What the form of one person's week holds: where it differs, and the office's for the rest."""

    id: int
    version: int
    week: Week
    office: Hours

    @property
    def hours(self) -> Hours:
        """The week as it is worked."""
        return Hours(tuple(self.week.get(day, self.office.week[day]) for day in workdays.WEEK))


@right("office.view")
def office_time(work: Work) -> OfficeTime:
    """The working hours of everybody who has none of their own, and the country whose holidays are kept."""
    return _office(work)


@right("office.configure")
def set_office_time(work: Work, hours: Hours, country: str, version: int | None = None) -> None:
    """Change them; Invalid when it is never open, Conflict when somebody was quicker. Country "" keeps no holidays."""
    work.require("office.configure", None)
    work.lock("office")
    now = _office(work)
    if version is not None and version != now.version:
        raise Conflict(**history.since(work.session, Setting.__tablename__, _setting(work)[0], version))
    problems = [] if hours.is_ever_open() else [Problem("hours.never_open")]
    problems += _check({day: span for day, span in enumerate(hours.week) if span})
    if country and not workdays.is_country(country):
        problems.append(Problem("hours.country_unknown", "country"))
    refuse_any(problems)
    office.write(work.session, KEY, {"hours": hours.kept(), "country": country})


@own
def my_time(work: Work) -> OwnTime:
    """My own week."""
    return _time(work, work.me.person_id or 0)


@own
def set_my_time(work: Work, week: Week, version: int | None = None) -> None:
    """Change my own week; weekdays that are not named are as the office's."""
    _set_time(work, work.me.person_id or 0, week, version)


@right("people.configure")
def time_of(work: Work, person_id: int) -> OwnTime:
    """The week of a person."""
    return _time(work, work.fetch(User, person_id, "people.configure").id)


@right("people.configure")
def set_time_of(work: Work, person_id: int, week: Week, version: int | None = None) -> None:
    """Change the week of a person."""
    work.require("people.configure", None)
    _set_time(work, work.fetch(User, person_id, "people.configure").id, week, version)


@internal
def working_time(work: Work, person_id: int) -> WorkingTime:
    """When this person works: their own week over the office's, in their zone; absences are asked by `away`."""
    zone = work.session.execute(select(User.zone).where(User.id == person_id)).scalar_one_or_none()
    return WorkingTime(_time(work, person_id).hours, zone or work.office.zone, _office(work).country)


def _setting(work: Work) -> tuple[int, int, dict[str, Any]]:
    found = select(Setting.id, Setting.version, Setting.value).where(Setting.key == KEY)
    row = work.session.execute(found).first()
    return (row.id, row.version, DEFAULTS | row.value) if row else (0, 0, DEFAULTS)


def _office(work: Work) -> OfficeTime:
    _, version, value = _setting(work)
    return OfficeTime(1, version, Hours.of(value["hours"]), value["country"])


def _rows(work: Work, person_id: int) -> dict[int, Row]:
    rows = work.session.execute(select(Row).where(Row.user_id == person_id).order_by(Row.weekday)).scalars()
    return {row.weekday: row for row in rows}


def _time(work: Work, person_id: int) -> OwnTime:
    rows = _rows(work, person_id)
    week = {day: _span(row) for day, row in rows.items() if row.kind != OFFICE}
    return OwnTime(person_id, _version(rows), week, _office(work).hours)


def _span(row: Row) -> Span | None:
    if row.kind != OWN or row.begins is None or row.ends is None:
        return None
    return time.fromisoformat(row.begins), time.fromisoformat(row.ends)


def _version(rows: Mapping[int, Row]) -> int:
    return sum(row.version for row in rows.values())


def _set_time(work: Work, person_id: int, week: Week, version: int | None) -> None:
    work.lock(f"working_times.{person_id}")
    rows = _rows(work, person_id)
    if version is not None and version != _version(rows):
        newest = max(rows.values(), key=lambda row: row.updated_at)
        raise Conflict(**history.since(work.session, Row.__tablename__, newest.id, newest.version - 1))
    refuse_any(_check(week))
    for day in workdays.WEEK:
        span = week.get(day)
        kind = OFFICE if day not in week else OWN if span else CLOSED
        row = rows.get(day)
        if row is None:
            if kind == OFFICE:
                continue
            row = Row(user_id=person_id, weekday=day, kind=kind)
            work.session.add(row)
        row.kind, (row.begins, row.ends) = kind, _kept(span)
    work.session.flush()


def _kept(span: Span | None) -> tuple[str | None, str | None]:
    return (f"{span[0]:%H:%M}", f"{span[1]:%H:%M}") if span else (None, None)


def _check(week: Week) -> list[Problem]:
    """A day ends after it begins (00:00 is the midnight after it); weekdays are from 0 to 6."""
    wrong = [Problem("hours.weekday_unknown") for day in week if day not in workdays.WEEK]
    for day, span in week.items():
        if span and span[1] <= span[0] and span[1] != time(0):
            wrong.append(Problem("hours.ends_before_begin", f"weekday_{day}"))
    return wrong
