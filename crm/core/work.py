"""Work: one transaction, one actor, one moment. Nobody else commits, and nobody else looks at the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from crm.core import clock, db, history, office
from crm.core.access import ALL_RIGHTS, Grants, Reach, declared
from crm.core.db import Record
from crm.core.errors import Conflict, Forbidden, NotFound, NotSignedIn

T = TypeVar("T", bound=Record)
Found = TypeVar("Found")
log = structlog.get_logger()
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Actor:
    """Who acts: a sign-in, a person known to the command line, the office itself, or nobody."""

    sign_in_id: int | None = None
    person_id: int | None = None
    is_office: bool = False

    @classmethod
    def signed_in(cls, sign_in_id: int) -> Actor:
        """The person behind an open sign-in; checked again in every transaction."""
        return cls(sign_in_id=sign_in_id)

    @classmethod
    def person(cls, person_id: int) -> Actor:
        """A person by id: for the command line and for showing what somebody may see."""
        return cls(person_id=person_id)

    @classmethod
    def office(cls, person_id: int | None = None) -> Actor:
        """The office, for consequences; the person who caused them stays named."""
        return cls(person_id=person_id, is_office=True)

    @classmethod
    def nobody(cls) -> Actor:
        """A stranger: may only call what is public."""
        return cls()


@dataclass(frozen=True)
class Identity:
    """What the loader found: the person, their grants, their language and zone."""

    person_id: int | None = None
    name: str = ""
    language: str = ""
    zone: str = ""
    grants: Grants = field(default_factory=Grants)


Loader = Callable[[Session, Actor, datetime], Identity]
_loader: list[Loader] = []


def use_loader(loader: Loader) -> None:
    """Register who knows people and their grants; `start` does this once."""
    _loader[:] = [loader]


@dataclass(frozen=True)
class Work:
    """Handed to every operation; gives rows only to those who have the right to them."""

    session: Session
    actor: Actor
    me: Identity
    office: office.Office
    now: datetime
    today: date
    writes: bool

    def require(self, right: str, *belongs_to: int | None) -> None:
        """Refuse unless the actor has the right; with people given, unless it reaches what belongs to one of them."""
        reach = self.me.grants.reach(right)
        if reach == Reach.NONE or (belongs_to and not self._reaches(reach, belongs_to)):
            raise NotSignedIn() if self._is_nobody() else Forbidden()

    def require_sign_in(self) -> None:
        """Refuse strangers."""
        if self._is_nobody():
            raise NotSignedIn()

    def may(self, right: str) -> bool:
        """Whether the actor has the right with any reach: for showing a button, never instead of `require`."""
        return self.me.grants.reach(right) > Reach.NONE

    def scope(self, model: type[Record], right: str) -> ColumnElement[bool]:
        """The condition that keeps rows to those this right reaches, and out of the bin."""
        if self.me.grants.reach(declared(right)) == Reach.NONE:
            return false()
        return model.deleted_at.is_(None) & self.reached(model, right)

    def reached(self, model: type[Record], right: str) -> ColumnElement[bool]:
        """The condition that keeps rows to those this right reaches, those in the bin included."""
        reach = self.me.grants.reach(declared(right))
        if reach == Reach.NONE:
            return false()
        return true() if reach == Reach.ALL else model.belongs_to(self.people(reach))

    def whose(self, right: str) -> frozenset[int] | None:
        """The people whose rows this right reaches; None for everybody's."""
        reach = self.me.grants.reach(declared(right))
        if reach == Reach.ALL:
            return None
        return frozenset() if reach == Reach.NONE else frozenset(self.people(reach))

    def visible(self, model: type[T], right: str) -> Select[T]:
        """The rows this right reaches: own, team or all; not in the bin."""
        return select(model).where(self.scope(model, right))

    def fetch(self, model: type[T], row_id: object, right: str, version: int | None = None) -> T:
        """One row: NotFound unless visible, Forbidden unless reached, Conflict if the seen version is old."""
        declared(right)
        row_id = _as_id(row_id)
        seen = self.visible(model, right.split(".")[0] + ".view").where(model.id == row_id)
        row = self.session.execute(seen).scalar_one_or_none()
        if row is None:
            raise NotFound()
        reached = select(model.id).where(model.id == row_id, self.scope(model, right))
        if not right.endswith(".view") and self.session.execute(reached).first() is None:
            raise Forbidden()
        if version is not None and row.version != version:
            raise Conflict(**history.since(self.session, model.__tablename__, row_id, version))
        return row

    def as_office(self) -> Work:
        """The same transaction with the office acting; the person stays named in history."""
        me = replace(self.me, grants=ALL_RIGHTS)
        return replace(self, actor=Actor.office(self.me.person_id), me=me)

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Let history name this Work's actor inside the block; what was changed before keeps its own."""
        before: Work | None = self.session.info.get("work")
        if before is None or _named(before) == _named(self):
            yield
            return
        self.session.flush()
        self.session.info["work"] = self
        try:
            yield
            self.session.flush()
        finally:
            self.session.info["work"] = before

    @contextmanager
    def batched(self, batch_id: int) -> Iterator[None]:
        """Let history name the batch (an import, a bulk change) that everything inside the block was part of."""
        self.session.flush()
        self.session.info["batch_id"] = batch_id
        try:
            yield
            self.session.flush()
        finally:
            del self.session.info["batch_id"]

    def lock(self, name: str, *, is_shared: bool = False) -> None:
        """Let nobody else past this point until the end of the transaction (SQLite writers wait anyway).

        Those who share it let each other past, and wait only for who does not.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            kind = "pg_advisory_xact_lock_shared" if is_shared else "pg_advisory_xact_lock"
            self.session.execute(select(getattr(func, kind)(func.hashtextextended(name, 0))))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo only what happened inside when it raises."""
        with self.session.begin_nested():
            yield

    def attempt(self, act: Callable[..., Found], *given: Any, **about: Any) -> Found | None:
        """What this says; None, with a line in the log, when it fails: then it is undone, and others go on without it.

        `about` names in the log what it was about.
        """
        try:
            with self.savepoint():
                return act(self, *given)
        except Exception:
            log.exception("what could stand alone failed", what=act.__name__, **about)
            return None

    def people(self, reach: Reach) -> set[int]:
        """Whom reach own or team means: oneself, or oneself and whoever shares a team."""
        mine = {self.me.person_id} if self.me.person_id is not None else set()
        return mine if reach == Reach.OWN else mine | self.me.grants.team

    def _reaches(self, reach: Reach, people: tuple[int | None, ...]) -> bool:
        return reach == Reach.ALL or bool(self.people(reach).intersection(p for p in people if p is not None))

    def _is_nobody(self) -> bool:
        return self.me.person_id is None and not self.actor.is_office


