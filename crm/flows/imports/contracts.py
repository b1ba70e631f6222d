"""Imports contracts, one line each at most, through the flow that starts their watches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select

from crm import contracts
from crm.calculator.tables import Item, ItemValue
from crm.contracts import LineInput
from crm.contracts.tables import Contract, Line
from crm.core.access import right
from crm.core.work import Work
from crm.flows import contract_status
from crm.flows.imports.kinds import Current, Kind, Values

COLUMNS = ("number", "client_id", "owner_id", "status_id", "signed_on", "starts_on", "ends_on", "note")
LINE = ("item_id", "value_id", "quantity", "price")
STEPS = {"quantity": Decimal("0.001"), "price": Decimal("0.01")}


def kept(values: Values) -> Values:
    """Amounts in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = dict(values)
    for name, step in STEPS.items():
        amount = found.get(name)
        if isinstance(amount, Decimal) and abs(amount) < Decimal(10) ** 12:
            found[name] = amount.quantize(step)
    return found


@right("imports.create")
def current(work: Work, ids: Collection[int]) -> dict[int, Current]:
    """The contracts of these ids that are not in the bin; those with several lines without values of a line."""
    rows = work.session.execute(work.visible(Contract, "contracts.view").where(Contract.id.in_(ids))).scalars().all()
    lines: dict[int, list[Line]] = defaultdict(list)
    found = select(Line).where(Line.contract_id.in_(ids), Line.deleted_at.is_(None)).order_by(Line.position, Line.id)
    for line in work.session.execute(found).scalars():
        lines[line.contract_id].append(line)
    return {row.id: Current(row.version, _values(row, lines[row.id])) for row in rows}


@right("imports.create")
def create(work: Work, values: Values, is_told: bool) -> int:
    """Add one contract in its status; what the status starts is started, and told or not."""
    own, status_id = _own(values)
    id: int = contract_status.create(work, status_id=status_id, tell=is_told, lines=_lines(work, values, ()), **own)
    return id


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one contract, then its status. Lines that somebody added here are left alone."""
    own, status_id = _own(values)
    lines = old.values["lines"]
    own["lines"] = lines if len(lines) > 1 else _lines(work, values, lines)
    contracts.edit(work, id, old.version, **own)
    if status_id is not None and status_id != old.values["status_id"]:
        contract_status.change(work, id, status_id, None, tell=is_told)


def _own(values: Values) -> tuple[Values, int | None]:
    own = {name: value for name, value in values.items() if name in COLUMNS and name != "status_id"}
    return own, values.get("status_id")


def _values(row: Contract, lines: list[Line]) -> Values:
    found = {name: getattr(row, name) for name in COLUMNS}
    found["lines"] = [LineInput(line.item_id, line.value_id, line.quantity, line.price, id=line.id) for line in lines]
    if len(lines) == 1:
        found |= {name: getattr(lines[0], name) for name in LINE}
    elif not lines:
        found |= dict.fromkeys(LINE)
    return found


def _lines(work: Work, values: Values, old: Collection[LineInput]) -> list[LineInput]:
    item_id = values.get("item_id")
    if item_id is None:
        return []
    price = values.get("price")
    if price is None:
        price = _list_price(work, item_id, values.get("value_id"))
    quantity = values.get("quantity")
    line_id = next((line.id for line in old), None)
    return [LineInput(item_id, values.get("value_id"), Decimal(1) if quantity is None else quantity, price, id=line_id)]


def _list_price(work: Work, item_id: int, value_id: int | None) -> Decimal:
    """What the calculator says: the value's own price, else the item's."""
    value = work.session.get(ItemValue, value_id) if value_id else None
    if value is not None and value.price is not None:
        return value.price
    item = work.session.get(Item, item_id)
    return item.price if item is not None else Decimal(0)


KIND = Kind(Contract, {}, frozenset({"number", "status_id", "quantity", "price"}), kept, current, create, edit)
