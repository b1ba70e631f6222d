"""What one pass of the scheduler would do now, in words; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from crm.core import subjects
from crm.core.access import internal
from crm.core.i18n import moment_text, t
from crm.core.work import Work
from crm.monitoring.tables import Monitoring
from crm.notifications import outbox
from crm.reminders import ledger

SHOWN = 50


@internal
def lines(work: Work) -> list[str]:
    """How many monitorings would start and finish, which reminders are due, how many messages would go out."""
    alive = Monitoring.deleted_at.is_(None)
    starts = (Monitoring.state == "scheduled") & (Monitoring.starts_on <= work.today)
    ends = Monitoring.state.in_(["scheduled", "active"]) & (Monitoring.ends_on < work.today)
    counts = [
        work.session.execute(select(func.count(Monitoring.id)).where(alive, how)).scalar_one() for how in (starts, ends)
    ]
    return [
        t("jobs.would_start", count=counts[0]),
        t("jobs.would_finish", count=counts[1]),
        *_would_remind(work),
        t("jobs.would_send", count=outbox.due_count(work)),
    ]


def _would_remind(work: Work) -> Iterator[str]:
    """How many reminders are due, how many rows are too late to be sent, and the first that would go out."""
    due, late = ledger.outlook(work)
    yield t("jobs.would_remind", count=len(due))
    yield t("jobs.would_be_late", count=late)
    for claim in due[:SHOWN]:
        yield t("jobs.due_line", when=moment_text(claim.due_at, work.office.zone), title=_title(work, claim))
    if len(due) > SHOWN:
        yield t("jobs.more_lines", count=len(due) - SHOWN)


def _title(work: Work, claim: ledger.Claim) -> str:
    """What the reminder is about; a record that cannot be read any more by its kind and number."""
    try:
        return subjects.of(claim.kind).facts(work, claim.subject_id).title
    except (KeyError, NoResultFound):
        return f"{claim.kind} {claim.subject_id}"
