"""What is true of absences: which overlap, who stands in for whom on a day, and where that would go in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crm.core.errors import Problem

NOTE_MAX = 200


@dataclass(frozen=True)
class Spell:
    """One absence: whose, from–to (both included), and who stands in."""

    person_id: int
    first_on: date
    last_on: date
    substitute_id: int | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.first_on <= day <= self.last_on

    def meets(self, other: Spell) -> bool:
        """Whether both cover a day in common."""
        return self.first_on <= other.last_on and other.first_on <= self.last_on


def stand_in(person_id: int, away: Mapping[int, int | None], active: Collection[int]) -> int | None:
    """Who has the news of somebody away: their substitute, or that one's while away too; None when nobody is there.

    `away` are those away on one day, each with their substitute; nobody is asked twice, so that no circle is endless.
    """
    seen, current = {person_id}, away.get(person_id)
    while current is not None and current not in seen and current in active:
        if current not in away:
            return current
        seen.add(current)
        current = away[current]
    return None


def check(new: Spell, others: Iterable[Spell]) -> list[Problem]:
    """What is wrong with an absence beside the others that are known: all of it, each at its field."""
    if new.last_on < new.first_on:
        return [Problem("hours.absence_backwards", "last_on")]
    meeting = [other for other in others if new.meets(other)]
    same = [other for other in meeting if other.person_id == new.person_id]
    problems = [
        Problem("hours.absence_overlaps", "first_on", {"first": other.first_on, "last": other.last_on})
        for other in same[:1]
    ]
    if new.substitute_id == new.person_id:
        problems.append(Problem("hours.substitute_self", "substitute_id"))
    elif circle := circle_day(new, [other for other in meeting if other.person_id != new.person_id]):
        problems.append(Problem("hours.substitute_circle", "substitute_id", {"day": circle}))
    return problems


def circle_day(new: Spell, others: Iterable[Spell]) -> date | None:
    """The first day on which following substitutes would lead back to the one who is away; None when none does.

    A circle begins on the day on which the last of its absences does, so no other days need to be looked at.
    """
    known = list(others)
    days = sorted({new.first_on} | {other.first_on for other in known if new.covers(other.first_on)})
    for day in days:
        away = {other.person_id: other.substitute_id for other in known if other.covers(day)}
        seen, current = set[int](), new.substitute_id
        while current is not None and current not in seen:
            if current == new.person_id:
                return day
            seen.add(current)
            current = away.get(current)
    return None
