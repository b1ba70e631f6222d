"""How each person is reached at this moment: channels by priority, the mode of work in force, quiet hours.

Asked by `hearers` and `telling`; a channel that is added names itself in ADDRESSES and CHANNELS, and in no other place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm import people
from crm.channels import email
from crm.core.access import internal
from crm.core.priority import HIGH, LOW, NORMAL, PRIORITIES, URGENT
from crm.core.work import Work
from crm.notifications import addresses, rules
from crm.notifications.quiet import Quiet, Stretch, deliver_from
from crm.notifications.ways_tables import PriorityChannels, QuietHours, WorkMode

BELL = "bell"
WAYS = "ways"  # what the session remembers of them until its transaction ends
# Where a person is reached by each channel that leaves the house; None when they are not.
ADDRESSES: dict[str, Callable[[Any], str | None]] = {
    "email": email.address,
    "sms": addresses.number,
    "push": addresses.devices,
}
ASKED = (BELL, "email")  # what somebody asked for just now, or must know, comes this way whatever its priority
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    LOW: (BELL,),
    NORMAL: (BELL, "email", "push"),
    HIGH: (BELL, "email", "push", "sms"),
    URGENT: (BELL, "email", "push", "sms"),
}


@dataclass(frozen=True)
class Ways:
    """Everything that people and office have set; `modes` are those that hold by hand or by their hours."""

    office: Mapping[str, tuple[str, ...]]
    own: Mapping[tuple[int, str], tuple[str, ...]]
    modes: Mapping[int, Sequence[Any]]
    quiet: Mapping[int, Any]

    def channels(self, person: Any, priority: str) -> tuple[str, ...]:
        """The channels that news of this priority goes by to this person: their own, else the office's."""
        return self.own.get((person.id, priority)) or self.office[priority]

    def mode(self, person: Any, priority: str, now: datetime) -> Any:
        """The mode of work that this person is in; what is urgent comes as in none."""
        modes = self.modes.get(person.id)
        return in_force(modes, now, person.zone) if modes and priority != URGENT else None


@internal
def ways(work: Work) -> Ways:
    """What holds at this moment; asked once a transaction, which is one moment."""
    known: Ways | None = work.session.info.get(WAYS)
    if known is None:
        rows = work.session.execute(select(PriorityChannels).where(PriorityChannels.is_own)).scalars().all()
        modes: dict[int, list[Any]] = {}
        holding = select(WorkMode).where(or_(WorkMode.is_current, WorkMode.begins.is_not(None))).order_by(WorkMode.id)
        for mode in work.session.execute(holding).scalars():
            modes.setdefault(mode.user_id, []).append(mode)
        quiet = select(QuietHours).where(or_(QuietHours.is_outside_work, QuietHours.begins.is_not(None)))
        known = work.session.info[WAYS] = Ways(
            offices(row for row in rows if row.user_id is None),
            {(row.user_id, row.priority): known_channels(row.channels) for row in rows if row.user_id is not None},
            modes,
            {row.user_id: row for row in work.session.execute(quiet).scalars()},
        )
    return known


@internal
def deliver_at(work: Work, person: Any, priority: str) -> datetime:
    """From when on a message may reach this person beyond the bell: now, or when their quiet hours are over."""
    row = ways(work).quiet.get(person.id)
    if row is None:
        return work.now
    stretch = Stretch.of(row.weekdays, row.begins, row.ends)
    if not row.is_outside_work:
        return deliver_from(work.now, Quiet(stretch), person.zone, priority)
    time = _working_time(work, person.id)
    return deliver_from(work.now, Quiet(stretch, time.hours, time.country), person.zone, priority)


@internal
def deferral(work: Work, person: Any, priority: str, due_at: datetime) -> dict[str, Any]:
    """What quiet hours change in a row of the outbox that is written now: it is due at their end, and says why."""
    moment = deliver_at(work, person, priority)
    if moment <= work.now:
        return {}
    return {"due_at": max(moment, due_at), "next_try_at": moment, "deferred_reason": rules.DEFERRED}


def in_force(modes: Iterable[Any], now: datetime, zone: str) -> Any:
    """The mode that was switched to, else the first one whose hours hold at this moment; None when none does."""
    listed = list(modes)
    chosen = [mode for mode in listed if mode.is_current]
    stretches = [(mode, Stretch.of(mode.weekdays, mode.begins, mode.ends)) for mode in listed]
    by_hours = [mode for mode, stretch in stretches if stretch and stretch.end_after(now, zone)]
    return next(iter([*chosen, *by_hours]), None)


def known_channels(channels: Iterable[str]) -> tuple[str, ...]:
    """Those of these channels that there are, in their usual order; the bell is always among them."""
    named = {BELL, *channels}
    return tuple(channel for channel in rules.CHANNELS if channel in named)


def offices(rows: Iterable[PriorityChannels]) -> dict[str, tuple[str, ...]]:
    """The office's channels of every priority: as set, else as proposed."""
    found = {row.priority: known_channels(row.channels) for row in rows}
    return {priority: found.get(priority, known_channels(DEFAULTS[priority])) for priority in PRIORITIES}


def forget(session: Session) -> None:
    """What this transaction has read of all this no longer holds."""
    session.flush()
    session.info.pop(WAYS, None)
    session.info.pop("working times", None)


def _working_time(work: Work, person_id: int) -> people.WorkingTime:
    known: dict[int, people.WorkingTime] = work.session.info.setdefault("working times", {})
    if person_id not in known:
        known[person_id] = people.working_time(work, person_id)
    return known[person_id]
