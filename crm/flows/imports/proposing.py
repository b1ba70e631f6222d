"""Proposes how a file is to be read: where its headers stand, which column is which field, how dates and numbers look.

From the file alone; headers are known by our own words in every language, and by what others call the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crm.core import clean, i18n
from crm.core.config import LANGUAGES
from crm.core.sheets import Cell
from crm.flows.imports.choosing import DATES
from crm.flows.imports.mapping import FIELDS, MATCHES

LOOKED_AT = 20
OURS, OTHERS = ("import.field.{kind}_{field}", "import.field.{field}"), ("import.also.{field}",)
NUMBER = re.compile(r"([.,])\d{1,2}\D*$")
_POLISH = str.maketrans("łŁ", "lL")


def header_row(rows: Sequence[Sequence[Cell]]) -> int:
    """Which row holds the headers, from 1: the first one that is as wide as the widest, and all of it text."""
    filled = [sum(1 for cell in row if clean.line(cell)) for row in rows[:LOOKED_AT]]
    widest = max(filled, default=0)
    for place, row in enumerate(rows[:LOOKED_AT]):
        texts = [cell for cell in row if clean.line(cell)]
        if filled[place] and filled[place] * 2 > widest and all(isinstance(cell, str) for cell in texts):
            return place + 1
    return next((place + 1 for place, count in enumerate(filled) if count), 1)


def columns(kind: str, headers: Sequence[str]) -> list[list[str]]:
    """[header, field or ""] for each named column; no field twice."""
    known: dict[str, str] = {}
    for keys in (OURS, OTHERS):  # our own words first: what others call a field may be the name of another one
        for field in FIELDS[kind]:
            for name in _names(kind, field, keys):
                known.setdefault(name, field)
    found, used = [], set()
    for header in headers:
        field = known.get(_plain(header), "")
        found.append([header, "" if field in used else field])
        used.add(field)
    return [pair for pair in found if pair[0]]


def settings(kind: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    """Columns, formats and the field to find known records by, for a file that was never seen before."""
    found: dict[str, Any] = {"columns": columns(kind, headers), "mode": "both", "told": "none"}
    return found | fitting(kind, found, headers, rows)


def fitting(
    kind: str, wanted: Mapping[str, Any], headers: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> dict[str, Any]:
    """Formats and the field to find known records by, with these columns; what is wanted comes first where it fits."""
    chosen = wanted["columns"]
    texts = {what: list(_texts(kind, chosen, headers, rows, what)) for what in ("day", "amount")}
    filled = _filled(chosen, headers, rows)
    match = wanted.get("match")
    if match is None or (match and match not in filled):
        match = next((name for name in MATCHES[kind] if name in filled), "")
    return {
        "date": date_format(texts["day"], wanted.get("date")),
        "decimal": decimal(texts["amount"], wanted.get("decimal")),
        "match": match,
    }


def date_format(texts: Sequence[str], wanted: str | None = None) -> str:
    """The way of writing dates that fits most of these texts; of equals the one wanted, else the reader's own."""
    own = "%d.%m.%Y" if i18n.language() == "pl" else "%Y-%m-%d"
    fits = {form: sum(1 for text in texts if _is_day(text, form)) for form in (wanted or own, own, *DATES)}
    return max(fits, key=lambda form: fits[form])


def decimal(texts: Sequence[str], wanted: str | None = None) -> str:
    """The decimal mark that most of these texts use; of equals the one wanted, else the reader's own."""
    marks = [found[1] for text in texts if (found := NUMBER.search(text))]
    own = wanted or ("," if i18n.language() == "pl" else ".")
    return max(own, ",", ".", key=marks.count) if marks else own


def _names(kind: str, field: str, keys: Sequence[str]) -> Iterator[str]:
    """What a column of this field may be called."""
    yield _plain(field)
    for language in LANGUAGES:
        for key in (key.format(kind=kind, field=field) for key in keys):
            if i18n.has(key):
                yield from (_plain(name) for name in i18n.words(language, key).split("|"))


def _plain(text: object) -> str:
    """Letters and digits only, without marks and case: "Nr NIP:" is "nrnip"."""
    letters = unicodedata.normalize("NFKD", clean.key(text).translate(_POLISH))
    return "".join(letter for letter in letters if letter.isalnum())


def _texts(
    kind: str, chosen: Sequence[Sequence[str]], headers: Sequence[str], rows: Sequence[Sequence[Cell]], what: str
) -> Iterator[str]:
    wanted = {header for header, field in chosen if field and FIELDS[kind][field] == what}
    places = [place for place, header in enumerate(headers) if header in wanted]
    for row in rows:
        for place in places:
            cell = row[place] if place < len(row) else None
            if isinstance(cell, str) and not isinstance(cell, date) and cell.strip():
                yield cell.strip()


def _filled(chosen: Sequence[Sequence[str]], headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> set[str]:
    """The fields whose columns hold anything."""
    places = {header: place for place, header in enumerate(headers)}
    named = [(places[header], field) for header, field in chosen if field and header in places]
    return {field for place, field in named if any(place < len(row) and clean.line(row[place]) for row in rows)}


def _is_day(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        return False
    return True
