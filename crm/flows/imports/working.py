"""Works on uploaded files: checks them, puts them in, takes them out again; in short batches, under whoever asked.

Each batch is a transaction that holds its verdicts, too: killed anywhere, the run goes on where it was. A check plays
each batch through and undoes it.
"""

from __future__ import annotations

import os
import resource
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from crm import records
from crm.core import db
from crm.core.errors import NotSignedIn, Problem, Refusal
from crm.core.work import Actor, Work, begin
from crm.flows import undo as undoing
from crm.flows.imports import keeping, reading, telling
from crm.flows.imports.batch import put_in
from crm.flows.imports.choosing import source_of
from crm.flows.imports.reading import Row
from crm.flows.imports.sheaf import CREATED, REFUSED, Sheaf, Verdict
from crm.records import upload_work, uploads
from crm.records.uploads import UploadRow, VerdictRow

log = structlog.get_logger()
FIRST, LEAST, MOST, TARGET = 50, 40, 400, 0.12  # rows of the first batch, of any, seconds a batch should take
MEMORY = 768 * 2**20
LEFT_SHOWN = 100
ENDS = {uploads.ENDED: "ended", uploads.STOPPED: "ended", uploads.FAILED: "failed"}  # and what the batch is then


class _Undo(Exception):
    """Ends the transaction of a batch that is only checked."""


class _Paused(Exception):
    """The process is told to end; somebody else goes on."""


class _Stopped(Exception):
    """A person said stop."""


