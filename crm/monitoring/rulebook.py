"""The rules that start monitorings: what there is, add one, edit one; one that is not wanted is switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm import reminders
from crm.calculator.tables import Item, ItemValue
from crm.contracts.tables import Status
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Rule
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
    """The rules of one item, or all; by item, value and age."""
    found = (
        select(Rule, Item.name, ItemValue.name, Status.name)
        .join(Item, Item.id == Rule.item_id)
        .outerjoin(ItemValue, ItemValue.id == Rule.value_id)
        .join(Status, Status.id == Rule.status_id)
        .where(work.scope(Rule, VIEW))
        .order_by(Item.position, Item.id, ItemValue.position.nulls_first(), Rule.id)
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
    """Change a rule; monitorings that it has started keep what they copied."""
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
