"""Items, values and statuses with what stands on them: copied with their rules, taken away only while nothing does."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from crm import calculator, contracts, monitoring
from crm.calculator.tables import Item, ItemValue
from crm.contracts.tables import Contract, Line, Status, StatusChange
from crm.core.access import right
from crm.core.errors import invalid
from crm.core.work import Work
from crm.monitoring.tables import Rule


@right("calculator.configure")
def copy_item(work: Work, id: int) -> int:
    """A copy of an item with its values and the rules that watch it; its id."""
    item = work.fetch(Item, id, "calculator.configure")
    new_id, values = calculator.copy_item(work, item.id)
    for rule in _rules(work, Rule.item_id == item.id):
        monitoring.copy_rule(work, rule.id, item_id=new_id, value_id=values.get(rule.value_id or 0))
    return new_id


@right("calculator.configure")
def copy_value(work: Work, id: int) -> int:
    """A copy of a value with the rules that are about it; its id."""
    value = work.fetch(ItemValue, id, "calculator.configure")
    new_id = calculator.copy_value(work, value.id)
    for rule in _rules(work, Rule.value_id == value.id):
        monitoring.copy_rule(work, rule.id, item_id=value.item_id, value_id=new_id)
    return new_id


@right("calculator.configure")
def delete_item(work: Work, id: int, version: int | None) -> None:
    """Put an item into the bin that no contract and no rule has ever named; any other is switched off instead."""
    item = work.fetch(Item, id, "calculator.configure", version)
    if _is_there(work, Line.item_id == item.id, Rule.item_id == item.id):
        invalid("calculator.item_used")
    calculator.bin_item(work.as_office(), item.id, version)


@right("calculator.configure")
def delete_value(work: Work, id: int, version: int | None) -> None:
    """Put a value into the bin that no contract and no rule has ever named; any other is switched off instead."""
    value = work.fetch(ItemValue, id, "calculator.configure", version)
    if _is_there(work, Line.value_id == value.id, Rule.value_id == value.id):
        invalid("calculator.value_used")
    calculator.bin_value(work.as_office(), value.id, version)


@right("office.configure")
def delete_status(work: Work, id: int, version: int | None) -> None:
    """Put a status into the bin that no contract was ever in and no rule waits for; any other is switched off."""
    status = work.fetch(Status, id, "office.configure", version)
    passed = or_(StatusChange.from_id == status.id, StatusChange.to_id == status.id)
    if _is_there(work, Contract.status_id == status.id, Rule.status_id == status.id, passed):
        invalid("contracts.status_used")
    contracts.bin_status(work.as_office(), status.id, version)


def _rules(work: Work, which: ColumnElement[bool]) -> list[Rule]:
    found = select(Rule).where(which, Rule.deleted_at.is_(None)).order_by(Rule.position, Rule.id)
    return list(work.session.execute(found).scalars())


def _is_there(work: Work, *conditions: ColumnElement[bool]) -> bool:
    """Whether any row, the bin included, fulfils one of these; each is about one table."""
    return any(work.session.execute(select(1).where(condition).limit(1)).first() for condition in conditions)
