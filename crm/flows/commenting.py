"""Comments that mention people, chosen or by "@name": who is named for the first time and sees the record is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crm import notifications, people
from crm.core.access import own
from crm.core.work import Work
from crm.records import attached, comments, rules
from crm.records.rules import Naming
from crm.records.tables import Comment

KIND = "comment.mentioned"
Unseeing = tuple[str, ...]  # names of those who were mentioned and may not see the record


@dataclass(frozen=True)
class Whom:
    """Whom a text would tell and whom not: people by name, and "@names" that fit none or several, with how many."""

    told: tuple[str, ...] = ()
    unseeing: Unseeing = ()
    unclear: tuple[tuple[str, int], ...] = ()


@own
def whom(
    work: Work, kind: str, id: object, text: str, mentions: Collection[int] = (), known: Collection[int] = ()
) -> Whom:
    """What `add` would do with this text and these mentions, or `edit` with a comment that named `known` before."""
    above = attached.record(work, kind, id)
    found = _namings(work, kind, above.id, text)
    named = [one for one in dict.fromkeys([*mentions, *_meant(found)]) if one != work.me.person_id]
    blind = _blind(work, kind, above.id, named)
    names = people.names(work.as_office(), named)
    return Whom(
        told=tuple(names[one] for one in named if one in names and one not in (*blind, *known)),
        unseeing=tuple(names[one] for one in named if one in names and one in blind),
        unclear=tuple((one.written, len(one.fits)) for one in found if len(one.fits) != 1),
    )


@own
def add(work: Work, kind: str, id: object, text: str, mentions: Collection[int] = ()) -> Unseeing:
    """Write a comment and tell whom it mentions; the names of those who may not see the record and are not told."""
    return _told(work, comments.add(work, kind, id, text, _with_named(work, kind, id, text, mentions)))


@own
def edit(work: Work, id: object, version: int | None, text: str, mentions: Collection[int] = ()) -> Unseeing:
    """Change one's own comment and tell whom it mentions now and did not before; as `add`."""
    row, above = attached.fetch(work, Comment, id, version)
    named = _with_named(work, row.subject_kind, above.id, text, mentions)
    return _told(work, comments.edit(work, id, version, text, named))


def _with_named(work: Work, kind: str, id: object, text: str, mentions: Collection[int]) -> list[int]:
    """Those who were chosen, then those whom the text names, as many as a comment may mention."""
    above = attached.record(work, kind, id)
    named = [one for one in _meant(_namings(work, kind, above.id, text)) if one not in mentions]
    return [*mentions, *named[: max(0, comments.MOST_MENTIONS - len(mentions))]]


def _namings(work: Work, kind: str, id: int, text: str) -> list[Naming]:
    """The "@names" of a text; of several whom one fits, those are meant who may see the record."""
    found = rules.namings(text, comments.nameable(work)) if "@" in text else []
    several = sorted({one for naming in found if len(naming.fits) > 1 for one in naming.fits})
    blind = _blind(work, kind, id, several)
    return [rules.narrowed(naming, [one for one in several if one not in blind]) for naming in found]


def _meant(found: list[Naming]) -> list[int]:
    return [naming.fits[0] for naming in found if len(naming.fits) == 1]


def _blind(work: Work, kind: str, id: int, named: list[int]) -> list[int]:
    """Who of these may not see the record."""
    if not named:
        return []
    verdicts = notifications.would_tell(work.as_office(), KIND, subject_kind=kind, subject_id=id, people=named)
    return [one for one, verdict in verdicts.items() if verdict.is_blind]


def _told(work: Work, row: Comment) -> Unseeing:
    """Tell them; the key names comment and person, so that nobody is told twice of one comment."""
    office, others = work.as_office(), [one for one in row.mentions if one != work.me.person_id]
    unseeing = _blind(work, row.subject_kind, row.subject_id, others)
    told = [one for one in others if one not in unseeing]
    if told:
        notifications.tell(
            office,
            KIND,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            people=told,
            key=f"{KIND}:{row.id}",
            params={"by": work.me.name, "said": row.text},
        )
    names = people.names(office, unseeing)
    return tuple(names[one] for one in unseeing)
