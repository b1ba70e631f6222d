"""Accounts by which nothing gets out: since when, why, and when they are tried next, as long as messages wait for them.

One server down for an hour is no failure of a job: every round tries, and has nothing to send. So the outbox itself is
asked: which messages wait for their account, and whether anything went out by it since their attempts began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true

from crm.core.access import right
from crm.core.work import Work
from crm.notifications import servers
from crm.notifications.routes import IN_DOUBT
from crm.notifications.saying import in_words
from crm.notifications.servers import EMAIL, PUSH
from crm.notifications.tables import Account, Attempt, Message

LONG = timedelta(minutes=15)  # shorter trouble passes by itself more often than not
MOST_LOOKED_AT = 200  # messages of all that wait: the oldest ones know since when


@dataclass(frozen=True)
class Ailing:
    """An account in trouble. `name` is None where it has none: no account at all, or the browsers' push service."""

    channel: str
    name: str | None
    since: datetime
    next_at: datetime
    trouble: str | None
    error: str | None

    @property
    def plain(self) -> str:
        """What went wrong as a sentence of ours; "" when we know no more than what the server said."""
        return in_words(self.trouble, self.error)[0] or ""

    @property
    def said(self) -> str:
        """The server's own words."""
        return in_words(self.trouble, self.error)[1] or ""

    def is_long(self, now: datetime) -> bool:
        """Whether this has gone on for so long that somebody should look at it."""
        return now - self.since > LONG


@right("office.view")
def ailing(work: Work) -> list[Ailing]:
    """The accounts that messages wait for in vain, the longest first; one statement while all is well."""
    work.require("office.view", None)
    rows = work.session.execute(_STATEMENT).all()
    names = _names(work, rows)
    found = [
        Ailing(
            row.channel,
            names.get((row.channel, row.account_id)),
            row.since,
            max(row.next_at, work.now),
            row.trouble,
            row.error,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.since)


def _statement() -> Select[Any]:
    """What waits for its account, each attempt of it since the last message that went out by the same one."""
    is_its = or_(Message.is_account_trouble, and_(Message.attempts > 0, Message.trouble.in_(IN_DOUBT)))
    waits = (
        select(Message.id, Message.channel, Message.account_id, Message.next_try_at, Message.due_at)
        .where(Message.state.in_(("leased", "waiting")), is_its)
        .order_by(Message.state, Message.id)
        .limit(MOST_LOOKED_AT)
        .cte("waits")
    )
    at = func.coalesce(Attempt.at, waits.c.due_at, type_=Message.due_at.type)
    tries = select(waits, at.label("at")).outerjoin(Attempt, Attempt.message_id == waits.c.id).cte("tries")
    first = select(tries.c.channel, tries.c.account_id, func.min(tries.c.at).label("at"))
    first_of = first.group_by(tries.c.channel, tries.c.account_id).cte("first_of")
    is_same = first_of.c.account_id.is_not_distinct_from(Message.account_id)
    is_sent = and_(Message.sent_at > first_of.c.at, Message.channel == first_of.c.channel)  # by the index of sent_at
    last = select(Message.sent_at).where(is_sent, is_same).order_by(Message.sent_at.desc()).limit(1)
    well_at = select(first_of, last.scalar_subquery().label("well_at")).cte("well")
    here = and_(well_at.c.channel == tries.c.channel, well_at.c.account_id.is_not_distinct_from(tries.c.account_id))
    is_since = func.coalesce(tries.c.at > well_at.c.well_at, true())
    groups = (
        select(
            tries.c.channel,
            tries.c.account_id,
            func.min(tries.c.at).label("since"),
            func.min(tries.c.next_try_at).label("next_at"),
            func.max(tries.c.id).label("newest_id"),
        )
        .join(well_at, here)
        .where(is_since)
        .group_by(tries.c.channel, tries.c.account_id)
        .cte("groups")
    )
    known = (groups.c.channel, groups.c.account_id, groups.c.since, groups.c.next_at, Message.trouble, Message.error)
    return select(*known).join(Message, Message.id == groups.c.newest_id)


_STATEMENT = _statement()  # built once: the line above every page asks for it


def _names(work: Work, rows: Any) -> dict[tuple[str, int | None], str]:
    """What the accounts of these are called; CRM_SMTP_URL is the name of the one from the settings."""
    ids = {(row.channel, row.account_id): row.account_id for row in rows}
    for channel, account_id in ids:
        if account_id is None and channel != PUSH:
            ids[channel, None] = servers.default_id(work.as_office(), channel)
    known = {one for one in ids.values() if one is not None}
    rows = work.session.execute(select(Account.id, Account.name).where(Account.id.in_(known))).all() if known else ()
    names = {row.id: str(row.name) for row in rows}
    found = {key: names[one] for key, one in ids.items() if one in names}
    if servers.environment() is not None:
        found[EMAIL, None] = "CRM_SMTP_URL"
    return found
