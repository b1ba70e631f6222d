"""Whom a monitoring tells, what a message says of it, and when nothing more is said: its Subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import people
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import office
from crm.core.access import internal, right
from crm.core.errors import Problem, refuse_any
from crm.core.subjects import Facts, Planned, Subject
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring
from crm.people.tables import Team, User
from crm.reminders.rules import StepPlan, anchor_day, check_steps, is_stale, step_day

KIND = "monitoring"
DEFAULTS = "monitoring.default_recipients"
NOTE_EXCERPT = 200
PROPOSED_STEPS = (StepPlan(30, "day"), StepPlan(7, "day"))  # what a new form starts with


@dataclass(frozen=True)
class Consequence:
    """One reminder to come: its day and the names of those it would go to."""

    day: date
    names: tuple[str, ...]


@right("monitoring.view")
def default_recipients(work: Work) -> list[Recipient]:
    """Whom the office tells where a rule or a record names nobody."""
    return _defaults(work)


@right("office.configure")
def set_default_recipients(work: Work, recipients: Iterable[Recipient]) -> None:
    """Change whom the office tells where nobody is named; Invalid for people or teams that cannot be told."""
    work.require("office.configure", None)  # a setting is nobody's own
    tidy = rules.tidy(recipients)
    refuse_any(recipient_problems(work.as_office(), tidy, before=_defaults(work)))
    values = [{"kind": r.kind, "person_id": r.person_id, "team_id": r.team_id} for r in tidy]
    office.write(work.session, DEFAULTS, values)


@right("monitoring.view")
def consequence(
    work: Work,
    steps: Sequence[StepPlan],
    ends_on: date | None,
    recipients: Iterable[Recipient],
    contract_id: int,
    *,
    starts_on: date | None = None,
    assigned_id: int | None = None,
) -> list[Consequence]:
    """What a form would bring about: the day and the readers of each reminder still to come, in order of days.

    Somebody whom the reader may not see is a question mark.
    """
    contract = work.fetch(Contract, contract_id, "contracts.view")
    readers = _resolve(work.as_office(), rules.tidy(recipients), contract, assigned_id)
    seen = people.names(work, [user.id for user in readers]) if work.may("people.view") else {}
    names = tuple(user.name if user.id in seen or user.id == work.me.person_id else "?" for user in readers)
    sound = [step for step in steps if not check_steps([step])]  # a form shows this while it is being filled in
    anchors = [(step, anchor_day(step, starts_on, ends_on)) for step in sound]
    known = [(step, step_day(step, anchor)) for step, anchor in anchors if anchor is not None]
    days = sorted({day for step, day in known if not is_stale(step, day, work.today)})
    return [Consequence(day, names) for day in days]


@internal
def audience(work: Work, monitoring_id: int) -> list[int]:
    """Ids of the active people to tell now: the recipients, else the office's, else the assigned person."""
    row = work.session.get_one(Monitoring, monitoring_id)
    contract = work.session.get_one(Contract, row.contract_id)
    return [user.id for user in _resolve(work, readers.of_monitoring(work, row.id), contract, row.assigned_id)]


@internal
def facts(work: Work, monitoring_id: int) -> Facts:
    """What a message says of a monitoring."""
    row = work.session.get_one(Monitoring, monitoring_id)
    contract = work.session.get_one(Contract, row.contract_id)
    client = work.session.get_one(Client, row.client_id)
    assigned = work.session.get(User, row.assigned_id) if row.assigned_id else None
    rows: tuple[tuple[str, str | date | None], ...] = (
        ("monitoring.fact_client", client.name),
        ("monitoring.fact_contract", contract.number),
        ("monitoring.fact_type", row.type),
        ("monitoring.fact_starts_on", row.starts_on),
        ("monitoring.fact_ends_on", row.ends_on),
        ("monitoring.fact_assigned", assigned.name if assigned else None),
        ("monitoring.fact_note", _excerpt(row.note)),
    )
    return Facts(f"{row.title} – {client.name}", tuple(pair for pair in rows if pair[1] is not None), row.ends_on)


