"""Makes what a mapping asks for beside its rows: contract statuses and monitoring rules, each once."""

from __future__ import annotations

from crm import contracts, monitoring, records
from crm.calculator.tables import Item
from crm.contracts.rules import PALETTE
from crm.core import clean
from crm.core.access import right
from crm.core.errors import Invalid
from crm.core.work import Work
from crm.flows.imports.mapping import Plan, RuleMade
from crm.flows.imports.reading import reference_key
from crm.monitoring.rules import Recipient

STATUSES, RULES = "statuses", "rules"


@right("imports.create")
def statuses(work: Work, plan: Plan) -> int:
    """Make the statuses that the office has not; how many were made."""
    there = contracts.statuses(work)
    names = {clean.key(status.name) for status in there}
    free = [colour for colour in PALETTE if colour not in {status.colour for status in there}]
    made = 0
    for status in plan.statuses:
        if clean.key(status.name) in names:
            continue
        colour = status.colour or next(iter(free), None)
        if colour is None:
            raise Invalid("import.no_colour_left", name=status.name)
        free = [other for other in free if other != colour]
        contracts.create_status(work, name=status.name, colour=colour)
        names.add(clean.key(status.name))
        made += 1
    return made


@right("imports.create")
def rules(work: Work, plan: Plan, import_id: int) -> int:
    """Make the rules for the items there are now; one that this mapping made before is left as it is. How many."""
    status_ids = {clean.key(status.name): status.id for status in contracts.statuses(work)}
    made = 0
    for place, rule in enumerate(plan.rules, start=1):
        status_id = status_ids.get(clean.key(rule.status))
        if status_id is None:
            raise Invalid("import.missing.status", name=rule.status)
        for item_id in _items(work, rule):
            made += _rule(work, plan, import_id, rule, place, item_id, status_id)
    return made


def _items(work: Work, rule: RuleMade) -> list[int]:
    rows = work.session.execute(work.visible(Item, "calculator.view").order_by(Item.position, Item.id)).scalars().all()
    if rule.items is None:
        return [row.id for row in rows]
    named = {clean.key(row.name): row.id for row in rows}
    for name in rule.items:
        if clean.key(name) not in named:
            raise Invalid("import.missing.items", name=name)
    return [named[clean.key(name)] for name in rule.items]


def _rule(work: Work, plan: Plan, import_id: int, rule: RuleMade, place: int, item_id: int, status_id: int) -> int:
    key = reference_key(plan.name, f"rule {place}", str(item_id))
    if records.known(work, RULES, [key]):
        return 0
    rule_id = monitoring.create_rule(
        work,
        item_id=item_id,
        status_id=status_id,
        starts=rule.starts,
        duration=rule.duration,
        unit=rule.unit,
        steps=list(rule.steps),
        recipients=[Recipient(kind) for kind in rule.recipients],
    )
    records.remember(work, import_id, RULES, {key: rule_id})
    return 1
