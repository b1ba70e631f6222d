"""Telling: bell entries and outbox rows for each reader, once for each key, never more than the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from crm.core import db, secrets, subjects
from crm.core.access import internal
from crm.core.priority import NORMAL, URGENT
from crm.core.work import Work
from crm.notifications import addresses, rules, shortly, ways, withheld
from crm.notifications import hearers as hearing
from crm.notifications.hearers import Hearer, hearers
from crm.notifications.rendering import Occasion, Reader, Rendered, host, render
from crm.notifications.tables import Entry, Message
from crm.notifications.withheld import Untold
from crm.people.tables import Role, User, UserRole

BELL: Table = Entry.__table__  # type: ignore[assignment]
OUTBOX: Table = Message.__table__  # type: ignore[assignment]
Told = dict[str, object]


@dataclass(frozen=True)
class Verdict:
    """How one person is told, as the ledger keeps it (`rules.by_channel` reads it); `is_blind`: only the date."""

    told: object
    is_blind: bool = False


@dataclass(frozen=True)
class _News:
    """One thing that is told: whatever is the same for every reader."""

    occasion: Occasion
    key: str
    due_at: datetime
    priority: str = NORMAL
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
    channels: Sequence[str] | None = None,
    late_for: datetime | None = None,
    params: Mapping[str, object] | None = None,
    priority: str = NORMAL,
) -> Told:
    """Tell people about a record by bell and outbox, each in their own language; the same key tells nobody twice.

    Returns {person id: the channels used, or the key of the reason why not, or both by channel}; whoever stands in for
    somebody away is among them, unless it is their own doing. `late_for` is the moment at which it should have been
    told; `params` are what the words of this kind name beside the record. A reader with a sign-in who may not view the
    record learns the date and whom to ask. Channels that are not named follow from the priority; what falls into quiet
    hours waits for their end.
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
        params=params,
    )
    about = (subject_kind, subject_id, ledger_id)
    news = _News(occasion, rules.short(key), due_at or work.now, priority, *about)
    found = hearers(work, kind, people, channels, subject, subject_id, priority)
    found = [hearer for hearer in found if not (hearer.in_place_of and hearer.person.id == work.me.person_id)]
    if any(hearer.is_blind for hearer in found):
        news = replace(news, occasion=replace(occasion, ask=administrators(work)))
    return _deliver(work, news, people, found)


@internal
def would_tell(
    work: Work,
    kind: str,
    *,
    subject_kind: str,
    subject_id: int,
    people: Sequence[int],
    channels: Sequence[str] | None = None,
    priority: str = NORMAL,
) -> dict[int, Verdict]:
    """What `tell` would do for each of these people, and for who stands in for them, now; nothing is written."""
    found = hearers(work, kind, people, channels, subjects.of(subject_kind), subject_id, priority)
    known = {hearer.person.id: Verdict(rules.summed(hearer.reasons), hearer.is_blind) for hearer in found}
    return {person_id: Verdict(rules.INACTIVE) for person_id in people} | known


@internal
def tell_summary(work: Work, person_id: int, kind: str, key: str, params: Mapping[str, object]) -> Told:
    """Tell one person something that is about no single record.

    `import.done` with `source` and counts, `monitoring.created` with `source` and `count`.
    """
    occasion = Occasion(kind, work.office.name, work.office.zone, work.today, path="/", params=params)
    return tell_news(work, person_id, occasion, key)


@internal
def tell_news(work: Work, person_id: int, occasion: Occasion, key: str, channels: Sequence[str] | None = None) -> Told:
    """Tell one person something that is about no single record, in whatever words the occasion has."""
    news = _News(occasion, rules.short(key), work.now)
    found = hearers(work, occasion.kind, [person_id], channels, None)
    return _deliver(work, news, [person_id], found)