@internal
def is_gone(work: Work, monitoring_id: int) -> str | None:
    """Why nothing more is told of it; None while it, its contract and its client are there. Finishing is no reason."""
    row = work.session.get(Monitoring, monitoring_id)
    if row is None or row.deleted_at is not None:
        return "monitoring.gone_deleted"
    if row.state == rules.CANCELLED:
        return "monitoring.gone_cancelled"
    contract = work.session.get_one(Contract, row.contract_id)
    client = work.session.get_one(Client, row.client_id)
    return "monitoring.gone_deleted" if contract.deleted_at or client.deleted_at else None


def path(monitoring_id: int) -> str:
    """Its page in the app."""
    return f"/watch?id={monitoring_id}"


@internal
def named(work: Work, monitoring_id: int) -> list[int]:
    """Ids of the people whom it names, active or not: recipients, owners who are recipients, who is assigned."""
    row = work.session.get_one(Monitoring, monitoring_id)
    contract = work.session.get_one(Contract, row.contract_id)
    persons, _ = _ids(work, readers.of_monitoring(work, row.id), contract)
    return sorted(persons | ({row.assigned_id} if row.assigned_id else set()))


@internal
def open_after(work: Work, after_id: int, limit: int) -> list[Planned]:
    """The next monitorings, by id, that are open and whose last day is not over: what reminders can still come of."""
    columns = (Monitoring.id, Monitoring.ladder_id, Monitoring.starts_on, Monitoring.ends_on)
    is_open = Monitoring.state.in_(rules.OPEN) & Monitoring.deleted_at.is_(None) & (Monitoring.ends_on >= work.today)
    found = select(*columns).where(Monitoring.id > after_id, is_open).order_by(Monitoring.id).limit(limit)
    return list(work.session.execute(found).tuples())


BESIDE = (("contract_id", Contract), ("client_id", Client))
SUBJECT = Subject(KIND, Monitoring, "monitoring.view", path, facts, audience, is_gone, open_after, named, beside=BESIDE)


@internal
def recipient_problems(
    work: Work, recipients: Sequence[Recipient], *, before: Iterable[Recipient] = ()
) -> list[Problem]:
    """What is wrong with recipients; those that were there before may stay although they left since."""
    kept = set(before)
    fresh = [recipient for recipient in recipients if recipient not in kept]
    people_ids = active_ids(work, {r.person_id for r in fresh})
    team_ids = {r.team_id for r in fresh if r.team_id is not None}
    found = select(Team.id).where(Team.id.in_(team_ids), Team.deleted_at.is_(None))
    teams = set(work.session.execute(found).scalars()) if team_ids else set()
    return [problem for r in fresh for problem in rules.check_recipient(r, people=people_ids, teams=teams)]


@internal
def active_ids(work: Work, wanted: Iterable[int | None]) -> set[int]:
    """Those of the ids that are active people."""
    ids = sorted(i for i in wanted if isinstance(i, int) and not isinstance(i, bool) and 0 < i < 2**63)
    return {user.id for user in people.active(work, person_ids=ids, team_ids=[])} if ids else set()


def _resolve(work: Work, recipients: Sequence[Recipient], contract: Contract, assigned_id: int | None) -> list[User]:
    assigned = [Recipient(rules.PERSON, assigned_id)] if assigned_id else []
    for attempt in (recipients, _defaults(work), assigned):
        found = _people(work, attempt, contract)
        if found:
            return found
    return []


def _people(work: Work, recipients: Sequence[Recipient], contract: Contract) -> list[User]:
    persons, teams = _ids(work, recipients, contract)
    return people.active(work, person_ids=sorted(persons), team_ids=sorted(teams)) if persons or teams else []


def _ids(work: Work, recipients: Sequence[Recipient], contract: Contract) -> tuple[set[int], set[int]]:
    """The people and the teams that recipients stand for at this moment."""
    persons = {r.person_id for r in recipients if r.kind == rules.PERSON}
    kinds = {r.kind for r in recipients}
    if rules.CONTRACT_OWNER in kinds:
        persons.add(contract.owner_id)
    if rules.CLIENT_OWNER in kinds:
        persons.add(work.session.get_one(Client, contract.client_id).owner_id)
    return {i for i in persons if i is not None}, {r.team_id for r in recipients if r.team_id is not None}


def _defaults(work: Work) -> list[Recipient]:
    return [Recipient(**value) for value in office.read(work.session, DEFAULTS, [])]


def _excerpt(note: str | None) -> str | None:
    if not note or len(note) <= NOTE_EXCERPT:
        return note
    return note[:NOTE_EXCERPT].rstrip() + "…"
