"""The monthly cap of an SMS account: what would go beyond it goes by e-mail or waits, and administrators hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import update

from crm import people
from crm.core import clock, workdays
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import aftermath, routes, servers
from crm.notifications.routes import Route
from crm.notifications.servers import Server
from crm.notifications.tables import Account
from crm.notifications.telling import OUTBOX

CAPPED = "gates.cap_reached"


@internal
def within_cap(work: Work, route: Route, server: Server, rows: Sequence[Any]) -> list[Any]:
    """The rows that the account's month still has room for; what is too much for it is settled otherwise."""
    cap = getattr(server, "monthly_cap", None)
    if cap is None:
        return list(rows)
    found = routes.within(rows, routes.left_this_month(work, route, cap))
    beyond = rows[len(found) :]
    if beyond and not found:
        for row in beyond:
            _settle(work, row)
        _tell(work, route, cap)
    return found


def _settle(work: Work, row: Any) -> None:
    """By e-mail instead, else held until the office opens in the month that has room again."""
    values: dict[str, Any] = {"error": CAPPED, "trouble": None}
    if aftermath.go_by_mail(work, row):
        values["state"] = "failed"
    else:
        first = work.today.replace(day=1) + relativedelta(months=1)
        begins, time = clock.day_start(first, work.office.zone), people.office_time(work)
        opens = workdays.next_open(begins, time.hours, work.office.zone, time.country)
        values |= {"next_try_at": opens, "is_account_trouble": False}
    work.session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values))


def _tell(work: Work, route: Route, cap: int) -> None:
    """Administrators, once a month for each account."""
    account_id = route.account_id or servers.default_id(work, route.channel)
    account = work.session.get(Account, account_id) if account_id else None
    key = f"gateway.capped:{account_id}:{work.today:%Y-%m}"
    params = {"account": account.name if account else "", "cap": cap}
    aftermath.tell_administrators(work, "gateway.capped", key, "/accounts", params)
