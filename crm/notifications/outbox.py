"""The outbox: messages are leased in due order for each recipient, and each outcome is recorded as it happens."""

from __future__ import annotations

import secrets as random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, and_, bindparam, case, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import aliased

from crm.channels.letter import Letter
from crm.core.access import internal
from crm.core.db import Moment
from crm.core.work import Work
from crm.notifications import aftermath, capping, letters, routes, rules, timely
from crm.notifications.routes import Route
from crm.notifications.servers import Server
from crm.notifications.tables import Attempt
from crm.notifications.telling import OUTBOX

LEASE = timedelta(minutes=2)
LOST = "notifications.lease_lost"
OPEN = ("waiting", "leased")
ATTEMPTS: Table = Attempt.__table__  # type: ignore[assignment]
_chance = random.SystemRandom()
_SHOWN = and_(OUTBOX.c.channel == "push", OUTBOX.c.account_id.is_(None))  # by a browser, which can say so
_SENT = (  # built once: it is half of what a delivery costs
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(bindparam("letters", expanding=True)), OUTBOX.c.state.in_(OPEN))
    .values(
        state="sent",
        sent_at=bindparam("moment", type_=Moment()),
        attempts=OUTBOX.c.attempts + 1,
        error=None,
        trouble=None,
        is_account_trouble=False,
        leased_until=None,
        leased_by=None,
        follow_at=case((_SHOWN, bindparam("follow", type_=Moment())), else_=None),
    )
    .returning(OUTBOX.c.id)
)
_NOTED = insert(ATTEMPTS)


@dataclass(frozen=True)
class Batch:
    """Leased letters of one account, in due order, and what they are handed to."""

    channel: str
    account_id: int | None
    server: Server
    letters: tuple[Letter, ...]

    @property
    def route(self) -> Route:
        """By which way they go."""
        return Route(self.channel, self.account_id)


@internal
def lease(work: Work, *, by: str, limit: int, without: Collection[Route] = ()) -> Batch | None:
    """Up to `limit` due letters of one account, ours for two minutes; None when nothing can be sent now.

    A letter waits while an earlier one to the same address is in somebody's hands or waits for its account, so that
    they arrive in due order. Routes in `without` are passed over; limits and caps hold across schedulers.
    """
    work.lock("outbox lease")  # or another scheduler's uncommitted lease would look like a letter still waiting
    _end_leases(work)
    for route in routes.due(work):
        server = None if route in without else routes.server(work, route)
        if server is None:
            if route not in without:
                aftermath.without_account(work, routes.of(work, route))
            continue
        found = _timely(work, route, min(limit, routes.allowed(work, route, server)))
        if found and getattr(server, "monthly_cap", None):
            found = capping.within_cap(work, route, server, found)
        if found:
            _take(work, [row.id for row in found], by)
            return Batch(*route, server, letters.of(work, found))
    return None


@internal
def record_sent(work: Work, letter_id: int, *, sender: str | None = None) -> None:
    """It went out; also when the lease had run out in the meantime."""
    record_all_sent(work, [letter_id], sender=sender)


@internal
def record_all_sent(work: Work, letter_ids: Sequence[int], *, sender: str | None = None) -> None:
    """They went out; each outcome is recorded once. Of a push it is looked at later whether it was seen."""
    mine = {"letters": letter_ids, "moment": work.now, "follow": work.now + aftermath.UNSEEN}
    done = work.session.connection().execute(_SENT, mine).scalars().all()
    if done:
        noted = {"at": work.now, "outcome": "sent", "sender": sender}
        work.session.connection().execute(_NOTED, [{"message_id": letter_id, **noted} for letter_id in done])


@internal
def recognised(work: Work, noted: Mapping[int, str]) -> list[int]:
    """Those of the noted letters, by number and Message-ID, that are still the same ones in this database."""
    there = select(OUTBOX.c.id, OUTBOX.c.message_id).where(OUTBOX.c.id.in_(noted))
    return sorted(row.id for row in work.session.execute(there) if noted[row.id] == row.message_id)


