"""Imports contracts, with a line each or, where rows are joined, with several, through the flow that starts watches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm import contracts
from crm.calculator.tables import Item, ItemValue
from crm.contracts import ContractForm, LineInput
from crm.contracts.tables import Contract, Line
from crm.core.access import right
from crm.core.errors import Refusal
from crm.core.work import Work
from crm.flows import contract_status
from crm.flows.imports.kinds import Current, Kind, Values

COLUMNS = ("number", "client_id", "owner_id", "status_id", "signed_on", "starts_on", "ends_on", "note")
LINE = ("item_id", "value_id", "quantity", "price")
Price = Callable[[int, int | None], Decimal]
ASK = Decimal("NaN")  # a price that the calculator knows
STEPS = {"quantity": Decimal("0.001"), "price": Decimal("0.01")}


def kept(values: Values) -> Values:
    """Amounts in the form in which they are stored; wrong ones stay, for the service to refuse."""
    found = _amounts(values)
    if "parts" in found:
        found["lines"] = _merged(found.get("lines", []), [_amounts(part) for part in found.pop("parts")])
        found["is_joined"] = True
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
    id: int = contract_status.create(
        work, status_id=status_id, tell=is_told, lines=_new_lines(_price(work), values), **own
    )
    return id


@right("imports.create")
def create_many(work: Work, values: Sequence[Values], is_told: bool) -> list[int | Refusal]:
    """Add many contracts; each one's id, or why it was refused."""
    price_of = _prices(work, values)
    forms = []
    for one in values:
        own, status_id = _own(one)
        own.setdefault("client_id", None)
        forms.append(ContractForm(**own, status_id=status_id, lines=_new_lines(price_of, one)))
    return contract_status.create_many(work, forms, tell=is_told)


@right("imports.create")
def edit(work: Work, id: int, old: Current, values: Values, is_told: bool) -> None:
    """Change one contract, then its status. Lines that somebody added here are left alone."""
    own, status_id = _own(values)
    lines = old.values["lines"]
    if values.get("is_joined"):
        own["lines"] = [_priced(_price(work), line) for line in values["lines"]]
    else:
        own["lines"] = lines if len(lines) > 1 else _lines(_price(work), values, lines)
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


def _amounts(values: Mapping[str, Any]) -> Values:
    found = dict(values)
    for name, step in STEPS.items():
        amount = found.get(name)
        if isinstance(amount, Decimal) and abs(amount) < Decimal(10) ** 12:
            found[name] = amount.quantize(step)
    return found


def _merged(old: Sequence[LineInput], parts: Sequence[Values]) -> list[LineInput]:
    """The lines as the file wants them: each part changes the next line of the same item and value, or adds one."""
    left = list(old)
    found = {id(line): line for line in old}
    fresh = []
    for part in parts:
        same = next((x for x in left if (x.item_id, x.value_id) == (part.get("item_id"), part.get("value_id"))), None)
        said = {name: part[name] for name in STEPS if part.get(name) is not None}
        if same is not None:
            left.remove(same)
            found[id(same)] = replace(same, **said)
        elif part.get("item_id") is not None:
            fresh.append(
                LineInput(part["item_id"], part.get("value_id"), **{"quantity": Decimal(1), "price": ASK, **said})
            )
    return [*found.values(), *fresh]


def _new_lines(price_of: Price, values: Values) -> list[LineInput]:
    if "parts" not in values:
        return _lines(price_of, values, ())
    return [line for part in values["parts"] for line in _lines(price_of, part, ())]


def _lines(price_of: Price, values: Mapping[str, Any], old: Collection[LineInput]) -> list[LineInput]:
    item_id = values.get("item_id")
    if item_id is None:
        return []
    price, quantity = values.get("price"), values.get("quantity")
    line_id = next((line.id for line in old), None)
    line = LineInput(
        item_id,
        values.get("value_id"),
        Decimal(1) if quantity is None else quantity,
        ASK if price is None else price,
        id=line_id,
    )
    return [_priced(price_of, line)]


def _priced(price_of: Price, line: LineInput) -> LineInput:
    """With the calculator's price where the file says none."""
    return replace(line, price=price_of(line.item_id, line.value_id)) if line.price is ASK else line


def _prices(work: Work, values: Sequence[Values]) -> Price:
    """What the calculator says of everything that a batch names, in two statements."""
    parts = [part for one in values for part in one.get("parts", (one,))]
    asked = [
        select(model.id, model.price).where(model.id.in_({part.get(name) for part in parts} - {None}))
        for model, name in ((Item, "item_id"), (ItemValue, "value_id"))
    ]
    items, own = (dict(work.session.execute(statement).tuples().all()) for statement in asked)
    return lambda item_id, value_id: next(
        (price for price in (own.get(value_id or 0), items.get(item_id)) if price is not None), Decimal(0)
    )


def _price(work: Work) -> Price:
    return lambda item_id, value_id: _list_price(work, item_id, value_id)


def _list_price(work: Work, item_id: int, value_id: int | None) -> Decimal:
    """What the calculator says: the value's own price, else the item's."""
    value = work.session.get(ItemValue, value_id) if value_id else None
    if value is not None and value.price is not None:
        return value.price
    item = work.session.get(Item, item_id)
    return item.price if item is not None else Decimal(0)


KIND = Kind(
    Contract,
    "contracts.view",
    {},
    frozenset({"number", "status_id", "quantity", "price"}),
    kept,
    current,
    create,
    edit,
    create_many=create_many,
)
