"""Addresses that were refused for good: nothing goes there until they are mended, or somebody has them tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, select

from crm.core import db
from crm.core.access import internal, right
from crm.core.work import Work
from crm.notifications.address_tables import BadAddress
from crm.notifications.saying import in_words
from crm.people.tables import User

BAD: Table = BadAddress.__table__  # type: ignore[assignment]
BY_ADDRESS = frozenset({"smtp.recipient_refused", "gates.number_refused"})  # troubles that are the address's own
KNOWN = "bad addresses"  # what the session remembers of them until its transaction ends


@dataclass(frozen=True)
class Refused:
    """An address of somebody's that does not work, in plain words and in the server's own."""

    channel: str
    address: str
    since_at: datetime
    plain: str
    said: str


@right("people.view")
def refused_of(work: Work, person_id: int) -> list[Refused]:
    """Which addresses of this person were refused."""
    person = work.fetch(User, person_id, "people.view")
    return _rows(work, person)


@right("people.configure")
def try_again(work: Work, person_id: int) -> None:
    """Write to this person's addresses again, as if none had been refused."""
    person = work.fetch(User, person_id, "people.configure")
    for row in _rows(work, person):
        which = (BAD.c.channel == row.channel) & (BAD.c.address == row.address)
        work.session.execute(delete(BAD).where(which))
    work.session.info.pop(KNOWN, None)


@internal
def mark(work: Work, channel: str, address: str, words: str, trouble: str | None) -> bool:
    """Whether this is news: an address is marked once."""
    row = {"channel": channel, "address": address, "since_at": work.now, "trouble": trouble, "words": words[:1000]}
    work.session.info.pop(KNOWN, None)
    return bool(db.insert_new(work.session.connection(), BAD, [row], ["channel", "address"]))


@internal
def is_bad(work: Work, channel: str, address: str) -> bool:
    """Whether nothing goes there for now; asked once a transaction, which is one moment."""
    known: set[tuple[str, str]] | None = work.session.info.get(KNOWN)
    if known is None:
        rows = work.session.execute(select(BAD.c.channel, BAD.c.address)).tuples()
        known = work.session.info[KNOWN] = set(rows)
    return (channel, address) in known


def _rows(work: Work, person: User) -> list[Refused]:
    mine = ((BAD.c.channel == "email") & (BAD.c.address == person.email)) | (
        (BAD.c.channel == "sms") & (BAD.c.address == (person.phone or ""))
    )
    found = []
    for row in work.session.execute(select(BAD).where(mine).order_by(BAD.c.id)):
        plain, said = in_words(row.trouble, row.words)
        found.append(Refused(row.channel, row.address, row.since_at, plain or "", said or ""))
    return found
