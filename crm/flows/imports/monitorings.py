"""Imports monitorings of contracts that are here already."""

from __future__ import annotations

from collections.abc import Collection

from crm import monitoring
from crm.core.access import right
from crm.core.errors import Invalid
from crm.core.work import Work
from crm.flows.imports.kinds import Current, Kind, Values
from crm.monitoring.tables import Monitoring
from crm.reminders.rules import StepPlan

COLUMNS = ("contract_id", "title", "type", "starts_on", "ends_on", "assigned_id", "note")


def kept(values: Values) -> Values:
    """Days before the end as the steps that they mean."""
    found = dict(values)
    if "reminders" in found:
        days = found.pop("reminders")
        if days is not None:
            found["steps"] = tuple(StepPlan(count, "day") for count in dict.fromkeys(days))
    return found


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The monitorings of these ids that are not in the bin."""
    rows = work.session.execute(work.visible(Monitoring, "monitoring.view").where(Monitoring.id.in_(ids))).scalars()
    return {row.id: Current(row.version, _values(work, row)) for row in rows}


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one monitoring by hand, as it were."""
    found = kept(values)
    contract_id = found.pop("contract_id", None)
    missing = [name for name in ("contract_id", "starts_on") if values.get(name) is None]
    if missing:
        raise Invalid("error.required", missing[0].removesuffix("_id"))
    return monitoring.create(work, contract_id, tell=is_told, **found)


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one monitoring; it stays with its contract."""
    own = {name: value for name, value in values.items() if name != "contract_id"}
    monitoring.edit(work, id, old.version, **own)


def _values(work: Work, row: Monitoring) -> Values:
    card = monitoring.get(work, row.id)
    return {name: getattr(row, name) for name in COLUMNS} | {"steps": tuple(card.steps), "recipients": card.recipients}


KIND = Kind(
    Monitoring,
    "monitoring.view",
    {},
    frozenset({"contract_id", "starts_on", "reminders"}),
    kept,
    current,
    create,
    edit,
    within="contract_id",
)
