"""Messages to clients: outbox rows whose address is no user's, worded by templates of the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, update

from crm.core import db, gsm, i18n
from crm.core.access import internal
from crm.core.i18n import t
from crm.core.work import Work
from crm.notifications import rendering, rules, sealed, withheld
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from crm.notifications.withheld import Untold
from crm.notifications.wordbook import Worded

OUTBOX: Table = Message.__table__  # type: ignore[assignment]
PATH = "/unsubscribe"
# Asked before a message goes to a client: client, contact person, channel, kind -> why not, or None.
Gate = Callable[[Work, int, int | None, str, str], str | None]
_gate: list[Gate] = []
# What stands in for an SMS to a client that failed for good: whether a letter with its words goes out.
Instead = Callable[[Work, Any], bool]
_instead: list[Instead] = []


@dataclass(frozen=True)
class Addressee:
    """A client, or one of its contact persons, as a message finds them; `address` is a mailbox or a number."""

    client_id: int
    contact_id: int | None
    name: str
    address: str


@dataclass(frozen=True)
class Letterhead:
    """What is known of a message beside its words; the same `key` is never sent twice."""

    kind: str
    key: str
    subject_kind: str | None = None
    subject_id: int | None = None
    ledger_id: int | None = None
    account_id: int | None = None
    due_at: datetime | None = None


def use_gate(gate: Gate) -> None:
    """Who knows whether a client may be written to; `start` says so once."""
    _gate[:] = [gate]


def use_instead(instead: Instead) -> None:
    """Who writes to a client when an SMS did not arrive; `start` says so once."""
    _instead[:] = [instead]


@internal
def write_instead(work: Work, row: Any) -> bool:
    """Whether the words of an SMS to a client, which failed for good, go out as a letter."""
    return bool(_instead) and _instead[0](work, row)


@internal
def why_not(work: Work, client_id: int, contact_id: int | None, channel: str, kind: str) -> str | None:
    """Why this client is not written to by this channel at this moment; None when nothing stands against it."""
    return _gate[0](work, client_id, contact_id, channel, kind) if _gate else "clients.no_consent"


@internal
def tell_client(work: Work, head: Letterhead, worded: Worded, to: Addressee, token: str) -> None:
    """One message to a client by the form it is worded for. `token` is what its link to unsubscribe carries.

    Whether it may be sent at all has been asked before. Nobody else gets a copy.
    """
    is_letter = worded.form == "email"
    rendered = letter(worded, work.office.name) if is_letter else Rendered(worded.title, "", worded.text, "")
    extra = sealed.sealed(token) if is_letter else {}
    _write(work, head, to, worded.form, worded.language, rendered, extra=extra)


@internal
def not_told(work: Work, head: Letterhead, to: Addressee, channel: str, title: str, reason: str) -> None:
    """Keep in the outbox that a client was not written to, and why (a key of the catalogue)."""
    rendered = Rendered(title, "", "", "")
    _write(work, head, to, channel, work.office.language, rendered, state="cancelled", error=reason)


@internal
def held_back(work: Work, head: Letterhead, form: str, to: Addressee, reason: str) -> None:
    """Keep that a client was not written to in this form, and why (a catalogue key); another may have led there."""
    row = {
        "key": f"{rules.short(head.key)}:client{to.client_id}",
        "client_id": to.client_id or None,
        "name": to.name,
        "address": to.address,
        "channel": form,
        "reason": rules.bare(reason),
    }
    withheld.write(work, Untold(head.kind, head.key, head.subject_kind, head.subject_id), [row])


@internal
def withdraw(work: Work, client_id: int, contact_id: int | None, channel: str, kind: str | None = None) -> None:
    """What still waits for them by this channel (of one kind, or all) is not sent: they no longer want it."""
    theirs = [OUTBOX.c.client_id == client_id, OUTBOX.c.channel == channel, OUTBOX.c.state == "waiting"]
    theirs.append(_is(contact_id))
    theirs += [OUTBOX.c.kind == kind] if kind else []
    values = {"state": "cancelled", "error": "clients.consent_withdrawn"}
    work.session.execute(update(OUTBOX).where(and_(*theirs)).values(**values))


def leave_link(row: Any) -> str:
    """Where the reader of a letter to a client unsubscribes; "" for every other message."""
    return sealed.opened(_leave(), row.extra) if row.client_id and row.channel == "email" else ""


def letter(worded: Worded, office: str, leave: str | None = None) -> Rendered:
    """The words in our layout, each of them escaped; `leave` is where one unsubscribes (the token is put in later)."""
    leave = leave or _leave()
    office = rendering.one_line(office, 120)
    with i18n.speaking(worded.language):
        why, quit_ = t("consents.letter_why", office=office), t("consents.letter_leave")
        content = {"title": worded.title, "lead": worded.text, "note": "", "rows": (), "why": why, "leave": quit_}
        values = {"c": content, "url": "", "office": office, "language": worded.language, "leave": leave}
        text = f"{worded.text}\n\n-- \n{why}\n{quit_}: {leave}\n{office}\n"
        return Rendered(worded.title, "", text, rendering.in_layout(values))


def _leave() -> str:
    return rendering.link(f"{PATH}?token={sealed.MARK}")


def _is(contact_id: int | None) -> ColumnElement[bool]:
    return OUTBOX.c.contact_id.is_(None) if contact_id is None else OUTBOX.c.contact_id == contact_id


def _write(
    work: Work, head: Letterhead, to: Addressee, channel: str, language: str, rendered: Rendered, **values: object
) -> None:
    row = message_row(
        work,
        rendered,
        key=f"{rules.short(head.key)}:client{to.client_id}",
        kind=head.kind,
        channel=channel,
        address=to.address,
        name=to.name,
        language=language,
        account_id=head.account_id,
        subject_kind=head.subject_kind,
        subject_id=head.subject_id,
        ledger_id=head.ledger_id,
        due_at=head.due_at or work.now,
        client_id=to.client_id,
        contact_id=to.contact_id,
        segments=gsm.measure(rendered.text).segments if channel == "sms" else 0,
        **values,
    )
    db.insert_new(work.session.connection(), OUTBOX, [row], ["key"])
