"""What is true of contracts: numbers, dates, lines, statuses and their colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from string import Formatter

from crm.core import clean
from crm.core.errors import Problem

NUMBER, COMMENT, STATUS_NAME = 80, 2_000, 120
MOST_LINES = 200
POSITIONS = 1_000_000
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)  # what a workbook can hold, and a generation more
GROSZ, THOUSANDTH = Decimal("0.01"), Decimal("0.001")
MOST_PRICE, MOST_QUANTITY = Decimal(10) ** 12, Decimal(10) ** 9  # what the columns hold, exclusive
# Sixteen colours: 3:1 against white, 2.4:1 against the dark page (WCAG 2.1, 1.4.11 asks 3:1 of what carries meaning
# alone; here the name always stands beside), and apart from each other for every kind of colour blindness: found by
# search, the smallest distance in OKLab under full protan-, deuteran- and tritanopia (Machado 2009) is 0.065.
PALETTE = (
    "#2d78d2",
    "#3ca500",
    "#ff4b87",
    "#697800",
    "#5a2dd2",
    "#00695a",
    "#c378c3",
    "#a52d3c",
    "#a578ff",
    "#878769",
    "#9600a5",
    "#3c5a1e",
    "#c31e69",
    "#875a87",
    "#962dff",
    "#b44bb4",
)
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class LineInput:
    """A line as a form gives it; one with an id is the line that is already there."""

    item_id: int
    value_id: int | None
    quantity: Decimal
    price: Decimal
    id: int | None = None


def net(quantity: Decimal, price: Decimal) -> Decimal:
    """A line's net value, to the grosz, halves up."""
    return (quantity * price).quantize(GROSZ, ROUND_HALF_UP)


def quantity_of(value: object) -> Decimal | None:
    """A quantity above 0 with three decimals; None when it is none."""
    found = _decimal(value, THOUSANDTH)
    return found if found is not None and 0 < found < MOST_QUANTITY else None


def price_of(value: object) -> Decimal | None:
    """A net price from 0 with two decimals; None when it is none."""
    found = _decimal(value, GROSZ)
    return found if found is not None and 0 <= found < MOST_PRICE else None


def check(
    *, number: str, signed_on: date | None, starts_on: date | None, ends_on: date | None, note: str
) -> list[Problem]:
    """What is wrong with a contract's own fields."""
    found = clean.check(number, "number", NUMBER, is_needed=True) + clean.check(note, "note", clean.BLOCK)
    for name, day in (("signed_on", signed_on), ("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not FIRST_DATE <= day <= LAST_DATE:
            found.append(Problem("contracts.date_out", name, {"first": FIRST_DATE.year, "last": LAST_DATE.year}))
    if starts_on and ends_on and ends_on < starts_on:
        found.append(Problem("contracts.ends_before_start", "ends_on"))
    return found


def check_lines(lines: Sequence[LineInput]) -> list[Problem]:
    """What is wrong with the lines by themselves; `row` counts from 1."""
    found = [Problem("contracts.lines_many", "lines", {"max": MOST_LINES})] if len(lines) > MOST_LINES else []
    for row, line in enumerate(lines[:MOST_LINES], start=1):
        if quantity_of(line.quantity) is None:
            found.append(Problem("contracts.quantity_wrong", "lines", {"row": row}))
        if price_of(line.price) is None:
            found.append(Problem("contracts.price_wrong", "lines", {"row": row}))
    return found


def check_status(*, name: str, colour: str, position: int | None) -> list[Problem]:
    """What is wrong with a status's fields."""
    found = clean.check(name, "name", STATUS_NAME, is_needed=True)
    if not _COLOUR.fullmatch(colour):
        found.append(Problem("contracts.colour_wrong", "colour"))
    if position is not None and not 0 <= position <= POSITIONS:
        found.append(Problem("contracts.position_wrong", "position", {"max": POSITIONS}))
    return found


def check_pattern(pattern: str) -> list[Problem]:
    """What is wrong with the pattern for numbers: `{number}` exactly once, `{year}` if wanted, nothing else."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]
        made = number_of(pattern, year=2026, number=1)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return [Problem("contracts.pattern_wrong", "contract_pattern")]
    is_fine = names.count("number") == 1 and set(names) <= {"number", "year"} and len(made) <= NUMBER - 10
    return [] if is_fine and made == clean.line(made) else [Problem("contracts.pattern_wrong", "contract_pattern")]


def number_of(pattern: str, *, year: int, number: int) -> str:
    """A contract's number by the office's pattern: `U/{year}/{number:04}` gives U/2026/0001."""
    return pattern.format(year=year, number=number)


def frame(pattern: str, *, year: int) -> tuple[str, str]:
    """What stands before and after the running number."""
    parts: list[str] = ["", ""]
    side = 0
    for text, name, spec, _ in Formatter().parse(pattern):
        parts[side] += text
        if name == "year":
            parts[side] += format(year, spec or "")
        elif name == "number":
            side = 1
    return parts[0], parts[1]


def next_running(taken: Iterable[str], before: str, after: str) -> int:
    """One more than the highest running number among those that fit the frame."""
    running = (number[len(before) : len(number) - len(after)] for number in taken)
    return max((int(text) for text in running if text.isascii() and text.isdigit() and len(text) < 16), default=0) + 1


def _decimal(value: object, places: Decimal) -> Decimal | None:
    try:
        number = Decimal(str(value))
        return number.quantize(places, ROUND_HALF_UP) if number.is_finite() else None
    except InvalidOperation:
        return None