def run_waiting() -> None:
    """Work until nothing waits or a signal says stop: as a process of its own, quiet and with a limit on memory."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    while not stopping.is_set() and work_once(stopping):
        pass


def work_once(stopping: threading.Event) -> bool:
    """Take the oldest run that waits and work on it to its end; whether there was one."""
    holder = secrets.token_hex(8)
    with begin(Actor.office(), writes=True) as work:
        run = upload_work.claim(work, holder)
    if run is not None:
        _Worker(run, holder, stopping).go()
    return run is not None


class _Worker:
    """One run in our hands."""

    def __init__(self, run: UploadRow, holder: str, stopping: threading.Event) -> None:
        self.run, self.holder, self.stopping = run, holder, stopping
        self.actor = Actor.person(run.asked_by_id or 0)
        self.is_dry = run.state == uploads.CHECK
        self.size, self.pause = float(FIRST), 0.0

    def go(self) -> None:
        """To the end, whatever it is; the run says which."""
        try:
            if self.run.state == uploads.UNDO:
                self._end(uploads.UNDONE, self._undo())
            else:
                self._rows()
                self._end(uploads.CHECKED if self.is_dry else uploads.ENDED)
        except upload_work.LostLease:
            log.warning("somebody else works on this import", id=self.run.id)
        except _Paused:
            self._release()
        except _Stopped:
            self._end(uploads.NEW if self.is_dry else uploads.STOPPED)
        except NotSignedIn:
            self._end(uploads.FAILED, {"code": "import.person_gone", "params": {}})
        except Refusal as refusal:
            self._end(uploads.FAILED, {"code": refusal.code, "params": self._named(refusal.params)})
        except Exception:
            log.exception("an import broke off", id=self.run.id)
            self._release()

    def _named(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What a refusal names; the file as its owner calls it, not as it is kept here."""
        kept = {name: value if type(value) is int else str(value) for name, value in params.items()}
        return {**kept, "file": self.run.source} if "file" in kept else kept

    def _end(self, state: str, problem: dict[str, Any] | None = None) -> None:
        with begin(Actor.office(), writes=True) as work:
            if self.run.batch_id and state in ENDS:
                self._end_batch(work, ENDS[state])
            upload_work.give_up(work, self.run.id, state, problem)

    def _end_batch(self, work: Work, state: str) -> None:
        with suppress(Refusal):  # somebody undid it meanwhile
            records.end_batch(work, self.run.batch_id or 0, state)

    def _release(self) -> None:
        with begin(Actor.office(), writes=True) as work:
            upload_work.release(work, self.run.id, self.holder)

    def _rows(self) -> None:
        run = self.run
        path = keeping.path_of(run.id)
        source = source_of(run.kind, run.settings or {}, path)
        rows = list(reading.rows(source, path.parent, f"upload {run.id}"))
        with begin(Actor.office(), writes=True) as work:
            upload_work.set_total(work, run.id, len(rows))
            if self.is_dry:
                upload_work.begin_anew(work, run.id)
            done = upload_work.settled(work, run.id)
        told, mode = (run.settings or {}).get("told", "none"), (run.settings or {}).get("mode", "both")
        sheaf = Sheaf("", source, run.id, told == "single", mode=mode, remembers=False, is_dry=self.is_dry, met=set())
        sheaf.seen |= {row.key for row in rows if row.number in done}
        self._some(sheaf, [row for row in rows if row.number not in done])
        if told == "summary" and not self.is_dry:
            self._summary()

    def _some(self, sheaf: Sheaf, rows: Sequence[Row]) -> None:
        """All rows; those that name somebody who stands further down wait, and are tried again while that helps."""
        left = self._pass(sheaf, rows, waits=sheaf.source.kind == "people")
        while left:
            again = self._pass(sheaf, left, waits=True)
            if len(again) == len(left):
                self._pass(sheaf, again, waits=False)
                return
            left = again

    def _pass(self, sheaf: Sheaf, rows: Sequence[Row], *, waits: bool) -> list[Row]:
        place, waiting = 0, []
        while place < len(rows):
            some = rows[place : place + int(self.size)]
            began = time.monotonic()
            waiting += self._batch_or_each(sheaf, some, waits)
            place += len(some)
            self._breathe(time.monotonic() - began, len(some))
        return waiting

    def _breathe(self, seconds: float, rows: int) -> None:
        """Fit the next batch to the time that this one took, and let others write."""
        self.size = (
            min(max(self.size * min(max(TARGET / max(seconds, 0.001), 0.5), 1.5), LEAST), MOST) if rows else FIRST
        )
        is_sqlite = db.engine().dialect.name == "sqlite"
        if self.stopping.wait(min(0.6 * seconds, 0.2) if is_sqlite else 0.005):
            raise _Paused

    def _batch_or_each(self, sheaf: Sheaf, some: Sequence[Row], waits: bool) -> list[Row]:
        """A batch; when it breaks for no reason that a row could be told, each row by itself."""
        before = set(sheaf.seen), set(sheaf.met or ())
        try:
            return self._batch(sheaf, some, waits)
        except (Refusal, OperationalError, MemoryError, upload_work.LostLease, _Stopped):
            raise
        except Exception:
            number = secrets.token_hex(4)
            log.exception("a batch of an import broke", id=self.run.id, rows=len(some), error_id=number)
            sheaf.seen, sheaf.met = before
            if len(some) > 1:
                return [row for one in some for row in self._batch_or_each(sheaf, [one], waits)]
            problem = Problem("error.unexpected", None, {"number": number})
            self._note([(some[0], Verdict("", "", some[0].number, REFUSED, None, (problem,)))])
            return []

    def _batch(self, sheaf: Sheaf, some: Sequence[Row], waits: bool) -> list[Row]:
        found: list[tuple[Row, Verdict]] = []
        go_on = True
        with suppress(_Undo), begin(self.actor, writes=True) as work:
            if self.is_dry:
                found = list(zip(some, put_in(work, sheaf, some), strict=True))
                raise _Undo
            with work.batched(self.run.batch_id or 0):
                found = list(zip(some, put_in(work, sheaf, some), strict=True))
            final = [pair for pair in found if not (waits and _lacks_own_kind(sheaf, pair[1]))]
            go_on = self._advance(work.as_office(), final)
            refused = sum(verdict.outcome == REFUSED for _, verdict in final)
            records.count_batch(work, self.run.batch_id or 0, done=len(final) - refused, refused=refused)
        if self.is_dry:
            final = [pair for pair in found if not (waits and _lacks_own_kind(sheaf, pair[1]))]
            go_on = self._note(final)
        if not go_on:
            raise _Stopped
        kept = {id(row) for row, _ in final}
        return [row for row in some if id(row) not in kept]

    def _note(self, found: Sequence[tuple[Row, Verdict]]) -> bool:
        with begin(Actor.office(), writes=True) as work:
            return self._advance(work, found)

    def _advance(self, work: Work, found: Sequence[tuple[Row, Verdict]]) -> bool:
        figures = dict.fromkeys(uploads.FIGURES, 0)
        for _, verdict in found:
            figures[verdict.outcome] += 1
        figures["done"] = len(found)
        rows = [_kept(row, verdict, self.is_dry) for row, verdict in found]
        return upload_work.advance(work, self.run.id, self.holder, rows, **figures)

    def _undo(self) -> dict[str, Any]:
        """Take everything back; what could not be, and why."""
        began = [time.monotonic()]

        def watch(so_far: undoing.Undone) -> None:
            self._breathe(time.monotonic() - began[0], 1)
            with begin(Actor.office(), writes=True) as work:
                upload_work.note(work, self.run.id, self.holder, {"done": so_far.done, "of": so_far.total})
                if not upload_work.advance(work, self.run.id, self.holder, []):
                    raise _Stopped
            began[0] = time.monotonic()

        report = undoing.undo(self.run.batch_id or 0, lambda: begin(self.actor, writes=True), watch)
        left = [
            {"kind": one.kind, "id": one.id, "title": one.title, "code": one.problem.code, "who": one.who}
            for one in report.left[:LEFT_SHOWN]
        ]
        return {"done": report.done, "of": report.total, "left": left, "left_count": len(report.left)}

    def _summary(self) -> None:
        """One message a person about all that the import started for them."""
        tally: Counter[int] = Counter()
        with begin(Actor.office()) as work:
            made = upload_work.made(work, self.run.id)
        for start in range(0, len(made), MOST):
            with begin(Actor.office(), writes=True) as work:
                tally += telling.audience_of(work, self.run.kind, made[start : start + MOST])
                upload_work.advance(work, self.run.id, self.holder, [])
        with begin(self.actor, writes=True) as work:
            telling.summaries(work, self.run.source, tally)


def _kept(row: Row, verdict: Verdict, is_dry: bool) -> VerdictRow:
    row_id = None if is_dry and verdict.outcome == CREATED else verdict.row_id
    return VerdictRow(row.number, row.numbers, verdict.outcome, row_id, verdict.problems)


def _lacks_own_kind(sheaf: Sheaf, verdict: Verdict) -> bool:
    codes = {problem.code for problem in verdict.problems}
    return sheaf.source.kind == "people" and verdict.outcome == REFUSED and codes == {"import.missing.people"}
