"""What changed records are called: their present names, and names made of words for what has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from crm.agenda import change_words as words
from crm.agenda.change_kinds import KINDS, POINTS
from crm.core.access import internal
from crm.core.history import Change
from crm.core.i18n import t
from crm.core.office import Setting
from crm.core.work import Work
from crm.monitoring.tables import Rule
from crm.notifications import preferences, saying
from crm.notifications.digest_tables import DigestSettings
from crm.notifications.tables import Message, OfficePreference, UserPreference
from crm.notifications.ways_tables import PriorityChannels, QuietHours, WorkMode
from crm.notifications.withheld_tables import Withheld
from crm.people.tables import Absence, User, WorkingTime
from crm.reminders.automatic_tables import AutomaticReminder
from crm.reminders.tables import OwnStep
from crm.tasks.series_tables import ServicePlan

Titles = Iterator[tuple[int, str]]


@internal
def titles(work: Work, changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    """The present names of the records; of those that are gone for good the last that history knows."""
    wanted: dict[str, set[int]] = {}
    found: dict[tuple[str, int], str] = {}
    for change in changes:
        wanted.setdefault(change.kind, set()).add(change.row_id)
        for column in ("title", "name", "number", "key"):
            last = [one for one in change.changes.get(column, []) if isinstance(one, str)]
            if last:
                found.setdefault((change.kind, change.row_id), last[-1])
    for name, ids in wanted.items():
        kind = KINDS.get(name)
        if kind is None:
            found.update({(name, row_id): title for row_id, title in OTHERS[name](work, ids)} if name in OTHERS else {})
            continue
        rows = select(kind.model.id, kind.title).where(kind.model.id.in_(ids))
        pairs = work.session.execute(rows).tuples().all()
        if kind.above is not None or kind.model is Rule:
            pairs = _through(work, kind, list(pairs))
        said = words.setting_name if kind.model is Setting else str
        found.update({(name, row_id): said(title) for row_id, title in pairs})
    return found


def _through(work: Work, kind: Any, pairs: list[Any]) -> list[tuple[int, str]]:
    """The names of what these rows hang on: a rule's item, a role's or a team's person."""
    column = Rule.item_id if kind.model is Rule else kind.above
    title = POINTS[column.key]
    rows = select(kind.model.id, title).join(title.class_, title.class_.id == column)
    found = work.session.execute(rows.where(kind.model.id.in_([row_id for row_id, _ in pairs]))).tuples()
    return [(row_id, str(name)) for row_id, name in found]


def _rows(work: Work, model: Any, ids: set[int]) -> list[Any]:
    return list(work.session.execute(select(model).where(model.id.in_(ids))).scalars())


def _named(title: Callable[[Any], str], model: Any) -> Callable[[Work, set[int]], Titles]:
    """Of rows that say themselves what they are."""

    def found(work: Work, ids: set[int]) -> Titles:
        yield from ((row.id, title(row)) for row in _rows(work, model, ids))

    return found


def _persons(model: Any, title: Callable[[Any], str] | None = None) -> Callable[[Work, set[int]], Titles]:
    """Of rows that are somebody's: whose, and which of theirs; nobody's are the office's."""

    def found(work: Work, ids: set[int]) -> Titles:
        rows = _rows(work, model, ids)
        people = select(User.id, User.name).where(User.id.in_({row.user_id for row in rows}))
        names: dict[int, str] = dict(work.session.execute(people).tuples().all())
        for row in rows:
            whose = t("history.offices") if row.user_id is None else names.get(row.user_id, f"#{row.user_id}")
            yield row.id, f"{whose} · {title(row)}" if title else whose

    return found


def _pair(row: Any) -> str:
    return preferences.name_of((row.kind, row.channel))


def _priority(row: Any) -> str:
    return t(f"priority.{row.priority}")


def _record(row: Any) -> str:
    return t(f"wording.purpose.{row.subject_kind}")


OTHERS: Mapping[str, Callable[[Work, set[int]], Titles]] = {
    "office_preferences": _named(_pair, OfficePreference),
    "user_preferences": _persons(UserPreference, _pair),
    "priority_channels": _persons(PriorityChannels, _priority),
    "work_modes": _persons(WorkMode, lambda row: str(row.name)),
    "quiet_hours": _persons(QuietHours),
    "digest_settings": _persons(DigestSettings),
    "working_times": _persons(WorkingTime, lambda row: words.weekday(row.weekday)),
    "absences": _persons(Absence),
    "own_steps": _persons(OwnStep),
    "service_plans": _named(lambda row: str(row.title), ServicePlan),
    "automatic_reminders": _named(_record, AutomaticReminder),
    "outbox": _named(lambda row: str(row.title), Message),
    "withheld": _named(lambda row: row.title or saying.kind_name(row.kind), Withheld),
}
