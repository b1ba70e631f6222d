"""The oracle of the bell and of escalation: putting off, bringing back, saying it is done; who sets what is late."""

from __future__ import annotations

from datetime import timedelta

from crm import notifications, reminders
from crm.clients.tables import Client
from crm.core import subjects
from crm.core.subjects import Facts, Subject
from crm.core.work import Work
from crm.notifications.tables import Entry, Snooze
from crm.reminders import Level
from tests.security.rights_terms import OFFICE, WHOLE, Op, Reached, listed
from tests.security.rights_world import Ids, World

MINE: Reached = ("o", "o", "o")  # bell entries are one's own, however far a right reaches
EVERYBODY = ("o",) * 4
KIND = "bell errand"


def _errand() -> Subject:
    """A subject that anybody may say is done: what is asked here is whose the entry is."""
    return Subject(
        KIND,
        Client,
        "clients.view",
        lambda row_id: f"/client?id={row_id}",
        lambda work, row_id: Facts("Errand", (), None),
        lambda work, row_id: [],
        lambda work, row_id: None,
        done=lambda work, row_id: None,
    )


def grow(work: Work, world: World) -> dict[str, Ids]:
    """An entry of each person that they put off."""
    subjects.register(_errand())
    made: Ids = {}
    for letter in "omt":
        row = Entry(
            key=f"put off {letter}",
            person_id=world.person[letter],
            kind="task.reminder",
            subject_kind=KIND,
            subject_id=world.client[letter],
            title="Errand",
            body="",
            created_at=work.now,
            read_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        later = work.now + timedelta(hours=1)
        work.session.add(Snooze(entry_id=row.id, person_id=row.person_id, until_at=later, created_at=work.now))
        made[letter] = row.id
    return {"put off": made}


def put_off(w: World, letter: str) -> int:
    return w.more["put off"][letter]


ORACLE: dict[str, Op] = {
    "notifications.service.newest_unread": listed(
        lambda k, w, x: w.letters([row.id for row in notifications.newest_unread(k, 99)], w.entry), MINE, EVERYBODY
    ),
    "notifications.snoozing.snooze": Op(
        lambda k, w, x: notifications.snooze(k, w.entry[x], k.now + timedelta(hours=1)), MINE, EVERYBODY
    ),
    "notifications.snoozing.wake": Op(lambda k, w, x: notifications.wake(k, put_off(w, x)), MINE, EVERYBODY),
    "notifications.snoozing.finish": Op(lambda k, w, x: notifications.finish(k, put_off(w, x)), MINE, EVERYBODY),
    "reminders.escalation.read_escalation": Op(
        lambda k, w, x: reminders.read_escalation(k), OFFICE, ("*", "*", "", "")
    ),
    "reminders.escalation.set_escalation": Op(
        lambda k, w, x: reminders.set_escalation(k, {"low": (Level(1, "day", "owner"),)}),
        WHOLE, ("*", "", "", ""),
    ),
}  # fmt: skip
