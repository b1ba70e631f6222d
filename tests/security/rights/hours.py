"""Working time, absences, channels by priority, modes of work, quiet hours: who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from crm import notifications, people
from crm.core.work import Work
from crm.core.workdays import OFFICE_HOURS
from tests.security.rights_terms import ADMIN, OFFICE, WHOLE, Op
from tests.security.rights_world import Ids, World

PEOPLE = ("", "", "omtn")  # a person's own matters, for who sets people up
ALL_OF_THEM = ("omtn", "", "", "")
AWAY: dict[str, Any] = {"first_on": date(2026, 6, 1), "last_on": date(2026, 6, 5)}
LATER: dict[str, Any] = {"first_on": date(2026, 7, 1), "last_on": date(2026, 7, 3)}
FREE_FRIDAY = {4: None}


def grow(work: Work, world: World) -> dict[str, Ids]:
    """An absence of everybody."""
    return {"absence": {letter: people.add_absence(work, who, **LATER) for letter, who in world.person.items()}}


ORACLE: dict[str, Op] = {
    "people.hours.office_time": Op(lambda k, w, x: people.office_time(k), OFFICE, ("*", "*", "", "")),
    "people.hours.set_office_time": Op(lambda k, w, x: people.set_office_time(k, OFFICE_HOURS, "DE"), WHOLE, ADMIN),
    "people.hours.time_of": Op(lambda k, w, x: people.time_of(k, w.person[x]), ("o", "om", "omtn"), ALL_OF_THEM),
    "people.hours.set_time_of": Op(
        lambda k, w, x: people.set_time_of(k, w.person[x], FREE_FRIDAY), PEOPLE, ALL_OF_THEM
    ),
    "people.absences.absences_of": Op(
        lambda k, w, x: people.absences_of(k, w.person[x]), ("o", "om", "omtn"), ALL_OF_THEM
    ),
    "people.absences.add_absence": Op(
        lambda k, w, x: people.add_absence(k, w.person[x], **AWAY), PEOPLE, ALL_OF_THEM
    ),
    "people.absences.edit_absence": Op(
        lambda k, w, x: people.edit_absence(k, w.more["absence"][x], None, **AWAY), PEOPLE, ALL_OF_THEM
    ),
    "people.absences.remove_absence": Op(
        lambda k, w, x: people.remove_absence(k, w.more["absence"][x]), PEOPLE, ALL_OF_THEM
    ),
    "notifications.priorities.office_channels": Op(
        lambda k, w, x: notifications.office_channels(k), OFFICE, ("*", "*", "", "")
    ),
    "notifications.priorities.set_office_channels": Op(
        lambda k, w, x: notifications.set_office_channels(k, {"low": ["email"]}), WHOLE, ADMIN
    ),
}  # fmt: skip


def a_mode(work: Work) -> int:
    return notifications.add_mode(work, name="Field", channels=["email"])


def an_absence(work: Work) -> int:
    return people.add_my_absence(work, **AWAY)


OWN: dict[str, Callable[[Work, World], Any]] = {
    "people.hours.my_time": lambda k, w: people.my_time(k),
    "people.hours.set_my_time": lambda k, w: people.set_my_time(k, {0: (time(9), time(17))}),
    "people.absences.my_absences": lambda k, w: people.my_absences(k),
    "people.absences.add_my_absence": lambda k, w: an_absence(k),
    "people.absences.edit_my_absence": lambda k, w: people.edit_my_absence(k, an_absence(k), None, **AWAY),
    "people.absences.remove_my_absence": lambda k, w: people.remove_my_absence(k, an_absence(k)),
    "notifications.priorities.my_channels": lambda k, w: notifications.my_channels(k),
    "notifications.priorities.set_my_channels": lambda k, w: notifications.set_my_channels(k, {"low": ["email"]}),
    "notifications.modes.my_modes": lambda k, w: notifications.my_modes(k),
    "notifications.modes.add_mode": lambda k, w: a_mode(k),
    "notifications.modes.edit_mode": lambda k, w: notifications.edit_mode(k, a_mode(k), None, name="A", channels=[]),
    "notifications.modes.remove_mode": lambda k, w: notifications.remove_mode(k, a_mode(k)),
    "notifications.modes.switch_mode": lambda k, w: notifications.switch_mode(k, a_mode(k)),
    "notifications.quiet_hours.my_quiet": lambda k, w: notifications.my_quiet(k),
    "notifications.quiet_hours.set_my_quiet": lambda k, w: notifications.set_my_quiet(k, is_outside_work=True),
}
