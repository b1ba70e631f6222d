"""Sign-ins: a password becomes an opaque token, and a token becomes a person until it ends."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Select, cast, delete, func, literal, select, update
from sqlalchemy.exc import DBAPIError

from crm.core import secrets
from crm.core.access import internal, own
from crm.core.db import Id
from crm.core.errors import NotFound, Refusal
from crm.core.work import Actor, Work, begin
from crm.people import agents, passwords, rules, throttles
from crm.people.tables import Role, SignIn, Token, User, UserRole

log = structlog.get_logger()
TOUCH_EVERY = timedelta(minutes=1)
REST_SECONDS = 60.0  # after a touch that the database refused
_resting_until = [0.0]
KEPT = timedelta(days=30)
STAMP = 10**6  # a change of the person weighs more than any number of changes of their roles


@dataclass(frozen=True)
class Found:
    """An open sign-in; `stamp` changes whenever the person's roles, teams or data do."""

    sign_in_id: int
    user_id: int
    stamp: int
    language: str
    theme: str  # system, light, dark


@dataclass(frozen=True)
class SignInRow:
    """An open sign-in as its owner sees it; browser and system are names, or "" when nothing is known."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    browser: str
    system: str
    is_this: bool


class Wrong(Refusal):
    """E-mail or password is wrong; which of them is not said."""

    default = "people.sign_in_wrong"


def sign_in(email: str, password: str, *, address: str, agent: str) -> str:
    """A fresh token for the right password; Wrong, or Throttled before anything is hashed.

    Opens Works of its own, so that a refused attempt stays counted.
    """
    known = rules.email_of(email)
    name = known or email.strip().lower()[:300]
    counters = (throttles.account(name), throttles.address(address))
    throttles.spend(*counters)
    user = _user(known)
    is_right = passwords.verify(user.password_hash if user else None, password[: rules.PASSWORD_MAX + 1])
    if user is None or not is_right:
        raise Wrong()
    throttles.forgive(*counters)
    with begin(Actor.office(user.id), writes=True) as work:
        return _opened(work, user, password, address, agent)


def find(token: str) -> Found | None:
    """The open sign-in of a token; it is noted as used, at most once a minute."""
    if not token or len(token) > 200:
        return None
    with begin(Actor.office()) as work:
        row = work.session.execute(_open_ones(work.now).where(SignIn.token_hash == secrets.digest(token))).first()
    if row is None:
        return None
    if work.now - row.seen_at >= TOUCH_EVERY:
        _touch_if_possible(row.id)
    return Found(row.id, row.user_id, row.stamp, row.language, row.theme)


def _touch_if_possible(sign_in_id: int) -> None:
    """A database that can only be read (a full disk, a lock) must not keep people from looking at what is wrong."""
    if time.monotonic() < _resting_until[0]:
        return
    try:
        touch([sign_in_id])
    except DBAPIError as error:
        _resting_until[0] = time.monotonic() + REST_SECONDS
        log.warning("a sign-in could not be noted as used", error=type(error.orig).__name__)


def stamps(ids: Iterable[int]) -> dict[int, int]:
    """Of these sign-ins the ones still open, each with its person's stamp; one query."""
    with begin(Actor.office()) as work:
        rows = work.session.execute(_open_ones(work.now).where(SignIn.id.in_(set(ids))))
        return {row.id: row.stamp for row in rows}


def open_ids(ids: Iterable[int]) -> set[int]:
    """Of these sign-ins the ones still open."""
    return set(stamps(ids))


def touch(ids: Iterable[int]) -> None:
    """Note that these sign-ins are in use, so that they do not go idle; ended ones stay ended."""
    with begin(Actor.office(), writes=True) as work:
        used = update(SignIn).where(SignIn.id.in_(set(ids)), _is_open(work.now), SignIn.seen_at < work.now)
        work.session.execute(used.values(seen_at=work.now))


def end(token: str) -> int | None:
    """End the sign-in of a token; its id, or None when there was none."""
    with begin(Actor.office(), writes=True) as work:
        mine = update(SignIn).where(SignIn.token_hash == secrets.digest(token), SignIn.ended_at.is_(None))
        return work.session.execute(mine.values(ended_at=work.now).returning(SignIn.id)).scalar_one_or_none()


