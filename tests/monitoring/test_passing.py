"""The passing of days: starts and finishes at the midnight of the office's zone, with history, once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import monitoring
from crm.core import db, office
from crm.core.clock import day_start
from crm.core.errors import Forbidden
from crm.core.history import Change
from crm.monitoring.tables import Monitoring
from tests.conftest import Cast, Clock
from tests.firm import TODAY, a_contract, a_firm, a_watch, by, by_office, edited

MIDNIGHTS = [
    ("Europe/Warsaw", date(2026, 3, 29)),  # the clocks go forward that night
    ("Europe/Warsaw", date(2026, 10, 25)),  # and back
    ("America/Sao_Paulo", date(2018, 11, 4)),  # has no midnight
    ("Asia/Beirut", date(2022, 3, 27)),  # has no midnight
    ("America/Havana", date(2026, 11, 1)),
    ("Pacific/Kiritimati", date(2026, 6, 1)),  # UTC+14
    ("Pacific/Pago_Pago", date(2026, 6, 1)),  # UTC-11
    ("Asia/Kathmandu", date(2026, 6, 1)),  # UTC+05:45
    ("UTC", date(2024, 2, 29)),
]


def states() -> list[str]:
    with db.engine().connect() as connection:
        return list(connection.execute(select(Monitoring.__table__.c.state).order_by(Monitoring.id)).scalars())


def finish(limit: int = 100) -> int:
    with by_office() as work:
        return monitoring.finish_ended(work, limit)


def start(limit: int = 100) -> int:
    with by_office() as work:
        return monitoring.start_scheduled(work, limit)


@pytest.mark.parametrize(("zone", "day"), MIDNIGHTS)
def test_days_change_when_they_change_for_the_office(cast: Cast, clock: Clock, zone: str, day: date) -> None:
    with by_office() as work:
        office.write(work.session, "office.zone", zone)
    moment = day_start(day, zone)
    clock.set(moment - timedelta(days=5))
    contract = a_contract(cast, a_firm(cast))
    a_watch(cast, contract, starts_on=day - timedelta(9), ends_on=day - timedelta(1))
    a_watch(cast, contract, starts_on=day, ends_on=day)
    clock.set(moment - timedelta(seconds=1))
    assert (start(), finish()) == (0, 0)
    clock.set(moment)
    assert (start(), finish()) == (1, 1)
    assert states() == ["finished", "active"]
    assert (start(), finish()) == (0, 0)


def test_each_change_of_state_is_in_the_history_and_in_the_version(cast: Cast, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), starts_on=TODAY + timedelta(1), ends_on=TODAY + timedelta(1))
    clock.set(datetime(2026, 3, 11, 12, tzinfo=UTC))
    start()
    clock.set(datetime(2026, 3, 12, 12, tzinfo=UTC))
    finish()
    with db.engine().connect() as connection:
        found: list[Any] = list(
            connection.execute(
                select(Change.__table__).where(Change.kind == "monitorings").order_by(Change.id)
            ).mappings()
        )
    assert [(c["action"], c["version"]) for c in found] == [("created", 1), ("changed", 2), ("changed", 3)]
    assert [c["changes"] for c in found[1:]] == [{"state": ["scheduled", "active"]}, {"state": ["active", "finished"]}]
    assert all(c["is_office"] and c["actor_id"] is None and c["row_id"] == watch for c in found[1:])
    with by(cast.anna) as work:
        assert monitoring.get(work, watch).version == 3
        edited(work, watch, ends_on=None)  # the version counter and the record agree


def test_one_that_was_over_before_it_began_is_finished_at_once(cast: Cast, clock: Clock) -> None:
    a_watch(cast, a_contract(cast, a_firm(cast)), starts_on=TODAY + timedelta(1), ends_on=TODAY + timedelta(2))
    clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    assert finish() == 1
    assert states() == ["finished"]


def test_what_has_no_end_is_cancelled_or_deleted_is_left_alone(cast: Cast, clock: Clock) -> None:
    contract = a_contract(cast, a_firm(cast))
    a_watch(cast, contract, ends_on=None)
    cancelled, deleted = a_watch(cast, contract), a_watch(cast, contract)
    with by(cast.admin) as work:
        monitoring.cancel(work, cancelled, 1)
        monitoring.delete(work, deleted, 1)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    assert (start(), finish()) == (0, 0)


def test_batches_take_no_more_than_they_are_told(cast: Cast, clock: Clock) -> None:
    contract = a_contract(cast, a_firm(cast))
    for _ in range(5):
        a_watch(cast, contract)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    assert [finish(2), finish(2), finish(2), finish(0)] == [2, 2, 1, 0]


def test_only_the_office_lets_days_pass(cast: Cast) -> None:
    for person in (cast.admin, cast.anna):
        with pytest.raises(Forbidden), by(person) as work:
            monitoring.finish_ended(work, 1)


def test_two_schedulers_at_once_write_history_once(cast: Cast, clock: Clock) -> None:
    contract = a_contract(cast, a_firm(cast))
    for _ in range(12):
        a_watch(cast, contract)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    counts: list[int] = []

    def run() -> None:
        while done := finish(3):
            counts.append(done)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    finish()
    with db.engine().connect() as connection:
        finished = select(Change.row_id).where(Change.kind == "monitorings", Change.action == "changed")
        ids = list(connection.execute(finished).scalars())
    assert len(ids) == len(set(ids)) == 12
    assert states() == ["finished"] * 12
