"""A round of deliveries: lease, commit, send outside any transaction, record each outcome in a Work of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from secrets import token_hex

from crm.channels.email import Connection
from crm.channels.letter import Failed, Letter
from crm.core.config import MailServer
from crm.core.work import Actor, begin
from crm.notifications import outbox
from crm.notifications.outbox import Batch

AT_ONCE = 20
LONGEST = 60.0  # seconds a batch is worked on; with one attempt of 20 more it stays below the lease
_unrecorded: set[int] = set()  # letters that went out while the database could not be told
_unreleased: set[str] = set()  # workers of ours that the database left in the middle: what they leased may go at once
MOST_BROKEN = 3  # connections that break in the middle, one after the other, before the account is left for now


class Round:
    """One worker's round over all accounts; ends when nothing is left that can be sent now, or when told to stop."""

    def __init__(self, *, is_stopping: Callable[[], bool], at_once: int = AT_ONCE) -> None:
        self._is_stopping = is_stopping
        self._at_once = at_once
        self._by = f"{os.getpid()}:{token_hex(8)}"
        self._open: dict[int | None, tuple[MailServer, Connection]] = {}
        self._closed: set[int | None] = set()
        self._working: set[int | None] = set()
        self._broken: dict[int | None, int] = {}

    def run(self) -> int:
        """How many letters were sent."""
        sent = 0
        _record_late()
        try:
            while not self._is_stopping():
                with begin(Actor.office(), writes=True) as work:
                    batch = outbox.lease(work, by=self._by, limit=self._at_once, without=self._closed)
                if batch is None:
                    break
                sent += self._send_all(batch)
        except Exception:
            _unreleased.add(self._by)
            raise
        finally:
            for _, connection in self._open.values():
                connection.close()
        return sent

    def _send_all(self, batch: Batch) -> int:
        sent, until = 0, time.monotonic() + LONGEST
        for letter in batch.letters:
            if self._is_stopping() or time.monotonic() > until or batch.account_id in self._closed:
                break
            sent += self._send(batch, letter)
        else:
            return sent
        with begin(Actor.office(), writes=True) as work:
            outbox.release(work, by=self._by)
        return sent

    def _send(self, batch: Batch, letter: Letter) -> bool:
        try:
            self._connection(batch).send(letter)
        except Failed as failure:
            self._record_failure(batch, letter, failure)
            return False
        _unrecorded.add(letter.id)
        self._broken[batch.account_id] = 0
        with begin(Actor.office(), writes=True) as work:
            outbox.record_sent(work, letter.id, sender=batch.server.sender)
            if batch.account_id not in self._working:
                outbox.wake(work, batch.account_id)
        _unrecorded.discard(letter.id)
        self._working.add(batch.account_id)
        return True

    def _record_failure(self, batch: Batch, letter: Letter, failure: Failed) -> None:
        account_id = batch.account_id
        self._broken[account_id] = self._broken.get(account_id, 0) + 1 if failure.is_network else 0
        if failure.is_account or self._broken[account_id] >= MOST_BROKEN:
            self._closed.add(account_id)
        with begin(Actor.office(), writes=True) as work:
            if failure.is_account and account_id not in self._working:
                outbox.account_down(work, account_id, failure.words, by=self._by, trouble=failure.trouble)
            elif failure.is_account:  # it took letters a moment ago: a server's own limit, no attempt is lost
                outbox.release(work, by=self._by)
            else:
                outbox.record_failed(
                    work,
                    letter.id,
                    failure.words,
                    is_permanent=failure.is_permanent,
                    is_network=failure.is_network,
                    trouble=failure.trouble,
                )

    def _connection(self, batch: Batch) -> Connection:
        known = self._open.get(batch.account_id)
        if known is None or known[0] != batch.server:
            if known is not None:
                known[1].close()
            known = self._open[batch.account_id] = (batch.server, Connection(batch.server))
        return known[1]


def _record_late() -> None:
    """The database was away when these had gone out, or were about to: say so before anybody takes them up again."""
    if _unrecorded or _unreleased:
        with begin(Actor.office(), writes=True) as work:
            for letter_id in sorted(_unrecorded):
                outbox.record_sent(work, letter_id)
            for worker in sorted(_unreleased):
                outbox.release(work, by=worker)
        _unrecorded.clear()
        _unreleased.clear()
