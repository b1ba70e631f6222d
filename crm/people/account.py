"""What people do about themselves: their own data, their own password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from crm.core import history
from crm.core.access import own
from crm.core.errors import Conflict, NotFound, invalid, refuse_any
from crm.core.work import Actor, Work, begin
from crm.people import checks, passwords, rules, sign_ins, throttles, tokens
from crm.people.tables import SignIn, User


@dataclass(frozen=True)
class Profile:
    """Everything the form about oneself holds; the address is the administrator's to change."""

    id: int
    version: int
    name: str
    email: str
    phone: str | None
    language: str
    zone: str
    theme: str  # system, light, dark


@dataclass(frozen=True)
class Proof:
    """That somebody knew their current password a moment ago; `kept` is the stored form that it matched."""

    user_id: int
    kept: str = field(repr=False)


@own
def profile(work: Work) -> Profile:
    """What the office knows of me."""
    user = _me(work)
    named = {name: getattr(user, name) for name in ("name", "email", "phone", "language", "zone", "theme")}
    return Profile(user.id, user.version, **named)


@own
def edit_profile(
    work: Work, version: int, *, name: str, phone: str | None, language: str, zone: str, theme: str
) -> None:
    """Change what is mine to change; Conflict when somebody changed it since `version`, Invalid with every problem."""
    user = _me(work)
    if user.version != version:
        raise Conflict(**history.since(work.session, User.__tablename__, user.id, version))
    given: dict[str, Any] = {"name": name, "phone": phone, "language": language, "zone": zone, "theme": theme}
    for column, value in checks.checked_own(work, user, **given).items():
        setattr(user, column, value)
    work.session.flush()


def prove(actor: Actor, current: str) -> Proof:
    """That this is the password of whoever acts; Invalid (field `current_password`), or Throttled before hashing.

    Opens Works of its own, so that a refused attempt stays counted; wrong passwords here and at the sign-in page count
    together, because whoever has somebody's open tab may guess in both.
    """
    with begin(actor) as work:
        work.require_sign_in()
        user, address = _me(work), _address(work)
    counters = (throttles.account(user.email), throttles.address(address))
    throttles.spend(*counters)
    if not passwords.verify(user.password_hash, current[: rules.PASSWORD_MAX + 1]):
        invalid("account.password_wrong", "current_password")
    throttles.forgive(*counters)
    return Proof(user.id, user.password_hash or "")


@own
def choose_password(work: Work, proof: Proof, password: str) -> None:
    """A new password for whoever proved the old one; all their other sign-ins and open links end."""
    user = _me(work)
    if proof.user_id != user.id or proof.kept != user.password_hash:
        invalid("account.password_wrong", "current_password")  # changed while it was being proved
    refuse_any(rules.check_password(password, user.email, "new_password"))
    user.password_hash = passwords.hashed(password)
    work.session.flush()
    tokens.void(work.as_office(), user.id)
    sign_ins.end_everywhere(work, but_this=True)


def _me(work: Work) -> User:
    user = work.session.get(User, work.me.person_id) if work.me.person_id is not None else None
    if user is None:
        raise NotFound()
    return user


def _address(work: Work) -> str:
    known = select(SignIn.address).where(SignIn.id == work.actor.sign_in_id)
    return work.session.execute(known).scalar_one_or_none() or ""
