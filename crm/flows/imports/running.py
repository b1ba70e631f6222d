"""Runs a mapping: source by source, batch by batch, each batch a transaction; a dry run is one that is undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from crm import records
from crm.core.errors import Invalid
from crm.core.work import Actor, Work, begin
from crm.flows.imports import preparing, reading, telling
from crm.flows.imports.batch import put_in
from crm.flows.imports.mapping import TOLD, Plan, Source
from crm.flows.imports.reading import Row
from crm.flows.imports.sheaf import CREATED, REFUSED, UPDATED, Sheaf, Verdict

BATCH = 200
Begin = Callable[[], AbstractContextManager[Work]]
Watch = Callable[[Verdict], None]


@dataclass
class Report:
    """What an import did, or would do: rows by (kind, outcome), what it made beside them, every refused row."""

    plan: str
    is_dry: bool
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: list[Verdict] = field(default_factory=list)
    statuses: int = 0
    rules: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.counts[verdict.kind, verdict.outcome] += 1
        if verdict.outcome == REFUSED:
            self.refused.append(verdict)


class _Undo(Exception):
    """Ends a dry run."""


def run(
    plan: Plan,
    folder: Path,
    *,
    actor: Actor,
    told: str | None = None,
    is_dry: bool = False,
    watch: Watch = lambda verdict: None,
) -> Report:
    """Put everything in that the plan names; `watch` sees each verdict as it falls.

    `told` overrides the plan: single, summary or none. A broken file refuses the whole import before anything is
    written; rows that do not fit are refused one by one. Broken off, it goes on where it was when run again.
    """
    told = told or plan.told
    if told not in TOLD:
        raise Invalid("import.told_unknown", choices=", ".join(TOLD))
    report = Report(plan.name, is_dry)
    if not is_dry:
        _Run(plan, folder, report, told, watch, lambda: begin(actor, writes=True)).all()
        return report
    with suppress(_Undo), begin(actor, writes=True) as work:
        _Run(plan, folder, report, told, watch, lambda: _within(work)).all()
        raise _Undo
    return report


@contextmanager
def _within(work: Work) -> Iterator[Work]:
    """A batch of a dry run: the one transaction goes on, but its session forgets what it has written so far."""
    yield work
    work.session.flush()
    work.session.expunge_all()


@dataclass
class _Run:
    plan: Plan
    folder: Path
    report: Report
    told: str
    watch: Watch
    begin: Begin
    tally: Counter[int] = field(default_factory=Counter)

    def all(self) -> None:
        """Statuses first, rules before the first contracts, then the telling of all in one."""
        files = [(source, list(reading.rows(source, self.folder, self.plan.name))) for source in self.plan.sources]
        with self.begin() as work:
            self.report.statuses = preparing.statuses(work, self.plan)
        has_rules = False
        for source, rows in files:
            if source.kind == "contracts" and not has_rules:
                self._rules()
                has_rules = True
            self._source(source, rows)
        if not has_rules:
            self._rules()
        with self.begin() as work:
            telling.summaries(work, self.plan.name, self.tally)

    def _rules(self) -> None:
        if not self.plan.rules:
            return
        with self.begin() as work:
            import_id = records.begin_import(work, source=self.plan.name, kind=preparing.RULES)
            self.report.rules = preparing.rules(work, self.plan, import_id)
            records.count(work, import_id, created=self.report.rules, updated=0, refused=0)
            records.end_import(work, import_id)

    def _source(self, source: Source, rows: list[Row]) -> None:
        name = f"{self.plan.name}: {source.file}"
        with self.begin() as work:
            import_id = records.begin_import(work, source=name, kind=source.kind)
        sheaf = Sheaf(self.plan.name, source, import_id, is_told=self.told == "single")
        waiting = self._rows(sheaf, rows, waits=True)
        while waiting:  # people whose supervisor stands further down
            again = self._rows(sheaf, waiting, waits=True)
            if len(again) == len(waiting):
                self._rows(sheaf, again, waits=False)
                break
            waiting = again
        with self.begin() as work:
            records.end_import(work, import_id)

    def _rows(self, sheaf: Sheaf, rows: list[Row], *, waits: bool) -> list[Row]:
        """Put rows in; returns those that wait for a record which the same file may still bring."""
        waiting = []
        for some in _batches(rows):
            with self.begin() as work:
                verdicts = put_in(work, sheaf, some)
                if self.told == "summary":
                    made = [verdict.row_id for verdict in verdicts if verdict.outcome == CREATED and verdict.row_id]
                    self.tally += telling.audience_of(work, sheaf.source.kind, made)
                is_later = [waits and _lacks_own_kind(verdict) for verdict in verdicts]
                final = [verdict for verdict, is_one in zip(verdicts, is_later, strict=True) if not is_one]
                records.count(work, sheaf.import_id, **_tally(final))
            waiting += [row for row, is_one in zip(some, is_later, strict=True) if is_one]
            for verdict in final:
                self.report.add(verdict)
                self.watch(verdict)
        return waiting


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some


def _tally(verdicts: list[Verdict]) -> dict[str, int]:
    return {name: sum(verdict.outcome == name for verdict in verdicts) for name in (CREATED, UPDATED, REFUSED)}


def _lacks_own_kind(verdict: Verdict) -> bool:
    codes = {problem.code for problem in verdict.problems}
    return verdict.kind == "people" and verdict.outcome == REFUSED and codes == {"import.missing.people"}
