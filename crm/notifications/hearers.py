"""Who is told by which channel, or why not, and who learns no more than the date: asked by telling and by previews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from crm.channels import email
from crm.core.access import internal
from crm.core.errors import NotSignedIn
from crm.core.subjects import Subject
from crm.core.work import Actor, Identity, Work, identify
from crm.notifications import rules
from crm.notifications.tables import OfficePreference, UserPreference
from crm.people.tables import User

SILENCE = "silence"  # what the session remembers of preferences until its transaction ends


@dataclass(frozen=True)
class Hearer:
    """An active person; for each channel None, or the reason why not by this one. `is_blind`: learns only the date."""

    person: Any
    reasons: Mapping[str, str | None]
    is_blind: bool


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
    work: Work, kind: str, people: Sequence[int], channels: Sequence[str], subject: Subject | None, subject_id: int = 0
) -> list[Hearer]:
    """The active people among these, in the order of their ids; nothing is written."""
    known, found = silence(work), []
    for person in _active(work, people):
        reasons = {
            channel: known.why(person.id, kind, channel) or _unreachable(person, channel) for channel in channels
        }
        is_blind = subject is not None and not sees(work, subject, subject_id, person)
        found.append(Hearer(person, reasons, is_blind))
    return found


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
def sees(work: Work, subject: Subject, subject_id: int, person: Any) -> bool:
    """Whether this reader may have the record's names: those without a sign-in were chosen to be written to."""
    if not person.signs:
        return True
    me = _identity(work, person.id)
    reader = replace(work, actor=Actor.person(person.id), me=me)
    seen = select(subject.model.id).where(subject.model.id == subject_id, reader.scope(subject.model, subject.view))
    return work.session.execute(seen).first() is not None


def _unreachable(person: Any, channel: str) -> str | None:
    return rules.NO_ADDRESS if channel == "email" and not email.address(person) else None


def _active(work: Work, ids: Sequence[int]) -> list[Any]:
    """Active people among these, in the order of their ids."""
    columns = (User.id, User.name, User.email, User.language, User.zone, User.password_hash.is_not(None).label("signs"))
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
