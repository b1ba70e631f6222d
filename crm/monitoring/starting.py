"""Starting monitorings by rule when contracts reach a status, and cancelling them when they leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import notifications, reminders
from crm.calculator.tables import Item, ItemValue
from crm.contracts.tables import Contract, Line
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.tables import Monitoring, Rule

TITLE = 250


@dataclass(frozen=True)
class Watch:
    """A monitoring that a rule demands for a line; `first` is None when the contract lacks the date it counts from."""

    contract: Contract
    line_id: int
    rule: Rule
    title: str
    type: str
    first: date | None


@internal
def start_for(work: Work, contract: Contract, *, tell: bool = True) -> list[int]:
    """Start what the rules demand of a contract that has just reached its status; ids of the monitorings started.

    One per line and rule, never twice for the same first day. Invalid when one cannot be made: a watch is never
    silently missing.
    """
    return start_for_many(work, [contract], tell=tell)


@internal
def start_for_many(work: Work, contracts: Sequence[Contract], *, tell: bool = True) -> list[int]:
    """`start_for` for a batch, in a fixed number of statements (besides those that tell)."""
    watches = _demanded(work, contracts)
    refuse_any([problem for watch in watches for problem in _problems(watch)])
    there = _there(work, watches)
    made = _make(work, [watch for watch in watches if _key(watch) not in there])
    revived = [_revive(work, row) for row in there.values() if row.state == rules.CANCELLED or row.deleted_at]
    work.session.flush()
    reminders.plan_many(work, telling.KIND, [(m.id, m.ladder_id, m.starts_on, m.ends_on) for m in [*made, *revived]])
    if tell:
        for row in made:
            tell_created(work, row.id)
    return [row.id for row in [*made, *revived]]


@internal
def start_problems(work: Work, contracts: Sequence[Contract]) -> dict[int, list[Problem]]:
    """Why watches that the contracts' statuses demand could not be made; contracts without problems are not in it."""
    found: dict[int, list[Problem]] = {}
    for watch in _demanded(work, contracts):
        if problems := _problems(watch):
            found.setdefault(watch.contract.id, []).extend(problems)
    return found


@internal
def left(work: Work, contract: Contract, old_status_id: int) -> int:
    """Cancel the open monitorings whose rule says so, now that the contract has left their status; how many."""
    found = (
        select(Monitoring)
        .join(Rule, Rule.id == Monitoring.rule_id)
        .where(Monitoring.contract_id == contract.id, Monitoring.deleted_at.is_(None))
        .where(Monitoring.state.in_(rules.OPEN), Rule.status_id == old_status_id, Rule.cancels_on_leave)
    )
    rows = list(work.session.execute(found).scalars())
    for row in rows:
        row.state = rules.CANCELLED
    work.session.flush()
    reminders.cancel(work, telling.KIND, [row.id for row in rows])
    return len(rows)


@internal
def tell_created(work: Work, monitoring_id: int) -> None:
    """Tell its audience that a monitoring is there; once, however often this is asked."""
    notifications.tell(
        work,
        "monitoring.created",
        subject_kind=telling.KIND,
        subject_id=monitoring_id,
        people=telling.audience(work, monitoring_id),
        key=f"monitoring.created:{monitoring_id}",
    )


def _demanded(work: Work, contracts: Sequence[Contract]) -> list[Watch]:
    by_id = {contract.id: contract for contract in contracts}
    lines = (
        select(Line, Item.name, Item.type, ItemValue.name)
        .join(Item, Item.id == Line.item_id)
        .outerjoin(ItemValue, ItemValue.id == Line.value_id)
        .where(Line.contract_id.in_(by_id), Line.deleted_at.is_(None))
        .order_by(Line.contract_id, Line.position, Line.id)
    )
    rows = list(work.session.execute(lines).tuples())
    known = _rules(work, {row[0].item_id for row in rows}, {contract.status_id for contract in contracts})
    watches: list[Watch] = []
    for line, item, type, value in rows:
        contract = by_id[line.contract_id]
        title = (f"{item} – {value}" if value else item)[:TITLE]
        watches += [
            Watch(contract, line.id, rule, title, type, _first_day(rule, contract))
            for rule in _matching(known, line, contract.status_id)
        ]
    return watches


