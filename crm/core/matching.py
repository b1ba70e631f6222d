"""Matching text: "contains", in any case, alike on both databases; what people type is never a pattern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, and_, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from crm.core import clean

ESCAPE = "\\"


def contains(text: str, *columns: Any) -> ColumnElement[bool]:
    """Rows in which one of the columns contains the text; `%` and `_` mean themselves."""
    wanted = clean.line(text).lower()
    return or_(*(_contains(wanted, column) for column in columns))


def _contains(wanted: str, column: Any) -> ColumnElement[bool]:
    """SQLite asks Python for `lower`, so its own LIKE, which knows ASCII's cases only, sieves first."""
    is_found: ColumnElement[bool] = func.lower(column).like(f"%{_literal(wanted)}%", escape=ESCAPE)
    sieve = "".join(_literal(sign) if sign.isascii() else "_" for sign in wanted)
    return and_(_Sieve(column, literal(f"%{sieve}%", String())), is_found)


def framed(column: Any, before: str, after: str) -> ColumnElement[bool]:
    """Rows in which the column begins and ends with these texts."""
    found: ColumnElement[bool] = column.like(f"{_literal(before)}%{_literal(after)}", escape=ESCAPE)
    return found


def _literal(text: str) -> str:
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text


class _Sieve(FunctionElement[bool]):
    """Whether a text may match a pattern: everything that does, and little that does not."""

    type = Boolean()
    inherit_cache = True


@compiles(_Sieve)
def _everything(_element: _Sieve, _compiler: Any, **_: Any) -> str:
    return "true"


@compiles(_Sieve, "sqlite")
def _like(element: _Sieve, compiler: Any, **options: Any) -> str:
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} LIKE {pattern} ESCAPE '{ESCAPE}'"
