"""Consent of clients and their people to messages: noted with date and source, asked before each message, withdrawn
by anybody who holds the link of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from crm import notifications, people
from crm.clients.consent_tables import Consent
from crm.clients.tables import Client, ClientPerson
from crm.core import clean, clock, history, signed
from crm.core.access import internal, public, right
from crm.core.errors import NotFound, Problem, refuse_any
from crm.core.work import Work

VIEW, EDIT = "clients.view", "clients.edit"
CHANNELS = ("email", "sms")
SOURCE = 200
LINK = "consents.by_link"  # the source of what somebody said by the link in a letter
NO_CONSENT, WITHDRAWN = "clients.no_consent", "clients.consent_withdrawn"
UNSUBSCRIBED = "clients.unsubscribed"
PURPOSE = "unsubscribe"
LIFETIME = timedelta(days=400)  # a letter is still found a year later
ALL = ""  # every kind
MOST_SHOWN = 200
FIRST_DAY = date(1900, 1, 1)  # what a workbook can hold


@dataclass(frozen=True)
class ConsentRow:
    """One word about messages; of a client itself `person_id` is None."""

    id: int
    person_id: int | None
    channel: str
    kind: str | None
    is_given: bool
    at: datetime
    source: str
    noted_at: datetime
    noted_by: str | None


@dataclass(frozen=True)
class Leaving:
    """What a link in a letter is about."""

    client_id: int
    person_id: int | None
    channel: str
    kind: str
    is_over: bool  # they no longer get these already


@right(VIEW)
def consents_of(work: Work, client_id: int) -> list[ConsentRow]:
    """Everything that a client and its people ever said about messages, the newest first."""
    client = work.fetch(Client, client_id, VIEW)
    found = select(Consent).where(Consent.client_id == client.id).order_by(Consent.id.desc()).limit(MOST_SHOWN)
    rows = list(work.session.execute(found).scalars())
    names = people.names(work.as_office(), [row.noted_by_id for row in rows if row.noted_by_id])
    return [
        ConsentRow(
            row.id, row.person_id, row.channel, row.kind, row.is_given, row.at, row.source, row.noted_at,
            names.get(row.noted_by_id or 0),
        )
        for row in rows
    ]  # fmt: skip


@right(EDIT)
def note_consent(
    work: Work,
    client_id: int,
    person_id: int | None,
    channel: str,
    *,
    is_given: bool,
    on: date | None,
    source: str,
) -> int:
    """Note what a client (`person_id` None) or one of its people said on that day, and how we know; its id.

    What is withdrawn ends at once: messages by that channel which still wait are not sent.
    """
    client = work.fetch(Client, client_id, EDIT)
    words = clean.line(source)
    problems = clean.check(words, "source", SOURCE, is_needed=True) + _day_problems(work, on)
    problems += [] if channel in CHANNELS else [Problem("consents.choose", "channel")]
    if person_id is not None and not _is_theirs(work, client.id, person_id):
        problems.append(Problem("error.not_found", "person_id"))
    refuse_any(problems)
    at = work.now if on in (None, work.today) else clock.wall(on or work.today, time(12), work.office.zone)
    return _append(work, client, person_id, channel, None, is_given=is_given, at=at, source=words)


@internal
def may_write(work: Work, client_id: int, person_id: int | None, channel: str, kind: str = ALL) -> str | None:
    """Why a message of this kind must not go to a client or its contact person by a channel; None when it may.

    A person's own word counts before the client's; of each the newest. Whoever never agreed is not written to.
    """
    said = _said(work, client_id, channel)
    if kind and said.get((person_id, kind)) is False:
        return UNSUBSCRIBED
    word = said.get((person_id, ALL))
    if word is None:
        word = said.get((None, ALL))
    if word is None:
        return NO_CONSENT
    return None if word else WITHDRAWN


@internal
def leave_token(work: Work, client_id: int, person_id: int | None, channel: str, kind: str) -> str:
    """What the link in a letter carries, so that its reader can say "no more of these"."""
    return signed.sign(PURPOSE, [client_id, person_id, channel, kind], work.now)


@public
def leaving(work: Work, token: str) -> Leaving | None:
    """What an unsubscribing link is about; None for every link that does not hold. Changes nothing."""
    said = signed.read(PURPOSE, token, work.now, LIFETIME)
    if said is None:
        return None
    client_id, person_id, channel, kind = said
    over = may_write(work.as_office(), client_id, person_id, channel, kind) in (UNSUBSCRIBED, WITHDRAWN)
    return Leaving(client_id, person_id, channel, kind, over)


@public
def leave(work: Work, token: str, *, is_all: bool = False) -> Leaving:
    """No more messages of the link's kind, or of any by its channel; NotFound for a link that does not hold.

    Saying it twice changes nothing.
    """
    found = leaving(work, token)
    if found is None:
        raise NotFound()
    kind = ALL if is_all else found.kind
    if _said(work, found.client_id, found.channel).get((found.person_id, kind)) is False:
        return found
    client = work.session.get(Client, found.client_id)
    if client is not None:
        office = work.as_office()
        _append(office, client, found.person_id, found.channel, kind or None, is_given=False, at=work.now, source=LINK)
    return found


def _said(work: Work, client_id: int, channel: str) -> dict[tuple[int | None, str], bool]:
    """The newest word of each about each kind. A fresh consent to everything ends what was said of kinds before."""
    found = select(Consent.person_id, Consent.kind, Consent.is_given).where(
        Consent.client_id == client_id, Consent.channel == channel
    )
    said: dict[tuple[int | None, str], bool] = {}
    for person_id, kind, is_given in work.session.execute(found.order_by(Consent.id)).tuples():
        if not kind and is_given:
            said = {key: word for key, word in said.items() if key[0] != person_id}
        said[person_id, kind or ALL] = is_given
    return said


def _append(
    work: Work,
    client: Client,
    person_id: int | None,
    channel: str,
    kind: str | None,
    *,
    is_given: bool,
    at: datetime,
    source: str,
) -> int:
    row = Consent(client_id=client.id, person_id=person_id, channel=channel, kind=kind, is_given=is_given, at=at)
    row.source, row.noted_at, row.noted_by_id = source, work.now, work.me.person_id
    work.session.add(row)
    work.session.flush()
    word = f"{channel} {kind or ''} {'+' if is_given else '-'}".replace("  ", " ")
    history.note(work, "clients", client.id, version=client.version, changes={"consents": [None, word]})
    if not is_given:
        _stop(work.as_office(), client.id, channel, kind)
    return row.id


def _stop(work: Work, client_id: int, channel: str, kind: str | None) -> None:
    """What still waits for the client and those of its people who may no longer be written to is not sent."""
    theirs = select(ClientPerson.id).where(ClientPerson.client_id == client_id)
    for person_id in (None, *work.session.execute(theirs).scalars()):
        if may_write(work, client_id, person_id, channel, kind or ALL):
            notifications.withdraw(work, client_id, person_id, channel, kind)


def _is_theirs(work: Work, client_id: int, person_id: int) -> bool:
    theirs = select(ClientPerson.id).where(ClientPerson.id == person_id, ClientPerson.client_id == client_id)
    return work.session.execute(theirs.where(ClientPerson.deleted_at.is_(None))).first() is not None


def _day_problems(work: Work, on: date | None) -> list[Problem]:
    if on is not None and on < FIRST_DAY:
        return [Problem("consents.day_out", "said_on", {"first": FIRST_DAY.year})]
    return [Problem("consents.in_future", "said_on")] if on is not None and on > work.today else []
