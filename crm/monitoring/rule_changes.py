"""What a changed rule means for the monitorings that it has started: which they are, and taking it over to some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from crm import reminders
from crm.calculator.tables import Item
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core.access import right
from crm.core.errors import NotFound, invalid
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.tables import Monitoring, Rule

VIEW, EDIT, CONFIGURE = "monitoring.view", "monitoring.edit", "calculator.configure"
MOST = 2000  # in one transaction; nobody waits behind more
LENGTH, LADDER, ASSIGNED, RECIPIENTS = ASPECTS = ("duration", "steps", "assigned_id", "recipients")


@dataclass(frozen=True)
class Touched:
    """An open monitoring of a rule. `differs`: what it holds otherwise than the rule says now (of ASPECTS).

    `would_end_on` is the last day that the rule gives it now; `would_be_over` whether that has passed.
    """

    id: int
    title: str
    client: str
    contract: str
    starts_on: date
    ends_on: date | None
    differs: tuple[str, ...]
    would_end_on: date
    would_be_over: bool


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
        _touched(work, rule, row, client, number, _differs(rule, row, owner_id, set(told[row.id]) != set(wanted)))
        for row, client, number, owner_id in rows
    ]


@right(CONFIGURE)
def how_many_touched(work: Work, item_id: int) -> dict[int, int]:
    """How many open monitorings one may edit of each rule of an item; rules without any are not in it."""
    item = work.fetch(Item, item_id, CONFIGURE)
    of_item = select(Rule.id).where(Rule.item_id == item.id, Rule.deleted_at.is_(None))
    mine = Monitoring.rule_id.in_(of_item) & Monitoring.state.in_(rules.OPEN) & work.scope(Monitoring, EDIT)
    counted = select(Monitoring.rule_id, func.count()).where(mine).group_by(Monitoring.rule_id)
    return {rule_id: count for rule_id, count in work.session.execute(counted).tuples() if rule_id is not None}


@right(CONFIGURE)
def apply_rule(work: Work, rule_id: int, ids: Sequence[int], aspects: Sequence[str] = ASPECTS) -> int:
    """Let these monitorings of a rule hold what the rule says now, in these aspects; how many.

    Those that are not open any more refuse the whole (Invalid), as do those that one may not edit (NotFound).
    """
    rows, office = chosen(work, rule_id, ids), work.as_office()
    rule = work.session.get_one(Rule, rule_id)
    owners = select(Contract.id, Contract.owner_id).where(Contract.id.in_({row.contract_id for row in rows}))
    owner_of = dict(work.session.execute(owners).tuples().all())
    for row in rows:
        _take_over(work, rule, row, aspects, owner_of[row.contract_id])
    work.session.flush()
    if RECIPIENTS in aspects:
        _tell_as(office, rule, rows)
    reminders.plan_many(office, telling.KIND, [(row.id, row.ladder_id, row.starts_on, row.ends_on) for row in rows])
    return len(rows)


@right(CONFIGURE)
def chosen(work: Work, rule_id: int, ids: Sequence[int]) -> list[Monitoring]:
    """These monitorings, if each is an open one of the rule and one may edit it; else the refusal of the whole."""
    rule, wanted = work.fetch(Rule, rule_id, CONFIGURE), set(ids)
    if len(wanted) > MOST:
        invalid("rule.too_many", most=MOST)
    reached = work.visible(Monitoring, VIEW).where(work.scope(Monitoring, EDIT), Monitoring.id.in_(wanted))
    rows = list(work.session.execute(reached).scalars())
    if len(rows) < len(wanted):
        raise NotFound()
    if any(row.rule_id != rule.id or row.state not in rules.OPEN for row in rows):
        invalid("rule.not_of_rule")
    return rows


def _tell_as(office: Work, rule: Rule, rows: Sequence[Monitoring]) -> None:
    """The rule's recipients for those that have others."""
    wanted = readers.of_rules(office, [rule.id])[rule.id]
    told = readers.of_monitorings(office, [row.id for row in rows])
    for row in rows:
        if set(told[row.id]) != set(wanted):
            readers.write(office, row, wanted)


def _take_over(work: Work, rule: Rule, row: Monitoring, aspects: Sequence[str], owner_id: int | None) -> None:
    if LENGTH in aspects:
        row.ends_on = rules.last_day(row.starts_on, rule.duration, rule.unit)
        row.state = rules.state_after_edit(row.state, row.starts_on, row.ends_on, work.today)
    if LADDER in aspects:
        row.ladder_id = rule.ladder_id
    if ASSIGNED in aspects:
        row.assigned_id = owner_id if rule.assigned_id is None else rule.assigned_id


def _touched(work: Work, rule: Rule, row: Monitoring, client: str, number: str, differs: tuple[str, ...]) -> Touched:
    last = rules.last_day(row.starts_on, rule.duration, rule.unit)
    is_over = LENGTH in differs and last < work.today
    return Touched(row.id, row.title, client, number, row.starts_on, row.ends_on, differs, last, is_over)


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