@internal
def tell_after_all(work: Work, untold: Untold, person: Any, channel: str) -> None:
    """Tell one person by one channel what was held back: now, whatever they have set, and once."""
    if untold.occasion is None:
        return
    kind, subject_id, occasion = untold.subject_kind, untold.subject_id, untold.occasion
    is_blind = kind is not None and not sees(work, kind, subject_id or 0, person, occasion.kind)
    if is_blind:
        occasion = replace(occasion, ask=administrators(work))
    news = _News(occasion, untold.key, work.now, URGENT, kind, subject_id)  # urgent: quiet hours do not hold it
    _deliver(work, news, [person.id], [Hearer(person, {channel: None}, is_blind)])


@internal
def post(
    work: Work,
    kind: str,
    key: str,
    hearer: Hearer,
    rendered: Rendered,
    *,
    about: tuple[str | None, int | None],
    due_at: datetime,
    priority: str,
) -> None:
    """Tell one person beyond the bell in words that are there already; the same key tells nobody twice."""
    occasion = Occasion(kind, work.office.name, work.office.zone, work.today)
    news, person = _News(occasion, key, due_at, priority, *about), hearer.person
    outward = {channel: why for channel, why in hearer.reasons.items() if channel != ways.BELL}
    used = [channel for channel, why in outward.items() if why is None]
    rows = [_letter(work, news, person, channel, rendered) for channel in used]
    db.insert_new(work.session.connection(), OUTBOX, rows, ["key"])
    withheld.from_people(work, Untold(kind, key, *about), [person.id], {person.id: outward})


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
        "deferred_reason": None,
        "short": None,
        "path": None,
        "segments": 0,
        "attempts": 0,
        "is_account_trouble": False,
        "lost_leases": 0,
        "is_urgent": False,
        "is_reduced": rendered.is_reduced,
    }
    return row | values


@internal
def sees(work: Work, subject_kind: str, subject_id: int, person: Any, kind: str) -> bool:
    """Whether this person (`id`, `signs`) may be told the names of that record at this moment, by news of this kind."""
    return hearing.sees(work, subjects.of(subject_kind), subject_id, person, kind)


def _deliver(work: Work, news: _News, people: Sequence[int], found: Sequence[Hearer]) -> Told:
    told: Told = {str(person_id): rules.INACTIVE for person_id in people}
    rendered: dict[Reader, Rendered] = {}
    bells, mails = [], []
    for hearer in found:
        person = hearer.person
        used = [channel for channel, reason in hearer.reasons.items() if reason is None]
        told[str(person.id)] = rules.summed(hearer.reasons)
        reader = Reader(person.language, person.zone, hearer.is_blind, hearer.in_place_of)
        if used and reader not in rendered:
            rendered[reader] = render(news.occasion, reader)
        if "bell" in used:
            bells.append(_bell(work, news, person, rendered[reader]))
        mails += [_letter(work, news, person, channel, rendered[reader]) for channel in used if channel != ways.BELL]
    connection = work.session.connection()
    db.insert_new(connection, BELL, bells, ["key"])
    db.insert_new(connection, OUTBOX, mails, ["key"])
    untold = Untold(news.occasion.kind, news.key, news.subject_kind, news.subject_id, news.occasion)
    withheld.from_people(work, untold, people, {hearer.person.id: hearer.reasons for hearer in found})
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


def _letter(work: Work, news: _News, person: Any, channel: str, rendered: Rendered) -> dict[str, Any]:
    row = message_row(
        work,
        rendered,
        key=f"{news.key}:{person.id}:{channel}",
        kind=news.occasion.kind,
        channel=channel,
        person_id=person.id,
        address=ways.ADDRESSES[channel](person),
        account_id=addresses.account_of(person, channel),
        name=person.name,
        language=person.language,
        subject_kind=news.subject_kind,
        subject_id=news.subject_id,
        ledger_id=news.ledger_id,
        due_at=news.due_at,
        is_urgent=news.priority == URGENT,
        **shortly.words(channel, rendered),
    )
    return (
        row if news.occasion.kind in rules.ASKED_FOR else row | ways.deferral(work, person, news.priority, news.due_at)
    )


@internal
def administrators(work: Work) -> tuple[str, ...]:
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