@internal
def end_all(work: Work, user_id: int, *, but: int | None = None) -> int:
    """End every sign-in of a person, but the one named, in the transaction that gives the reason; how many."""
    theirs = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
    return len(work.session.execute(theirs.values(ended_at=work.now).returning(SignIn.id)).all())


@internal
def forget(work: Work, *, limit: int) -> int:
    """Drop sign-ins and tokens that were over a month ago, and throttles whose window is; how many."""
    before = work.now - KEPT
    is_over = (SignIn.ended_at < before) | (SignIn.expires_at < before)
    ids = list(work.session.execute(select(SignIn.id).where(is_over).limit(limit)).scalars())
    work.session.execute(delete(SignIn).where(SignIn.id.in_(ids)))
    old = list(work.session.execute(select(Token.id).where(Token.expires_at < before).limit(limit)).scalars())
    work.session.execute(delete(Token).where(Token.id.in_(old)))
    return len(ids) + len(old) + throttles.tidy(work)


def _user(email: str | None) -> User | None:
    if email is None:
        return None
    with begin(Actor.office()) as work:
        people = select(User).where(User.email == email, User.is_active, User.deleted_at.is_(None))
        return work.session.execute(people).scalar_one_or_none()


def _opened(work: Work, seen: User, password: str, address: str, agent: str) -> str:
    user = work.session.execute(select(User).where(User.id == seen.id)).scalar_one()
    if not user.is_active or user.deleted_at or user.password_hash != seen.password_hash:
        raise Wrong()  # deactivated or given another password while this one was checked
    if passwords.is_outdated(user.password_hash or ""):
        user.password_hash = passwords.hashed(password)
    return _open(work, user.id, address, agent)


def _open(work: Work, user_id: int, address: str, agent: str) -> str:
    token = secrets.token()
    work.session.add(
        SignIn(
            user_id=user_id,
            token_hash=secrets.digest(token),
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + rules.ABSOLUTE,
            ended_at=None,
            address=address[:64],
            agent=agent[:200],
        )
    )
    work.session.flush()
    return token


@own
def mine(work: Work) -> list[SignInRow]:
    """My open sign-ins, the one in use first, then by when they were last used."""
    known = select(SignIn).join(User, User.id == SignIn.user_id)
    known = known.where(SignIn.user_id == work.me.person_id, _is_open(work.now))
    rows = [_row(work, row) for row in work.session.execute(known.order_by(SignIn.seen_at.desc())).scalars()]
    return sorted(rows, key=lambda row: not row.is_this)


@own
def end_mine(work: Work, sign_in_id: int) -> None:
    """One of my sign-ins ends; NotFound for everybody else's."""
    one = update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == work.me.person_id, _is_open(work.now))
    if work.session.execute(one.values(ended_at=work.now).returning(SignIn.id)).first() is None:
        raise NotFound()


@own
def end_everywhere(work: Work, *, but_this: bool = False) -> int:
    """All my sign-ins end, on request all but the one that asks; how many."""
    me = work.me.person_id
    return end_all(work.as_office(), me, but=work.actor.sign_in_id if but_this else None) if me else 0


def _row(work: Work, row: SignIn) -> SignInRow:
    return SignInRow(
        id=row.id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        address=row.address,
        browser=agents.browser(row.agent),
        system=agents.system(row.agent),
        is_this=row.id == work.actor.sign_in_id,
    )


def _open_ones(now: datetime) -> Select[int, int, datetime, int, str, str]:
    held = select(func.coalesce(func.sum(Role.version), 0)).join(UserRole, UserRole.role_id == Role.id)
    roles = held.where(UserRole.user_id == User.id).scalar_subquery()
    stamp = cast(User.version, Id) * literal(STAMP, Id) + cast(roles, Id)
    columns = select(SignIn.id, SignIn.user_id, SignIn.seen_at, stamp.label("stamp"), User.language, User.theme)
    return columns.join(User, User.id == SignIn.user_id).where(_is_open(now), User.is_active, User.deleted_at.is_(None))


def _is_open(now: datetime) -> ColumnElement[bool]:
    return SignIn.ended_at.is_(None) & (SignIn.expires_at > now) & (SignIn.seen_at > now - rules.IDLE)
