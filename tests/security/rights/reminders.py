"""The oracle of ladders and one's own days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm import reminders
from crm.core.work import Work
from tests.security.rights_terms import (
    ALWAYS,
    SEEN,
    Op,
    every,
)
from tests.security.rights_world import World

ORACLE: dict[str, Op] = {
    "reminders.explain.why_not": Op(
        lambda k, w, x: reminders.why_not(k, "monitoring", w.watch[x]), ALWAYS, SEEN, every("monitoring.view")
    ),
    "reminders.outlook.forecast": Op(
        lambda k, w, x: reminders.forecast(k, "monitoring", w.watch[x], "monitoring.ending"),
        ("", "", "omtn"), ("omtn", "", "", ""), every("monitoring.view") | {"people.view": ("", "", "", "omtn")},
    ),
    "reminders.explain.explain": Op(
        lambda k, w, x: reminders.explain(k, "monitoring", w.watch[x]), ALWAYS, SEEN, every("monitoring.view")
    ),
}  # fmt: skip
# About oneself: whoever is signed in may, whatever their role; other tests show that nobody else is touched.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "reminders.own.own_days": lambda k, w: reminders.own_days(k),
    "reminders.own.add_own_days": lambda k, w: reminders.add_own_days(k, 14),
    "reminders.own.remove_own_days": lambda k, w: (reminders.add_own_days(k, 9), reminders.remove_own_days(k, 9)),
}
