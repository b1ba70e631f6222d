"""From a row of a file to the values of fields: aliases, templates, conversions; what cannot be converted is named."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from crm.core import clean, sheets, sheets_formulas
from crm.core.errors import Invalid, Problem
from crm.flows.imports.mapping import FIELDS, PARTS, Source, Taken

_PLACE = re.compile(r"\{(?:(slug|lower|upper):)?([^{}:]+)(?::(0?\d{1,2}))?\}")
_POLISH = str.maketrans("łŁøØđĐßæœ", "lLoOdDsao")
LONGEST_KEY = 300
FIRST_SERIAL, SERIALS = date(1899, 12, 30), (18_264, 109_574)  # days as spreadsheets count them: 1950 to 2199
_CURRENCY = re.compile(r"(?i)^(?:zł|pln|eur|€|usd|\$|gbp|£|chf|czk)|(?:zł|pln|eur|€|usd|\$|gbp|£|chf|czk|kč)\.?$")
YES, NO = ("yes", "y", "tak", "t", "true", "1"), ("no", "n", "nie", "false", "0", "")
UNCALCULATED = sheets_formulas.UNCALCULATED
FORMULA_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class Row:
    """One row, read: its number in the file, its key, its values (references still by name), what is wrong with it."""

    number: int
    key: str
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    parts: tuple[Mapping[str, Any], ...] | None = None  # of a record that several rows make
    numbers: tuple[int, ...] = ()  # those rows


def rows(source: Source, folder: Path, plan_name: str) -> Iterator[Row]:
    """The rows of a source's file. Invalid when the file cannot be read or lacks a column that the mapping names."""
    sheet = sheets.read(
        folder / source.file,
        sheet=source.sheet,
        header_row=source.header_row,
        encoding=source.encoding,
        separator=source.separator,
    )
    missing = sorted(_columns(source) - set(sheet.headers))
    if missing:
        raise Invalid.of(
            [Problem("import.no_column", params={"file": source.file, "column": name}) for name in missing]
        )
    found = (_row(source, sheet.headers, number, cells, plan_name) for number, cells in sheet.rows)
    yield from joined(source.kind, found) if source.is_joined else found


def joined(kind: str, found: Iterable[Row]) -> Iterator[Row]:
    """Rows of one key as one record, its parts in their order; other fields are said once, or alike."""
    by_key: dict[str, list[Row]] = {}
    for row in found:
        by_key.setdefault(row.key, []).append(row)
    return (_joined(PARTS.get(kind, ()), some) for some in by_key.values())


def _joined(names: tuple[str, ...], some: list[Row]) -> Row:
    problems = [problem for row in some for problem in row.problems]
    values: dict[str, Any] = {}
    for name in [name for name in some[0].values if name not in names]:
        said = list(dict.fromkeys(row.values[name] for row in some if row.values.get(name) is not None))
        values[name] = said[0] if said else None
        if len(said) > 1:
            problems.append(
                Problem("import.rows_differ", name, {"value": str(said[0])[:80], "other": str(said[1])[:80]})
            )
    parts = [{name: row.values.get(name) for name in names if name in row.values} for row in some]
    filled = tuple(part for part in parts if any(value is not None for value in part.values()))
    return Row(some[0].number, some[0].key, values, tuple(problems), filled, tuple(row.number for row in some))


def reference_key(plan_name: str, *parts: str) -> str:
    """How a record's key is written; keys are compared without regard to case and spaces."""
    key = f"{plan_name}/" + "|".join(clean.key(part) for part in parts)
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def slug(text: str) -> str:
    """Text as a part of an address: "Łukasz Żak" becomes "lukasz.zak"."""
    plain = unicodedata.normalize("NFKD", text.translate(_POLISH)).encode("ascii", "ignore").decode()
    return ".".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _columns(source: Source) -> set[str]:
    named = set(source.key) | set(source.aliases)
    for taken in source.fields.values():
        named |= set(taken.when) | ({taken.column} if taken.column else set())
        named |= {match[2] for match in _PLACE.finditer(taken.template or "")} - {"row"}
    return named


def _row(source: Source, headers: tuple[str, ...], number: int, cells: list[sheets.Cell], plan_name: str) -> Row:
    problems: list[Problem] = []
    if len(cells) > len(headers):
        problems.append(Problem("import.too_many_cells", params={"count": len(cells) - len(headers)}))
    raw: dict[str, sheets.Cell] = dict.fromkeys(headers)
    raw.update(zip(headers, cells, strict=False))
    raw = {name: _aliased(source, name, cell) for name, cell in raw.items()}
    raw["row"] = number
    values: dict[str, Any] = {}
    for name, taken in source.fields.items():
        try:
            values[name] = _value(source, name, taken, raw)
        except Invalid as refusal:
            problems += refusal.problems
    return Row(number, _key(source, raw, plan_name, problems), values, tuple(problems))


