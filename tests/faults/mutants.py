"""Our design, and the losing ones that the same check must catch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

import probe

from crm import notifications
from crm.channels.email import Connection
from crm.core import subjects
from crm.flows import remind as reminding
from crm.notifications import outbox
from crm.notifications.delivery import Round
from crm.reminders import ledger


@dataclass(frozen=True)
class Design:
    """How due rows become messages, and how messages are sent; each takes the size of its batches."""

    remind: Callable[[int], None]
    deliver: Callable[[int], None]

    def only(self, stage: str | None) -> Design:
        """The same, doing one half only: more kills then hit what is looked at."""
        remind = self.remind if stage in (None, "remind") else self.deliver
        deliver = self.deliver if stage in (None, "deliver") else self.remind
        return Design(remind, deliver)


def _remind(limit: int) -> None:
    with probe.office() as work:
        reminding.fire(work, limit=limit)


def _deliver(at_once: int) -> None:
    Round(is_stopping=lambda: False, at_once=at_once).run()


def _claims(limit: int) -> list[ledger.Claim]:
    with probe.office() as work:
        return ledger.claim(work, limit=limit)


def _tell(claim: ledger.Claim, key: str) -> None:
    with probe.office() as work:
        notifications.tell(
            work,
            "monitoring.ending",
            subject_kind=claim.kind,
            subject_id=claim.subject_id,
            people=subjects.of(claim.kind).audience(work, claim.subject_id),
            key=key,
            due_at=claim.due_at,
            ledger_id=claim.id,
        )


def _mark(claim: ledger.Claim) -> None:
    with probe.office() as work:
        ledger.settle(work, claim, "fired")


def _mark_then_tell(limit: int) -> None:
    """Marked as fired in one transaction, told in the next: what dies between them is lost."""
    for claim in _claims(limit):
        _mark(claim)
        _tell(claim, f"ledger:{claim.id}")


def _tell_then_mark(limit: int) -> None:
    """Told in one transaction, marked in the next, nothing unique: what dies between them is told twice."""
    for claim in _claims(limit):
        _tell(claim, f"ledger:{claim.id}:{token_hex(4)}")
        _mark(claim)


def _mark_then_send(at_once: int) -> None:
    """Recorded as sent before it is: what dies between is lost."""
    while True:
        with probe.office() as work:
            batch = outbox.lease(work, by="mutant", limit=at_once)
        if batch is None:
            return
        connection = Connection(batch.server)
        for letter in batch.letters:
            with probe.office() as work:
                outbox.record_sent(work, letter.id)
            connection.send(letter)


def _deliver_side_by_side(_: int) -> None:
    """As the scheduler does it: as many letters and connections at once as an account has."""
    Round(is_stopping=lambda: False).run()


DESIGNS = {
    "ours": Design(_remind, _deliver),
    "ours, side by side": Design(_remind, _deliver_side_by_side),
    "mark, then tell": Design(_mark_then_tell, _deliver),
    "tell, then mark": Design(_tell_then_mark, _deliver),
    "mark, then send": Design(_remind, _mark_then_send),
}
