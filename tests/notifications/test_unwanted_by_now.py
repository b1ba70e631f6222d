"""What waits and was switched off meanwhile, by the office or by its reader, goes to nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import probe
import pytest
from sqlalchemy import event

from crm import notifications
from crm.core import db
from crm.notifications import outbox, rules
from crm.notifications.tables import Message
from crm.notifications.withheld_tables import Withheld
from tests.conftest import NOON, Cast, Clock
from tests.firm import a_mail_account, by, by_office
from tests.notifications.test_gateways import tell
from tests.notifications.test_waiting_messages import leased, rows

KIND = "monitoring.created"  # what `tell` tells
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _mail(cast: Cast) -> None:
    probe.register()
    a_mail_account(cast)


def office(cast: Cast, state: str) -> None:
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {(KIND, "email"): state})


def own(person: int, *, is_on: bool) -> None:
    with by(person) as work:
        notifications.set_my_preferences(work, {(KIND, "email"): is_on})


def became() -> set[tuple[int | None, str, str | None]]:
    return {(row.person_id, row.state, row.error) for row in rows()}


def stuck(clock: Clock) -> None:
    """The account was down for an hour."""
    with by_office() as work:
        outbox.account_down(work, None, "server away", by="test")
    clock.set(NOON + HOUR)


def test_what_the_office_switched_off_while_it_waited_reaches_nobody_and_says_why(cast: Cast, clock: Clock) -> None:
    tell([cast.anna, cast.bob])
    stuck(clock)
    office(cast, "off")
    assert leased() == []
    off = ("cancelled", rules.OFF_OFFICE)
    assert became() == {(cast.anna, *off), (cast.bob, *off)}
    with by(cast.admin) as work:
        assert notifications.messages(work, notifications.OutboxFilters(states=("cancelled",))).rows[0].plain


def test_what_a_reader_switched_off_reaches_the_others(cast: Cast, clock: Clock) -> None:
    tell([cast.anna, cast.bob])
    stuck(clock)
    own(cast.anna, is_on=False)
    leased()
    assert became() == {(cast.anna, "cancelled", rules.OFF_PERSON), (cast.bob, "sent", None)}


def test_where_the_office_says_always_it_comes_whatever_its_reader_wished(cast: Cast, clock: Clock) -> None:
    tell([cast.anna])
    stuck(clock)
    own(cast.anna, is_on=False)
    office(cast, "always")
    assert len(leased()) == 1


def test_what_was_asked_for_and_what_is_sent_again_goes_all_the_same(cast: Cast, clock: Clock) -> None:
    tell([cast.anna], "a")
    leased()
    with by(cast.admin) as work:
        notifications.send_again(work, rows()[0].id)
    tell([cast.anna], "b")
    with by(cast.admin) as work:
        [waiting] = [row for row in rows() if row.key.startswith("b:")]
        notifications.cancel(work, waiting.id)
        notifications.send_again(work, waiting.id)
    with by(cast.anna) as work:
        notifications.send_me_a_test(work)
        notifications.tell_now(work.as_office(), cast.anna, "password.changed", path="/me", params={"at": work.now})
    office(cast, "off")
    clock.set(NOON + HOUR)
    assert len(leased()) == 4


def test_what_an_administrator_had_sent_after_all_goes_although_it_is_off(cast: Cast, clock: Clock) -> None:
    office(cast, "off")
    tell([cast.anna])
    with probe.office(writes=False) as work:
        [held] = [row.id for row in work.session.query(Withheld) if row.channel == "email"]
    with by(cast.admin) as work:
        notifications.send_after_all(work, held)
    stuck(clock)
    assert len(leased()) == 1


def test_a_digest_that_its_reader_asked_for_goes_although_the_daily_one_is_off(cast: Cast, clock: Clock) -> None:
    tell([cast.anna], "daily")
    tell([cast.anna], f"digest:{cast.anna}{rules.ASKED_DIGEST}20260310")
    with probe.office() as work:
        for message in work.session.query(Message):
            message.kind = rules.DIGEST
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {(rules.DIGEST, "email"): "off"})
    clock.set(NOON + HOUR)
    leased()
    assert {rules.ASKED_DIGEST in row.key: row.state for row in rows()} == {True: "sent", False: "cancelled"}


def test_a_hundred_that_waited_are_looked_at_together(cast: Cast, clock: Clock) -> None:
    for number in range(30):
        tell([cast.anna, cast.bob], f"k{number}")
    stuck(clock)
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", listen)
    try:
        with by_office() as work:
            batch = outbox.lease(work, by="test", limit=100)
    finally:
        event.remove(db.engine(), "before_cursor_execute", listen)
    assert batch is not None
    assert len(batch.letters) == 60
    assert sum("preferences" in one for one in said) == 2
