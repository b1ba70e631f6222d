"""The rules that start monitorings: what there is, add one, edit one; one that is not wanted is switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from crm import reminders
from crm.calculator.tables import Item, ItemValue
from crm.contracts.tables import Status
from crm.core import ordering
from crm.core.access import right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring, Rule
from crm.reminders.rules import StepPlan, check_steps

VIEW, CONFIGURE = "calculator.view", "calculator.configure"


@dataclass(frozen=True)
class RuleCard:
    """A rule with its names; without a value it holds for every value of the item that has no rule of its own."""

    id: int
    version: int
    item_id: int
    item: str
    value_id: int | None
    value: str | None
    status_id: int
    status: str
    starts: str
    duration: int
    unit: str
    steps: list[StepPlan]
    assigned_id: int | None
    recipients: list[Recipient]
    cancels_on_leave: bool
    is_active: bool


@right(VIEW)
def rules_of(work: Work, item_id: int | None = None) -> list[RuleCard]:
    """The rules of one item, or all, in order."""
    found = (
        select(Rule, Item.name, ItemValue.name, Status.name)
        .join(Item, Item.id == Rule.item_id)
        .outerjoin(ItemValue, ItemValue.id == Rule.value_id)
        .join(Status, Status.id == Rule.status_id)
        .where(work.scope(Rule, VIEW))
        .order_by(Item.position, Item.id, Rule.position, Rule.id)
    )
    if item_id is not None:
        found = found.where(Rule.item_id == work.fetch(Item, item_id, VIEW).id)
    rows = list(work.session.execute(found).tuples())
    told = readers.of_rules(work.as_office(), [rule.id for rule, *_ in rows])
    ladders = {rule.ladder_id for rule, *_ in rows}
    steps = {ladder: reminders.steps_of(work.as_office(), ladder) for ladder in ladders}
    return [_card(row, steps[row[0].ladder_id], told[row[0].id]) for row in rows]


@right(CONFIGURE)
def create_rule(
    work: Work,
    *,
    item_id: int,
    status_id: int | None,
    starts: str,
    duration: int,
    unit: str,
    steps: Sequence[StepPlan],
    value_id: int | None = None,
    assigned_id: int | None = None,
    recipients: Iterable[Recipient] = (),
    cancels_on_leave: bool = False,
    is_active: bool = True,
) -> int:
    """Add a rule: contracts that reach the status from now on start a monitoring by it. Its id."""
    rule = Rule(starts=starts, duration=duration, unit=unit, assigned_id=assigned_id)
    rule.cancels_on_leave, rule.is_active = cancels_on_leave, is_active
    rule.position = _next(work, item_id)
    told = rules.tidy(recipients)
    target = _target(work, item_id, value_id, status_id)
    refuse_any(_problems(work, target, starts, duration, unit, steps, told, {assigned_id}))
    _fill(work, rule, target, steps)
    work.session.add(rule)
    work.session.flush()
    readers.write(work.as_office(), rule, told, is_new=True)
    return rule.id


@right(CONFIGURE)
def edit_rule(
    work: Work,
    id: int,
    version: int | None,
    *,
    item_id: int,
    status_id: int | None,
    starts: str,
    duration: int,
    unit: str,
    steps: Sequence[StepPlan],
    value_id: int | None = None,
    assigned_id: int | None = None,
    recipients: Iterable[Recipient] = (),
    cancels_on_leave: bool = False,
    is_active: bool = True,
) -> None:
    """Change a rule; monitorings that it has started keep what they copied (`apply_rule` takes it over to some)."""
    rule = work.fetch(Rule, id, CONFIGURE, version)
    told, before = rules.tidy(recipients), readers.of_rules(work.as_office(), [rule.id])[rule.id]
    target = _target(work, item_id, value_id, status_id)
    fresh = {assigned_id} - {rule.assigned_id}
    refuse_any(_problems(work, target, starts, duration, unit, steps, told, fresh, before))
    rule.starts, rule.duration, rule.unit, rule.assigned_id = starts, duration, unit, assigned_id
    rule.cancels_on_leave, rule.is_active = cancels_on_leave, is_active
    _fill(work, rule, target, steps)
    work.session.flush()
    readers.write(work.as_office(), rule, told)


@right(CONFIGURE)
def move_rule(work: Work, id: int, by: int) -> None:
    """Move a rule up (negative) or down among its item's; the order is for people, rules do not outrank each other."""
    rule = work.fetch(Rule, id, CONFIGURE)
    work.lock("rule order")
    ordering.move(work, Rule, list(work.session.execute(_of_item(rule.item_id)).scalars()), rule.id, by)
    work.session.flush()


