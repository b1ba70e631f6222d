"""Series as people look at them: all one may see, one of them, what became of its moments, when it comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select

from crm import people, reminders
from crm.core import clean, recurrence, recurrence_words
from crm.core import listing as lists
from crm.core.access import internal, right
from crm.core.errors import refuse_any
from crm.core.listing import Page
from crm.core.matching import contains
from crm.core.work import Work
from crm.people.tables import User
from crm.reminders.rules import StepPlan
from crm.tasks import recurring, series_rules, telling
from crm.tasks.series_rules import SeriesForm
from crm.tasks.series_tables import Series, SeriesEntry

VIEW, CREATE = "tasks.view", "tasks.create"
SHOWN = 100  # lines of a log


@dataclass(frozen=True)
class SeriesRow:
    """One series in a list; `words` is its rule in the reader's language."""

    id: int
    version: int
    title: str
    words: str
    owner_id: int | None
    owner: str | None
    next_at: datetime | None
    zone: str
    state: str
    subject: str | None  # what the record is called to which its tasks belong


@dataclass(frozen=True)
class SeriesCard(SeriesRow):
    """Everything about one series; `coming` are its next moments."""

    description: str | None
    subject_kind: str | None
    subject_id: int | None
    priority: str
    category: str | None
    rule: str
    starts_on: date
    starts_at: time
    lasts: int | None
    mode: str
    days_ahead: int
    day_off: str
    service_of: int | None
    open_tasks: int
    checklist: list[str] = field(default_factory=list)
    steps: list[StepPlan] = field(default_factory=list)
    coming: list[datetime] = field(default_factory=list)
    elsewhere: list[datetime] = field(default_factory=list)  # its moments at which nothing will be


@dataclass(frozen=True)
class EntryRow:
    """What became of a moment, or of `count` of them in a row; `by` names whose doing it was, if anybody's."""

    at: datetime
    occurs_at: datetime
    count: int
    outcome: str
    task_id: int | None
    reason: str | None
    by: str | None


@right(VIEW)
def listing(work: Work, *, text: str = "", page: int = 1) -> Page[SeriesRow]:
    """One page of the series one may see, those that come next first."""
    ids = select(Series.id).where(work.scope(Series, VIEW))
    if wanted := clean.line(text):
        ids = ids.where(contains(wanted, Series.title))
    total, is_capped = lists.count(work.session, ids)
    order = (Series.next_at.is_(None), Series.next_at, Series.id)
    chosen = ids.order_by(*order).limit(lists.PAGE).offset((max(1, page) - 1) * lists.PAGE)
    rows = select(Series, User.name).outerjoin(User, User.id == Series.owner_id).where(Series.id.in_(chosen))
    known = work.session.execute(rows.order_by(*order)).tuples().all()
    about = telling.titles(work.as_office(), {(row.subject_kind, row.subject_id) for row, _ in known})
    found = [_row(row, owner, about.get((row.subject_kind, row.subject_id))) for row, owner in known]
    return Page(rows=found, number=max(1, page), total=total, is_capped=is_capped)


@right(VIEW)
def get(work: Work, id: int) -> SeriesCard:
    """One series, with when it comes next."""
    return card(work.as_office(), work.fetch(Series, id, VIEW))


@internal
def card(work: Work, row: Series) -> SeriesCard:
    """Everything about a series."""
    owner = work.session.execute(select(User.name).where(User.id == row.owner_id)).scalar_one_or_none()
    coming = (
        [] if row.is_paused else recurring.upcoming(work, row, after=max(row.reached_at or work.now, work.now), limit=5)
    )
    about = (row.subject_kind, row.subject_id)
    names = ("description", "subject_kind", "subject_id", "priority", "category", "rule", "starts_on", "starts_at")
    more = ("lasts", "mode", "days_ahead", "day_off", "service_of")
    return SeriesCard(
        **vars(_row(row, owner, telling.titles(work, {about}).get(about))),
        **{name: getattr(row, name) for name in (*names, *more)},
        checklist=list(row.checklist),
        steps=reminders.steps_of(work, row.ladder_id),
        open_tasks=recurring.open_count(work, row.id),
        coming=[] if row.waiting_id is not None else coming,
        elsewhere=recurring.elsewhere(work, row),
    )


@right(VIEW)
def log(work: Work, id: int) -> list[EntryRow]:
    """What became of its moments, the latest first."""
    row = work.fetch(Series, id, VIEW)
    found = select(SeriesEntry).where(SeriesEntry.series_id == row.id).order_by(SeriesEntry.id.desc()).limit(SHOWN)
    lines = list(work.session.execute(found).scalars())
    who = people.names(work.as_office(), [one.by_id for one in lines if one.by_id])
    return [
        EntryRow(one.at, one.occurs_at, one.count, one.outcome, one.task_id, one.reason, who.get(one.by_id or 0))
        for one in lines
    ]


@right(CREATE)
def preview(
    work: Work, form: SeriesForm, limit: int = 5, *, of: SeriesCard | None = None
) -> tuple[str, list[datetime]]:
    """A rule in words with its next moments; Invalid with what is wrong with it.

    `of` is the series that would be changed: what is left out of it, or stands elsewhere, is no next moment.
    """
    zone = form.zone or work.office.zone
    checked = series_rules.check(form, zone)
    refuse_any([problem for problem in checked.problems if problem.field in ("rule", "starts_on", "starts_at")])
    if checked.rule is None:
        return "", []
    start, without = series_rules.start_of(form), _elsewhere(form, of)
    found = recurrence.occurrences(
        recurrence.begun(checked.rule, start),
        start,
        zone,
        after=work.now if recurrence.moment_of(start, zone) < work.now else None,
        limit=limit + len(without),
        fit=recurring.fit(work.as_office(), form.day_off),
    )
    coming = [moment for moment in found if moment not in without][:limit]
    return recurrence_words.in_words(checked.rule, start, zone), coming


def _elsewhere(form: SeriesForm, of: SeriesCard | None) -> set[datetime]:
    """What stays out of the series as this form has it: nothing, when it comes at other moments than before."""
    start = series_rules.start_of(form)
    if of is None or not series_rules.is_same(
        (of.rule, of.starts_on, of.starts_at), (form.rule, start.date(), start.time())
    ):
        return set()
    return set(of.elsewhere)


def form_of(row: SeriesCard) -> SeriesForm:
    """A series as a form would give it back unchanged."""
    names = SeriesForm.__dataclass_fields__.keys() & vars(row).keys()
    return SeriesForm(**{name: getattr(row, name) for name in names})


def _row(row: Series, owner: str | None, subject: str | None) -> SeriesRow:
    state = series_rules.state(is_paused=row.is_paused, next_at=row.next_at, is_waiting=row.waiting_id is not None)
    shown = (row.id, row.version, row.title, _words(row), row.owner_id, owner, row.next_at, row.zone, state)
    return SeriesRow(*shown, subject)


def _words(row: Series) -> str:
    start = datetime.combine(row.starts_on, row.starts_at)
    return recurrence_words.in_words(recurrence.parse(row.rule), start, row.zone)
