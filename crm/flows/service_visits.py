"""Service visits: the schedule of a monitoring makes tasks for whom it is assigned to, and ends with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from crm.core import clean, clock, recurrence
from crm.core.access import internal, right
from crm.core.errors import Refusal, invalid, refuse_any
from crm.core.work import Work
from crm.monitoring.rules import OPEN
from crm.monitoring.tables import Monitoring
from crm.monitoring.tables import Rule as StartRule
from crm.people.tables import User
from crm.tasks import rules, series, series_lists, series_rules
from crm.tasks.series_lists import SeriesCard
from crm.tasks.series_rules import MOVE, SeriesForm
from crm.tasks.series_tables import Series, ServicePlan

KIND = "monitoring"
QUARTERLY = "FREQ=MONTHLY;INTERVAL=3"
AHEAD, NINE = 14, time(9)
AT_ONCE = 100
A_DAY = 8 * 60  # minutes from a visit's beginning to its term: the rest of a working day


@dataclass(frozen=True)
class Visits:
    """What people say of service visits; the first of a monitoring's own is on `starts_on`."""

    title: str
    rule: str = QUARTERLY
    starts_on: date | None = None
    starts_at: time | None = NINE
    days_ahead: int = AHEAD
    day_off: str = MOVE


@dataclass(frozen=True)
class PlanCard(Visits):
    """The visits that a rule plans for every monitoring it starts."""

    id: int = 0
    version: int = 0
    is_active: bool = True


@right("monitoring.view")
def of_monitoring(work: Work, monitoring_id: int) -> SeriesCard | None:
    """The schedule of a monitoring, whoever it makes tasks for; None when it has none."""
    watch = work.fetch(Monitoring, monitoring_id, "monitoring.view")
    row = _series_of(work, watch.id)
    return None if row is None or row.deleted_at else series_lists.card(work.as_office(), row)


@right("monitoring.edit")
def schedule(work: Work, monitoring_id: int, version: int | None, form: Visits) -> int:
    """Give a monitoring its visits, or change them; the series' id. The office makes them, whoever asked for them."""
    watch = work.fetch(Monitoring, monitoring_id, "monitoring.edit")
    if watch.state not in OPEN:
        invalid("monitoring.not_open")
    if watch.assigned_id is None:
        invalid("series.nobody_assigned")
    work.require("tasks.create", watch.assigned_id)
    office, row = work.as_office(), _series_of(work, watch.id)
    if row is None:
        return series.create(office, _form(watch, form), service_of=watch.id)
    if row.deleted_at is not None:
        series.revive(office, row)
        version = None
    with office.recorded():
        series.edit(office, row.id, version, _form(watch, form))
    return row.id


@right("monitoring.edit")
def unschedule(work: Work, monitoring_id: int, version: int | None) -> None:
    """Take the visits of a monitoring away, with the tasks of them that nobody has begun."""
    watch = work.fetch(Monitoring, monitoring_id, "monitoring.edit")
    row = _series_of(work, watch.id)
    if row is not None and row.deleted_at is None:
        series.delete(work.as_office(), row.id, version)


@right("calculator.view")
def of_rule(work: Work, rule_id: int) -> PlanCard | None:
    """What a rule plans for the monitorings that it starts; None when it plans nothing."""
    rule = work.fetch(StartRule, rule_id, "calculator.view")
    row = _plan_of(work, rule.id)
    if row is None:
        return None
    return PlanCard(
        row.title, row.rule, None, row.starts_at, row.days_ahead, row.day_off, row.id, row.version, row.is_active
    )


@right("calculator.configure")
def plan(work: Work, rule_id: int, version: int | None, form: Visits, *, is_active: bool = True) -> None:
    """Plan visits for every open monitoring of a rule that has none, and for those to come."""
    rule = work.fetch(StartRule, rule_id, "calculator.configure")
    tried = SeriesForm(form.title, form.rule, work.today, form.starts_at, owner_id=0, days_ahead=form.days_ahead)
    checked = series_rules.check(tried, work.office.zone)
    refuse_any(checked.problems + rules.read(title=form.title)[1])
    row = _plan_of(work, rule.id)
    if row is None:
        row = ServicePlan(rule_id=rule.id)
        work.session.add(row)
    elif version is not None:
        work.as_office().fetch(ServicePlan, row.id, "calculator.view", version)
    row.title, row.rule = clean.line(form.title), checked.rule.text if checked.rule else ""
    row.starts_at = form.starts_at or NINE
    row.days_ahead, row.day_off, row.is_active = form.days_ahead, form.day_off, is_active


