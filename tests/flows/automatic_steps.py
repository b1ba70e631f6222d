"""An office whose automaton reminds clients, and what its tests do with it again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import clients, notifications, people, tasks
from crm.core.work import Actor
from crm.flows import automatic, automaton, remind
from crm.notifications.tables import Account, Message
from crm.reminders.automatic import Wish
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast
from tests.firm import by, by_office

PASSWORD = "a password of the operator"
START = NOON + timedelta(days=3)  # Friday, 12:00 in Warsaw


@dataclass
class Office:
    """A client with a contact person, a task about it, templates, and the automaton running in mona's name."""

    cast: Cast
    client: int
    ewa: int
    task: int
    letter: int
    text: int

    def consent(self, channel: str, is_given: bool = True) -> None:
        with by(self.cast.anna) as work:
            clients.note_consent(work, self.client, self.ewa, channel, is_given=is_given, on=None, source="telephone")

    def wish(self, audience: str = "client", form: str = "email", **changes: Any) -> Wish:
        given: dict[str, Any] = {
            "count": 1,
            "unit": "day",
            "email_template_id": self.letter,
            "sms_template_id": self.text,
        }
        return Wish(audience, form, **{**given, **changes})

    def set(self, *wishes: Wish, version: int | None = None) -> None:
        with by(self.cast.anna) as work:
            automatic.save(work, self.task, version, wishes)

    def card(self) -> automatic.Card:
        with by(self.cast.anna) as work:
            return automatic.card(work, self.task)


@pytest.fixture
def office(cast: Cast) -> Office:
    with by(cast.admin) as work:
        people.set_password(work, cast.mona, PASSWORD)
        given = {"purpose": "task", "language": "pl"}
        letter = notifications.create_template(
            work,
            name="L",
            form="email",
            subject="Wizyta: {{task.title}}",
            body="{{person.name}}, {{task.from}}",
            **given,
        )
        text = notifications.create_template(
            work, name="S", form="sms", body="Wizyta {{task.from}} – {{task.title}}", is_plain=True, **given
        )
        client = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        ewa = clients.add_person(work, client, name="Ewa", email="ewa@example.test", phone="601100100")
    with by(cast.anna) as work:
        about = {"subject_kind": "client", "subject_id": client}
        [task] = tasks.create(work, title="Przegląd kotła", from_at=START, due_at=START + timedelta(hours=2), **about)
    found = Office(cast, client, ewa, task, letter, text)
    switch(found, is_on=True)
    return found


def switch(office: Office, password: str = PASSWORD, **changes: Any) -> None:
    with by(office.cast.admin) as work:
        held = automaton.settings(work)
    fresh = replace(held, **{"operator_id": office.cast.mona, **changes})
    automaton.save(Actor.person(office.cast.admin), held.version, fresh, password)


def gateway() -> None:
    with by_office() as work:
        work.session.add(
            Account(kind="sms", name="Bramka", host="", port=1, security="none", sender="", is_default=True)
        )


def fire(clock: Any, at: datetime) -> None:
    clock.set(at)
    with by_office() as work:
        remind.fire(work)


def sent() -> list[Message]:
    with by_office() as work:
        found = select(Message).where(Message.kind.in_(["client.reminder", "task.reminder"]), Message.ledger_id > 0)
        rows = list(work.session.execute(found.order_by(Message.id)).scalars())
        ours = select(Due.id).where(Due.subject_kind == "automatic")
        kept = set(work.session.execute(ours).scalars())
    return [row for row in rows if row.ledger_id in kept]


def steps() -> list[tuple[str, str | None]]:
    """(state, reason) of each row of the ledger that is the automaton's."""
    with by_office() as work:
        found = select(Due.state, Due.reason).where(Due.subject_kind == "automatic").order_by(Due.id)
        return list(work.session.execute(found).tuples())
