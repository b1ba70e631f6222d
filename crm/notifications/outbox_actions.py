"""What an administrator does with a message of the outbox: send it again, or keep it from being sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from crm.core import db, history, secrets
from crm.core.access import right
from crm.core.errors import NotFound, Refusal
from crm.core.work import MAX_ID, Work
from crm.notifications import addresses, rules, telling, to_clients, ways
from crm.notifications.rendering import host
from crm.notifications.tables import Message
from crm.notifications.telling import OUTBOX
from crm.people.tables import User

CONFIGURE = "office.configure"  # over all of the office: mail of all goes through the outbox
KIND = "outbox"
OPEN = ("waiting", "leased")
COPIED = (
    "kind", "channel", "person_id", "name", "account_id", "subject_kind", "subject_id", "title", "text", "html",
    "language", "extra", "client_id", "contact_id", "short", "path", "segments", "is_reduced",
)  # fmt: skip


@right(CONFIGURE)
def send_again(work: Work, message_id: int, version: int | None = None) -> int:
    """Let a message go out once more; the number of the row that does.

    What failed or was cancelled waits again as if it had never been tried, under its own Message-ID; of what was sent
    a copy with a Message-ID of its own goes out (and has no place in the ledger: nobody was due to be told). A second
    click, or `version` of a page that has not seen the first, changes nothing. It goes to the address that the person
    has now; Refusal for people who are no longer active, or may no longer see what it tells.
    """
    work.require(CONFIGURE, None)
    row = _locked(work, message_id)
    latest = _latest(work, row)
    if row.state in OPEN or latest.state in OPEN or version not in (None, row.again_count + 1):
        return latest.id
    address = _address(work, row)
    row.again_count += 1
    return _copy(work, row, address) if row.state == "sent" else _revive(work, row, address)


@right(CONFIGURE)
def cancel(work: Work, message_id: int) -> None:
    """A waiting message is not sent; Refusal when it is being sent this moment, or is settled already."""
    work.require(CONFIGURE, None)
    row = _locked(work, message_id)
    if row.state == "cancelled":
        return
    if row.state != "waiting":
        raise Refusal("outbox.cannot_cancel_leased" if row.state == "leased" else "outbox.cannot_cancel_settled")
    row.state = "cancelled"
    _note(work, row, state=["waiting", "cancelled"])


def _locked(work: Work, message_id: int) -> Message:
    """The row, held until the end of the transaction: the scheduler leases and settles at the same time."""
    chosen = select(Message).where(Message.id == message_id).with_for_update()
    known = isinstance(message_id, int) and 0 < message_id <= MAX_ID
    row = work.session.execute(chosen).scalar_one_or_none() if known else None
    if row is None:
        raise NotFound()
    return row


def _latest(work: Work, row: Message) -> Message:
    """The last copy of this message, or the message itself."""
    copy = select(Message).where(Message.again_of_id == row.id).order_by(Message.id.desc()).limit(1)
    return work.session.execute(copy).scalar_one_or_none() or row


def _revive(work: Work, row: Message, address: str) -> int:
    changes: dict[str, Any] = {"state": [row.state, "waiting"], "attempts": [row.attempts, 0]}
    if address != row.address:
        changes["address"] = [row.address, address]
    row.state, row.attempts, row.lost_leases, row.address = "waiting", 0, 0, address
    row.next_try_at, row.error, row.trouble, row.is_account_trouble = work.now, None, None, False
    row.deferred_reason = None  # somebody wants it to go now
    _note(work, row, **changes)
    return row.id


def _copy(work: Work, row: Message, address: str) -> int:
    key = f"again:{row.id}:{row.again_count}"
    values: dict[str, Any] = {name: getattr(row, name) for name in COPIED} | {
        "key": key,
        "address": address,
        "message_id": rules.message_id(key, secrets.key("message ids"), host()),
        "state": "waiting",
        "created_at": work.now,
        "due_at": work.now,
        "next_try_at": work.now,
        "attempts": 0,
        "is_account_trouble": False,
        "lost_leases": 0,
        "again_of_id": row.id,
        "again_count": 0,
    }
    db.insert_new(work.session.connection(), OUTBOX, [values], ["key"])
    copy_id = work.session.execute(select(func.max(Message.id)).where(Message.key == key)).scalar_one()
    history.note(work, KIND, copy_id, version=1, action="created", changes={"again_of_id": [None, row.id]})
    return int(copy_id)


def _address(work: Work, row: Message) -> str:
    """Where it goes now: to the person's address of today, else to where it went."""
    if row.client_id is not None:
        return _client_address(work, row)
    if row.person_id is None:
        return row.address
    alive = (User.id == row.person_id) & User.is_active & User.deleted_at.is_(None)
    columns = (User.id, User.email, User.password_hash.is_not(None).label("signs"), *addresses.COLUMNS)
    person = work.session.execute(select(*columns).where(alive)).first()
    if person is None:
        raise Refusal("outbox.reader_inactive")
    if not _may_have_it(work, row, person):
        raise Refusal("outbox.reader_may_not_see")
    return ways.ADDRESSES[row.channel](person) or row.address


def _client_address(work: Work, row: Message) -> str:
    """A client's, while they have agreed to be written to; what had nowhere to go has no words either."""
    reason = to_clients.why_not(work.as_office(), row.client_id or 0, row.contact_id, row.channel, row.kind)
    if reason or not row.address or not row.text:
        raise Refusal(reason or "outbox.never_written")
    return row.address


def _may_have_it(work: Work, row: Message, person: Any) -> bool:
    """Whether the reader may still be told this."""
    if not row.subject_kind or not row.subject_id or row.is_reduced:
        return True
    return telling.sees(work.as_office(), row.subject_kind, row.subject_id, person, row.kind)


def _note(work: Work, row: Message, **changes: Any) -> None:
    work.session.flush()
    history.note(work, KIND, row.id, version=row.again_count + 1, changes=changes)
