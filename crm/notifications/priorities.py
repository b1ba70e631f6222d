"""Channels by priority: what office and person choose for news that is low, normal, high or urgent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.core import history
from crm.core.access import own, right
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.priority import PRIORITIES
from crm.core.work import Work
from crm.notifications import rules, ways
from crm.notifications.ways_tables import PriorityChannels

CONFIGURE = "office.configure"
Channels = Mapping[str, Collection[str]]  # by priority


@dataclass(frozen=True)
class PriorityCard:
    """What a form of channels by priority holds; `own` are the priorities where a person differs from the office."""

    id: int
    version: int
    channels: Mapping[str, tuple[str, ...]]
    office: Mapping[str, tuple[str, ...]]
    own: frozenset[str] = frozenset()


@right("office.view")
def office_channels(work: Work) -> PriorityCard:
    """What holds for everybody who has chosen nothing else."""
    rows = _rows(work, None)
    found = ways.offices(rows.values())
    return PriorityCard(1, _version(rows), found, found)


@right(CONFIGURE)
def set_office_channels(work: Work, channels: Channels, version: int | None = None) -> None:
    """Change it; priorities that are not named stay, the bell always rings. Conflict when somebody was quicker."""
    work.require(CONFIGURE, None)
    work.lock("priority_channels")
    rows = _checked(work, None, channels, version)
    for priority, chosen in channels.items():
        _write(work, rows, None, priority, ways.known_channels(chosen))
    ways.forget(work.session)


@own
def my_channels(work: Work) -> PriorityCard:
    """What holds for me, and what the office says."""
    rows, office = _rows(work, work.me.person_id or 0), ways.offices(_rows(work, None).values())
    mine = {priority: ways.known_channels(row.channels) for priority, row in rows.items() if row.is_own}
    return PriorityCard(work.me.person_id or 0, _version(rows), {**office, **mine}, office, frozenset(mine))


@own
def set_my_channels(work: Work, channels: Channels, version: int | None = None) -> None:
    """Change what holds for me; what equals the office's follows it from then on, whatever it becomes."""
    me = work.me.person_id or 0
    work.lock(f"priority_channels.{me}")
    rows = _checked(work, me, channels, version)
    office = ways.offices(_rows(work, None).values())
    for priority, chosen in channels.items():
        known = ways.known_channels(chosen)
        if known != office[priority] or priority in rows:
            _write(work, rows, me, priority, known, is_own=known != office[priority])
    ways.forget(work.session)


def _checked(work: Work, person_id: int | None, channels: Channels, version: int | None) -> dict[str, PriorityChannels]:
    """The rows as they are; Conflict for an old form, Invalid for what cannot be chosen."""
    rows = _rows(work, person_id)
    if version is not None and version != _version(rows):
        last: Sequence[PriorityChannels] = sorted(rows.values(), key=lambda row: row.updated_at)[-1:]
        table = PriorityChannels.__tablename__
        raise Conflict(
            **history.since(work.session, table, last[0].id if last else 0, last[0].version - 1 if last else 0)
        )
    wrong = [
        Problem("notifications.state_wrong", f"channels_{priority}")
        for priority, chosen in channels.items()
        if priority not in PRIORITIES or not set(chosen) <= set(rules.CHANNELS)
    ]
    refuse_any(wrong)
    return rows


def _write(
    work: Work,
    rows: Mapping[str, PriorityChannels],
    person_id: int | None,
    priority: str,
    channels: Sequence[str],
    *,
    is_own: bool = True,
) -> None:
    row = rows.get(priority)
    if row is None:
        row = PriorityChannels(user_id=person_id, priority=priority)
        work.session.add(row)
    row.channels, row.is_own = list(channels), is_own


def _rows(work: Work, person_id: int | None) -> dict[str, PriorityChannels]:
    whose = PriorityChannels.user_id == person_id if person_id is not None else PriorityChannels.user_id.is_(None)
    rows = work.session.execute(select(PriorityChannels).where(whose)).scalars()
    return {row.priority: row for row in rows}


def _version(rows: Mapping[str, PriorityChannels]) -> int:
    return sum(row.version for row in rows.values())
