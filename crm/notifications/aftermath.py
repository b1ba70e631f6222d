"""What follows when a message did not arrive: another way, a mark on the address, and word to who should know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from crm.channels import email
from crm.core import db, i18n, subjects
from crm.core.access import internal
from crm.core.priority import NORMAL, URGENT
from crm.core.work import Work
from crm.notifications import footers, refused, rules, telling, to_clients, ways
from crm.notifications.address_tables import PushSubscription
from crm.notifications.hearers import silence
from crm.notifications.rendering import Occasion, Rendered, in_layout, one_line
from crm.notifications.tables import Entry
from crm.notifications.telling import OUTBOX
from crm.people.tables import Role, User, UserRole

UNSEEN = timedelta(minutes=10)
FOR_NOW = ("sms", "push")  # within ten minutes another way is tried
AT_ONCE = 100
COPIED = (
    "kind", "person_id", "name", "subject_kind", "subject_id", "ledger_id", "title", "text", "html", "language",
    "extra", "due_at", "is_urgent", "is_reduced",
)  # fmt: skip


@internal
def ended(work: Work, letter_id: int, words: str, trouble: str | None) -> None:
    """A message failed for good: by e-mail instead, when it was none; its address is marked when that is to blame."""
    row = work.session.execute(select(OUTBOX).where(OUTBOX.c.id == letter_id)).one()
    if row.kind == rules.TEST:
        return
    is_new = trouble in refused.BY_ADDRESS and refused.mark(work, row.channel, row.address, words, trouble)
    for follows in (fall_back, *([_tell_of_refusal] if is_new else [])):
        work.attempt(follows, row, message=row.id)


@internal
def go_by_mail(work: Work, row: Any) -> bool:
    """`fall_back`, where one that cannot be written must not hold all the others up."""
    return bool(work.attempt(fall_back, row, message=row.id))


@internal
def without_account(work: Work, its: ColumnElement[bool]) -> None:
    """What is for now, and has waited too long for an account that is not there, goes by e-mail instead."""
    waits = (OUTBOX.c.state == "waiting") & (OUTBOX.c.due_at <= work.now - UNSEEN)
    due = select(OUTBOX).where(its, waits, OUTBOX.c.channel.in_(FOR_NOW)).order_by(OUTBOX.c.id).limit(AT_ONCE)
    rows = work.session.execute(due.with_for_update(of=OUTBOX, skip_locked=True)).all()
    gone = [row.id for row in rows if go_by_mail(work, row)]
    if gone:
        work.session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(gone)).values(state="failed"))


@internal
def fall_back(work: Work, row: Any) -> bool:
    """Whether the same news goes out by e-mail: once, however often this is asked, and not where it did anyway.

    The key of the new row is the one that mail of this news has: two rows for one reader and channel cannot be.
    """
    if row.channel == "sms" and row.client_id is not None:
        return to_clients.write_instead(work, row)
    if row.channel not in FOR_NOW or row.person_id is None or row.kind == rules.TEST:
        return False
    alive = (User.id == row.person_id) & User.is_active & User.deleted_at.is_(None)
    person = work.session.execute(select(User).where(alive)).scalar_one_or_none()
    address = email.address(person) if person else None
    if address is None or silence(work).why(row.person_id, row.kind, "email") or refused.is_bad(work, "email", address):
        return False
    key = f"{row.key.removesuffix(f':{row.channel}')}:email"
    values = {name: getattr(row, name) for name in COPIED if name != "html"}
    rendered = Rendered(row.title, "", row.text, row.html or _plainly(work, row))
    values |= {"key": key, "channel": "email", "address": address} | _deferral(work, row, person)
    fresh = telling.message_row(work, rendered, **values)
    is_new = bool(db.insert_new(work.session.connection(), OUTBOX, [fresh], ["key"]))
    return is_new or _is_on_its_way(work, key)


@internal
def follow(work: Work, limit: int) -> int:
    """Pushes that nobody has seen for ten minutes go out by e-mail as well; how many were looked at."""
    due = select(OUTBOX).where(OUTBOX.c.follow_at <= work.now).order_by(OUTBOX.c.follow_at).limit(limit)
    rows = work.session.execute(due.with_for_update(of=OUTBOX, skip_locked=True)).all()
    for row in rows:
        if row.seen_at is None:
            work.attempt(_follow, row, message=row.id)
    looked_at = OUTBOX.c.id.in_([row.id for row in rows])
    if rows:
        work.session.execute(update(OUTBOX).where(looked_at).values(follow_at=None))
    return len(rows)


def _follow(work: Work, row: Any) -> None:
    if not _is_read(work, row) and not _is_over(work, row):
        fall_back(work, row)


@internal
def devices_seen(work: Work, reached: tuple[int, ...], gone: tuple[int, ...]) -> None:
    """Which devices took a push, and which are gone: those are forgotten."""
    if reached:
        well = update(PushSubscription).where(PushSubscription.id.in_(reached))
        work.session.execute(well.values(last_ok_at=work.now, failures=0))
    if gone:
        work.session.execute(delete(PushSubscription).where(PushSubscription.id.in_(gone)))


@internal
def tell_administrators(
    work: Work, kind: str, key: str, path: str, params: Mapping[str, object], *, more: tuple[int, ...] = ()
) -> None:
    """Word to every administrator, and to those named; once for each key."""
    holders = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id).join(User, User.id == UserRole.user_id)
    works_here = User.is_active & User.deleted_at.is_(None)
    holders = holders.where(Role.key == "administrator", UserRole.deleted_at.is_(None), works_here)
    occasion = Occasion(kind, work.office.name, work.office.zone, work.today, path=path, params=params)
    for person_id in sorted({*work.session.execute(holders).scalars(), *more}):
        telling.tell_news(work, person_id, occasion, key)


def _tell_of_refusal(work: Work, row: Any) -> None:
    """The record's own people, and administrators; not the one who cannot be reached."""
    about, path = [], f"/person?id={row.person_id}" if row.person_id else "/outbox"
    if row.subject_kind and row.subject_id:
        about = subjects.of(row.subject_kind).audience(work, row.subject_id)
    if row.client_id:
        path = f"/client?id={row.client_id}"
    key = f"address.refused:{row.id}"
    params = {"address": row.address, "who": row.name or row.address}
    others = tuple(person_id for person_id in about if person_id != row.person_id)
    tell_administrators(work, "address.refused", key, path, params, more=others)


