"""What is in the bin: the records that one may delete, and so take out again, the last ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, literal, select, union_all
from sqlalchemy.orm import aliased

from crm.core import listing as lists
from crm.core import matching
from crm.core.access import internal, own
from crm.core.errors import NotFound
from crm.core.listing import Page
from crm.core.work import Work
from crm.flows.bin_kinds import KINDS, Kind, below
from crm.people.tables import User


@dataclass(frozen=True)
class BinRow:
    """A record in the bin; `hung` is how many records hang on it and come back with it."""

    kind: str
    id: int
    version: int
    title: str
    deleted_at: datetime
    by: str | None
    hung: int


@own
def listing(work: Work, *, kind: str = "", text: str = "", page: int = 1) -> Page[BinRow]:
    """One page of what is in the bin and within the reach of the right to delete it.

    What went into the bin along with what it hangs on is not listed by itself: it comes back with that.
    """
    number = min(max(page, 1), 10**6)
    chosen = [one for one in KINDS.values() if not kind or one.name == kind]
    found = [_of(work, one, text).limit(number * lists.PAGE) for one in chosen]
    if not found:
        return Page([], number, 0)
    every = union_all(*(select(*one.subquery().c) for one in found)).subquery()
    order = select(every.c.kind, every.c.id).order_by(every.c.deleted_at.desc(), every.c.kind, every.c.id.desc())
    shown = order.limit(lists.PAGE).offset((number - 1) * lists.PAGE)
    keys = work.session.execute(shown).tuples().all()
    counts = [lists.count(work.session, _of(work, one, text)) for one in chosen]
    total = sum(count for count, _ in counts)
    is_capped = any(capped for _, capped in counts) or total > lists.CAP
    return Page(
        _rows(work, [(k, i) for k, i in keys]), number, min(total, lists.CAP) if is_capped else total, is_capped
    )


@own
def get(work: Work, kind: str, id: str) -> BinRow:
    """One record in the bin; NotFound unless `listing` would show it."""
    if kind not in KINDS or not (id.isascii() and id.isdigit() and len(id) < 19):
        raise NotFound()
    found = _of(work, KINDS[kind], "").where(KINDS[kind].model.id == int(id))
    if work.session.execute(found).first() is None:
        raise NotFound()
    return _rows(work, [(kind, int(id))])[0]


def _of(work: Work, kind: Kind, text: str) -> Select[Any]:
    model = kind.model
    found: Any = select(literal(kind.name).label("kind"), model.id.label("id"), model.deleted_at.label("deleted_at"))
    found = found.where(model.deleted_at.is_not(None), work.reached(model, kind.right))
    if text.strip():
        found = found.where(matching.contains(text, kind.title))
    for link in kind.above:
        above = aliased(KINDS[link.name].model)
        along = exists().where(above.id == link.column, above.deleted_at == model.deleted_at, link.where)
        found = found.where(~along)
    ordered: Select[Any] = found.order_by(model.deleted_at.desc(), model.id.desc())
    return ordered


def _rows(work: Work, keys: list[tuple[str, int]]) -> list[BinRow]:
    found: dict[tuple[str, int], BinRow] = {}
    for kind in KINDS.values():
        ids = [row_id for name, row_id in keys if name == kind.name]
        model: Any = kind.model
        rows = select(model.id, model.version, kind.title, model.deleted_at, User.name)
        rows = rows.outerjoin(User, User.id == model.updated_by_id).where(model.id.in_(ids))
        for row_id, version, title, deleted_at, by in work.session.execute(rows).tuples() if ids else ():
            hung = len(hung_on(work.as_office(), kind, row_id, deleted_at))
            found[kind.name, row_id] = BinRow(kind.name, row_id, version, title, deleted_at, by, hung)
    return [found[key] for key in keys]


@internal
def hung_on(work: Work, kind: Kind, row_id: int, deleted_at: datetime) -> list[tuple[str, int]]:
    """What went into the bin with this record, at the same moment: kind and id, each once, what is nearer first."""
    found: list[tuple[str, int]] = []
    for lower, link in below(kind.name):
        same = select(lower.model.id).where(link.column == row_id, link.where, lower.model.deleted_at == deleted_at)
        near = list(work.session.execute(same.order_by(lower.model.id)).scalars())
        found += [(lower.name, one) for one in near]
        found += [further for one in near for further in hung_on(work, lower, one, deleted_at)]
    return list(dict.fromkeys(found))
