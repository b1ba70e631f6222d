"""Days ahead of one's own: beside the rules', for whoever asked, never twice on one day, never late."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from crm import jobs, monitoring, notifications, reminders
from crm.core.errors import Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.notifications.tables import Message
from crm.people.tables import User
from crm.reminders import StepPlan
from crm.reminders.rules import fingerprint, own_step
from crm.reminders.tables import Due, OwnStep, Replan, Step
from tests.conftest import Cast, Clock
from tests.firm import Firm, Recipient, a_contract, a_firm, a_watch, by, by_office, edited

END = date(2026, 4, 9)  # thirty days after the held day


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def contract(cast: Cast, firm: Firm) -> int:
    return a_contract(cast, firm)


def watch(cast: Cast, contract: int, *people: int, **fields: object) -> int:
    given = {"ends_on": END, "recipients": [Recipient("person", person_id=person) for person in people]}
    return a_watch(cast, contract, **{**given, "steps": [StepPlan(7, "day")], **fields})


def ask(person: int, *days: int) -> None:
    with by(person) as work:
        for one in days:
            reminders.add_own_days(work, one)


def own(watch_id: int) -> list[Due]:
    with by_office() as work:
        rows = select(Due).join(Step, Step.id == Due.step_id).where(Due.subject_id == watch_id, Step.audience == "own")
        return list(work.session.execute(rows.order_by(Due.due_at)).scalars())


def at(day: date, hour: int = 9) -> datetime:
    """That hour in Warsaw, by summer time from 29 March on."""
    return datetime(day.year, day.month, day.day, hour - (2 if day >= date(2026, 3, 29) else 1), tzinfo=UTC)


def look(clock: Clock, day: date, hour: int = 9) -> None:
    clock.set(at(day, hour))
    jobs.remind()


def mailed(about: str = "monitoring.ending") -> list[int | None]:
    with by_office() as work:
        rows = select(Message.person_id).where(Message.kind == about).order_by(Message.id)
        return list(work.session.execute(rows).scalars())


def test_an_own_step_makes_another_ladder_and_the_old_ones_keep_their_marks() -> None:
    steps = [StepPlan(30, "day"), StepPlan(7, "day", channels=("bell",))]
    # What release 0.1.0 has stored: whoever changes this loses every ladder that is there.
    assert fingerprint(steps) == "10a04a789f8ceb440c3f58b2f7e09b5daff7a19fa81512d318bb1099b653c507"
    assert fingerprint([own_step(7)]) != fingerprint([StepPlan(7, "day")])


def test_it_is_planned_for_everything_open_and_for_what_comes_later(cast: Cast, contract: int) -> None:
    before = watch(cast, contract, cast.anna)
    ask(cast.anna, 14)
    assert not own(before)  # in a moment, by the scheduler
    jobs.remind()
    after = watch(cast, contract, cast.bob)
    assert [[row.due_at for row in own(one)] for one in (before, after)] == [[at(date(2026, 3, 26))]] * 2
    jobs.remind()
    assert [len(own(one)) for one in (before, after)] == [1, 1]


def test_only_who_asked_is_told_and_only_of_what_concerns_them(cast: Cast, contract: int, clock: Clock) -> None:
    mine, other = watch(cast, contract, cast.anna, cast.bob), watch(cast, contract, cast.bob)
    ask(cast.anna, 14)
    look(clock, date(2026, 3, 26))
    assert mailed() == [cast.anna]
    assert own(mine)[0].told == {str(cast.anna): ["bell", "email"]}
    assert [(row.state, row.reason, row.told) for row in own(other)] == [
        ("suppressed", "reminders.reason.own_nobody", {})
    ]


@pytest.mark.parametrize("rule_hour", [8, 9, 15])
def test_who_is_told_by_the_rule_that_day_is_not_told_twice(
    cast: Cast, contract: int, clock: Clock, rule_hour: int
) -> None:
    ask(cast.anna, 7)
    watch_id = watch(cast, contract, cast.anna, cast.bob, steps=[StepPlan(7, "day", at=time(rule_hour))])
    for hour in (8, 9, 15, 16):
        look(clock, date(2026, 4, 2), hour)
    assert sorted(mailed(), key=str) == [cast.anna, cast.bob]
    [row] = own(watch_id)
    assert (row.state, row.reason) == ("suppressed", "reminders.reason.covered")


def test_an_own_step_does_not_swallow_the_rules_step(cast: Cast, contract: int, clock: Clock) -> None:
    watch_id = watch(cast, contract, cast.anna, cast.bob)
    ask(cast.anna, 14)
    look(clock, date(2026, 3, 26))
    with by(cast.admin) as work:
        edited(work, watch_id, steps=[StepPlan(14, "day"), StepPlan(7, "day")])
    look(clock, date(2026, 3, 26), 12)
    assert mailed() == [cast.anna, cast.anna, cast.bob]  # the rule's own day was added after she had been told


def test_if_the_rules_step_goes_before_it_is_told_the_own_step_comes_back(
    cast: Cast, contract: int, clock: Clock
) -> None:
    ask(cast.anna, 7)
    watch_id = watch(cast, contract, cast.anna, steps=[StepPlan(7, "day", at=time(15))])
    look(clock, date(2026, 4, 2))
    assert mailed() == []
    with by(cast.admin) as work:
        edited(work, watch_id, steps=[])
    look(clock, date(2026, 4, 2), 12)
    assert mailed() == [cast.anna]


def test_a_day_that_is_over_is_not_told_late_but_one_planned_in_time_is(
    cast: Cast, contract: int, clock: Clock
) -> None:
    watch_id = watch(cast, contract, cast.anna)
    ask(cast.anna, 31)
    jobs.remind()
    assert not own(watch_id)
    ask(cast.anna, 14)
    jobs.remind()
    clock.set(at(date(2026, 3, 28)))  # nobody looked for two days, and somebody saves the card meanwhile
    with by(cast.admin) as work:
        edited(work, watch_id, note="saved")
    jobs.remind()
    assert [(row.state, row.was_late) for row in own(watch_id)] == [("fired", True)]
    assert mailed() == [cast.anna]


def test_another_end_gets_its_own_set_and_what_was_told_stays(cast: Cast, contract: int, clock: Clock) -> None:
    watch_id = watch(cast, contract, cast.anna)
    ask(cast.anna, 14)
    look(clock, date(2026, 3, 26))
    with by(cast.admin) as work:
        edited(work, watch_id, ends_on=END + timedelta(days=365))
    assert [row.state for row in own(watch_id)] == ["fired", "planned"]
    with by(cast.admin) as work:
        edited(work, watch_id, ends_on=END)
    assert [row.state for row in own(watch_id)] == ["fired", "cancelled"]


def test_when_the_last_who_asked_lets_go_the_plans_go_too(cast: Cast, contract: int) -> None:
    watch_id = watch(cast, contract, cast.anna)
    ask(cast.anna, 14)
    ask(cast.bob, 14)
    jobs.remind()
    for person, state in ((cast.anna, "planned"), (cast.bob, "cancelled")):
        with by(person) as work:
            reminders.remove_own_days(work, 14)
        jobs.remind()
        assert [row.state for row in own(watch_id)] == [state]
    ask(cast.bob, 14)
    jobs.remind()
    assert [row.state for row in own(watch_id)] == ["planned"]


def test_what_a_person_switched_off_holds_for_own_days_too(cast: Cast, contract: int, clock: Clock) -> None:
    watch_id = watch(cast, contract, cast.anna)
    ask(cast.anna, 14)
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {("monitoring.ending", "email"): False})
    look(clock, date(2026, 3, 26))
    assert mailed() == []
    assert own(watch_id)[0].told == {str(cast.anna): {"bell": "told", "email": "notifications.reason.off_person"}}


def test_who_left_is_not_told(cast: Cast, contract: int, clock: Clock) -> None:
    watch_id = watch(cast, contract, cast.anna, cast.bob)
    ask(cast.anna, 14)
    with by_office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    look(clock, date(2026, 3, 26))
    assert own(watch_id)[0].state == "suppressed"
    assert mailed() == []


def test_many_are_planned_in_batches_and_it_goes_on_where_it_stopped(
    cast: Cast, contract: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [watch(cast, contract, cast.anna, title=f"W{n}") for n in range(7)]
    monkeypatch.setattr("crm.reminders.own.AT_ONCE", 3)
    monkeypatch.setattr(jobs, "PLANNED", 2)
    ask(cast.anna, 14)
    jobs.remind()
    assert [len(own(one)) for one in ids] == [1] * 6 + [0]
    jobs.remind()
    assert [len(own(one)) for one in ids] == [1] * 7
    with by_office() as work:
        assert work.session.execute(select(Replan)).first() is None


def test_finished_and_cancelled_ones_get_no_own_steps(cast: Cast, contract: int) -> None:
    watch_id = watch(cast, contract, cast.anna)
    with by(cast.admin) as work:
        monitoring.cancel(work, watch_id, None)
    ask(cast.anna, 14)
    jobs.remind()
    assert not own(watch_id)


@pytest.mark.parametrize("days", [-1, 366, True, "14", 7.5, None])
def test_days_out_of_reason_are_refused(cast: Cast, days: object) -> None:
    with by(cast.anna) as work, pytest.raises(Invalid, match="own_days_wrong"):
        reminders.add_own_days(work, days)  # type: ignore[arg-type]


def test_five_are_enough_and_none_twice_and_nobody_elses(cast: Cast) -> None:
    ask(cast.anna, 1, 2, 3, 4)
    with by(cast.anna) as work:
        with pytest.raises(Invalid, match="step_duplicate"):
            reminders.add_own_days(work, 2)
        reminders.add_own_days(work, 0)
        with pytest.raises(Invalid, match="own_too_many"):
            reminders.add_own_days(work, 365)
        assert reminders.own_days(work) == [4, 3, 2, 1, 0]
    with by(cast.bob) as work:
        assert reminders.own_days(work) == []
        with pytest.raises(NotFound):
            reminders.remove_own_days(work, 2)
    with begin(Actor.nobody(), writes=True) as work, pytest.raises(NotSignedIn):
        reminders.add_own_days(work, 2)
    with by_office() as work:
        assert {row.user_id for row in work.session.execute(select(OwnStep)).scalars()} == {cast.anna}
