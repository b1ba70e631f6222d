"""Explaining: every step says when, to whom, by which channel, what became of it; and never more than one may see."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from crm import jobs, monitoring, notifications, reminders
from crm.core.errors import Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.notifications.tables import Message
from crm.people.tables import Role, RoleGrant, User
from crm.reminders import StepOutcome, StepPlan, Told
from tests.conftest import Cast, Clock
from tests.firm import Firm, Recipient, a_contract, a_firm, a_watch, by, by_office

END = date(2026, 3, 17)  # a week after the held day
STEPS = [StepPlan(20, "day"), StepPlan(7, "day"), StepPlan(1, "day")]
ENDING = "monitoring.ending"


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def watch(cast: Cast, firm: Firm) -> int:
    told = [Recipient("person", person_id=person) for person in (cast.anna, cast.carol)]
    return a_watch(cast, a_contract(cast, firm), ends_on=END, recipients=told, steps=STEPS, assigned_id=cast.bob)


def explained(person: int, watch: int) -> list[StepOutcome]:
    with by(person, writes=False) as work:
        return reminders.explain(work, "monitoring", watch)


def seen(step: StepOutcome) -> list[tuple[str | None, str | None, str]]:
    return [(line.name, line.channel, line.state) for line in step.lines]


def without_people(role: str) -> None:
    """That built-in role may no longer see people."""
    with by_office() as work:
        [row] = work.session.query(Role).filter_by(key=role)
        gone = update(RoleGrant).where(RoleGrant.role_id == row.id, RoleGrant.right == "people.view")
        work.session.execute(gone.values(reach=0))


def test_past_and_coming_steps_say_to_whom_and_how(cast: Cast, watch: int) -> None:
    jobs.remind()
    coming, fired, late = explained(cast.admin, watch)
    assert [step.state for step in (coming, fired, late)] == ["planned", "fired", "late"]
    assert seen(coming) == [
        ("Anna", "bell", "expected"), ("Anna", "email", "expected"),
        ("Carol", "bell", "expected"), ("Carol", "email", "expected"),
    ]  # fmt: skip
    assert seen(fired) == [
        ("Anna", "bell", "told"), ("Anna", "email", "waiting"),
        ("Carol", "bell", "told"), ("Carol", "email", "waiting"),
    ]  # fmt: skip
    assert (late.reason, late.lines) == ("reminders.reason.late", ())
    assert (coming.step, coming.audience) == (STEPS[2], "recipients")


def test_a_coming_step_follows_preferences_and_rights_as_they_are_now(cast: Cast, watch: int) -> None:
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {(ENDING, "email"): False})
    with by_office() as work:
        work.session.get_one(User, cast.carol).password_hash = "x"  # she may sign in, but not see it: it is anna's
    lines = explained(cast.admin, watch)[0].lines
    assert [(line.channel, line.state, line.reason) for line in lines if line.person_id == cast.anna] == [
        ("bell", "expected", None),
        ("email", "skipped", "notifications.reason.off_person"),
    ]
    assert {line.is_reduced for line in lines if line.person_id == cast.carol} == {True}


def test_a_mails_line_says_attempts_next_try_and_the_servers_words(cast: Cast, watch: int) -> None:
    jobs.remind()
    later = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
    with by_office() as work:
        work.session.execute(
            update(Message)
            .where(Message.person_id == cast.anna, Message.kind == ENDING)
            .values(error="451 4.7.1 <anna@example.test> try later", attempts=2, next_try_at=later)
        )
    [mail] = [line for line in explained(cast.admin, watch)[1].lines if line.channel == "email" and line.name == "Anna"]
    assert (mail.reason, mail.attempts, mail.next_try_at) == ("451 4.7.1 <anna@example.test> try later", 2, later)
    assert mail.message_id


def test_names_and_the_words_about_others_are_for_those_who_may_see_people(cast: Cast, watch: int) -> None:
    jobs.remind()
    with by_office() as work:
        work.session.execute(update(Message).values(error="550 <carol@example.test> unknown", state="failed"))
    without_people("employee")
    steps = explained(cast.anna, watch)
    for line in [line for step in steps for line in step.lines]:
        assert line.name == ("Anna" if line.person_id == cast.anna else None)
        assert line.reason is None or line.person_id == cast.anna
    assert "Carol" not in repr(steps)
    with by(cast.anna, writes=False) as work, pytest.raises((NotFound, Forbidden)):
        reminders.why_not(work, "monitoring", watch, cast.carol)


def test_nobody_has_explained_what_they_may_not_see(cast: Cast, watch: int) -> None:
    """anna's contract: carol, of another team, is told of it, and still may not open it."""
    for call in (reminders.explain, reminders.why_not):
        with by(cast.carol, writes=False) as work, pytest.raises(NotFound):
            call(work, "monitoring", watch)
        with by(cast.admin, writes=False) as work, pytest.raises(NotFound):
            call(work, "monitoring", 10**9)
        with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
            call(work, "monitoring", watch)


def answers(asker: int, watch: int, person: int | None = None) -> list[tuple[bool, str | None]]:
    with by(asker, writes=False) as work:
        found = reminders.why_not(work, "monitoring", watch, person)
    return [(one.is_yes, one.reason) for one in found if not one.is_past]


def past_answers(asker: int, watch: int, person: int | None = None) -> list[tuple[bool, object]]:
    with by(asker, writes=False) as work:
        found = reminders.why_not(work, "monitoring", watch, person)
    return [(one.is_yes, one.reason or dict(one.channels)) for one in found if one.is_past]


