"""Attempts are counted before they are tried, per account and per address, in a Work of their own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from crm.core import secrets
from crm.core.access import internal
from crm.core.errors import Refusal
from crm.core.work import Actor, Work, begin
from crm.people.tables import Throttle

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS, MAILS = 8, 40, 3


class Throttled(Refusal):
    """Too many attempts; parameter: `minutes` until the next one."""

    default = "people.sign_in_throttled"


def account(name: str) -> tuple[str, int]:
    """The counter of an account; its name is not kept."""
    return f"account:{secrets.digest(name)}", PER_ACCOUNT


def mails(name: str) -> tuple[str, int]:
    """The counter of links sent to an account: apart from wrong passwords, because those are why one asks."""
    return f"mails:{secrets.digest(name)}", MAILS


def address(ip: str) -> tuple[str, int]:
    """The counter of a network address."""
    return f"address:{ip[:64]}", PER_ADDRESS


def spend(*counters: tuple[str, int]) -> None:
    """Count one attempt in each counter; Throttled, counting nothing, when one of them is full."""
    with begin(Actor.office(), writes=True) as work:
        rows = [_row(work, subject) for subject, _ in sorted(counters)]
        for row, (_, limit) in zip(rows, sorted(counters), strict=True):
            if row.failures >= limit:
                seconds = (row.until_at - work.now).total_seconds()
                raise Throttled(count=max(1, -(-int(seconds) // 60)))
        for row in rows:
            row.failures += 1


def forgive(*counters: tuple[str, int]) -> None:
    """The attempt was right: the account starts anew, the address gets this one back."""
    with begin(Actor.office(), writes=True) as work:
        for subject, _ in sorted(counters):
            row = _row(work, subject)
            row.failures = 0 if subject.startswith("account:") else max(0, row.failures - 1)


@internal
def tidy(work: Work) -> int:
    """Forget counters whose window is over; how many."""
    over = delete(Throttle).where(Throttle.until_at < work.now).returning(Throttle.id)
    return len(work.session.execute(over).all())


def _row(work: Work, subject: str) -> Throttle:
    work.lock(f"throttle {subject}")
    row = work.session.execute(select(Throttle).where(Throttle.subject == subject)).scalar_one_or_none()
    if row is None:
        row = Throttle(subject=subject, failures=0, until_at=work.now + WINDOW)
        work.session.add(row)
    if row.until_at <= work.now or row.until_at > work.now + WINDOW:  # over, or from a clock that ran ahead
        row.failures, row.until_at = 0, work.now + WINDOW
    return row
