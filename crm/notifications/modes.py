"""My modes of work: office, field … each with the channels that reach me in it; switched by hand or by the hour."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from crm.core import clean, history
from crm.core.access import own
from crm.core.errors import Conflict, NotFound, Problem, refuse_any
from crm.core.work import MAX_ID, Work
from crm.core.workdays import WEEK, Span
from crm.notifications import rules, ways
from crm.notifications.ways_tables import WorkMode

NAME_MAX, MOST = 60, 12


@dataclass(frozen=True)
class ModeRow:
    """One mode; `span` on `weekdays` is when it holds by itself, None: by hand only."""

    id: int
    version: int
    name: str
    channels: tuple[str, ...]
    is_current: bool
    weekdays: tuple[int, ...]
    span: Span | None


@dataclass(frozen=True)
class Modes:
    """All of mine, and the one that holds at this moment: chosen by hand, by its hours, or none."""

    rows: list[ModeRow]
    in_force: ModeRow | None


@own
def my_modes(work: Work) -> Modes:
    """My modes by name, and which holds now."""
    rows = _mine(work)
    now = ways.in_force(rows, work.now, work.me.zone or work.office.zone)
    return Modes([_row(row) for row in rows], _row(now) if now is not None else None)


@own
def add_mode(
    work: Work,
    *,
    name: str,
    channels: Collection[str],
    weekdays: Collection[int] = (),
    begins: time | None = None,
    ends: time | None = None,
) -> int:
    """A new mode; Invalid names every bad field."""
    row = WorkMode(user_id=work.me.person_id or 0, is_current=False)
    return _save(work, row, name, channels, weekdays, (begins, ends))


@own
def edit_mode(
    work: Work,
    mode_id: int,
    version: int | None,
    *,
    name: str,
    channels: Collection[str],
    weekdays: Collection[int] = (),
    begins: time | None = None,
    ends: time | None = None,
) -> None:
    """Change a mode of mine; NotFound for anybody else's."""
    row = _fetch(work, mode_id)
    if version is not None and row.version != version:
        raise Conflict(**history.since(work.session, WorkMode.__tablename__, row.id, version))
    _save(work, row, name, channels, weekdays, (begins, ends))


@own
def remove_mode(work: Work, mode_id: int) -> None:
    """A mode of mine goes; if it was switched to, hours decide again."""
    work.session.delete(_fetch(work, mode_id))
    ways.forget(work.session)


@own
def switch_mode(work: Work, mode_id: int | None) -> None:
    """Be in this mode until I say otherwise; None leaves it to the hours of my modes."""
    work.lock(f"work_modes.{work.me.person_id}")
    chosen = _fetch(work, mode_id) if mode_id is not None else None
    for row in _mine(work):
        row.is_current = False
    work.session.flush()  # before the next one: never two at a time
    if chosen is not None:
        chosen.is_current = True
    ways.forget(work.session)


def _mine(work: Work) -> list[WorkMode]:
    mine = select(WorkMode).where(WorkMode.user_id == (work.me.person_id or 0))
    return list(work.session.execute(mine.order_by(WorkMode.id)).scalars())


def _fetch(work: Work, mode_id: int) -> WorkMode:
    known = isinstance(mode_id, int) and 0 < mode_id <= MAX_ID
    row = work.session.get(WorkMode, mode_id) if known else None
    if row is None or row.user_id != work.me.person_id:
        raise NotFound()
    return row


def _row(row: WorkMode) -> ModeRow:
    span = (time.fromisoformat(row.begins), time.fromisoformat(row.ends)) if row.begins and row.ends else None
    channels = ways.known_channels(row.channels)
    return ModeRow(row.id, row.version, row.name, channels, row.is_current, tuple(row.weekdays), span)


def _save(
    work: Work,
    row: WorkMode,
    name: str,
    channels: Collection[str],
    weekdays: Collection[int],
    span: tuple[time | None, time | None],
) -> int:
    work.lock(f"work_modes.{work.me.person_id}")
    with work.session.no_autoflush:
        others = [other for other in _mine(work) if other is not row]
    text = clean.line(name)
    refuse_any(_problems(text, channels, weekdays, span, others))
    is_timed = bool(weekdays)
    row.name, row.channels = text, [channel for channel in ways.known_channels(channels) if channel != ways.BELL]
    row.weekdays = sorted(weekdays)
    row.begins, row.ends = (f"{edge:%H:%M}" if is_timed and edge is not None else None for edge in span)
    work.session.add(row)
    ways.forget(work.session)
    return row.id


def _problems(
    name: str,
    channels: Collection[str],
    weekdays: Collection[int],
    span: tuple[time | None, time | None],
    others: Collection[WorkMode],
) -> list[Problem]:
    problems = clean.check(name, "mode_name", NAME_MAX, is_needed=True)
    if clean.key(name) in {clean.key(other.name) for other in others}:
        problems.append(Problem("hours.mode_name_taken", "mode_name"))
    if len(others) >= MOST:
        problems.append(Problem("hours.modes_enough", None, {"max": MOST}))
    if not set(channels) <= set(rules.CHANNELS):
        problems.append(Problem("notifications.state_wrong", "mode_channels"))
    return problems + span_problems(weekdays, span, "mode")


def span_problems(weekdays: Collection[int], span: tuple[time | None, time | None], field: str) -> list[Problem]:
    """What is wrong with hours on some weekdays; none at all are fine."""
    if not set(weekdays) <= set(WEEK):
        return [Problem("hours.weekday_unknown", f"{field}_weekdays")]
    if not weekdays:
        return []
    names = (f"{field}_begins", f"{field}_ends")
    return [Problem("error.required", name) for name, edge in zip(names, span, strict=True) if edge is None]
