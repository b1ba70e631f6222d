"""Many records at once: what would change and what would be refused, then the change, batch by batch, under one id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm import cases, clients, contracts, monitoring, records
from crm.core.access import own
from crm.core.errors import Problem, Refusal, invalid, refuse_any
from crm.core.i18n import t
from crm.core.work import Work
from crm.flows.bulk_changes import KINDS, Change, Kind, shown
from crm.monitoring.rules import Filters

AT_ONCE = 200  # records in one transaction, so that nobody waits long behind it
MOST = 50_000
TOLD_ONE_BY_ONE = 20  # with more, what the change starts is not told one by one
CHANGED, SAME, REFUSED = OUTCOMES = ("changed", "same", "refused")
Begin = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True)
class Selection:
    """What is to be changed: these ids, or everything that a list's filters (its address's query) match, up to the
    newest record that was there when this was said."""

    kind: str
    ids: tuple[int, ...] = ()
    query: Mapping[str, str] | None = None
    newest: int = 0


@dataclass(frozen=True)
class Verdict:
    """What became of one record, or would: one of OUTCOMES, from what to what, and for a refusal the reasons.

    `title` is None for who may not see the record.
    """

    id: int
    title: str | None
    version: int
    outcome: str
    old: object = None
    new: object = None
    problems: tuple[Problem, ...] = ()


@dataclass
class Report:
    """Verdicts so far, of how many; `batch_id` names the change in history once it is real."""

    total: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    batch_id: int | None = None

    def of(self, outcome: str) -> list[Verdict]:
        """Those that ended so."""
        return [verdict for verdict in self.verdicts if verdict.outcome == outcome]


Watch = Callable[[Report], None]


class _Undo(Exception):
    """Ends a trial."""


def preview(change: Change, selection: Selection, begin: Begin, watch: Watch = lambda so_far: None) -> Report:
    """Try the change on every record and take it back again, in transactions of two hundred; nothing stays written.

    So what it says is what would happen, with every right and rule of one change by hand. Invalid for a change that
    lacks something, or for more than 50,000 records.
    """
    refuse_any(change.problems())
    ids = _ids(selection, begin)
    report = Report(len(ids))
    for some in _chunks(ids):
        with suppress(_Undo), begin() as work:
            report.verdicts += _some(work, change, some, {}, tell=False)
            raise _Undo
        watch(report)
    return report


def run(
    change: Change, selection: Selection, tried: Report, begin: Begin, watch: Watch = lambda so_far: None
) -> Report:
    """Make the change where its trial said that it would be one, two hundred records a transaction, under one batch.

    Each record in a savepoint, refused when it is not the one that was tried any more (another version, or out of the
    filters by now). Broken off, what is done is done, and can be undone by the batch.
    """
    refuse_any(change.problems())
    versions = {verdict.id: verdict.version for verdict in tried.of(CHANGED)}
    still = set(_ids(selection, begin))
    ids = [row_id for row_id in versions if row_id in still]
    with begin() as work:
        title = t(f"bulk.title.{change.what}", kind=t(f"bulk.kind.{change.kind}"))
        batch_id = records.begin_batch(work, purpose="bulk", kind=change.kind, title=title, total=len(versions))
    report = Report(len(versions), [_left(one) for one in tried.of(CHANGED) if one.id not in still], batch_id)
    watch(report)
    for some in _chunks(ids):
        with begin() as work, work.batched(batch_id):
            verdicts = _some(work, change, some, versions, tell=len(ids) <= TOLD_ONE_BY_ONE)
            done = sum(one.outcome == CHANGED for one in verdicts)
            records.count_batch(work, batch_id, done=done, refused=len(verdicts) - done)
        report.verdicts += verdicts
        watch(report)
    with begin() as work:
        records.count_batch(work, batch_id, refused=len(versions) - len(ids))
        records.end_batch(work, batch_id)
    return report


@own
def newest(work: Work, kind: str) -> int:
    """The id of the newest record of a kind that one may see: what "all that match" means stops there."""
    model, view = KINDS[kind].model, KINDS[kind].view
    found = select(model.id).where(work.scope(model, view)).order_by(model.id.desc()).limit(1)
    return work.session.execute(found).scalar_one_or_none() or 0


def _ids(selection: Selection, begin: Begin) -> list[int]:
    if selection.query is None:
        return list(dict.fromkeys(selection.ids))[:MOST]
    with begin() as work:
        found = matching(work, selection.kind, selection.query)
    if len(found) > MOST:
        invalid("bulk.too_many", None, max=MOST)
    return [row_id for row_id in found if row_id <= selection.newest]


@own
def matching(work: Work, kind: str, query: Mapping[str, str]) -> list[int]:
    """The ids of everything that the list of this kind shows for this query, and one more than may be."""
    most = MOST + 1
    if kind == "monitoring":
        return monitoring.ids(work, Filters.of(query), most=most)
    if kind == "cases":
        return cases.ids(work, cases.Filters.of(query), most=most)
    text, owner, status = query.get("q", ""), _number(query.get("owner")), _number(query.get("status"))
    if kind == "contracts":
        return contracts.ids(work, text=text, owner_id=owner, status_id=status, most=most)
    return clients.ids(work, text=text, owner_id=owner, most=most)


def _some(work: Work, change: Change, ids: Sequence[int], versions: Mapping[int, int], *, tell: bool) -> list[Verdict]:
    kind = KINDS[change.kind]
    work.require(kind.whats[change.what])
    model: Any = kind.model
    rows = work.session.execute(work.visible(model, kind.view).where(model.id.in_(ids))).scalars()
    there = {row.id: row for row in rows}
    return [_one(work, change, kind, there.get(row_id), row_id, versions.get(row_id), tell) for row_id in ids]


def _one(work: Work, change: Change, kind: Kind, row: Any, row_id: int, version: int | None, tell: bool) -> Verdict:
    if row is None:
        return Verdict(row_id, None, 0, REFUSED, problems=(Problem("error.not_found"),))
    title, seen, old = str(getattr(row, kind.title.key)), row.version, shown(work.as_office(), change, row)

    def say(outcome: str, new: object = None, problems: Sequence[Problem] = ()) -> Verdict:
        return Verdict(row_id, title, seen, outcome, old, new, tuple(problems))

    if version is not None and version != seen:
        return say(REFUSED, problems=[Problem("bulk.changed")])
    try:
        with work.savepoint():
            kind.apply(work, change, row, seen, tell)
            new = shown(work.as_office(), change, row)
    except Refusal as refusal:
        return say(SAME if refusal.code in ("contracts.status_same",) else REFUSED, problems=refusal.problems)
    except (IntegrityError, StaleDataError):
        return say(REFUSED, problems=[Problem("bulk.changed")])
    return say(SAME if change.what != "delete" and new == old else CHANGED, new)


def _left(verdict: Verdict) -> Verdict:
    refused = (Problem("bulk.no_longer"),)
    return Verdict(verdict.id, verdict.title, verdict.version, REFUSED, verdict.old, None, refused)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
