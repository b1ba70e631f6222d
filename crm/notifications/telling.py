"""Telling: bell entries and outbox rows for each reader, once for each key, never more than the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from crm.channels import email
from crm.core import db, secrets, subjects
from crm.core.access import internal
from crm.core.errors import NotSignedIn
from crm.core.subjects import Subject
from crm.core.work import Actor, Identity, Work, identify
from crm.notifications import rules
from crm.notifications.rendering import Occasion, Reader, Rendered, host, render
from crm.notifications.tables import Entry, Message
from crm.people.tables import Role, User, UserRole

BELL: Table = Entry.__table__  # type: ignore[assignment]
OUTBOX: Table = Message.__table__  # type: ignore[assignment]
Told = dict[str, object]


@dataclass(frozen=True)
class _News:
    """One thing that is told: whatever is the same for every reader."""

    occasion: Occasion
    key: str
    channels: Sequence[str]
    due_at: datetime
    subject_kind: str | None = None
    subject_id: int | None = None
    ledger_id: int | None = None


@internal
def tell(
    work: Work,
    kind: str,
    *,
    subject_kind: str,
    subject_id: int,
    people: Sequence[int],
    key: str,
    due_at: datetime | None = None,
    ledger_id: int | None = None,
    channels: Sequence[str] = rules.CHANNELS,
    late_for: datetime | None = None,
) -> Told:
    """Tell people about a record by bell and outbox, each in their own language; the same key tells nobody twice.

    Returns {person id: the channels used, or the key of the reason why not}. `late_for` is the moment at which it
    should have been told. A reader with a sign-in who may not view the record learns the date and whom to ask.
    """
    subject = subjects.of(subject_kind)
    occasion = Occasion(
        kind=kind,
        office=work.office.name,
        office_zone=work.office.zone,
        today=work.today,
        facts=subject.facts(work, subject_id),
        path=subject.path(subject_id),
        late_for=late_for,
    )
    news = _News(occasion, rules.short(key), channels, due_at or work.now, subject_kind, subject_id, ledger_id)
    found = _people(work, people)
    blind = {person.id for person in found if not _sees(work, subject, subject_id, person)}
    if blind:
        news = replace(news, occasion=replace(occasion, ask=_administrators(work)))
    return _deliver(work, news, people, found, blind)


@internal
def tell_summary(work: Work, person_id: int, kind: str, key: str, params: Mapping[str, object]) -> Told:
    """Tell one person something that is about no single record.

    `import.done` with `source` and counts, `monitoring.created` with `source` and `count`.
    """
    occasion = Occasion(kind, work.office.name, work.office.zone, work.today, path="/", params=params)
    news = _News(occasion, rules.short(key), rules.CHANNELS, work.now)
    return _deliver(work, news, [person_id], _people(work, [person_id]), set())


@internal
def message_row(work: Work, /, rendered: Rendered, **values: Any) -> dict[str, Any]:
    """An outbox row; `values` give key, kind, channel, address, name, language and what else is known."""
    row: dict[str, Any] = {
        "person_id": None,
        "account_id": None,
        "subject_kind": None,
        "subject_id": None,
        "ledger_id": None,
        "title": rendered.title,
        "text": rendered.text,
        "html": rendered.html,
        "message_id": rules.message_id(values["key"], secrets.key("message ids"), host()),
        "extra": {},
        "state": "waiting",
        "created_at": work.now,
        "due_at": work.now,
        "next_try_at": work.now,
        "attempts": 0,
        "is_account_trouble": False,
        "lost_leases": 0,
    }
    return row | values


def _deliver(work: Work, news: _News, people: Sequence[int], found: list[Any], blind: set[int]) -> Told:
    told: Told = {str(person_id): "notifications.reason.inactive" for person_id in people}
    rendered: dict[Reader, Rendered] = {}
    bells, mails = [], []
    for person in found:
        reader = Reader(person.language, person.zone, person.id in blind)
        if reader not in rendered:
            rendered[reader] = render(news.occasion, reader)
        used = []
        if "bell" in news.channels:
            bells.append(_bell(work, news, person, rendered[reader]))
            used.append("bell")
        if "email" in news.channels and email.address(person):
            mails.append(_mail(work, news, person, rendered[reader]))
            used.append("email")
        told[str(person.id)] = used or "notifications.reason.no_address"
    connection = work.session.connection()
    db.insert_new(connection, BELL, bells, ["key"])
    db.insert_new(connection, OUTBOX, mails, ["key"])
    return told


def _bell(work: Work, news: _News, person: Any, rendered: Rendered) -> dict[str, Any]:
    return {
        "key": f"{news.key}:{person.id}",
        "person_id": person.id,
        "kind": news.occasion.kind,
        "subject_kind": news.subject_kind,
        "subject_id": news.subject_id,
        "title": rendered.title,
        "body": rendered.body,
        "created_at": work.now,
    }


def _mail(work: Work, news: _News, person: Any, rendered: Rendered) -> dict[str, Any]:
    return message_row(
        work,
        rendered,
        key=f"{news.key}:{person.id}:email",
        kind=news.occasion.kind,
        channel="email",
        person_id=person.id,
        address=email.address(person),
        name=person.name,
        language=person.language,
        subject_kind=news.subject_kind,
        subject_id=news.subject_id,
        ledger_id=news.ledger_id,
        due_at=news.due_at,
    )


def _people(work: Work, ids: Sequence[int]) -> list[Any]:
    """Active people among these, in the order of their ids."""
    columns = (User.id, User.name, User.email, User.language, User.zone, User.password_hash.is_not(None).label("signs"))
    alive = User.is_active & User.deleted_at.is_(None)
    chosen = select(*columns).where(User.id.in_(sorted(set(ids))), alive).order_by(User.id)
    return list(work.session.execute(chosen)) if ids else []


def _sees(work: Work, subject: Subject, subject_id: int, person: Any) -> bool:
    """Whether this reader may have the record's names: those without a sign-in were chosen to be written to."""
    if not person.signs:
        return True
    me = _identity(work, person.id)
    reader = replace(work, actor=Actor.person(person.id), me=me)
    seen = select(subject.model.id).where(subject.model.id == subject_id, reader.scope(subject.model, subject.view))
    return work.session.execute(seen).first() is not None


def _identity(work: Work, person_id: int) -> Identity:
    """Who they are at this moment; asked once a transaction, which is one moment."""
    known: dict[int, Identity] = work.session.info.setdefault("readers", {})
    if person_id not in known:
        try:
            known[person_id] = identify(work.session, Actor.person(person_id), work.now)
        except NotSignedIn:
            known[person_id] = Identity()
    return known[person_id]


def _administrators(work: Work) -> tuple[str, ...]:
    """Whom to ask for access: at most three names."""
    names = (
        select(User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.key == "administrator", UserRole.deleted_at.is_(None), User.is_active, User.deleted_at.is_(None))
        .order_by(User.id)
        .limit(3)
    )
    return tuple(work.session.execute(names).scalars())
