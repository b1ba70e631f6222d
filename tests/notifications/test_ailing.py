"""An account by which nothing gets out is named, with the reason, since when and when it is tried next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import probe
import pytest
from sqlalchemy import event

from crm import notifications
from crm.core import db
from crm.core.errors import Forbidden
from crm.core.work import Work
from crm.notifications import Ailing, outbox
from tests.conftest import NOON, Cast, Clock
from tests.firm import by, by_office
from tests.notifications.test_gateways import tell
from tests.notifications.test_waiting_messages import leased, rows

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _mail(cast: Cast) -> None:
    probe.register()
    with by(cast.admin) as work:
        notifications.create_account(
            work, name="Post", host="mail.example.test", port=25, security="none", username=None, password=None,
            sender="office@example.test",
        )  # fmt: skip


def ailing(person: int) -> list[Ailing]:
    with by(person) as work:
        return notifications.ailing(work)


def down(work: Work) -> None:
    outbox.account_down(work, None, "connect: timed out", by="test", trouble="smtp.timeout")


def test_all_is_well_while_nothing_waits_or_what_waits_is_only_late(cast: Cast, clock: Clock) -> None:
    assert ailing(cast.admin) == []
    tell([cast.anna])
    clock.set(NOON + HOUR)
    assert ailing(cast.admin) == []


def test_an_account_that_never_answers_is_named_with_reason_beginning_and_next_attempt(
    cast: Cast, clock: Clock
) -> None:
    tell([cast.anna, cast.bob])
    for minute in (1, 3, 9, 21):
        clock.set(NOON + minute * MINUTE)
        with by_office() as work:
            down(work)
    [found] = ailing(cast.admin)
    assert (found.channel, found.name, found.since) == ("email", "Post", NOON + MINUTE)
    assert found.plain
    assert found.said == "connect: timed out"
    assert found.next_at == min(row.next_try_at for row in rows()) > NOON + 21 * MINUTE
    assert found.is_long(NOON + 21 * MINUTE)
    assert not found.is_long(NOON + 10 * MINUTE)


def test_one_that_breaks_in_the_middle_of_every_letter_is_named_as_well(cast: Cast, clock: Clock) -> None:
    tell([cast.anna])
    [row] = rows()
    for hours in range(5):
        clock.set(NOON + hours * HOUR)
        with by_office() as work:
            outbox.record_failed(work, row.id, "gone", is_permanent=False, is_network=True, trouble="smtp.timeout")
    assert [one.since for one in ailing(cast.admin)] == [NOON]


def test_a_mailbox_that_is_full_is_not_the_accounts_trouble(cast: Cast, clock: Clock) -> None:
    tell([cast.anna])
    with by_office() as work:
        outbox.record_failed(work, rows()[0].id, "452 full", is_permanent=False, trouble="smtp.mailbox_full")
    assert ailing(cast.admin) == []


def test_once_a_message_goes_out_all_is_well_and_the_next_outage_begins_anew(cast: Cast, clock: Clock) -> None:
    tell([cast.anna], "a")
    with by_office() as work:
        down(work)
    clock.set(NOON + 10 * MINUTE)
    tell([cast.bob], "b")
    [late] = [row for row in rows() if row.person_id == cast.bob]
    with by_office() as work:
        outbox.record_sent(work, late.id)
    assert ailing(cast.admin) == []
    clock.set(NOON + HOUR)
    with by_office() as work:
        down(work)
    assert [one.since for one in ailing(cast.admin)] == [NOON + HOUR]
    clock.set(NOON + 2 * HOUR)
    leased()
    assert ailing(cast.admin) == []


def test_without_any_account_it_says_so(cast: Cast, clock: Clock) -> None:
    with by(cast.admin) as work:
        [account] = notifications.accounts(work)
        notifications.delete_account(work, account.id, account.version)
    tell([cast.anna])
    leased()
    [found] = ailing(cast.admin)
    assert (found.name, found.since, found.said) == (None, NOON, "")
    assert found.plain


def test_who_may_not_see_the_service_page_does_not_hear_of_it(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        ailing(cast.anna)


def test_it_is_one_statement_that_reads_through_none_of_the_big_tables(cast: Cast, clock: Clock) -> None:
    tell([cast.anna])
    said: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        said.append((statement, parameters))

    with by(cast.admin) as work:
        event.listen(db.engine(), "before_cursor_execute", listen)
        try:
            notifications.ailing(work)
        finally:
            event.remove(db.engine(), "before_cursor_execute", listen)
        [(statement, parameters)] = said
        if db.engine().dialect.name == "sqlite":  # PostgreSQL reads small tables through, whatever indexes there are
            explained = work.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row[3] for row in explained]
            assert [step for step in steps if step.startswith(("SCAN outbox", "SCAN attempts"))] == []
            assert any("ix_outbox_sent_at" in step for step in steps)
