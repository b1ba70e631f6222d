"""What a changed rule means for the monitorings that it has started: which they are, and taking it over to some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from crm import reminders
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core.access import right
from crm.core.errors import invalid
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.tables import Monitoring, Rule

VIEW, EDIT, CONFIGURE = "monitoring.view", "monitoring.edit", "calculator.configure"
MOST = 2000  # in one transaction; nobody waits behind more
LENGTH, LADDER, ASSIGNED, RECIPIENTS = ASPECTS = ("duration", "steps", "assigned_id", "recipients")


@dataclass(frozen=True)
class Touched:
    """An open monitoring of a rule. `differs`: what it holds otherwise than the rule says now (of ASPECTS)."""

    id: int
    title: str
    client: str
    contract: str
    starts_on: date
    ends_on: date | None
    differs: tuple[str, ...]


@right(CONFIGURE)
def touched_by(work: Work, rule_id: int) -> list[Touched]:
    """The open monitorings that a rule has started and that one may edit, by their end; at most MOST + 1."""
    rule = work.fetch(Rule, rule_id, CONFIGURE)
    rows = work.session.execute(
        _open(work, rule)
        .join(Client, Client.id == Monitoring.client_id)
        .join(Contract, Contract.id == Monitoring.contract_id)
        .add_columns(Client.name, Contract.number, Contract.owner_id)
        .order_by(Monitoring.ends_on, Monitoring.id)
        .limit(MOST + 1)
    ).all()
    told = readers.of_monitorings(work.as_office(), [row.id for row, *_ in rows])
    wanted = readers.of_rules(work.as_office(), [rule.id])[rule.id]
    return [
        Touched(
            row.id,
            row.title,
            client,
            number,
            row.starts_on,
            row.ends_on,
            _differs(rule, row, owner_id, set(told[row.id]) != set(wanted)),
        )
        for row, client, number, owner_id in rows
    ]


@right(CONFIGURE)
def how_many_touched(work: Work, rule_id: int) -> int:
    """How many open monitorings of a rule one may edit."""
    rule = work.fetch(Rule, rule_id, CONFIGURE)
    counted = _open(work, rule).with_only_columns(func.count(Monitoring.id))
    return work.session.execute(counted).scalar_one()


@right(CONFIGURE)
def apply_rule(work: Work, rule_id: int, ids: Sequence[int], aspects: Sequence[str] = ASPECTS) -> int:
    """Let these monitorings of a rule hold what the rule says now, in these aspects; how many.

    Those that are not open any more, or that one may not edit, refuse the whole: NotFound or Forbidden.
    """
    if len(set(ids)) > MOST:
        invalid("rule.too_many", most=MOST)
    rule, office = work.fetch(Rule, rule_id, CONFIGURE), work.as_office()
    rows = [work.fetch(Monitoring, id, EDIT) for id in sorted(set(ids))]
    if any(row.rule_id != rule.id or row.state not in rules.OPEN for row in rows):
        invalid("rule.not_of_rule")
    told = readers.of_rules(office, [rule.id])[rule.id]
    for row in rows:
        _take_over(work, rule, row, aspects)
    work.session.flush()
    if RECIPIENTS in aspects:
        for row in rows:
            readers.write(office, row, told)
    reminders.plan_many(office, telling.KIND, [(row.id, row.ladder_id, row.starts_on, row.ends_on) for row in rows])
    return len(rows)


def _take_over(work: Work, rule: Rule, row: Monitoring, aspects: Sequence[str]) -> None:
    if LENGTH in aspects:
        row.ends_on = rules.last_day(row.starts_on, rule.duration, rule.unit)
        row.state = rules.state_after_edit(row.state, row.starts_on, row.ends_on, work.today)
    if LADDER in aspects:
        row.ladder_id = rule.ladder_id
    if ASSIGNED in aspects:
        owner_id = work.session.get_one(Contract, row.contract_id).owner_id
        row.assigned_id = owner_id if rule.assigned_id is None else rule.assigned_id


def _differs(rule: Rule, row: Monitoring, owner_id: int | None, is_told_others: bool) -> tuple[str, ...]:
    assigned = owner_id if rule.assigned_id is None else rule.assigned_id
    found = {
        LENGTH: row.ends_on != rules.last_day(row.starts_on, rule.duration, rule.unit),
        LADDER: row.ladder_id != rule.ladder_id,
        ASSIGNED: row.assigned_id != assigned,
        RECIPIENTS: is_told_others,
    }
    return tuple(name for name, is_other in found.items() if is_other)


def _open(work: Work, rule: Rule) -> Select[Monitoring]:
    mine = Monitoring.rule_id == rule.id
    return select(Monitoring).where(mine, Monitoring.state.in_(rules.OPEN), work.scope(Monitoring, EDIT))
