"""By which account a message goes out: its channel's, the default one or the one it names; and how much may go now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from crm.core import clock
from crm.core.access import internal
from crm.core.secrets import CannotDecrypt
from crm.core.work import Work
from crm.notifications import servers
from crm.notifications.servers import Server
from crm.notifications.tables import Attempt
from crm.notifications.telling import OUTBOX

NO_ACCOUNT_WAIT = timedelta(minutes=5)
NO_ACCOUNT = {"email": "notifications.no_account"}
NO_GATEWAY = "gates.no_account"
UNLIMITED = 1_000_000
IN_DOUBT = ("smtp.connection_lost", "smtp.timeout")  # it broke: nobody knows whether the server took the letter


class Route(NamedTuple):
    """A channel and one of its accounts; `account_id` None is the default one (of push: browsers)."""

    channel: str
    account_id: int | None


@internal
def due(work: Work) -> list[Route]:
    """The routes that due messages wait for, mail first."""
    waits = and_(OUTBOX.c.state == "waiting", OUTBOX.c.next_try_at <= work.now)
    found = set(work.session.execute(select(OUTBOX.c.channel, OUTBOX.c.account_id).where(waits).distinct()).tuples())
    routes = {usual(work, Route(channel, account_id)) for channel, account_id in found}
    return sorted(routes, key=lambda route: (route.channel, route.account_id or 0))


@internal
def usual(work: Work, route: Route) -> Route:
    """The default account has one name only: none."""
    return Route(route.channel, None) if route.account_id == servers.default_id(work, route.channel) else route


@internal
def of(work: Work, route: Route) -> ColumnElement[bool]:
    """Messages that go this way; the default account's row and "no account named" are the same."""
    default, column = servers.default_id(work, route.channel), OUTBOX.c.account_id
    its = column == route.account_id
    if route.account_id is None or route.account_id == default:
        its = or_(column.is_(None), column == default) if default else column.is_(None)
    return and_(OUTBOX.c.channel == route.channel, its)


@internal
def server(work: Work, route: Route) -> Server | None:
    """None when there is nothing to send with: then what is due waits, and says why; no attempt is lost."""
    words = NO_ACCOUNT.get(route.channel, NO_GATEWAY)
    try:
        found = servers.account(work, route.account_id, route.channel)
    except CannotDecrypt as refusal:
        found, words = None, refusal.code
    if found is None:
        hold(work, route, words)
    return found


@internal
def hold(work: Work, route: Route, reason: str) -> None:
    """What is due by this way waits a while for its account, and says why."""
    waits = and_(OUTBOX.c.state == "waiting", OUTBOX.c.next_try_at <= work.now)
    later = work.now + NO_ACCOUNT_WAIT
    values = {"next_try_at": later, "error": reason, "trouble": None, "is_account_trouble": True}
    work.session.execute(update(OUTBOX).where(of(work, route), waits).values(**values))


@internal
def allowed(work: Work, route: Route, found: Server) -> int:
    """How many more this minute allows; what may have gone out counts as well."""
    if found.per_minute is None:
        return UNLIMITED
    since = work.now - timedelta(minutes=1)
    recent = and_(OUTBOX.c.state == "sent", OUTBOX.c.sent_at > since)
    used = select(func.count()).where(of(work, route), or_(recent, OUTBOX.c.state == "leased"))
    doubtful = select(func.count()).join_from(OUTBOX, Attempt, Attempt.message_id == OUTBOX.c.id)
    doubtful = doubtful.where(Attempt.at > since, Attempt.trouble.in_(IN_DOUBT), of(work, route))
    doubtful = doubtful.where(or_(recent, and_(OUTBOX.c.state.in_(("waiting", "leased")), OUTBOX.c.attempts > 0)))
    return max(0, found.per_minute - sum(work.session.execute(one).scalar_one() for one in (used, doubtful)))


@internal
def left_this_month(work: Work, route: Route, cap: int) -> int:
    """How many SMS segments the account's cap leaves until the office's month ends."""
    begins = clock.day_start(work.today.replace(day=1), work.office.zone)
    sent = and_(OUTBOX.c.state == "sent", OUTBOX.c.sent_at >= begins)
    used = select(func.coalesce(func.sum(OUTBOX.c.segments), 0))
    used = used.where(of(work, route), or_(sent, OUTBOX.c.state == "leased"))
    return max(0, cap - int(work.session.execute(used).scalar_one()))


def within(rows: Sequence[Any], left: int) -> list[Any]:
    """The first of these rows whose segments together stay within what is left."""
    found = []
    for row in rows:
        left -= row.segments
        if left < 0:
            break
        found.append(row)
    return found
