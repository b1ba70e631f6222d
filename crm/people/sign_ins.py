"""Sign-ins: a password becomes an opaque token, and a token becomes a person until it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update

from crm.core import secrets
from crm.core.access import internal
from crm.core.errors import Refusal
from crm.core.work import Actor, Work, begin
from crm.people import passwords, rules, throttles
from crm.people.tables import SignIn, User

TOUCH_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Found:
    """An open sign-in; `stamp` changes whenever the person's roles, teams or data do."""

    sign_in_id: int
    user_id: int
    stamp: int
    language: str


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
        touch([row.id])
    return Found(row.id, row.user_id, row.version, row.language)


def stamps(ids: Iterable[int]) -> dict[int, int]:
    """Of these sign-ins the ones still open, each with its person's stamp; one query."""
    with begin(Actor.office()) as work:
        rows = work.session.execute(_open_ones(work.now).where(SignIn.id.in_(set(ids))))
        return {row.id: row.version for row in rows}


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
def end_all(work: Work, user_id: int) -> None:
    """End every sign-in of a person, in the transaction that gives the reason."""
    theirs = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    work.session.execute(theirs.values(ended_at=work.now))


@internal
def forget(work: Work, *, limit: int) -> int:
    """Drop sign-ins that were over a month ago, and throttles whose window is; how many."""
    before = work.now - KEPT
    is_over = (SignIn.ended_at < before) | (SignIn.expires_at < before)
    ids = list(work.session.execute(select(SignIn.id).where(is_over).limit(limit)).scalars())
    if ids:
        work.session.execute(delete(SignIn).where(SignIn.id.in_(ids)))
    return len(ids) + throttles.tidy(work)


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


def _open_ones(now: datetime) -> Select[int, int, datetime, int, str]:
    columns = select(SignIn.id, SignIn.user_id, SignIn.seen_at, User.version, User.language)
    return columns.join(User, User.id == SignIn.user_id).where(_is_open(now), User.is_active, User.deleted_at.is_(None))


def _is_open(now: datetime) -> ColumnElement[bool]:
    return SignIn.ended_at.is_(None) & (SignIn.expires_at > now) & (SignIn.seen_at > now - rules.IDLE)
