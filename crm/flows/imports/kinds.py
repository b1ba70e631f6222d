"""What every kind of import can do: create, show what is there in the same words, edit, and find by a field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.core.db import Record
from crm.core.errors import Refusal
from crm.core.work import Work

Values = dict[str, Any]


@dataclass(frozen=True)
class Current:
    """A record as it is: its version, and its values as `create` would take them."""

    version: int
    values: Values


@dataclass(frozen=True)
class Kind:
    """One kind. `kept` turns values into the form in which they are stored, so that equal ones are seen to be equal.

    `stays` names the fields that an empty cell leaves alone. `create` and `edit` take every value by name; their last
    argument says whether what they start is told one by one. `within` is the column of the record that it belongs to,
    where it is looked for by another field. `create_many` does what `create` does for a whole batch.
    """

    model: type[Record]
    view: str
    defaults: Mapping[str, Any]
    stays: frozenset[str]
    kept: Callable[[Values], Values]
    current: Callable[[Work, Collection[int]], dict[int, Current]]
    create: Callable[[Work, Values, bool], int]
    edit: Callable[[Work, int, Current, Values, bool], None]
    within: str | None = None
    create_many: Callable[[Work, Sequence[Values], bool], list[int | Refusal]] | None = None
