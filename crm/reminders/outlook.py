"""What would be sent to whom as of now: for steps to come, for one person, for an event; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm import notifications
from crm.core import subjects
from crm.core.access import internal, right
from crm.core.errors import invalid
from crm.core.work import Work
from crm.notifications.rules import INACTIVE, by_channel
from crm.people.tables import User
from crm.reminders import audience, own, rules
from crm.reminders.rules import StepPlan

NOT_RECIPIENT = "reminders.reason.not_recipient"
EVENTS = ("monitoring.created", rules.KIND)


@dataclass(frozen=True)
class Expected:
    """How one person would be told (see notifications.rules.by_channel); `is_reduced`: learns only the date."""

    told: object
    is_reduced: bool = False


@dataclass(frozen=True)
class Forecast:
    """One person of a forecast: by each channel None or why not. `is_reduced`: learns only the date."""

    person_id: int
    name: str
    channels: tuple[tuple[str | None, str | None], ...]
    is_reduced: bool


@right("office.configure")
def forecast(work: Work, kind: str, subject_id: int, event: str) -> list[Forecast]:
    """Whom this event of a record would be told to at this moment, by which channels, or why not; writes nothing.

    Asks for the record's own view right and the right to see people, too. Those who were named but left come last.
    """
    work.require("office.configure", None)
    work.require("people.view", None)
    subject = subjects.of(kind)
    record = work.fetch(subject.model, subject_id, subject.view)
    if event not in EVENTS:
        invalid("reminders.event_unknown", "event")
    office = work.as_office()
    people = subject.audience(office, record.id)
    left = [person for person in (subject.named(office, record.id) if subject.named else []) if person not in people]
    everybody = [*people, *left]
    found = notifications.would_tell(office, event, subject_kind=kind, subject_id=record.id, people=everybody)
    found = {person: one for person, one in found.items() if person not in left or one.told == INACTIVE}
    names = dict(work.session.execute(select(User.id, User.name).where(User.id.in_(list(found)))).tuples().all())
    return [Forecast(i, names.get(i, "?"), tuple(by_channel(one.told)), one.is_blind) for i, one in found.items()]


@internal
def expected(work: Work, kind: str, subject_id: int, steps: Sequence[StepPlan]) -> dict[StepPlan, dict[int, Expected]]:
    """Whom each of these steps would be told to as of now, and how."""
    found = {}
    for step in set(steps):
        people = own.asked(work, step, audience.of_step(work, kind, subject_id, step))
        found[step] = _expected(work, kind, subject_id, step, people)
    return found


@internal
def for_person(
    work: Work, kind: str, subject_id: int, person_id: int, steps: Sequence[StepPlan]
) -> dict[StepPlan, Expected | str | None]:
    """How each of these steps would reach this person, or the reason why not; None for others' own steps."""
    found: dict[StepPlan, Expected | str | None] = {}
    for step in set(steps):
        people = audience.of_step(work, kind, subject_id, step)
        if not own.asked(work, step, [person_id]):
            found[step] = None
        elif person_id in people:
            found[step] = _expected(work, kind, subject_id, step, [person_id])[person_id]
        else:
            verdict = _expected(work, kind, subject_id, step, [person_id])[person_id]
            found[step] = INACTIVE if verdict.told == INACTIVE else NOT_RECIPIENT
    return found


def _expected(work: Work, kind: str, subject_id: int, step: StepPlan, people: Sequence[int]) -> dict[int, Expected]:
    found = notifications.would_tell(
        work,
        audience.news(kind, step),
        subject_kind=kind,
        subject_id=subject_id,
        people=people,
        channels=rules.channels_of(step),
        priority=audience.priority(work, kind, subject_id),
    )
    return {person: Expected(one.told, one.is_blind) for person, one in found.items()}
