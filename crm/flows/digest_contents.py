"""What a digest says: the first rows of the same lists that its reader sees in the app, under their rights now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from crm import monitoring, tasks
from crm.agenda import to_do
from crm.agenda.start_page import SOON_DAYS
from crm.core import i18n
from crm.core.access import internal
from crm.core.i18n import t
from crm.core.listing import PAGE
from crm.core.work import Actor, Work, identify
from crm.flows import digest_tokens
from crm.monitoring import Filters as Watches
from crm.monitoring import MonitoringRow
from crm.monitoring.rules import OPEN
from crm.notifications.digest_letter import Row, Section, Tokens
from crm.tasks import Filters, TaskRow, standing_in
from crm.tasks.rules import REFUSED
from crm.tasks.telling import handing_on

TOP = 10
DOING, ASKED = (digest_tokens.DONE, digest_tokens.SNOOZE), (digest_tokens.ACCEPT, digest_tokens.SNOOZE)
Line = Callable[[TaskRow], str]


@internal
def as_reader(work: Work, person_id: int) -> Work:
    """The same transaction as this person would have it, with what they may do now; NotSignedIn when they are gone."""
    actor = Actor.person(person_id)
    return replace(work, actor=actor, me=identify(work.session, actor, work.now))


@internal
def sections(work: Work, person_id: int, tokens: Tokens) -> list[Section]:
    """Every section that has anything to say, in the language that is spoken."""
    reader, found, there = as_reader(work, person_id), list[Section | None](), set[int]()
    if reader.may("tasks.view"):
        listed = partial(_tasks, reader, tokens, there)
        found += [
            listed("late", to_do.LATE, _due(reader), DOING),
            listed("today", to_do.TODAY, _due(reader), DOING),
            listed("asked", to_do.ASKED, _given_by(reader), ASKED),
            listed("given", to_do.GIVEN_LATE, _with_owner(reader), ()),
            _standing_in(reader, tokens, there),
        ]
    if reader.may("monitoring.view"):
        found.append(_ending(reader))
    return [section for section in found if section is not None]


def _tasks(
    reader: Work, tokens: Tokens, there: set[int], name: str, filters: Filters, line: Line, acts: Sequence[str]
) -> Section | None:
    page, (count, is_capped) = tasks.listing(reader, filters).rows, tasks.how_many(reader, filters)
    rows = to_do.once(page, there)
    shown = [
        _refused(reader, row) if _is_back(reader, row) else _task(reader, tokens, row, line(row), acts)
        for row in rows[:TOP]
    ]
    total = count - (len(page) - len(rows)), is_capped
    return _section(name, shown, total, f"/tasks?{urlencode(filters.query())}")


def _standing_in(reader: Work, tokens: Tokens, there: set[int]) -> Section | None:
    """What those have to do who are away, for its reader; done on its own page, not by a link."""
    rows = standing_in.waiting(reader.as_office(), reader, there)
    shown = [_task(reader, tokens, row, _with_owner(reader)(row), ()) for row in rows[:TOP]]
    return _section("standing_in", shown, (len(rows), len(rows) == PAGE), "/")


def _task(reader: Work, tokens: Tokens, row: TaskRow, rest: str, acts: Sequence[str]) -> Row:
    links = tuple(
        (t(f"digests.do.{act}"), f"/act/{tokens.mark(digest_tokens.sign(reader, act, row.id, row.version))}")
        for act in acts
        if reader.may(digest_tokens.NEEDS[act])
    )
    return Row(row.title, rest, f"/task?id={row.id}", links)


def _is_back(reader: Work, row: TaskRow) -> bool:
    """Refused, and with whoever gave it last until they give it on or take it back."""
    return row.state == REFUSED and row.delegator_id is not None and row.delegator_id == reader.me.person_id


def _refused(reader: Work, row: TaskRow) -> Row:
    """By whom and why; what can be done about it is done on its page."""
    links = [link for link in tasks.chain_of(reader, row.id) if link.state == REFUSED][-1:]
    by = links[0].to if links else row.owner or ""
    reason = (links[0].reason if links else None) or ""
    acts = ((t("digests.do.reassign"), handing_on(row.id)),) if reader.may("tasks.edit") else ()
    return Row(row.title, t("digests.refused", name=by, reason=reason), f"/task?id={row.id}", acts)


def _ending(reader: Work) -> Section | None:
    last = reader.today + timedelta(days=SOON_DAYS)
    filters = Watches(mine=True, states=OPEN, last_from=reader.today, last_to=last)
    rows = [_watch(reader, row) for row in monitoring.listing(reader, filters).rows[:TOP]]
    return _section("ending", rows, monitoring.how_many(reader, filters), f"/monitoring?{urlencode(filters.query())}")


def _watch(reader: Work, row: MonitoringRow) -> Row:
    days = (row.ends_on - reader.today).days if row.ends_on else 0
    rest = " · ".join((i18n.date_text(row.ends_on), i18n.days_text(days), row.client))
    return Row(row.title, rest, f"/watch?id={row.id}")


def _section(name: str, rows: Sequence[Row], total: tuple[int, bool], path: str) -> Section | None:
    if not rows:
        return None
    count, is_capped = total
    more = t("digests.more", count=count - len(rows)) if count > len(rows) else ""
    if is_capped:
        more = t("digests.many_more")
    return Section(t(f"digests.section.{name}"), t(f"digests.part.{name}", count=count), tuple(rows), more, path)


def _due(reader: Work) -> Line:
    return lambda row: _joined(_term(reader, row), row.subject)


def _given_by(reader: Work) -> Line:
    return lambda row: _joined(t("digests.by", name=row.delegator) if row.delegator else "", _term(reader, row))


def _with_owner(reader: Work) -> Line:
    return lambda row: _joined(row.owner, _term(reader, row), row.note)


def _term(reader: Work, row: TaskRow) -> str:
    zone = reader.me.zone or reader.office.zone
    return t("digests.due", when=i18n.moment_text(row.due_at, zone)) if row.due_at else ""


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
