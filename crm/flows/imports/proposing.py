"""Proposes how a file is to be read: where its headers stand, which column is which field, how dates and numbers look.

From the file alone; headers are known by our own words in every language, and by what others call the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
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
    chosen = columns(kind, headers)
    texts = {what: list(_texts(kind, chosen, headers, rows, what)) for what in ("day", "amount")}
    mapped = {field for _, field in chosen}
    return {
        "columns": chosen,
        "date": date_format(texts["day"]),
        "decimal": decimal(texts["amount"]),
        "match": next((name for name in MATCHES[kind] if name in mapped), ""),
        "mode": "both",
        "told": "none",
    }


def date_format(texts: Sequence[str]) -> str:
    """The way of writing dates that fits most of these texts; the reader's own where none is there."""
    own = "%d.%m.%Y" if i18n.language() == "pl" else "%Y-%m-%d"
    fits = {form: sum(1 for text in texts if _is_day(text, form)) for form in (own, *DATES)}
    return max(fits, key=lambda form: fits[form])


def decimal(texts: Sequence[str]) -> str:
    """The decimal mark that these texts use; the reader's own where none does."""
    marks = [found[1] for text in texts if (found := NUMBER.search(text))]
    if not marks:
        return "," if i18n.language() == "pl" else "."
    return max(",", ".", key=marks.count)


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


def _is_day(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        return False
    return True
