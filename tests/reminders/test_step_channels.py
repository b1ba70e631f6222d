"""Channels of a step: several at once, chosen on the task or the monitoring, that reach lanes and are explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import probe
import pytest
from provider import Provider, provider
from sqlalchemy import select

from crm import jobs, notifications, reminders, tasks
from crm.core import db
from crm.core.errors import Invalid
from crm.notifications import rules as told_by
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.reminders import StepPlan, rules
from crm.reminders.rules import CHANNELS, channels_of, fingerprint, own_step
from tests.conftest import NOON, Cast, Clock
from tests.firm import Recipient, a_contract, a_firm, a_watch, by, by_office
from tests.notifications.test_gateways import GOOD, PHONE, local
from tests.tasks.helpers import a_task, card

HOUR = timedelta(hours=1)
ALL = StepPlan(1, "hour", at=None, anchor="due", channels=CHANNELS)
TEXT = StepPlan(1, "hour", at=None, anchor="due", channels=("sms",))
NO_PHONE, NO_DEVICE = told_by.NO_PHONE, told_by.NO_DEVICE


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider() as running:
        yield running
    notifications.configure(None, "http://127.0.0.1:8501")


@pytest.fixture
def gateways(cast: Cast, there: Provider) -> Provider:
    """An SMS gateway, and a push service that anna has named herself to; anna and bob have telephones."""
    with by(cast.admin) as work:
        notifications.create_gateway(work, "sms", local(there))
        ntfy = f"ntfy://127.0.0.1:{there.port}/{{to}}"
        form = notifications.GatewayForm("ntfy", ntfy, way="apprise", is_inside_allowed=True)
        push = notifications.create_gateway(work, "push", form)
    with by(cast.anna) as work:
        notifications.set_my_token(work, push, "anna-topic")
    with by_office() as work:
        for person in (cast.anna, cast.bob):
            work.session.get_one(User, person).phone = PHONE
    return there


def late(id: int, clock: Clock, minutes: int = 1) -> None:
    """The moment of a task's step of an hour before its term, which is at one."""
    clock.set(NOON + timedelta(minutes=minutes))
    jobs.remind()


def messages(id: int) -> list[tuple[int | None, str]]:
    with db.engine().connect() as connection:
        found = select(Message.person_id, Message.channel).where(
            Message.subject_kind == "task", Message.subject_id == id, Message.kind == "task.reminder"
        )
        return sorted((row.person_id, row.channel) for row in connection.execute(found))


def bells(kind: str = "task.reminder") -> list[int]:
    with db.engine().connect() as connection:
        return list(connection.execute(select(Entry.person_id).where(Entry.kind == kind)).scalars())


def explained(reader: int, id: int) -> list[tuple[str | None, str | None, str, str | None]]:
    """(person, channel, state, reason) of the step that was chosen on the task."""
    with by(reader, writes=False) as work:
        steps = reminders.explain(work, "task", id)
    [mine] = [step for step in steps if step.step is not None and step.step.is_before]
    return sorted((one.name, one.channel, one.state, one.reason) for one in mine.lines)


# Rules


def test_a_step_goes_by_every_channel_that_there_is() -> None:
    assert told_by.CHANNELS == CHANNELS
    assert not reminders.check_steps([ALL, StepPlan(2, "hour", at=None, anchor="due", channels=())], of_moments=True)
    assert not reminders.check_steps([StepPlan(7, "day", channels=("sms", "push"))])


@pytest.mark.parametrize(
    ("chosen", "used"),
    [
        ((), None),
        (("bell",), ("bell",)),
        (("sms",), ("bell", "sms")),
        (("push", "email"), ("bell", "email", "push")),
        (CHANNELS, CHANNELS),
    ],
)
def test_the_bell_is_always_among_them(chosen: tuple[str, ...], used: tuple[str, ...] | None) -> None:
    assert channels_of(StepPlan(7, "day", channels=chosen)) == used


def test_ladders_that_are_there_keep_their_fingerprints() -> None:
    """As release 0.2.0 and the days after it wrote them: a ladder that is found again must be the same."""
    assert fingerprint([StepPlan(30, "day"), StepPlan(7, "day")]).startswith("cd3498055a3780c2")
    assert fingerprint(tasks.PROPOSED_STEPS).startswith("f99ad123657b2dfb")
    assert fingerprint([own_step(5)]).startswith("f4ea650ec08a85e9")
    bell = StepPlan(1, "week", at=time(8, 30), fresh_days=None, channels=("bell",))
    assert fingerprint([bell]).startswith("a56d77ce8f84af45")
    assert len({fingerprint([ALL]), fingerprint([TEXT]), fingerprint([StepPlan(1, "hour", anchor="due")])}) == 3


def test_a_channel_that_there_is_not_is_refused(cast: Cast, dump: Any) -> None:
    before = dump()
    with pytest.raises(Invalid, match=r"reminders\.step_channels"):
        a_task(cast.anna, due_at=NOON + HOUR, steps=[StepPlan(1, "hour", anchor="due", channels=("pigeon",))])
    assert dump() == before


# Tasks


