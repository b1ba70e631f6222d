"""What an administrator does with what was held back: have it sent after all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.core import history, subjects
from crm.core.access import right
from crm.core.errors import NotFound, Refusal
from crm.core.work import MAX_ID, Work
from crm.notifications import hearers, telling
from crm.notifications.rendering import Occasion
from crm.notifications.withheld import KIND, Untold, why_never
from crm.notifications.withheld_tables import Withheld

CONFIGURE = "office.configure"


@right(CONFIGURE)
def send_after_all(work: Work, held_id: int) -> None:
    """Tell a person now, by the channel that was held back, whatever spoke against it; a second click does nothing.

    It says what is true of the record at this moment, with the note that it comes late. Refusal says why it cannot be:
    nobody or a client would be told, it has no words of its own, the person is no longer active or has no address by
    which anything gets there, or nothing more is told of the record.
    """
    work.require(CONFIGURE, None)
    row = _locked(work, held_id)
    if row.sent_at is not None:
        return
    person, missing = hearers.reachable(work.as_office(), row.person_id or 0, row.channel)
    reason = why_never(row) or missing or _why_gone(work, row)
    if reason:
        raise Refusal(reason)
    telling.tell_after_all(work.as_office(), _untold(work, row), person, row.channel)
    row.sent_at = work.now
    work.session.flush()
    history.note(work, KIND, row.id, version=2, changes={"sent_at": [None, history.plain(work.now)]})


def _locked(work: Work, held_id: int) -> Withheld:
    """The row, held until the end of the transaction, so that two clicks send once."""
    known = isinstance(held_id, int) and 0 < held_id <= MAX_ID
    chosen = select(Withheld).where(Withheld.id == held_id).with_for_update()
    row = work.session.execute(chosen).scalar_one_or_none() if known else None
    if row is None:
        raise NotFound()
    return row


def _why_gone(work: Work, row: Withheld) -> str | None:
    """Why nothing more is told of its record."""
    if not row.subject_kind or not row.subject_id:
        return None
    return subjects.of(row.subject_kind).is_gone(work.as_office(), row.subject_id)


def _untold(work: Work, row: Withheld) -> Untold:
    kept: dict[str, Any] = row.again or {}
    facts = None
    if row.subject_kind and row.subject_id:
        facts = subjects.of(row.subject_kind).facts(work.as_office(), row.subject_id)
    occasion = Occasion(
        kind=row.kind,
        office=work.office.name,
        office_zone=work.office.zone,
        today=work.today,
        facts=facts,
        path=kept.get("path"),
        late_for=row.at,
        params=kept.get("params"),
    )
    key = row.key.removesuffix(f":{row.person_id}")
    return Untold(row.kind, key, row.subject_kind, row.subject_id, occasion)
