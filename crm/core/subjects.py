"""Subjects: how features that speak of "any record" by (kind, id) find its title, its page and its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

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
    `reassign` is the address of the page where it is handed on, `priority` says how urgent it is (None: normal).
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
    priority: Callable[[Work, int], str] | None = None


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