@internal
def record_failed(
    work: Work,
    letter_id: int,
    words: str,
    *,
    is_permanent: bool,
    is_network: bool = False,
    trouble: str | None = None,
) -> None:
    """It did not go out: tried again later, or failed for good when that is useless or was the last attempt."""
    columns = (OUTBOX.c.attempts, OUTBOX.c.kind, OUTBOX.c.channel)
    row = work.session.execute(select(*columns).where(OUTBOX.c.id == letter_id)).one()
    attempts, most = row.attempts + 1, rules.most_attempts(row.channel)
    is_over = is_permanent or row.kind == rules.TEST or attempts >= most
    wait = None if is_over else rules.retry_after(attempts, _chance.random())
    is_recorded = _settle(
        work,
        letter_id,
        state="failed" if wait is None else "waiting",
        next_try_at=work.now + (wait or timedelta()),
        attempts=attempts,
        error=words[:1000],
        trouble=trouble,
        is_account_trouble=is_network and wait is not None and attempts <= rules.BROKEN_HOLDS,
    )
    if is_recorded:
        outcome = "failed" if wait is None else "later"
        _attempted(work, letter_id, outcome, trouble=trouble, error=words[:1000])
        if wait is None:
            aftermath.ended(work, letter_id, words, trouble)


@internal
def account_down(
    work: Work, account_id: int | None, words: str, *, by: str, trouble: str | None = None, channel: str = "email"
) -> int:
    """The account cannot be reached: one attempt less for everything that was due or in our hands; how many."""
    attempts, chance = OUTBOX.c.attempts, _chance.random()
    moments = {n: work.now + (rules.retry_after(n + 1, chance) or timedelta()) for n in range(rules.MOST_ATTEMPTS)}
    later = case(
        *((attempts == n, literal(moment, Moment())) for n, moment in moments.items()),
        else_=literal(work.now, Moment()),
    )
    is_over = or_(attempts + 1 >= rules.most_attempts(channel), OUTBOX.c.kind == rules.TEST)
    ours = and_(OUTBOX.c.state == "leased", OUTBOX.c.leased_by == by)
    due = and_(OUTBOX.c.state == "waiting", OUTBOX.c.next_try_at <= work.now)
    which = and_(routes.of(work, Route(channel, account_id)), or_(ours, due))
    outcome, said = case((is_over, "failed"), else_="later"), words[:1000]
    noted = (OUTBOX.c.id, literal(work.now, Moment()), outcome, literal(trouble), literal(said))
    columns = ["message_id", "at", "outcome", "trouble", "error"]
    work.session.execute(insert(ATTEMPTS).from_select(columns, select(*noted).where(which)))
    ending = work.session.execute(select(OUTBOX.c.id).where(which, is_over)).scalars().all()
    done: Any = work.session.execute(
        update(OUTBOX)
        .where(which)
        .values(
            state=case((is_over, "failed"), else_="waiting"),
            next_try_at=later,
            attempts=attempts + 1,
            error=said,
            trouble=trouble,
            is_account_trouble=True,
            leased_until=None,
            leased_by=None,
        )
    )
    for letter_id in ending:
        aftermath.ended(work, letter_id, words, trouble)
    return int(done.rowcount)


@internal
def wake(work: Work, account_id: int | None, channel: str = "email") -> None:
    """The account works (again): what waited for it need not wait longer."""
    held = and_(OUTBOX.c.state == "waiting", OUTBOX.c.is_account_trouble, OUTBOX.c.next_try_at > work.now)
    its = routes.of(work, Route(channel, account_id))
    work.session.execute(update(OUTBOX).where(its, held).values(next_try_at=work.now))


