"""A round of deliveries: lease, commit, send outside any transaction, record each outcome in a Work of its own.

Several connections of one account work at the same time (`lanes`). Whatever they came to is recorded by one hand, in
small groups. That a letter went out is noted (`journal`) before its connection takes up the next: so whoever is killed
in between has left word of all that is not recorded yet.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from secrets import token_hex

from crm.channels import apprised, push, sms
from crm.channels.email import Connection
from crm.channels.letter import Failed, Letter, Report
from crm.core.config import MailServer
from crm.core.work import Actor, Work, begin
from crm.notifications import aftermath, journal, outbox
from crm.notifications.journal import Journal
from crm.notifications.lanes import Lanes, Line
from crm.notifications.outbox import Batch
from crm.notifications.routes import Route
from crm.notifications.servers import Server

WORTH = 25  # letters that make it worth opening one more connection
AHEAD = 1  # letters that a connection may be ahead of the database, while what it sent stands in the journal
USUAL = 4  # connections of an account that says nothing else
LONGEST = 60.0  # seconds a batch is worked on; with one attempt of 20 more it stays below the lease
# Letters, by number and Message-ID, that went out while the database could not be told.
_unrecorded: dict[int, str] = {}
_unreleased: set[str] = set()  # workers of ours that the database left in the middle: what they leased may go at once
MOST_BROKEN = 3  # letters in whose middle it breaks, one after the other, before the account is thought to blame
Done = tuple[Letter, Report | Failed | None]


class Round:
    """One worker's round over all accounts; ends when nothing is left that can be sent now, or when told to stop."""

    def __init__(
        self, *, is_stopping: Callable[[], bool], at_once: int | None = None, lines: int | None = None
    ) -> None:
        """`at_once` letters are leased, `lines` connections opened: as many as the account says, unless given."""
        self._is_stopping = is_stopping
        self._at_once, self._lines = at_once, lines
        self._by = f"{os.getpid()}:{token_hex(8)}"
        self._open: dict[Route, tuple[Server, list[Line]]] = {}
        self._closed: set[Route] = set()
        self._working: set[Route] = set()
        self._crowded: set[Route] = set()
        self._broken: dict[Route, int] = {}
        self._journal = Journal()

    def run(self) -> int:
        """How many letters were sent."""
        sent = 0
        _record_late()
        try:
            while not self._is_stopping():
                batch = self.claim()
                if batch is None:
                    break
                sent += self.deliver(batch)
        except Exception:
            _unreleased.add(self._by)
            raise
        finally:
            self.close()
            self._journal.close(is_recorded=not _unrecorded)
        return sent

    def claim(self) -> Batch | None:
        """Letters for this worker alone; None when nothing can be sent now."""
        limit = self._at_once or WORTH * (self._lines or USUAL)
        with begin(Actor.office(), writes=True) as work:
            return outbox.lease(work, by=self._by, limit=limit, without=self._closed)

    def close(self) -> None:
        """Let go of every connection."""
        for _, lines in self._open.values():
            for line in lines:
                line.close()

    def deliver(self, batch: Batch) -> int:
        """Send what was leased; how many went out. What there was no time for goes back."""
        sent, until, count = 0, time.monotonic() + LONGEST, 0
        self._journal.open()
        ahead = AHEAD if self._journal.is_open else 0
        lanes = Lanes(self._lines_of(batch), batch.letters, self._went_out, ahead=ahead)
        done: Sequence[Done] = ()
        try:
            while lanes.is_open and not self._must_end(batch.route, until):
                done = lanes.wait()
                if any(isinstance(failure, Failed) and failure.is_account for _, failure in done):
                    break  # what is in another connection's hands comes to its end before any letter is given back
                sent += self._record(batch, done)
                count += len(done)
                lanes.go_on(done)
                done = ()
        finally:
            late = [*done, *lanes.stop()]
        sent += self._record(batch, late)
        self._journal.wipe()
        if count + len(late) < len(batch.letters):
            with begin(Actor.office(), writes=True) as work:
                outbox.release(work, by=self._by)
        return sent

    def _went_out(self, letter: Letter) -> None:
        self._journal.note(letter)
        _unrecorded[letter.id] = letter.message_id

    def _must_end(self, route: Route, until: float) -> bool:
        return self._is_stopping() or time.monotonic() > until or route in self._closed

    def _record(self, batch: Batch, done: Sequence[Done]) -> int:
        """Keep what became of these, in one transaction; how many went out."""
        if not done:
            return 0
        sent = [(letter, report) for letter, report in done if not isinstance(report, Failed)]
        failed = [(letter, failure) for letter, failure in done if isinstance(failure, Failed)]
        with begin(Actor.office(), writes=True) as work:
            if sent:
                self._record_sent(work, batch, sent)
            for letter, failure in sorted(failed, key=lambda one: one[1].is_account):
                if self._record_failure(work, batch, letter, failure):
                    break  # that settles the others, too, whom this account could not serve
        for letter, _ in done:
            _unrecorded.pop(letter.id, None)
        return len(sent)

    def _record_sent(self, work: Work, batch: Batch, sent: Sequence[tuple[Letter, Report | None]]) -> None:
        self._broken[batch.route] = 0
        outbox.record_all_sent(work, [letter.id for letter, _ in sent], sender=batch.server.sender)
        for _, report in sent:
            if report is not None:
                aftermath.devices_seen(work, report.reached, report.gone)
        if batch.route not in self._working:
            outbox.wake(work, batch.account_id, batch.channel)
        self._working.add(batch.route)

    def _record_failure(self, work: Work, batch: Batch, letter: Letter, failure: Failed) -> bool:
        """Whether it was the account's, so that all that it has in hand is settled by it."""
        route = batch.route
        is_first = route not in self._closed
        self._broken[route] = self._broken.get(route, 0) + 1 if failure.is_network else 0
        has_broken = self._broken[route] >= MOST_BROKEN
        is_down = failure.is_account and (has_broken or not failure.is_network)
        if is_down or has_broken:
            self._closed.add(route)
        if failure.gone:
            aftermath.devices_seen(work, (), failure.gone)
        if is_down and route not in self._working and is_first:
            channel, trouble = batch.channel, failure.trouble
            outbox.account_down(work, batch.account_id, failure.words, by=self._by, channel=channel, trouble=trouble)
        elif is_down:  # it took letters a moment ago: a server's own limit, no attempt is lost
            outbox.release(work, by=self._by)
            if self._is_crowded(route):
                self._closed.discard(route)
        else:
            outbox.record_failed(
                work,
                letter.id,
                failure.words,
                is_permanent=failure.is_permanent,
                is_network=failure.is_network,
                trouble=failure.trouble,
            )
        return is_down

    def _is_crowded(self, route: Route) -> bool:
        """Whether so many connections may be what is too much for the account: then one goes on alone."""
        if route in self._crowded or len(self._open[route][1]) < 2:
            return False
        self._crowded.add(route)
        return True

    def _lines_of(self, batch: Batch) -> list[Line]:
        """The connections that this batch is worth: those that are open already, and as many more as it takes."""
        known = self._open.get(batch.route)
        if known is None or known[0] != batch.server:
            for line in known[1] if known else ():
                line.close()
            known = self._open[batch.route] = (batch.server, [])
        most = 1 if batch.route in self._crowded else self._lines or batch.server.connections
        for line in known[1][most:]:
            line.close()
        del known[1][most:]
        wanted = max(1, min(most, len(batch.letters) // WORTH))
        known[1].extend(_line(batch.server) for _ in range(wanted - len(known[1])))
        return known[1][:wanted]


def _line(server: Server) -> Line:
    """A connection of the channel that this server belongs to; opened by its first letter."""
    if isinstance(server, MailServer):
        return Connection(server)
    if isinstance(server, sms.Gateway):
        return sms.Connection(server)
    return apprised.Connection(server) if isinstance(server, apprised.Service) else push.Connection(server)


def _record_late() -> None:
    """The database was away when these had gone out, or were about to, or their worker was killed: say so first."""
    notes = journal.left_behind()
    late = dict(_unrecorded)
    for noted in notes.values():
        late |= noted
    if late or _unreleased:
        with begin(Actor.office(), writes=True) as work:
            outbox.record_all_sent(work, outbox.recognised(work, late))
            for worker in sorted(_unreleased):
                outbox.release(work, by=worker)
        _unrecorded.clear()
        _unreleased.clear()
    journal.forget(notes)
