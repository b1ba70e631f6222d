"""A contract's lines: what a form gives, checked against the calculator, written as the whole list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm.calculator.tables import Item, ItemValue
from crm.contracts import rules
from crm.contracts.rules import LineInput
from crm.contracts.tables import Contract, Line
from crm.core import parts
from crm.core.access import internal
from crm.core.errors import Problem
from crm.core.work import Work


@internal
def of_contract(work: Work, contract_id: int) -> list[Line]:
    """The lines of a contract, in order."""
    found = select(Line).where(Line.contract_id == contract_id, Line.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(Line.position, Line.id)).scalars())


@internal
def plain_of(work: Work, contract_id: int) -> list[str]:
    """A contract's lines as history writes them."""
    return [_plain(line) for line in of_contract(work, contract_id)]


@dataclass(frozen=True)
class Calculator:
    """The items and values that some lines name, as far as they are there."""

    items: Mapping[int, Item]
    values: Mapping[int, ItemValue]

    def problems(self, lines: Sequence[LineInput], kept: Sequence[Line] = ()) -> list[Problem]:
        """Everything wrong with the lines; what a kept line already has may have been switched off since."""
        found = rules.check_lines(lines)
        there = {line.id: line for line in kept}
        seen: set[int] = set()
        for row, line in enumerate(lines[: rules.MOST_LINES], start=1):
            old = there.get(line.id) if line.id is not None else None
            if line.id is not None and (old is None or line.id in seen):
                found.append(Problem("contracts.line_gone", "lines", {"row": row}))
            if line.id is not None:
                seen.add(line.id)
            item, value = self.items.get(line.item_id), self.values.get(line.value_id or 0)
            is_same = old is not None and (old.item_id, old.value_id) == (line.item_id, line.value_id)
            if item is None or not (item.is_active or is_same):
                found.append(Problem("contracts.item_gone", "lines", {"row": row}))
            elif line.value_id is not None and not _belongs(value, item, is_same):
                found.append(Problem("contracts.value_gone", "lines", {"row": row}))
        return found


@internal
def calculator(work: Work, lines: Iterable[LineInput]) -> Calculator:
    """What the calculator holds of these lines."""
    lines = list(lines)
    return Calculator(
        _by_id(work, Item, {line.item_id for line in lines}), _by_id(work, ItemValue, {line.value_id for line in lines})
    )


@internal
def problems(work: Work, lines: Sequence[LineInput], kept: Sequence[Line] = ()) -> list[Problem]:
    """Everything wrong with the lines of one contract."""
    return calculator(work, lines[: rules.MOST_LINES]).problems(lines, kept)


@internal
def write_new(work: Work, contracts: Iterable[tuple[Contract, Sequence[LineInput]]]) -> None:
    """Write the lines of contracts that have none yet."""
    work.session.add_all(
        _filled(Line(contract_id=contract.id), line, position)
        for contract, lines in contracts
        for position, line in enumerate(lines)
    )
    work.session.flush()


@internal
def write(work: Work, contract: Contract, lines: Sequence[LineInput]) -> None:
    """Make the contract's lines these: those with an id change, new ones are added, missing ones go into the bin.

    A line in the bin keeps its monitorings running: what is watched is watched until somebody says otherwise.
    """
    there = {line.id: line for line in of_contract(work, contract.id)}
    before = [_plain(line) for line in there.values()]
    rows = []
    for position, line in enumerate(lines):
        row = there.pop(line.id) if line.id is not None else Line(contract_id=contract.id)
        rows.append(_filled(row, line, position))
    for gone in there.values():
        gone.deleted_at = work.now
    work.session.add_all(rows)
    work.session.flush()
    parts.changed(work, contract, "lines", before, [_plain(row) for row in rows])


def _filled(row: Line, line: LineInput, position: int) -> Line:
    row.item_id, row.value_id, row.position = line.item_id, line.value_id, position
    row.quantity = rules.quantity_of(line.quantity) or Decimal(0)
    row.price = rules.price_of(line.price) or Decimal(0)
    return row


def _belongs(value: ItemValue | None, item: Item, is_same: bool) -> bool:
    return value is not None and value.item_id == item.id and (value.is_active or is_same)


def _by_id(work: Work, model: type[Any], ids: set[Any]) -> dict[int, Any]:
    wanted = [i for i in ids if isinstance(i, int) and not isinstance(i, bool) and 0 < i < 2**63]
    if not wanted:
        return {}
    found = select(model).where(model.id.in_(wanted), model.deleted_at.is_(None))
    return {row.id: row for row in work.session.execute(found).scalars()}


def _plain(line: Line) -> str:
    value = f"/{line.value_id}" if line.value_id else ""
    return f"{line.item_id}{value} {line.quantity.normalize():f} × {line.price:.2f}"