@contextmanager
def begin(actor: Actor, *, writes: bool = False) -> Iterator[Work]:
    """One transaction: committed at the end of the block, undone when it raises; reading work leaves nothing.

    Raises NotSignedIn when the actor's sign-in is over, Conflict when another transaction changed the same row.
    """
    connection = db.engine().connect().execution_options(crm_writes=writes, crm_may_commit=writes)
    with connection, Session(connection, expire_on_commit=False, autoflush=True) as session:
        now = clock.now()
        connection.begin()
        current = office.load(connection)
        me = identify(session, actor, now)
        work = Work(session, actor, me, current, now, clock.day_of(now, current.zone), writes)
        session.info["work"] = work
        try:
            yield work
            if writes:
                session.flush()
                connection.commit()
        except StaleDataError as error:
            raise Conflict(who="?", when=now, fields="") from error
        finally:
            if connection.in_transaction():
                connection.rollback()


def identify(session: Session, actor: Actor, now: datetime) -> Identity:
    """Who this is, and what they may do at this moment."""
    if actor.is_office:
        return Identity(person_id=actor.person_id, grants=ALL_RIGHTS)
    if actor == Actor.nobody():
        return Identity()
    if not _loader:
        raise RuntimeError("work.use_loader was not called")
    return _loader[0](session, actor, now)


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a unique constraint refused the row, on either database."""
    return "unique" in str(error.orig).lower()


def _named(work: Work) -> tuple[int | None, bool]:
    """Whom history names for what is done in this Work."""
    return work.me.person_id, work.actor.is_office


def _as_id(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
        raise NotFound()
    return value
