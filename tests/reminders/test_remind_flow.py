"""R5 and R3: due rows are told once, late ones say so, stale ones are recorded, a poison row harms nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import probe
import pytest
from sqlalchemy import update

from crm import jobs
from crm.clients.tables import Client
from crm.core.errors import Forbidden
from crm.core.work import Actor, begin
from crm.flows import remind
from crm.people.tables import User
from crm.reminders import StepPlan
from tests.conftest import NOON, Cast, Clock

TODAY = date(2026, 3, 10)
IN_A_WEEK = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def at(day: date, hour: int = 12) -> datetime:
    """That hour in Warsaw, in winter time."""
    return datetime(day.year, day.month, day.day, hour - 1, tzinfo=UTC)


def test_nothing_is_told_before_its_time_and_all_of_it_then(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna, cast.bob], IN_A_WEEK)
    clock.set(at(TODAY, 9) - timedelta(seconds=1))
    assert jobs.remind() == 0
    clock.set(at(TODAY, 9))
    assert jobs.remind() == 1
    [row] = probe.ledger(row_id)
    assert (row.state, row.was_late, row.settled_at) == ("fired", False, at(TODAY, 9))
    assert row.told == {str(cast.anna): ["bell", "email"], str(cast.bob): ["bell", "email"]}
    assert {(mail.person_id, mail.ledger_id, mail.due_at) for mail in probe.mails()} == {
        (cast.anna, row.id, at(TODAY, 9)),
        (cast.bob, row.id, at(TODAY, 9)),
    }
    assert len(probe.bells()) == 2
    assert jobs.remind() == 0


def test_only_the_office_fires(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Forbidden):
        remind.fire(work)


def test_after_three_days_off_there_is_one_reminder_for_each_due_step_marked_late(cast: Cast, clock: Clock) -> None:
    steps = [StepPlan(8, "day"), StepPlan(7, "day"), StepPlan(6, "day")]
    row_id = probe.record([cast.anna], IN_A_WEEK, steps)
    clock.set(at(TODAY + timedelta(days=1)))
    jobs.remind()
    assert probe.states(row_id) == ["fired"] * 3
    assert [row.was_late for row in probe.ledger(row_id)] == [True, True, False]
    assert len(probe.mails()) == 3
    late = probe.mails()[0]
    assert "this should have reached you on Mar 9, 2026" in late.text
    assert "this should have reached you" not in probe.mails()[2].text


def test_a_step_past_its_freshness_is_recorded_as_late_and_not_sent(cast: Cast, clock: Clock) -> None:
    row_id = probe.record(
        [cast.anna], IN_A_WEEK, [probe.WEEK, StepPlan(1, "week", fresh_days=None, channels=("bell",))]
    )
    clock.set(at(TODAY + timedelta(days=4)))
    jobs.remind()
    stale, fresh = probe.ledger(row_id)
    assert (stale.state, stale.reason, stale.was_late) == ("late", "reminders.reason.late", True)
    assert (fresh.state, fresh.was_late) == ("fired", True)
    assert (len(probe.mails()), len(probe.bells())) == (0, 1)


def test_on_the_last_fresh_day_it_is_still_sent(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], IN_A_WEEK)
    clock.set(at(TODAY + timedelta(days=3), 23))
    jobs.remind()
    assert probe.states(row_id) == ["fired"]


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1)])
def test_a_clock_that_jumps_neither_doubles_nor_loses(cast: Cast, clock: Clock, jump: timedelta) -> None:
    rows = [probe.record([cast.anna], IN_A_WEEK + timedelta(days=n)) for n in range(-1, 3)]
    for moment in (NOON, NOON + jump, NOON, NOON + timedelta(days=2)):
        clock.set(moment)
        jobs.remind()
    assert [probe.states(row_id) for row_id in rows] == [["fired"]] * 4
    assert len(probe.mails()) == len(probe.bells()) == 4


def test_a_date_edited_to_today_after_the_daily_look_is_still_told_today(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], date(2026, 12, 31))
    jobs.remind()
    probe.move(row_id, IN_A_WEEK)  # its step was at 09:00, now it is noon
    jobs.remind()
    assert probe.states(row_id) == ["fired", "cancelled"]
    assert [row.was_late for row in probe.ledger(row_id)] == [False, False]


def test_an_end_extended_after_the_first_of_two_steps_gets_its_own_set(cast: Cast, clock: Clock) -> None:
    steps = [probe.WEEK, StepPlan(1, "day")]
    row_id = probe.record([cast.anna], IN_A_WEEK, steps)
    jobs.remind()
    probe.move(row_id, date(2026, 6, 30), steps)
    assert probe.states(row_id) == ["fired", "cancelled", "planned", "planned"]
    clock.set(at(date(2026, 3, 16)))
    assert jobs.remind() == 0
    for day in (date(2026, 6, 23), date(2026, 6, 29)):
        clock.set(at(day))
        jobs.remind()
    assert probe.states(row_id) == ["fired", "cancelled", "fired", "fired"]
    assert len(probe.mails()) == 3


def test_the_second_years_reminder_of_a_yearly_watch_is_sent(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], IN_A_WEEK)
    jobs.remind()
    probe.move(row_id, date(2027, 3, 17))
    clock.set(at(date(2027, 3, 10), 9))
    jobs.remind()
    assert [(row.state, row.reference_on.year) for row in probe.ledger(row_id)] == [("fired", 2026), ("fired", 2027)]
    assert len(probe.mails()) == 2


def test_the_audience_is_resolved_when_it_is_told(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna, cast.bob], IN_A_WEEK)
    with probe.office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    jobs.remind()
    assert probe.ledger(row_id)[0].told == {str(cast.bob): ["bell", "email"]}


def test_with_nobody_to_tell_it_says_so_and_gets_another_chance(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([], IN_A_WEEK)
    jobs.remind()
    [row] = probe.ledger(row_id)
    assert (row.state, row.reason, row.told) == ("suppressed", "reminders.reason.nobody", {})
    with probe.office() as work:
        work.session.get_one(Client, row_id).address = str(cast.anna)
    probe.move(row_id, IN_A_WEEK)
    jobs.remind()
    assert probe.states(row_id) == ["fired"]


def test_a_record_in_the_bin_is_told_of_no_more(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], IN_A_WEEK)
    with probe.office() as work:
        work.session.get_one(Client, row_id).deleted_at = work.now
    jobs.remind()
    assert (probe.states(row_id), probe.ledger(row_id)[0].reason) == (["suppressed"], "monitoring.gone_deleted")
    assert not probe.mails()


def test_a_poison_row_among_500_is_set_aside_and_never_lost(cast: Cast, clock: Clock) -> None:
    ids = probe.records([cast.anna], IN_A_WEEK, ["Poison" if n == 250 else f"Probe {n}" for n in range(500)])
    assert jobs.remind() == 500
    assert [probe.states(row_id)[0] for row_id in ids].count("fired") == 499
    [poison] = probe.ledger(ids[250])
    assert (poison.state, poison.failures) == ("planned", 1)
    assert poison.reason == "ValueError: poison. With a dot, and {braces}"
    assert poison.try_at == NOON + timedelta(minutes=1)
    assert len(probe.mails()) == 499
    assert jobs.remind() == 0
    clock.set(NOON + timedelta(minutes=1))
    assert jobs.remind() == 1
    assert probe.ledger(ids[250])[0].try_at == NOON + timedelta(minutes=3)
    with probe.office() as work:
        work.session.get_one(Client, ids[250]).name = "Healed"
    clock.set(NOON + timedelta(minutes=3))
    jobs.remind()
    assert probe.states(ids[250]) == ["fired"]


def test_a_kind_that_nobody_knows_any_more_is_set_aside(cast: Cast, clock: Clock) -> None:
    row_id, other = probe.record([cast.anna], IN_A_WEEK), probe.record([cast.anna], IN_A_WEEK)
    with probe.office() as work:
        from crm.reminders.tables import Due

        work.session.execute(update(Due).where(Due.subject_id == row_id).values(subject_kind="forgotten"))
    jobs.remind()
    assert probe.states(other) == ["fired"]
    assert len(probe.mails()) == 1


def test_setting_aside_waits_at_most_an_hour(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([cast.anna], IN_A_WEEK, [StepPlan(7, "day", fresh_days=None)], name="Poison")
    moment = NOON
    for _ in range(12):
        clock.set(moment)
        assert jobs.remind() == 1
        moment = probe.ledger(row_id)[0].try_at
    assert moment - probe.ledger(row_id)[0].try_at == timedelta()
    clock.set(moment)
    jobs.remind()
    assert probe.ledger(row_id)[0].try_at == moment + timedelta(hours=1)


def test_two_steps_of_one_record_become_two_messages_with_their_own_ids(cast: Cast, clock: Clock) -> None:
    probe.record([cast.anna], IN_A_WEEK, [probe.WEEK, StepPlan(1, "week")])
    jobs.remind()
    assert len({mail.message_id for mail in probe.mails()}) == 2
    assert len({mail.key for mail in probe.mails()}) == 2
