"""Subjects: how features that speak of "any record" by (kind, id) find its title, its page and its people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from crm.core.db import Record

if TYPE_CHECKING:
    from crm.core.work import Work


@dataclass(frozen=True)
class Facts:
    """What a message says of a record: title, rows of (catalogue key, text or date), last day."""

    title: str
    rows: tuple[tuple[str, str | date | None], ...]
    ends_on: date | None


class StepLike(Protocol):
    """What a subject looks at to say which news a step of a ladder tells."""

    @property
    def anchor(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def is_before(self) -> bool: ...
    @property
    def audience(self) -> str: ...


Planned = tuple[int, int | None, date | None, date | None]  # id, ladder, first day, last day


@dataclass(frozen=True)
class Subject:
    """One kind of record. `facts` and `audience` are asked by the office only, at the moment of telling.

    `view` is the right that shows the record; `audience` gives ids of active people; `is_gone` says why nothing more
    is told of it (a catalogue key), or None; `path` is its address in the app.
    `among` gives the active people whom a step names ("owner", "delegator", "supervisor"), `news` the kind of news
    that a step tells (None: it ends soon). `done` finishes it from the bell for whoever may (it asks its own right),
    `reassign` is the address of the page where it is handed on, `may_act` says of each of these records which of the
    two ("done", "reassign") a reader (the last) may do (None: both), `priority` says how urgent it is (None: normal).
    `seen_also` says whether a reader sees this record although their right to it does not reach so far.
    `beside` are the records that `is_gone` looks at as well: (column, model) of what a record points to.
    """

    kind: str
    model: type[Record]
    view: str
    path: Callable[[int], str]
    facts: Callable[[Work, int], Facts]
    audience: Callable[[Work, int], list[int]]
    is_gone: Callable[[Work, int], str | None]
    open_after: Callable[[Work, int, int], list[Planned]] | None = None
    named: Callable[[Work, int], list[int]] | None = None
    among: Callable[[Work, int, str], list[int]] | None = None
    news: Callable[[StepLike], str | None] | None = None
    done: Callable[[Work, int], None] | None = None
    reassign: Callable[[int], str] | None = None
    may_act: Callable[[Work, Collection[int], Work], Mapping[int, Collection[str]]] | None = None
    priority: Callable[[Work, int], str] | None = None
    seen_also: Callable[[Work, int], bool] | None = None
    beside: tuple[tuple[str, type[Record]], ...] = ()


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Make a kind known; `start` lists them all."""
    _subjects[subject.kind] = subject


def kinds() -> list[str]:
    """Every registered kind."""
    return sorted(_subjects)


def of(kind: str) -> Subject:
    """The subject of a kind; KeyError for one that is not registered."""
    return _subjects[kind]


def over(work: Work, kind: str | None, ids: Collection[int]) -> set[int]:
    """Those of these records of which nothing more is told: a look for each table, however many they are.

    What one look found is held while `is_gone` asks the session for it, which then need not ask the database.
    """
    if kind is None or kind not in _subjects or not ids:
        return set()
    subject = _subjects[kind]
    there = {row.id: row for row in _rows(work, subject.model, ids)}
    held = [
        _rows(work, model, {getattr(row, column) for row in there.values()})
        for column, model in subject.beside
        if there
    ]
    gone = {id for id in ids if id not in there or subject.is_gone(work, id) is not None}
    del held
    return gone


def _rows(work: Work, model: type[Record], ids: Collection[int]) -> list[Record]:
    return list(work.session.execute(select(model).where(model.id.in_(ids))).scalars())
