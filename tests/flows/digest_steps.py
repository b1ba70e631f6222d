"""What tests of the morning digest do again and again: switch it on, let the job look, read what was written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from crm import jobs, notifications
from crm.core import clock as clocks
from crm.notifications import rules
from crm.notifications.digest_tables import DigestSettings
from crm.notifications.tables import Message
from tests.conftest import NOON
from tests.firm import by, by_office
from tests.probe import mails
from tests.tasks.helpers import a_task

WARSAW = "Europe/Warsaw"
SEVEN = time(7)
TOMORROW = date(2026, 3, 11)  # a Wednesday
HOSTILE = '<script>alert(1)</script> "x" {{ 7*7 }} \u202e\r\n.\r\nBcc: all@example.test'


def at(day: date, hour: float = 7) -> datetime:
    """A moment as clocks in Warsaw show it."""
    return clocks.wall(day, time(int(hour), round(hour % 1 * 60)), WARSAW)


def on(person: int, *, at: time = SEVEN, weekdays: tuple[int, ...] | None = None) -> None:
    """They want a digest."""
    with by(person) as work:
        notifications.set_my_digest(work, is_on=True, at=at, weekdays=weekdays)


def row(person: int) -> DigestSettings:
    with by_office() as work:
        return work.session.execute(select(DigestSettings).where(DigestSettings.user_id == person)).scalar_one()


def letters() -> list[Message]:
    return [mail for mail in mails() if mail.kind == rules.DIGEST]


def tick() -> list[Message]:
    """What the job has written until now."""
    jobs.digest()
    return letters()


def late_task(person: int, title: str = "Call the client", **fields: Any) -> int:
    return a_task(person, **{"title": title, "due_at": NOON - timedelta(hours=1), **fields})