def _key(source: Source, raw: Mapping[str, sheets.Cell], plan_name: str, problems: list[Problem]) -> str:
    if not source.key:
        return reference_key(plan_name, source.file, str(raw["row"]))
    parts = [_text(raw[column]) for column in source.key]
    if not any(parts) and source.is_loose:  # a record of its own
        return reference_key(plan_name, source.file, str(raw["row"]))
    if not any(parts):
        problems.append(Problem("import.no_key", params={"columns": ", ".join(source.key)}))
    return reference_key(plan_name, *parts)


def _aliased(source: Source, column: str, cell: sheets.Cell) -> sheets.Cell:
    names = source.aliases.get(column)
    return names.get(clean.key(_text(cell)), cell) if names else cell


def _value(source: Source, name: str, taken: Taken, raw: Mapping[str, sheets.Cell]) -> Any:
    """One field's value; None when its condition does not hold or nothing is there."""
    for column, wanted in taken.when.items():
        if clean.key(_text(raw[column])) not in {clean.key(text) for text in wanted}:
            return None
    cell: Any = taken.value
    if taken.column:
        cell = raw[taken.column]
        _refuse_formula(name, taken.column, cell)
    elif taken.template:
        for match in _PLACE.finditer(taken.template):
            _refuse_formula(name, match[2], raw[match[2]])
        cell = _PLACE.sub(lambda match: _filled(match, raw), taken.template)
    kind = FIELDS[source.kind][name]
    if kind == "roles":
        return _roles(cell)
    return _converted(source, name, kind, taken.column or name, cell)


def _refuse_formula(name: str, column: str, cell: sheets.Cell) -> None:
    """A missing amount must not look like none: neither a formula's error nor a formula without a result is empty."""
    text = cell.strip() if isinstance(cell, str) else ""
    if text in FORMULA_ERRORS:
        raise Invalid("import.formula_error", name, column=column, value=text)
    if text == UNCALCULATED:
        raise Invalid("import.formula_uncalculated", name, column=column)


def _filled(match: re.Match[str], raw: Mapping[str, sheets.Cell]) -> str:
    how, column, width = match.groups()
    text = _text(raw[column])
    if how:
        text = {"slug": slug, "lower": str.lower, "upper": str.upper}[how](text)
    if not width:
        return text
    return text.zfill(int(width)) if width.startswith("0") else text.rjust(int(width))


def _roles(cell: Any) -> tuple[str, ...]:
    names = cell if isinstance(cell, list) else re.split(r"[,;]", _text(cell))
    return tuple(key for key in (clean.key(name) for name in names) if key)


def _converted(source: Source, name: str, kind: str, column: str, cell: sheets.Cell) -> Any:
    text = _text(cell)
    if kind == "yes":
        return _yes(name, column, text)
    if kind == "block":
        return clean.block(cell if isinstance(cell, str) else text) or None
    if not text:
        return None
    if kind == "day":
        return _day(source, name, column, cell, text)
    if kind == "days":
        return _days(name, column, text)
    if kind in ("amount", "count"):
        return _amount(source, name, column, cell, text, is_whole=kind == "count")
    return text


def _text(cell: sheets.Cell) -> str:
    """A cell as people read it: 5.0 is 5, a day is ISO 8601."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < sheets.EXACT:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return clean.line(cell)


def _yes(name: str, column: str, text: str) -> bool:
    if clean.key(text) in YES:
        return True
    if clean.key(text) in NO:
        return False
    raise Invalid("import.not_yes_or_no", name, column=column, value=text[:80])


def _day(source: Source, name: str, column: str, cell: sheets.Cell, text: str) -> date:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    serial = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    is_serial = SERIALS[0] <= serial <= SERIALS[1]
    try:
        if is_serial and not isinstance(cell, str):
            return FIRST_SERIAL + timedelta(days=serial)
        return datetime.strptime(text, source.date_format).date()  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        if is_serial:
            return FIRST_SERIAL + timedelta(days=serial)
        raise Invalid("import.not_a_day", name, column=column, value=text[:80], format=source.date_format) from None


def _days(name: str, column: str, text: str) -> tuple[int, ...]:
    """ "30, 7": so many days before the end."""
    found = re.split(r"[,;/\s]+", text.strip(" ,;"))
    if not all(one.isascii() and one.isdigit() and len(one) < 5 for one in found):
        raise Invalid("import.not_days", name, column=column, value=text[:80])
    return tuple(int(one) for one in found)


def _amount(source: Source, name: str, column: str, cell: sheets.Cell, text: str, *, is_whole: bool) -> Decimal | int:
    """A number: in a workbook as it stands, in text with the mapping's decimal mark, its thousands separated or not."""
    if isinstance(cell, str):
        other = "," if source.decimal == "." else "."
        text = _CURRENCY.sub("", re.sub(r"[\s\u00a0\u202f']", "", text))
        if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(other)}\d{{3}})+(?:{re.escape(source.decimal)}\d+)?", text):
            text = text.replace(other, "")
        text = "?" if other in text else text.replace(source.decimal, ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (is_whole and number != number.to_integral_value()):
        raise Invalid("import.not_a_number", name, column=column, value=_text(cell)[:80])
    return int(number) if is_whole else number
