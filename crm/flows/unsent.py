"""What became of automatic reminders; of one that could not go out those hear who have the task or gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm import notifications
from crm.clients.tables import Client
from crm.core import i18n, subjects
from crm.core.access import internal
from crm.core.i18n import t
from crm.core.work import Work
from crm.flows import message_values, tell_client
from crm.notifications import rules, saying
from crm.notifications.tables import Message
from crm.people.tables import User
from crm.reminders.automatic import CLIENT, KIND
from crm.reminders.automatic_tables import AutomaticReminder
from crm.reminders.ledger import Claim
from crm.reminders.tables import Due
from crm.tasks.telling import DELEGATOR

NEWS = "reminder.not_sent"
# What somebody who has the task can mend; what a reader of ours has switched off is their own wish.
MENDABLE = (
    tell_client.NO_GATEWAY,
    tell_client.NO_TEMPLATE,
    rules.NO_VALUE,
    rules.NO_ADDRESS,
    rules.NO_PHONE,
)
Why = tuple[str | None, str]  # the form that was tried, None for all of them; the reason


@dataclass(frozen=True)
class Outcome:
    """What became of a reminder: `sent`, `waiting` in the outbox, or `not_sent` and why not, by form."""

    state: str
    at: datetime
    why: tuple[Why, ...] = ()


@internal
def tell(work: Work, claim: Claim, row: AutomaticReminder, told: Mapping[str, object]) -> None:
    """A reminder did not go out: whoever has the task and whoever gave it learn to whom, and why. Once."""
    reasons = reasons_of(told)
    if row.audience != CLIENT and not any(rules.bare(reason) in MENDABLE for _, reason in reasons):
        return
    for person_id in _people(work, row):
        user = work.session.get_one(User, person_id)
        with i18n.speaking(user.language or work.office.language):
            params = {"whom": _whom(work, row), "why": said(reasons)}
        notifications.tell(
            work,
            NEWS,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            people=[person_id],
            key=f"unsent:{claim.id}",
            params=params,
        )


def reasons_of(told: Mapping[str, object]) -> tuple[Why, ...]:
    """Every reason once, the form wished for first; of a form that all share none is named."""
    found = [pair for what in told.values() for pair in rules.by_channel(what)]
    kept = dict.fromkeys((channel, reason) for channel, reason in found if reason is not None)
    return tuple(sorted(kept, key=lambda pair: pair[0] != "sms"))


def said(reasons: Sequence[Why]) -> str:
    """Reasons in the reader's words, each with the form that it keeps back."""
    words = [(form, saying.reason_words(reason)) for form, reason in reasons]
    return " ".join(f"{t(f'notifications.channel.{form}')}: {text}" if form else text for form, text in words)


@internal
def outcomes(work: Work, ids: Iterable[int]) -> dict[int, Outcome]:
    """What became of each of these reminders at its last moment; none of one whose moment is still to come."""
    theirs = select(Due).where(Due.subject_kind == KIND, Due.subject_id.in_(list(ids)), Due.state != "cancelled")
    rows = list(work.session.execute(theirs.order_by(Due.settled_at, Due.id)).scalars())
    coming = {row.subject_id for row in rows if row.state == "planned"}
    last = {row.subject_id: row for row in rows if row.subject_id not in coming}
    sent = select(Message).where(Message.ledger_id.in_([row.id for row in last.values()])).order_by(Message.id)
    messages = list(work.session.execute(sent).scalars()) if last else []
    return {id: _outcome(row, [one for one in messages if one.ledger_id == row.id]) for id, row in last.items()}


def _outcome(row: Due, messages: Sequence[Message]) -> Outcome:
    at = row.settled_at or row.due_at
    if row.state != "fired":
        why = reasons_of(row.told) or ((None, row.reason or "reminders.reason.nobody"),)
        return Outcome("not_sent", at, why)
    gone = [one.sent_at for one in messages if one.state == "sent" and one.sent_at is not None]
    over = [one for one in messages if one.state in ("failed", "cancelled")]
    ended = [(one.channel, one.trouble or one.error or f"explain.line.{one.state}") for one in over]
    if gone or len(ended) < len(messages) or not messages:
        return Outcome("sent" if gone or not messages else "waiting", max(gone, default=at))
    return Outcome("not_sent", at, tuple(dict.fromkeys(ended)))


def _people(work: Work, row: AutomaticReminder) -> list[int]:
    subject = subjects.of(row.subject_kind)
    givers = subject.among(work, row.subject_id, DELEGATOR) if subject.among else []
    return list(dict.fromkeys([*subject.audience(work, row.subject_id), *givers]))


def _whom(work: Work, row: AutomaticReminder) -> str:
    """To staff, or to the client, who has a name."""
    words = t(f"automaton.to_{row.audience}")
    about = message_values.matter(work, row.subject_kind, row.subject_id)
    client = work.session.get(Client, about.client_id) if row.audience == CLIENT and about.client_id else None
    return f"{words} {client.name}" if client else words
