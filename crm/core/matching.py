"""Matching text: "contains", in any case, alike on both databases; what people type is never a pattern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_

from crm.core import clean

ESCAPE = "\\"


def contains(text: str, *columns: Any) -> ColumnElement[bool]:
    """Rows in which one of the columns contains the text; `%` and `_` mean themselves."""
    wanted = _literal(clean.line(text).lower())
    return or_(*(func.lower(column).like(f"%{wanted}%", escape=ESCAPE) for column in columns))


def framed(column: Any, before: str, after: str) -> ColumnElement[bool]:
    """Rows in which the column begins and ends with these texts."""
    found: ColumnElement[bool] = column.like(f"{_literal(before)}%{_literal(after)}", escape=ESCAPE)
    return found


def _literal(text: str) -> str:
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text
