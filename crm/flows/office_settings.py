"""The office's settings: name, zone, language, currency, and how contracts are numbered."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from babel.numbers import list_currencies
from sqlalchemy import select

from crm import reminders
from crm.core import clean, clock, office
from crm.core.access import right
from crm.core.config import LANGUAGES
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.history import Change
from crm.core.office import Office, Setting
from crm.core.work import Work

NAME_MAX, PATTERN_MAX = 120, 60
FIELDS = ("name", "zone", "language", "currency", "contract_pattern")
_WIDTH = re.compile(r"0?[1-9]?")


@dataclass(frozen=True)
class OfficeCard:
    """What the form of the office holds; `version` moves with every change of any of it."""

    id: int
    version: int
    name: str
    zone: str
    language: str
    currency: str
    contract_pattern: str


@right("office.view")
def read(work: Work) -> OfficeCard:
    """The settings that hold now."""
    now = work.office
    return OfficeCard(1, _version(work), now.name, now.zone, now.language, now.currency, now.contract_pattern)


@right("office.configure")
def edit(
    work: Work,
    *,
    name: str,
    zone: str,
    language: str,
    currency: str,
    contract_pattern: str,
    version: int | None = None,
) -> None:
    """Change the settings; Invalid names every bad field, Conflict says who was quicker."""
    work.require("office.configure", None)
    work.lock("office")
    if version is not None and version != _version(work):
        raise _conflict(work, version)
    fresh = Office(clean.line(name), zone, language, clean.line(currency).upper(), clean.line(contract_pattern))
    refuse_any(problems_of(fresh))
    for field in FIELDS:
        if getattr(fresh, field) != getattr(work.office, field) or not work.office.is_set_up:
            office.write(work.session, f"office.{field}", getattr(fresh, field))
    if fresh.zone != work.office.zone:
        reminders.rezone(work.as_office(), fresh.zone)


def problems_of(given: Office) -> list[Problem]:
    """What is wrong with settings: each problem at its field."""
    problems = [] if given.name else [Problem("error.required", "name")]
    if len(given.name) > NAME_MAX:
        problems.append(Problem("error.too_long", "name", {"max": NAME_MAX}))
    if not clock.is_zone(given.zone):
        problems.append(Problem("people.zone_unknown", "zone"))
    if given.language not in LANGUAGES:
        problems.append(Problem("people.language_unknown", "language"))
    if given.currency not in list_currencies():
        problems.append(Problem("setup.currency_unknown", "currency"))
    if not _is_pattern(given.contract_pattern):
        example = {"placeholder": "{number}", "example": Office.contract_pattern}
        problems.append(Problem("setup.pattern_wrong", "contract_pattern", example))
    return problems


def _is_pattern(pattern: str) -> bool:
    """Whether it numbers contracts: {number} once, perhaps padded as in {number:04}; {year}; nothing else in braces."""
    try:
        parts = [part for part in string.Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        return False
    names = [name for _, name, _, _ in parts]
    if names.count("number") != 1 or not set(names) <= {"number", "year"} or len(pattern) > PATTERN_MAX:
        return False
    return all(
        not conversion and (not spec or (name == "number" and bool(_WIDTH.fullmatch(spec))))
        for _, name, spec, conversion in parts
    )


def _rows(work: Work) -> list[Setting]:
    keys = [f"office.{field}" for field in FIELDS]
    rows = select(Setting).where(Setting.key.in_(keys)).order_by(Setting.id)
    return list(work.session.execute(rows).scalars())


def _version(work: Work) -> int:
    return sum(row.version for row in _rows(work))


def _conflict(work: Work, seen: int) -> Conflict:
    """Who changed what after the version that was seen, as history tells it."""
    rows = {row.id: row.key.removeprefix("office.") for row in _rows(work)}
    newest = (
        select(Change).where(Change.kind == Setting.__tablename__, Change.row_id.in_(rows)).order_by(Change.id.desc())
    )
    newer = list(work.session.execute(newest.limit(max(1, _version(work) - seen))).scalars())
    refusal = Conflict()
    columns = {rows[change.row_id]: change.changes.get("value", [None, None])[1] for change in reversed(newer)}
    who, when = (newer[0].actor_id, newer[0].at) if newer else (None, None)
    refusal.problems = (Problem("error.conflict", None, {"actor_id": who, "when": when, "columns": columns}),)
    return refusal