@internal
def release(work: Work, *, by: str) -> None:
    """What this worker leased and did not try goes back, as if it had never been touched."""
    ours = and_(OUTBOX.c.state == "leased", OUTBOX.c.leased_by == by)
    work.session.execute(update(OUTBOX).where(ours).values(state="waiting", leased_until=None, leased_by=None))


@internal
def cancel(work: Work, subject_kind: str, subject_ids: Iterable[int]) -> None:
    """What still waits about these records is not sent."""
    about = and_(OUTBOX.c.subject_kind == subject_kind, OUTBOX.c.subject_id.in_(list(subject_ids)))
    work.session.execute(update(OUTBOX).where(about, OUTBOX.c.state == "waiting").values(state="cancelled"))


@internal
def due_count(work: Work) -> int:
    """How many messages are due now."""
    due = select(func.count()).where(OUTBOX.c.state == "waiting", OUTBOX.c.next_try_at <= work.now)
    return work.session.execute(due).scalar_one()


def _end_leases(work: Work) -> None:
    """Whoever held these died: they wait again. Rows one by one, for there are never many."""
    over = select(OUTBOX.c.id, OUTBOX.c.lost_leases).where(OUTBOX.c.state == "leased", OUTBOX.c.leased_until < work.now)
    for row in work.session.execute(over).all():
        losses = row.lost_leases + 1
        is_hopeless = losses >= rules.MOST_LOST
        _settle(
            work,
            row.id,
            state="failed" if is_hopeless else "waiting",
            next_try_at=work.now + rules.retry_after_losses(losses),
            lost_leases=losses,
            **({"error": LOST, "trouble": None} if is_hopeless else {}),
        )
        _attempted(work, row.id, "lost")


def _timely(work: Work, route: Route, limit: int) -> list[Any]:
    """The due letters that still go out; those that do not are settled, and make room for others."""
    while rows := _due(work, route, limit):
        if found := timely.still(work, rows):
            return found
    return []


def _due(work: Work, route: Route, limit: int) -> list[Any]:
    if limit < 1:
        return []
    other = aliased(OUTBOX)
    is_earlier = or_(
        other.c.due_at < OUTBOX.c.due_at, and_(other.c.due_at == OUTBOX.c.due_at, other.c.id < OUTBOX.c.id)
    )
    # An earlier one holds the later while somebody has it in hand, or while its account is down: then the later one
    # would fail as well. One that failed for itself (greylisted, mailbox full) holds nobody.
    is_held = or_(other.c.state == "leased", and_(other.c.next_try_at > work.now, other.c.is_account_trouble))
    blocked = exists().where(other.c.address == OUTBOX.c.address, other.c.state.in_(OPEN), is_earlier, is_held)
    due = and_(OUTBOX.c.state == "waiting", OUTBOX.c.next_try_at <= work.now)
    statement = (
        select(OUTBOX)
        .where(due, routes.of(work, route), or_(OUTBOX.c.kind == rules.TEST, ~blocked))
        .order_by(OUTBOX.c.due_at, OUTBOX.c.id)
        .limit(limit)
        .with_for_update(of=OUTBOX, skip_locked=True)
    )
    return list(work.session.execute(statement))


def _take(work: Work, ids: list[int], by: str) -> None:
    values = {"state": "leased", "leased_by": by, "leased_until": work.now + LEASE}
    work.session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(**values))


def _settle(work: Work, letter_id: int, **values: Any) -> bool:
    """Whether there was anything to settle: an outcome is recorded once."""
    mine = and_(OUTBOX.c.id == letter_id, OUTBOX.c.state.in_(OPEN))
    free = {"leased_until": None, "leased_by": None}
    done: Any = work.session.execute(update(OUTBOX).where(mine).values(**values, **free))
    return bool(done.rowcount)


def _attempted(work: Work, letter_id: int, outcome: str, **values: str | None) -> None:
    work.session.execute(insert(ATTEMPTS).values(message_id=letter_id, at=work.now, outcome=outcome, **values))