def _rules(work: Work, item_ids: set[int], status_ids: set[int]) -> list[Rule]:
    if not item_ids:
        return []
    found = select(Rule).where(Rule.item_id.in_(item_ids), Rule.status_id.in_(status_ids))
    alive = found.where(Rule.is_active, Rule.deleted_at.is_(None)).order_by(Rule.id)
    return list(work.session.execute(alive).scalars())


def _matching(known: Iterable[Rule], line: Line, status_id: int) -> list[Rule]:
    """A value's rules replace the item's own for the same status."""
    reached = [rule for rule in known if rule.item_id == line.item_id and rule.status_id == status_id]
    own = [rule for rule in reached if rule.value_id is not None and rule.value_id == line.value_id]
    return own or [rule for rule in reached if rule.value_id is None]


def _first_day(rule: Rule, contract: Contract) -> date | None:
    return rules.first_day(
        rule.starts, status_on=contract.status_on, starts_on=contract.starts_on, signed_on=contract.signed_on
    )


def _problems(watch: Watch) -> list[Problem]:
    params = {"number": watch.contract.number, "item": watch.title}
    if watch.first is None:
        code = "monitoring.no_start" if watch.rule.starts == "contract_start" else "monitoring.no_signed"
        return [Problem(code, "status_id", params)]
    try:
        last = rules.last_day(watch.first, watch.rule.duration, watch.rule.unit)
    except (OverflowError, ValueError):
        last = date.max
    return [Problem("monitoring.too_far", "status_id", params)] if last > rules.LAST_DATE else []


def _key(watch: Watch) -> tuple[int | None, int | None, date | None]:
    return watch.line_id, watch.rule.id, watch.first


def _there(work: Work, watches: list[Watch]) -> dict[tuple[int | None, int | None, date | None], Monitoring]:
    """What is there already, also in the bin."""
    if not watches:
        return {}
    wanted = {_key(watch) for watch in watches}
    found = select(Monitoring).where(Monitoring.line_id.in_({watch.line_id for watch in watches}))
    rows = {(m.line_id, m.rule_id, m.starts_on): m for m in work.session.execute(found).scalars()}
    return {key: row for key, row in rows.items() if key in wanted}


def _make(work: Work, watches: list[Watch]) -> list[Monitoring]:
    chosen = {watch.rule.assigned_id for watch in watches} - {None}
    active = telling.active_ids(work, chosen) if chosen else set()
    rows = [_row(work, watch, active) for watch in watches]
    work.session.add_all(rows)
    work.session.flush()
    told = readers.of_rules(work, {watch.rule.id for watch in watches})
    for watch, row in zip(watches, rows, strict=True):
        work.session.add_all(readers.row_of(row, recipient) for recipient in told[watch.rule.id])
    return rows


def _row(work: Work, watch: Watch, active: set[int]) -> Monitoring:
    rule, contract = watch.rule, watch.contract
    first = watch.first or work.today  # never None here: refused before
    return Monitoring(
        title=watch.title,
        type=watch.type,
        client_id=contract.client_id,
        contract_id=contract.id,
        line_id=watch.line_id,
        rule_id=rule.id,
        starts_on=first,
        ends_on=rules.last_day(first, rule.duration, rule.unit),
        state=rules.state(first, work.today),
        assigned_id=rule.assigned_id if rule.assigned_id in active else contract.owner_id,
        ladder_id=rule.ladder_id,
    )


def _revive(work: Work, row: Monitoring) -> Monitoring:
    """A watch that was cancelled or deleted comes back when its status is reached again."""
    row.deleted_at = None
    row.state = rules.state(row.starts_on, work.today)
    return row