def test_why_not_me_answers_for_each_coming_step(cast: Cast, watch: int) -> None:
    jobs.remind()
    assert answers(cast.anna, watch) == [(True, None)]
    assert answers(cast.bob, watch) == [(False, "reminders.reason.not_recipient")]
    assert answers(cast.anna, watch, cast.bob) == [(False, "reminders.reason.not_recipient")]
    with by_office() as work:
        work.session.get_one(User, cast.carol).is_active = False
    assert answers(cast.admin, watch, cast.carol) == [(False, "notifications.reason.inactive")]
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {(ENDING, "email"): False, (ENDING, "bell"): False})
    with by(cast.anna, writes=False) as work:
        [answer, *_] = reminders.why_not(work, "monitoring", watch)
    assert not answer.is_yes
    assert answer.channels == ((None, "notifications.reason.off_person"),)


def test_why_not_me_answers_for_what_is_over_by_what_was_written_down_then(cast: Cast, watch: int) -> None:
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {(ENDING, "email"): False})
    jobs.remind()
    with by(cast.anna) as work:  # what she wants today changes nothing about then
        notifications.set_my_preferences(work, {(ENDING, "email"): True})
    late = (False, "reminders.reason.late")
    told = {"bell": None, "email": "notifications.reason.off_person"}
    assert past_answers(cast.anna, watch) == [(True, told), late]
    assert past_answers(cast.admin, watch, cast.carol) == [(True, {"bell": None, "email": None}), late]
    assert past_answers(cast.admin, watch, cast.bob) == [(False, "reminders.reason.was_not_recipient"), late]


def test_a_cancelled_step_is_answered_with_cancelled(cast: Cast, watch: int) -> None:
    with by(cast.admin) as work:
        monitoring.cancel(work, watch, None)
    assert answers(cast.anna, watch) == []
    assert {reason for _, reason in past_answers(cast.anna, watch)} <= {
        "explain.step.cancelled",
        "reminders.reason.cancelled",
    }


def test_somebody_elses_own_day_gone_by_is_no_answer_for_others(cast: Cast, watch: int, clock: Clock) -> None:
    with by(cast.anna) as work:
        reminders.add_own_days(work, 3)
    jobs.remind()
    clock.set(datetime(2026, 3, 14, 12, tzinfo=UTC))
    jobs.remind()
    assert len(past_answers(cast.anna, watch)) == len(past_answers(cast.admin, watch, cast.carol)) + 1


def test_an_own_day_shows_for_whom_it_is_and_is_no_answer_for_others(cast: Cast, watch: int, clock: Clock) -> None:
    with by(cast.anna) as work:
        reminders.add_own_days(work, 3)
    jobs.remind()
    own = [step for step in explained(cast.admin, watch) if step.audience == "own"]
    assert [line.name for line in own[0].lines] == ["Anna", "Anna"]
    assert len(answers(cast.anna, watch)) == 2
    assert len(answers(cast.admin, watch, cast.carol)) == 1


def test_an_own_day_that_concerns_nobody_here_is_not_shown(cast: Cast, watch: int) -> None:
    with by(cast.vera) as work:
        reminders.add_own_days(work, 3)
    jobs.remind()
    assert not [step for step in explained(cast.admin, watch) if step.audience == "own"]


def forecast(person: int, watch: int, event: str = ENDING) -> dict[str, tuple[tuple[str | None, str | None], ...]]:
    with by(person, writes=False) as work:
        return {one.name: one.channels for one in reminders.forecast(work, "monitoring", watch, event)}


def test_the_forecast_is_what_telling_then_does(cast: Cast, watch: int, dump) -> None:  # type: ignore[no-untyped-def]
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {(ENDING, "bell"): "off"})
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {(ENDING, "email"): False})
    before = dump()
    found = forecast(cast.admin, watch)
    assert dump() == before
    off, own = "notifications.reason.off_office", "notifications.reason.off_person"
    assert found == {"Anna": (("bell", off), ("email", own)), "Carol": (("bell", off), ("email", None))}
    assert forecast(cast.admin, watch, "monitoring.created")["Anna"] == (("bell", None), ("email", None))
    jobs.remind()
    fired = explained(cast.admin, watch)[1]
    told = {name: tuple((line.channel, line.reason) for line in _of(fired, name)) for name in found}
    assert told == found


def _of(step: StepOutcome, name: str) -> list[Told]:
    return [line for line in step.lines if line.name == name]


def test_the_forecast_names_who_left_and_who_learns_only_the_date(cast: Cast, watch: int) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).is_active = False
        work.session.get_one(User, cast.carol).password_hash = "x"
    with by(cast.admin, writes=False) as work:
        found = {one.name: one for one in reminders.forecast(work, "monitoring", watch, ENDING)}
    assert found["Anna"].channels == ((None, "notifications.reason.inactive"),)
    assert found["Carol"].is_reduced
    assert "Bob" not in found  # assigned, but the recipients come first


def test_only_an_administrator_may_ask_for_a_forecast_and_only_of_an_event(cast: Cast, watch: int) -> None:
    for person in (cast.mona, cast.anna, cast.vera):
        with by(person, writes=False) as work, pytest.raises(Forbidden):
            reminders.forecast(work, "monitoring", watch, ENDING)
    with by(cast.admin, writes=False) as work:
        with pytest.raises(Invalid):
            reminders.forecast(work, "monitoring", watch, "mail.test")
        with pytest.raises(NotFound):
            reminders.forecast(work, "monitoring", 10**9, ENDING)
