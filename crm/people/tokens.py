"""Links that let a person choose a password: one use, a limited time, and only their SHA-256 is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from crm.core import secrets
from crm.core.access import internal, public
from crm.core.errors import Refusal, refuse_any
from crm.core.work import Actor, Identity, Work
from crm.people import passwords, rules, sign_ins
from crm.people.tables import Token, User

LIFETIMES = {"reset": timedelta(hours=1), "invite": timedelta(days=7)}
LONGEST = 200


@dataclass(frozen=True)
class Bearer:
    """Whom an open token belongs to, and what it was given for."""

    user_id: int
    purpose: str
    email: str
    language: str


class TokenOver(Refusal):
    """The token was used, has expired, was replaced by a newer one, or never existed; which of them is not said."""

    default = "account.link_over"


@internal
def issue(work: Work, user_id: int, purpose: str) -> str:
    """A fresh token for a link; earlier open ones of the same person and purpose stop working."""
    lifetime = LIFETIMES[purpose]
    work.lock(f"tokens {user_id}")
    _close(work, (Token.user_id == user_id) & (Token.purpose == purpose))
    token = secrets.token()
    work.session.add(
        Token(
            user_id=user_id,
            purpose=purpose,
            token_hash=secrets.digest(token),
            created_at=work.now,
            expires_at=work.now + lifetime,
            used_at=None,
        )
    )
    work.session.flush()
    return token


@internal
def void(work: Work, user_id: int) -> None:
    """No link given to this person works any more: they have another password or another address now."""
    _close(work, Token.user_id == user_id)


@public
def bearer(work: Work, token: str) -> Bearer | None:
    """Whom an open token belongs to; changes nothing, so that whatever opens links in mails may look."""
    if not token or len(token) > LONGEST:
        return None
    found = select(Token.user_id, Token.purpose, User.email, User.language).join(User, User.id == Token.user_id)
    found = found.where(Token.token_hash == secrets.digest(token), _is_open(work.now))
    row = work.session.execute(found.where(User.is_active, User.deleted_at.is_(None))).first()
    return Bearer(row.user_id, row.purpose, row.email, row.language) if row else None


@public
def redeem(work: Work, token: str, password: str) -> Bearer:
    """Set the password of the token's person; the token is used, their other links and all their sign-ins end.

    TokenOver for every token that does not hold, and for people who were deactivated; Invalid (field `password`) for
    a password that breaks the rules, and the token stays good.
    """
    found = bearer(work, token)
    if found is None:
        raise TokenOver()
    refuse_any(rules.check_password(password, found.email))
    kept = passwords.hashed(password)
    mine = update(Token).where(Token.token_hash == secrets.digest(token), _is_open(work.now))
    if work.session.execute(mine.values(used_at=work.now).returning(Token.id)).first() is None:
        raise TokenOver()  # somebody else used it while this password was hashed
    person = replace(work, actor=Actor.person(found.user_id), me=Identity(person_id=found.user_id))
    with person.recorded():
        work.session.get_one(User, found.user_id).password_hash = kept
    void(person.as_office(), found.user_id)
    sign_ins.end_all(person.as_office(), found.user_id)
    return found


def _close(work: Work, which: ColumnElement[bool]) -> None:
    work.session.execute(update(Token).where(which, _is_open(work.now)).values(expires_at=work.now))


def _is_open(now: datetime) -> ColumnElement[bool]:
    return Token.used_at.is_(None) & (Token.expires_at > now)