def test_what_is_chosen_on_the_task_is_kept_and_goes_out(cast: Cast, clock: Clock, gateways: Provider) -> None:
    id = a_task(cast.anna, title="Call the mill", due_at=NOON + HOUR, steps=[ALL])
    assert card(cast.anna, id).steps == (ALL,)
    late(id, clock)
    assert messages(id) == [(cast.anna, "email"), (cast.anna, "push"), (cast.anna, "sms")]
    assert bells() == [cast.anna]
    jobs.deliver()
    assert len([taken for taken in gateways.taken if taken.path == "/send"]) == 1
    assert len(gateways.taken) == 2
    assert all(b"Call" in taken.body for taken in gateways.taken)
    assert [(channel, state) for _, channel, state, _ in explained(cast.anna, id)] == [
        ("bell", "told"), ("email", "waiting"), ("push", "sent"), ("sms", "sent"),
    ]  # fmt: skip


def test_what_is_chosen_holds_against_the_priority(cast: Cast, clock: Clock, gateways: Provider) -> None:
    """Low priority goes by the bell alone; normal by bell, e-mail and push."""
    low = a_task(cast.anna, due_at=NOON + HOUR, priority="low", steps=[TEXT])
    quiet = a_task(
        cast.anna, due_at=NOON + HOUR, steps=[StepPlan(1, "hour", at=None, anchor="due", channels=("bell",))]
    )
    usual = a_task(cast.anna, due_at=NOON + HOUR, steps=[StepPlan(1, "hour", at=None, anchor="due", channels=())])
    late(low, clock)
    assert messages(low) == [(cast.anna, "sms")]
    assert messages(quiet) == []
    assert messages(usual) == [(cast.anna, "email"), (cast.anna, "push")]
    assert bells() == [cast.anna] * 3


def test_who_has_no_number_and_no_device_is_told_by_the_rest_and_the_log_says_so(
    cast: Cast, clock: Clock, gateways: Provider
) -> None:
    id = a_task(cast.mona, due_at=NOON + HOUR, steps=[ALL])
    text = a_task(cast.mona, due_at=NOON + HOUR, steps=[TEXT])
    expected = [("Mona", "bell", "expected", None), ("Mona", "sms", "skipped", NO_PHONE)]
    assert explained(cast.mona, text) == expected, "said before it happens"
    late(id, clock)
    assert messages(id) == [(cast.mona, "email")]
    assert explained(cast.mona, id) == [
        ("Mona", "bell", "told", None), ("Mona", "email", "waiting", None),
        ("Mona", "push", "skipped", NO_DEVICE), ("Mona", "sms", "skipped", NO_PHONE),
    ]  # fmt: skip
    assert bells().count(cast.mona) == 2, "a step by SMS alone is not lost"
    assert explained(cast.mona, text)[0] == ("Mona", "bell", "told", None)


def test_without_a_gateway_a_step_by_sms_rings_the_bell(cast: Cast, clock: Clock) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).phone = PHONE
    id = a_task(cast.anna, due_at=NOON + HOUR, steps=[TEXT])
    late(id, clock)
    assert (messages(id), bells()) == ([], [cast.anna])
    assert explained(cast.anna, id)[1] == ("Anna", "sms", "skipped", NO_PHONE)


def test_channels_changed_after_it_was_told_tell_it_no_second_time(
    cast: Cast, clock: Clock, gateways: Provider
) -> None:
    id = a_task(cast.anna, due_at=NOON + HOUR, steps=[TEXT])
    late(id, clock)
    with by(cast.anna) as work:
        tasks.edit(work, id, None, title="Call them", due_at=NOON + HOUR, steps=[ALL])
    late(id, clock, 5)
    assert messages(id) == [(cast.anna, "sms")]
    with by(cast.anna) as work:  # a term that moves is told anew, by what is chosen now
        tasks.edit(work, id, None, title="Call them", due_at=NOON + 2 * HOUR, steps=[ALL])
    late(id, clock, 61)
    assert len(messages(id)) == 4


# Monitorings


def test_a_monitorings_step_goes_by_sms_and_push(cast: Cast, clock: Clock, gateways: Provider) -> None:
    step = StepPlan(7, "day", channels=("bell", "sms", "push"))
    told = [Recipient("person", person_id=person) for person in (cast.anna, cast.mona)]
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), ends_on=date(2026, 3, 17), recipients=told, steps=[step])
    jobs.remind()
    sent = [(row.person_id, row.channel) for row in probe.mails() if row.kind == rules.KIND]
    assert sorted(sent) == [(cast.anna, "push"), (cast.anna, "sms")]
    jobs.deliver()
    assert len([taken for taken in gateways.taken if taken.path == "/send"]) == 1
    with by(cast.admin, writes=False) as work:
        [outcome] = reminders.explain(work, "monitoring", watch)
    assert sorted((one.name, one.channel, one.state) for one in outcome.lines if one.state != "told") == [
        ("Anna", "push", "sent"), ("Anna", "sms", "sent"), ("Mona", "push", "skipped"), ("Mona", "sms", "skipped"),
    ]  # fmt: skip


def test_the_gateway_that_tests_use_asks_for_a_number() -> None:
    assert "{digits}" in GOOD.body
