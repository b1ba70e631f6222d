"""Comments that mention people: whoever is named for the first time is told, unless they may not see the record."""

from __future__ import annotations

from collections.abc import Collection

from crm import notifications, people
from crm.core.access import own
from crm.core.work import Work
from crm.records import comments
from crm.records.tables import Comment

KIND = "comment.mentioned"
Unseeing = tuple[str, ...]  # names of those who were mentioned and may not see the record


@own
def add(work: Work, kind: str, id: object, text: str, mentions: Collection[int] = ()) -> Unseeing:
    """Write a comment and tell whom it mentions; the names of those who may not see the record and are not told."""
    return _told(work, comments.add(work, kind, id, text, mentions))


@own
def edit(work: Work, id: object, version: int | None, text: str, mentions: Collection[int] = ()) -> Unseeing:
    """Change one's own comment and tell whom it mentions now and did not before; as `add`."""
    return _told(work, comments.edit(work, id, version, text, mentions))


def _told(work: Work, row: Comment) -> Unseeing:
    """Tell them; the key names comment and person, so that nobody is told twice of one comment."""
    office, others = work.as_office(), [one for one in row.mentions if one != work.me.person_id]
    where = {"subject_kind": row.subject_kind, "subject_id": row.subject_id}
    verdicts = notifications.would_tell(office, KIND, **where, people=others)  # type: ignore[arg-type]
    unseeing = [one for one, verdict in verdicts.items() if verdict.is_blind]
    told = [one for one in others if one not in unseeing]
    if told:
        notifications.tell(office, KIND, **where, people=told, key=f"{KIND}:{row.id}", params={"by": work.me.name})  # type: ignore[arg-type]
    names = people.names(office, unseeing)
    return tuple(names[one] for one in unseeing)
