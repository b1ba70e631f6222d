"""What a one-click link of a digest says: who, which action, which task as it was then, and on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.core import clock, signed
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import snoozing

ACCEPT, DONE, SNOOZE = ACTIONS = ("accept", "done", "snooze")
NEEDS = {ACCEPT: "tasks.edit", DONE: "tasks.edit", SNOOZE: "inbox.edit"}  # the right without which no link is made
PURPOSE, LIFETIME = "digest action", timedelta(days=3)


@dataclass(frozen=True)
class Token:
    """A link that holds: `version` is the task's when the letter was written, `day` the reader's."""

    person_id: int
    action: str
    task_id: int
    version: int
    day: date

    def until(self, zone: str) -> datetime:
        """Until when this link puts a task off: nine o'clock on the day after the letter's."""
        return clock.wall(self.day + timedelta(days=1), snoozing.MORNING, zone)


def sign(reader: Work, action: str, task_id: int, version: int) -> str:
    """The token of a link for this reader."""
    day = clock.day_of(reader.now, reader.me.zone or reader.office.zone)
    values = [reader.me.person_id, action, task_id, version, day.isoformat()]
    return signed.sign(PURPOSE, values, reader.now)


@internal
def read(work: Work, token: str) -> Token | None:
    """What a token says; None when it is forged or too old, which is not said."""
    values = signed.read(PURPOSE, token, work.now, LIFETIME)
    if values is None:
        return None
    person_id, action, task_id, version, day = values
    return Token(person_id, action, task_id, version, date.fromisoformat(day))