@right(CONFIGURE)
def copy_rule(work: Work, id: int, *, item_id: int | None = None, value_id: int | None = None) -> int:
    """A copy of a rule, last among its item's, or of another item and its value; its id. Switched off while it would
    start a second monitoring beside the first one's."""
    rule = work.fetch(Rule, id, CONFIGURE)
    own = Rule(starts=rule.starts, duration=rule.duration, unit=rule.unit, status_id=rule.status_id)
    own.item_id = item_id or rule.item_id
    own.value_id = value_id if item_id or value_id else rule.value_id
    own.ladder_id, own.assigned_id, own.cancels_on_leave = rule.ladder_id, rule.assigned_id, rule.cancels_on_leave
    own.is_active = rule.is_active and (own.item_id, own.value_id) != (rule.item_id, rule.value_id)
    own.position = _next(work, own.item_id)
    work.session.add(own)
    work.session.flush()
    office = work.as_office()
    readers.write(office, own, readers.of_rules(office, [rule.id])[rule.id], is_new=True)
    return own.id


@right(CONFIGURE)
def delete_rule(work: Work, id: int, version: int | None) -> None:
    """Put a rule into the bin that has never started anything; one that has is switched off instead."""
    rule = work.fetch(Rule, id, CONFIGURE, version)
    if work.session.execute(select(Monitoring.id).where(Monitoring.rule_id == rule.id).limit(1)).first():
        invalid("rule.used")
    rule.deleted_at = work.now
    work.session.flush()


def _of_item(item_id: int) -> Select[Rule]:
    alive = (Rule.item_id == item_id) & Rule.deleted_at.is_(None)
    return select(Rule).where(alive).order_by(Rule.position, Rule.id)


def _next(work: Work, item_id: int) -> int:
    last = work.session.execute(select(func.max(Rule.position)).where(Rule.item_id == item_id)).scalar_one()
    return (last or 0) + 1


def _target(work: Work, item_id: int, value_id: int | None, status_id: int | None) -> dict[str, int | None]:
    item, office = work.fetch(Item, item_id, VIEW), work.as_office()
    value = None if value_id is None else work.fetch(ItemValue, value_id, VIEW)
    if value is not None and value.item_id != item.id:
        refuse_any([Problem("monitoring.value_other", "value_id")])
    status = None if status_id is None else office.fetch(Status, status_id, "contracts.view").id
    return {"item_id": item.id, "value_id": value.id if value else None, "status_id": status}


def _problems(
    work: Work,
    target: dict[str, int | None],
    starts: str,
    duration: int,
    unit: str,
    steps: Sequence[StepPlan],
    told: Sequence[Recipient],
    assigned: set[int | None],
    before: Sequence[Recipient] = (),
) -> list[Problem]:
    office = work.as_office()
    found = rules.check_rule(starts=starts, duration=duration, unit=unit)
    found += [] if target["status_id"] else [Problem("error.required", "status_id")]
    found += check_steps(steps) if steps else [Problem("monitoring.steps_needed", "steps")]
    found += telling.recipient_problems(office, told, before=before)
    if assigned - {None} - telling.active_ids(office, assigned):
        found.append(Problem("monitoring.assigned_gone", "assigned_id"))
    return found


def _fill(work: Work, rule: Rule, target: dict[str, int | None], steps: Sequence[StepPlan]) -> None:
    ladder = reminders.ladder(work.as_office(), steps)
    for name, value in {**target, "ladder_id": ladder}.items():
        setattr(rule, name, value)


def _card(row: tuple[Rule, str, str | None, str], steps: list[StepPlan], told: list[Recipient]) -> RuleCard:
    rule, item, value, status = row
    return RuleCard(
        id=rule.id,
        version=rule.version,
        item_id=rule.item_id,
        item=item,
        value_id=rule.value_id,
        value=value,
        status_id=rule.status_id,
        status=status,
        starts=rule.starts,
        duration=rule.duration,
        unit=rule.unit,
        steps=steps,
        assigned_id=rule.assigned_id,
        recipients=told,
        cancels_on_leave=rule.cancels_on_leave,
        is_active=rule.is_active,
    )