@internal
def keep_up(work: Work) -> int:
    """Begin what rules plan, end what is over, hand on what is somebody else's now; how many series were moved."""
    return _begin(work) + _end(work) + _hand_on(work)


def _begin(work: Work) -> int:
    """A monitoring has one series of visits at most, ever: what was taken away does not come back by itself."""
    alive = select(ServicePlan).where(ServicePlan.is_active, ServicePlan.deleted_at.is_(None))
    plans = {row.rule_id: row for row in work.session.execute(alive).scalars()}
    if not plans:
        return 0
    has_one = select(Series.id).where(Series.service_of == Monitoring.id).exists()
    found = (
        select(Monitoring)
        .join(User, User.id == Monitoring.assigned_id)
        .where(Monitoring.rule_id.in_(plans), User.is_active, User.deleted_at.is_(None))
        .where(Monitoring.state.in_(OPEN), Monitoring.deleted_at.is_(None), ~has_one)
        .limit(AT_ONCE)
        .with_for_update(of=Monitoring, skip_locked=True)
    )
    watches = work.session.execute(found).scalars().all()
    return sum(_begin_one(work, watch, plans[watch.rule_id]) for watch in watches if watch.rule_id)


def _begin_one(work: Work, watch: Monitoring, row: ServicePlan) -> int:
    first = _first_visit(work, watch, row)
    if first is None:
        return 0
    visits = Visits(row.title, row.rule, first, row.starts_at, row.days_ahead, row.day_off)
    try:
        with work.savepoint():
            series.create(work, _form(watch, visits), service_of=watch.id, plan_id=row.id)
    except Refusal:  # what cannot be begun today may be tomorrow; it keeps no other waiting
        return 0
    return 1


def _first_visit(work: Work, watch: Monitoring, row: ServicePlan) -> date | None:
    """The first day of the rule after the monitoring's own first day."""
    start = datetime.combine(watch.starts_on, row.starts_at)
    rule, zone = recurrence.begun(recurrence.parse(row.rule), start), work.office.zone
    found = recurrence.occurrences(rule, start, zone, after=recurrence.moment_of(start, zone), limit=1)
    return clock.day_of(found[0], zone) if found else None


def _end(work: Work) -> int:
    """Monitorings that are finished, cancelled or gone need no more visits."""
    is_over = Monitoring.state.notin_(OPEN) | Monitoring.deleted_at.is_not(None)
    goes_on = Series.next_at.is_not(None) | Series.waiting_id.is_not(None)
    watch_is_over = select(Monitoring.id).where(Monitoring.id == Series.service_of, is_over).exists()
    over = select(Series).where(Series.deleted_at.is_(None), goes_on, watch_is_over).limit(AT_ONCE)
    rows = work.session.execute(over.with_for_update(of=Series, skip_locked=True)).scalars().all()
    for row in rows:
        series.stop(work, row)
    return len(rows)


def _hand_on(work: Work) -> int:
    """What follows goes to whom the monitoring is assigned now; tasks that are there stay where they are."""
    of_watch = select(Monitoring.assigned_id).where(Monitoring.id == Series.service_of).scalar_subquery()
    # none assigned is NULL, and differs from nobody; so asked SQLite begins with the series, not with all watches
    moved = select(Series, of_watch).where(Series.deleted_at.is_(None), Series.owner_id != of_watch).limit(AT_ONCE)
    rows = work.session.execute(moved.with_for_update(of=Series, skip_locked=True)).tuples().all()
    for row, assigned_id in rows:
        row.owner_id = assigned_id
    work.session.flush()
    return len(rows)


def _series_of(work: Work, monitoring_id: int) -> Series | None:
    return work.session.execute(select(Series).where(Series.service_of == monitoring_id)).scalar_one_or_none()


def _plan_of(work: Work, rule_id: int) -> ServicePlan | None:
    return work.session.execute(select(ServicePlan).where(ServicePlan.rule_id == rule_id)).scalar_one_or_none()


def _form(watch: Monitoring, visits: Visits) -> SeriesForm:
    return SeriesForm(
        title=visits.title,
        rule=visits.rule,
        starts_on=visits.starts_on,
        starts_at=visits.starts_at,
        owner_id=watch.assigned_id,
        subject_kind=KIND,
        subject_id=watch.id,
        days_ahead=visits.days_ahead,
        day_off=visits.day_off,
        lasts=A_DAY,
    )
