"""The oracle of series and of service visits: what each role and reach may do with whose."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import select

from crm import tasks
from crm.core.work import Work
from crm.flows import service_visits
from crm.flows.service_visits import Visits
from crm.tasks import Repeats, series, series_alone, series_lists
from crm.tasks.series_rules import SeriesForm
from crm.tasks.series_tables import Series
from tests.security.rights_terms import EDITS, NEW, OFFICE, ROW, SEEN, Op, every, listed
from tests.security.rights_world import NOON, TODAY, World

FIRST = date(2026, 3, 11)
Ids = dict[str, int]


def _form(owner_id: int | None) -> SeriesForm:
    return SeriesForm("Weekly look", "FREQ=WEEKLY", FIRST, time(9), owner_id=owner_id)


def grow(work: Work, world: World) -> dict[str, Ids]:
    """A series for each person, and one of nobody's; visits of each monitoring that somebody is assigned to."""
    rows = {letter: series.create(work, _form(world.person[letter])) for letter in "omtn"}
    work.session.get_one(Series, rows["n"]).owner_id = None
    for letter in "omt":
        service_visits.schedule(work, world.watch[letter], None, Visits("Visit", starts_on=TODAY))
    service_visits.plan(work, world.rule, None, Visits("Planned visit"), is_active=False)
    return {"series": rows}


def _id(world: World, letter: str) -> int:
    return world.more["series"][letter]


def _at(work: Work, world: World, letter: str) -> Any:
    return work.session.execute(select(Series.next_at).where(Series.id == _id(world, letter))).scalar_one()


def _change(work: Work, world: World, letter: str) -> None:
    series.edit(work, _id(world, letter), None, _form(world.person["o" if letter == "n" else letter]))


def _split(work: Work, world: World, letter: str) -> None:
    form = _form(world.person["o" if letter == "n" else letter])
    series.split(work, _id(world, letter), None, _at(work, world, letter), form)


VISITS = Visits("Changed", starts_on=FIRST)
DAILY = Repeats("FREQ=DAILY")
ASSIGNED = ("o", "om", "omt")  # nobody is assigned to nobody's monitoring, which is said before anything else
TASKS, WATCHES = every("tasks.view"), every("monitoring.view")

ORACLE: dict[str, Op] = {
    "tasks.repeating.create": Op(
        lambda k, w, x: tasks.create_repeating(k, DAILY, title="New", people=[w.person[x]], due_at=NOON),
        NEW, ("omt", "omt", "om", ""),
    ),
    "tasks.series.create": Op(lambda k, w, x: series.create(k, _form(w.person[x])), NEW, ("omt", "omt", "om", "")),
    "tasks.series.edit": Op(_change, ROW, EDITS, TASKS),
    "tasks.series.split": Op(_split, ROW, EDITS, TASKS),
    "tasks.series.pause": Op(lambda k, w, x: series.pause(k, _id(w, x), None), ROW, EDITS, TASKS),
    "tasks.series.resume": Op(lambda k, w, x: series.resume(k, _id(w, x), None), ROW, EDITS, TASKS),
    "tasks.series_alone.make_now": Op(
        lambda k, w, x: series_alone.make_now(k, _id(w, x), None, _at(k, w, x)), ROW, EDITS, TASKS
    ),
    "tasks.series.leave_out": Op(
        lambda k, w, x: series.leave_out(k, _id(w, x), None, _at(k, w, x)), ROW, EDITS, TASKS
    ),
    "tasks.series.end": Op(lambda k, w, x: series.end(k, _id(w, x), None, _at(k, w, x)), ROW, EDITS, TASKS),
    "tasks.series.delete": Op(lambda k, w, x: series.delete(k, _id(w, x), None), ROW, EDITS, TASKS),
    "tasks.series_lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in series_lists.listing(k).rows], w.more["series"]), ROW, SEEN
    ),
    "tasks.series_lists.get": Op(lambda k, w, x: series_lists.get(k, _id(w, x)), ROW, SEEN),
    "tasks.series_lists.log": Op(lambda k, w, x: series_lists.log(k, _id(w, x)), ROW, SEEN),
    "tasks.series_lists.preview": Op(
        lambda k, w, x: series_lists.preview(k, _form(w.pat)), OFFICE, ("*", "*", "*", "")
    ),
    "flows.service_visits.of_monitoring": Op(
        lambda k, w, x: service_visits.of_monitoring(k, w.watch[x]), ROW, SEEN
    ),
    "flows.service_visits.schedule": Op(
        lambda k, w, x: service_visits.schedule(k, w.watch[x], None, VISITS),
        ASSIGNED, ("omt", "om", "o", ""),
        {"monitoring.view": ("", *ASSIGNED), "tasks.create": ("", *ASSIGNED)},
    ),
    "flows.service_visits.unschedule": Op(
        lambda k, w, x: service_visits.unschedule(k, w.watch[x], None), ROW, EDITS, WATCHES
    ),
    "flows.service_visits.of_rule": Op(lambda k, w, x: service_visits.of_rule(k, w.rule), OFFICE, ("*",) * 4),
    "flows.service_visits.plan": Op(
        lambda k, w, x: service_visits.plan(k, w.rule, None, VISITS),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
}  # fmt: skip