def _plainly(work: Work, row: Any) -> str:
    """Words that were meant for an SMS, in our layout."""
    with i18n.speaking(row.language):
        why = footers.why(row.kind)
        content = {"title": row.title, "lead": row.text, "note": "", "rows": (), "why": why, "button": ""}
        values = {"c": content, "url": "", "office": one_line(work.office.name, 120), "language": row.language}
        return in_layout(values)


def _is_read(work: Work, row: Any) -> bool:
    """Whether its reader has read the same news at the bell."""
    key = rules.bell_key(row.key, row.channel)
    found = select(Entry.id).where(Entry.key == key, Entry.read_at.is_not(None))
    return work.session.execute(found).first() is not None


def _is_on_its_way(work: Work, key: str) -> bool:
    """Whether the mail that was there before waits or went out: one that failed is no other way."""
    there = select(OUTBOX.c.id).where(OUTBOX.c.key == key, OUTBOX.c.state.in_(("waiting", "leased", "sent")))
    return work.session.execute(there).first() is not None


def _is_over(work: Work, row: Any) -> bool:
    """Whether it reminds of what is over by now; news of what happened stay true."""
    reminds = row.ledger_id is not None and row.subject_id is not None
    return reminds and bool(subjects.over(work, row.subject_kind, {row.subject_id}))


def _deferral(work: Work, row: Any, person: Any) -> dict[str, Any]:
    """Quiet hours may have begun since: then the mail waits for their end, as any other would."""
    return ways.deferral(work, person, URGENT if row.is_urgent else NORMAL, row.due_at)
