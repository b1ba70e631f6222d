"""Who is told by which channel, or why not, and who learns no more than the date: asked by telling and by previews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm import people as staff
from crm.core.access import internal
from crm.core.errors import NotSignedIn
from crm.core.priority import NORMAL
from crm.core.subjects import Subject
from crm.core.work import Actor, Identity, Work, identify
from crm.notifications import addresses, refused, replacing, rules, ways
from crm.notifications.replacing import Against
from crm.notifications.tables import OfficePreference, UserPreference
from crm.people.tables import User

HANGING = ("comment.mentioned",)  # news of what hangs on a record, and is read under its own right
SILENCE = "silence"  # what the session remembers of preferences until its transaction ends


@dataclass(frozen=True)
class Hearer:
    """An active person; for each channel None, or the reason why not by this one. `is_blind`: learns only the date.

    `in_place_of` names those for whom a substitute hears this, each with the last day on which they are away.
    """

    person: Any
    reasons: Mapping[str, str | None]
    is_blind: bool
    in_place_of: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Silence:
    """What the office set for each (kind, channel), and what each person switched off."""

    office: Mapping[tuple[str, str], str]
    off: frozenset[tuple[int, str, str]]

    def why(self, person_id: int, kind: str, channel: str) -> str | None:
        """The reason why this person is not told of this kind by this channel; None when nothing speaks against it."""
        if kind in rules.ASKED_FOR:
            return None
        return rules.why_silent(self.office.get((kind, channel), rules.ON), (person_id, kind, channel) not in self.off)


@internal
def hearers(
    work: Work,
    kind: str,
    people: Sequence[int],
    channels: Sequence[str] | None,
    subject: Subject | None,
    subject_id: int = 0,
    priority: str = NORMAL,
) -> list[Hearer]:
    """The active people among these and who stands in for them, in the order of their ids; nothing is written.

    Without channels given, office and person say which ones news of this priority goes by.
    """
    covers = {} if subject is None or kind in rules.ASKED_FOR else _covers(work, people)
    everybody = {person.id: person for person in _active(work, [*people, *_substitutes(covers)])}
    found = []
    for person in everybody.values():
        reasons = _reasons(work, kind, person, channels, priority, is_covered=person.id in covers)
        is_blind = subject is not None and not sees(work, subject, subject_id, person, kind)
        absent = [(who, cover) for who, cover in covers.items() if cover.substitute_id == person.id]
        for_whom = [(everybody[who].name, cover.until) for who, cover in absent if who in everybody]
        if person.id in people:
            for_whom = []  # told anyway, and once
        elif not for_whom:
            continue  # stands in for nobody who still works here
        found.append(Hearer(person, reasons, is_blind, tuple(for_whom)))
    return found


def _covers(work: Work, people: Sequence[int]) -> dict[int, staff.Cover]:
    """Those of these people who are away today while somebody stands in for them."""
    covers = staff.covers(work, work.today)
    return {who: covers[who] for who in sorted(set(people)) if who in covers and covers[who].substitute_id}


def _substitutes(covers: Mapping[int, staff.Cover]) -> list[int]:
    return [cover.substitute_id for cover in covers.values() if cover.substitute_id]


def _reasons(
    work: Work, kind: str, person: Any, channels: Sequence[str] | None, priority: str, *, is_covered: bool
) -> dict[str, str | None]:
    """For each channel in question None, or the first thing that speaks against it.

    A channel that nobody named, and that does not lead to this person, is not in question: who has no telephone
    misses nothing.
    """
    known = ways.ways(work)
    is_asked_for = kind in rules.ASKED_FOR
    named = channels
    if channels is None:
        theirs = ways.ASKED if is_asked_for else known.channels(person, priority)
        named = [channel for channel in theirs if channel in ways.ASKED or not _unreachable(person, channel)]
    found = {channel: _against(work, kind, person, channel, is_covered=is_covered) for channel in named or ()}
    mode = None if is_asked_for else known.mode(person, priority, work.now)
    if mode is None:
        return {channel: against.why for channel, against in found.items()}
    own = [channel for channel in mode.channels if channel in rules.channels_of(kind)]
    own = [] if is_covered else own  # nothing but the bell rings for them, and a substitute hears

    def look(channel: str) -> Against:
        return found.get(channel) or _against(work, kind, person, channel, is_covered=is_covered)

    return replacing.in_mode(list(found), mode.name, own, look)


def _against(work: Work, kind: str, person: Any, channel: str, *, is_covered: bool) -> Against:
    """What speaks against this channel, whatever the mode of work."""
    preference = silence(work).why(person.id, kind, channel)
    other = None if kind in rules.ASKED_FOR else _refused(work, person, channel)
    if is_covered and channel != ways.BELL:
        other = other or rules.AWAY
    is_locked = silence(work).office.get((kind, channel)) == rules.ALWAYS
    return Against(preference, other or _unreachable(person, channel), is_locked)


@internal
def silence(work: Work) -> Silence:
    """Every preference that silences anything; asked once a transaction, which is one moment."""
    known: Silence | None = work.session.info.get(SILENCE)
    if known is None:
        mine = select(UserPreference.user_id, UserPreference.kind, UserPreference.channel)
        office = select(OfficePreference.kind, OfficePreference.channel, OfficePreference.state)
        known = work.session.info[SILENCE] = Silence(
            {(row.kind, row.channel): row.state for row in work.session.execute(office)},
            frozenset(work.session.execute(mine.where(UserPreference.is_on.is_(False))).tuples()),
        )
    return known


@internal
def sees(work: Work, subject: Subject, subject_id: int, person: Any, kind: str) -> bool:
    """Whether this reader may have the record's names: those without a sign-in were chosen to be written to.

    Who sees a record beyond their right hears what becomes of it, but nothing of what hangs on it, as comments do.
    """
    if not person.signs:
        return True
    reader = _as_reader(work, person.id)
    seen = select(subject.model.id).where(subject.model.id == subject_id, reader.scope(subject.model, subject.view))
    return work.session.execute(seen).first() is not None or _sees_also(subject, reader, subject_id, kind)


def _sees_also(subject: Subject, reader: Work, subject_id: int, kind: str) -> bool:
    return kind not in HANGING and subject.seen_also is not None and subject.seen_also(reader, subject_id)


@internal
def hidden(work: Work, subject: Subject, person_id: int, rows: Sequence[Any], binned: Mapping[int, bool]) -> list[Any]:
    """Those of these messages (`kind`, `subject_id`) whose records this reader may not see, asked at once.

    `binned` says of each record whether it is in the bin: there it is seen by whoever had the right to it.
    """
    reader, model = _as_reader(work, person_id), subject.model
    ids = {row.subject_id for row in rows}
    theirs = select(model.id).where(model.id.in_(ids), reader.reached(model, subject.view))
    seen = set(work.session.execute(theirs).scalars())
    seen |= {id for id in ids if binned[id] and subject.seen_also is not None}  # who saw it also, nobody knows now
    rest = [row for row in rows if row.subject_id not in seen]
    return [row for row in rest if not _sees_also(subject, reader, row.subject_id, row.kind)]


def _as_reader(work: Work, person_id: int) -> Work:
    return replace(work, actor=Actor.person(person_id), me=_identity(work, person_id))


@internal
def reachable(work: Work, person_id: int, channel: str) -> tuple[Any, str | None]:
    """An active person, and why nothing can reach them by a channel whatever they have set; None for nobody active."""
    person = next(iter(_active(work, [person_id])), None)
    if person is None:
        return None, rules.INACTIVE
    return person, _unreachable(person, channel) or _refused(work, person, channel)


def _unreachable(person: Any, channel: str) -> str | None:
    address = ways.ADDRESSES.get(channel)
    return rules.MISSING.get(channel, rules.NO_ADDRESS) if address and not address(person) else None


def _refused(work: Work, person: Any, channel: str) -> str | None:
    """Whether this person's address was refused for good, so that nothing goes there for now."""
    address = ways.ADDRESSES[channel](person) if channel in ways.ADDRESSES else None
    return rules.REFUSED if address and refused.is_bad(work, channel, address) else None


def _active(work: Work, ids: Sequence[int]) -> list[Any]:
    """Active people among these, in the order of their ids."""
    signs = User.password_hash.is_not(None).label("signs")
    columns = (User.id, User.name, User.email, User.language, User.zone, signs, *addresses.COLUMNS)
    alive = User.is_active & User.deleted_at.is_(None)
    chosen = select(*columns).where(User.id.in_(sorted(set(ids))), alive).order_by(User.id)
    return list(work.session.execute(chosen)) if ids else []


def _identity(work: Work, person_id: int) -> Identity:
    """Who they are at this moment; asked once a transaction, which is one moment."""
    known: dict[int, Identity] = work.session.info.setdefault("readers", {})
    if person_id not in known:
        try:
            known[person_id] = identify(work.session, Actor.person(person_id), work.now)
        except NotSignedIn:
            known[person_id] = Identity()
    return known[person_id]
