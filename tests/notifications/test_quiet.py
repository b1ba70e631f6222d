"""Quiet hours: what falls into them is deferred and never dropped; urgent passes; wall time on both days of change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import probe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm import notifications, people
from crm.core import clock as clocks
from crm.core.errors import Conflict, Invalid
from crm.core.work import Actor, begin
from crm.core.workdays import OFFICE_HOURS, WEEK, Hours
from crm.flows import remind
from crm.notifications import asked, outbox, rules
from crm.notifications.quiet import LONGEST, NOTHING, Quiet, Stretch, deliver_from
from crm.notifications.tables import Message
from crm.people.tables import User
from tests.conftest import Cast, Clock
from tests.firm import a_mail_account, by, by_office, codes

WARSAW = "Europe/Warsaw"
END = date(2026, 3, 17)
NIGHT = Stretch(frozenset(WEEK), (time(21), time(7)))
EVENING = datetime(2026, 3, 10, 21, 30, tzinfo=UTC)  # 22:30 in Warsaw, a Tuesday
MORNING = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)  # 07:00


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def warsaw(text: str) -> datetime:
    on, at = text.split("T")
    return clocks.wall(date.fromisoformat(on), time.fromisoformat(at), WARSAW)


@pytest.mark.parametrize(
    ("asked_at", "found"),
    [
        ("2026-03-10T20:59", "2026-03-10T20:59"),
        ("2026-03-10T21:00", "2026-03-11T07:00"),
        ("2026-03-11T03:00", "2026-03-11T07:00"),
        ("2026-03-11T07:00", "2026-03-11T07:00"),
        ("2026-03-28T22:00", "2026-03-29T07:00"),  # a night of nine hours
        ("2026-10-24T22:00", "2026-10-25T07:00"),  # and one of eleven
    ],
)
def test_what_falls_into_the_night_comes_in_the_morning(asked_at: str, found: str) -> None:
    assert deliver_from(warsaw(asked_at), Quiet(NIGHT), WARSAW) == warsaw(found)


def test_the_night_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    for on, hours in (("2026-03-28", 9), ("2026-10-24", 11), ("2026-06-01", 10)):
        begins = warsaw(f"{on}T21:00")
        assert deliver_from(begins, Quiet(NIGHT), WARSAW) - begins == timedelta(hours=hours)


@pytest.mark.parametrize("priority", ["low", "normal", "high"])
def test_only_what_is_urgent_passes(priority: str) -> None:
    assert deliver_from(EVENING, Quiet(NIGHT), WARSAW, priority) == MORNING
    assert deliver_from(EVENING, Quiet(NIGHT), WARSAW, "urgent") == EVENING


def test_weekdays_are_those_on_which_quiet_begins() -> None:
    friday = Quiet(Stretch(frozenset({4}), (time(21), time(7))))
    assert deliver_from(warsaw("2026-03-14T03:00"), friday, WARSAW) == warsaw("2026-03-14T07:00")  # Saturday night
    assert deliver_from(warsaw("2026-03-13T03:00"), friday, WARSAW) == warsaw("2026-03-13T03:00")  # Thursday's


def test_whole_days_of_quiet_follow_each_other() -> None:
    weekend = Quiet(Stretch(frozenset({5, 6}), (time(0), time(0))))
    assert deliver_from(warsaw("2026-03-14T12:00"), weekend, WARSAW) == warsaw("2026-03-16T00:00")


def test_quiet_outside_working_time_waits_for_the_next_hour_of_work() -> None:
    off = Quiet(hours=OFFICE_HOURS, country="PL")
    assert deliver_from(warsaw("2026-12-23T18:00"), off, WARSAW) == warsaw("2026-12-28T08:00")
    both = Quiet(Stretch(frozenset(WEEK), (time(21), time(9))), OFFICE_HOURS, "PL")
    assert deliver_from(warsaw("2026-12-23T18:00"), both, WARSAW) == warsaw("2026-12-28T09:00")


def test_where_quiet_and_time_off_leave_no_gap_the_quiet_hours_alone_decide() -> None:
    night_shift = Hours(((time(22), time(0)),) * 7)
    assert deliver_from(EVENING, Quiet(NIGHT, night_shift), WARSAW) == MORNING
    assert deliver_from(EVENING, Quiet(hours=Hours((None,) * 7)), WARSAW) == EVENING
    assert deliver_from(EVENING, NOTHING, WARSAW) == EVENING


def test_quiet_inside_an_hour_that_spring_skips_holds_nothing_back() -> None:
    skipped = Quiet(Stretch(frozenset(WEEK), (time(2), time(3))))
    for minute in range(0, 180, 10):
        moment = warsaw("2026-03-29T00:30") + timedelta(minutes=minute)
        assert deliver_from(moment, skipped, WARSAW) == moment


_times = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
_stretches = st.builds(Stretch, st.frozensets(st.sampled_from(list(WEEK)), min_size=1), st.tuples(_times, _times))
_moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
_zones = st.sampled_from([WARSAW, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut"])
_hours = st.sampled_from([None, OFFICE_HOURS, Hours(((time(22), time(6)),) * 7)])


@given(_moments, _stretches, _hours, _zones)
def test_it_is_never_earlier_never_dropped_and_not_quiet_when_it_comes(
    moment: datetime, stretch: Stretch, hours: Hours | None, zone: str
) -> None:
    quiet = Quiet(stretch, hours, "PL")
    found = deliver_from(moment, quiet, zone)
    assert moment <= found <= moment + LONGEST + timedelta(days=10)
    if not stretch.is_endless():
        assert stretch.end_after(found, zone) is None
    assert deliver_from(moment, quiet, zone, "urgent") == moment
    later = deliver_from(moment + timedelta(minutes=7), quiet, zone)
    if hours is None and not stretch.is_endless():
        assert later >= found, "what comes later overtakes"


def quiet(person: int, **given: Any) -> None:
    nightly: dict[str, Any] = {"weekdays": list(WEEK), "begins": time(21), "ends": time(7)}
    with by(person) as work:
        notifications.set_my_quiet(work, **(given or nightly))


def tell(people_: list[int], **given: Any) -> dict[str, object]:
    row_id = probe.record([], END, [])
    with probe.office() as work:
        return notifications.tell(
            work, rules.KINDS[1], subject_kind="probe", subject_id=row_id, people=people_, key=f"k{row_id}", **given
        )


def test_mail_waits_for_the_morning_and_the_bell_rings(cast: Cast, clock: Clock) -> None:
    quiet(cast.anna)
    clock.set(EVENING)
    assert tell([cast.anna, cast.bob]) == {str(cast.anna): ["bell", "email"], str(cast.bob): ["bell", "email"]}
    assert len(probe.bells()) == 2
    mails = {mail.person_id: mail for mail in probe.mails()}
    mine, other = mails[cast.anna], mails[cast.bob]
    assert (mine.state, mine.due_at, mine.next_try_at, mine.deferred_reason) == (
        "waiting", MORNING, MORNING, rules.DEFERRED,
    )  # fmt: skip
    assert (other.due_at, other.next_try_at, other.deferred_reason) == (EVENING, EVENING, None)


def test_what_waited_is_sent_in_its_order_and_nothing_before_its_time(cast: Cast, clock: Clock) -> None:
    a_mail_account(cast)
    quiet(cast.anna)
    for minute in range(3):
        clock.set(EVENING + timedelta(minutes=minute))
        tell([cast.anna])
    tell([cast.anna], priority="urgent")
    ids = [mail.id for mail in probe.mails()]
    assert leased() == [ids[3]]
    clock.set(MORNING - timedelta(seconds=1))
    assert leased() == []
    clock.set(MORNING)
    assert leased() == ids[:3]


def leased() -> list[int]:
    """What could be sent now; counted as sent."""
    with by_office() as work:
        batch = outbox.lease(work, by="test", limit=10)
        found = [letter.id for letter in batch.letters] if batch else []
        for letter_id in found:
            outbox.record_sent(work, letter_id)
    return found


def test_a_reminder_of_the_night_is_one_row_with_its_place_in_the_ledger(cast: Cast, clock: Clock) -> None:
    quiet(cast.anna, weekdays=list(WEEK), begins=time(8), ends=time(11))
    row_id = probe.record([cast.anna], END)
    clock.set(datetime(2026, 3, 10, 8, 5, tzinfo=UTC))  # 09:05
    for _ in range(2):
        with probe.office() as work:
            remind.fire(work)
    [row] = probe.ledger(row_id)
    [mail] = probe.mails()
    assert (row.state, row.told) == ("fired", {str(cast.anna): ["bell", "email"]})
    assert (mail.ledger_id, mail.next_try_at) == (row.id, warsaw("2026-03-10T11:00"))


def test_tests_and_links_for_a_password_come_at_once(cast: Cast, clock: Clock) -> None:
    a_mail_account(cast)
    quiet(cast.anna)
    clock.set(EVENING)
    with by(cast.anna) as work:
        notifications.send_me_a_test(work)
    with by_office() as work:
        asked.tell_link(work, cast.anna, "password.forgotten", path="/x", token="t", params={"until": work.now})
    assert [mail.next_try_at for mail in probe.mails()] == [EVENING, EVENING]


def test_outside_my_working_time_is_quiet_by_my_own_week_and_zone(cast: Cast, clock: Clock) -> None:
    quiet(cast.anna, is_outside_work=True)
    with by(cast.anna) as work:
        people.set_my_time(work, {2: None, 3: (time(10), time(14))})  # Wednesday off, Thursday late
    clock.set(EVENING)
    tell([cast.anna])
    with by_office() as work:
        work.session.get_one(User, cast.anna).zone = "America/New_York"
    tell([cast.anna])
    first, second = probe.mails()
    assert first.next_try_at == warsaw("2026-03-12T10:00")
    assert second.next_try_at == datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


def test_what_is_sent_again_by_hand_goes_now(cast: Cast, clock: Clock) -> None:
    quiet(cast.anna)
    clock.set(EVENING)
    tell([cast.anna])
    [mail] = probe.mails()
    with by(cast.admin) as work:
        row = notifications.message(work, mail.id).row
        assert (row.is_deferred, row.next_try_at) == (True, MORNING)
        notifications.cancel(work, mail.id)
        notifications.send_again(work, mail.id)
    with by_office() as work:
        again = work.session.execute(select(Message)).scalar_one()
        assert (again.state, again.next_try_at, again.deferred_reason) == ("waiting", EVENING, None)


def test_quiet_hours_are_ones_own_and_kept(cast: Cast) -> None:
    quiet(cast.anna, weekdays=[4, 0], begins=time(21), ends=time(7), is_outside_work=True)
    with by(cast.anna) as work:
        card = notifications.my_quiet(work)
    assert (card.weekdays, card.span, card.is_outside_work) == ((0, 4), (time(21), time(7)), True)
    with by(cast.bob) as work:
        assert notifications.my_quiet(work).weekdays == ()
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, version=card.version)
        assert notifications.my_quiet(work).span is None
    with by(cast.anna) as work, pytest.raises(Conflict):
        notifications.set_my_quiet(work, version=card.version)


@pytest.mark.parametrize(
    ("given_", "problem"),
    [
        ({"weekdays": [7], "begins": time(1), "ends": time(2)}, ("hours.weekday_unknown", "quiet_weekdays")),
        ({"weekdays": [1], "ends": time(2)}, ("error.required", "quiet_begins")),
        ({"weekdays": list(WEEK), "begins": time(1), "ends": time(1)}, ("hours.quiet_endless", "quiet_ends")),
    ],
)
def test_quiet_that_cannot_be_is_refused(cast: Cast, dump: Any, given_: Any, problem: tuple[str, str]) -> None:
    before = dump()
    with begin(Actor.person(cast.anna), writes=True) as work, pytest.raises(Invalid) as refusal:
        notifications.set_my_quiet(work, **given_)
    assert codes(refusal.value.problems) == {problem}
    assert dump() == before
