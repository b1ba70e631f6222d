"""What the flows hold back is kept as well: reminders too late or for nobody, clients, the automaton, digests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import probe
import pytest
from sqlalchemy import select

from crm import jobs, notifications, people
from crm.clients.tables import Client, ClientPerson
from crm.flows import automatic, automaton, remind
from crm.notifications import rules
from crm.notifications.withheld_tables import Withheld
from crm.reminders.rules import StepPlan, own_step
from tests.conftest import NOON, Cast, Clock
from tests.firm import TODAY, by, by_office
from tests.flows.automatic_steps import START, Office, fire, gateway, office, sent, steps, switch

__all__ = ["office"]  # the fixture

IN_A_WEEK = date(2026, 3, 17)


def rows() -> list[Withheld]:
    with by_office() as work:
        return list(work.session.execute(select(Withheld).order_by(Withheld.id)).scalars())


def kept() -> list[tuple[str, str, str]]:
    return [(row.kind, row.channel, row.reason) for row in rows()]


def tick() -> None:
    with by_office() as work:
        remind.fire(work)


# Reminders


def test_a_reminder_that_comes_too_late_is_kept_once(cast: Cast, clock: Clock) -> None:
    probe.register()
    row_id = probe.record([cast.anna], IN_A_WEEK, [StepPlan(7, "day", fresh_days=1)], name="Lift")
    clock.set(NOON + timedelta(days=3))
    tick()
    tick()
    [row] = rows()
    assert (row.kind, row.channel, row.reason) == ("monitoring.ending", "", "reminders.reason.late")
    assert (row.subject_id, row.title, row.person_id) == (row_id, "Lift", None)
    assert not probe.mails()


def test_a_reminder_that_is_for_nobody_is_kept(cast: Cast) -> None:
    probe.register()
    probe.record([], IN_A_WEEK)
    tick()
    assert kept() == [("monitoring.ending", "", "reminders.reason.nobody")]


def test_somebodys_own_day_ahead_that_concerns_nobody_here_is_not(cast: Cast, clock: Clock) -> None:
    probe.register()
    for whom in ([], [cast.anna]):
        probe.record(whom, IN_A_WEEK, [own_step(7)])
    tick()
    clock.set(NOON + timedelta(days=30))
    tick()
    assert kept() == []


def test_a_record_that_is_over_is_silent_and_that_is_right(cast: Cast) -> None:
    probe.register()
    row_id = probe.record([cast.anna], IN_A_WEEK)
    with by_office() as work:
        work.session.get_one(Client, row_id).deleted_at = NOON
    tick()
    assert (kept(), probe.states(row_id)) == ([], ["suppressed"])


def test_one_that_cannot_be_told_and_is_tried_again_keeps_nothing_until_it_is_settled(cast: Cast, clock: Clock) -> None:
    probe.register()
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {("monitoring.ending", "email"): False})
    row_id = probe.record([cast.anna], IN_A_WEEK, name="Poison")
    tick()
    assert kept() == []
    with by_office() as work:
        work.session.get_one(Client, row_id).name = "Mended"
    clock.set(NOON + timedelta(minutes=10))
    tick()
    [row] = rows()
    assert (row.person_id, row.reason, row.title) == (cast.anna, rules.OFF_PERSON, "Mended")


def test_what_a_catch_up_holds_back_is_one_row_for_each_reader_and_channel(cast: Cast) -> None:
    probe.register()
    for person in (cast.anna, cast.bob):
        with by(person) as work:
            notifications.set_my_preferences(work, {("monitoring.ending", "email"): False})
    probe.records([cast.anna, cast.bob, cast.mona], IN_A_WEEK, [f"Probe {n}" for n in range(20)])
    for _ in range(3):
        tick()
    found = rows()
    assert len(found) == 40
    assert {row.person_id for row in found} == {cast.anna, cast.bob}
    assert len(probe.mails()) == 20


# The automaton


def test_a_client_without_consent_is_kept_with_the_reason_beside_the_cancelled_message(
    office: Office, clock: Any
) -> None:
    office.set(office.wish())
    for _ in range(2):
        fire(clock, START - timedelta(days=1))
    [row] = rows()
    assert (row.kind, row.channel, row.reason) == ("client.reminder", "email", "clients.no_consent")
    assert (row.client_id, row.name, row.address) == (office.client, "Ewa", "ewa@example.test")
    assert (row.subject_kind, row.subject_id, row.title) == ("task", office.task, "Przegląd kotła")
    assert row.again is None
    assert [message.state for message in sent()] == ["cancelled"]


def test_a_form_that_another_stood_in_for_is_kept_too(office: Office, clock: Any) -> None:
    gateway()
    office.consent("email")
    office.set(office.wish(form="sms", count=1, unit="day"))
    fire(clock, START - timedelta(days=1))
    assert kept() == [("client.reminder", "sms", "clients.no_consent")]
    assert [(message.channel, message.state) for message in sent()] == [("email", "waiting")]


def test_a_client_without_any_address_is_named(office: Office, clock: Any) -> None:
    with by_office() as work:
        work.session.get_one(ClientPerson, office.ewa).email = None
    office.set(office.wish())
    fire(clock, START - timedelta(days=1))
    [row] = rows()
    assert (row.reason, row.name, row.client_id) == ("automaton.no_mailbox", "Młyn", office.client)


def test_what_is_sent_as_wished_holds_nothing_back(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    fire(clock, START - timedelta(days=1))
    assert (len(sent()), kept()) == (1, [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"is_on": False}, automaton.OFF), ({"client": automaton.Defaults(is_on=False)}, automaton.AUDIENCE_OFF)],
)
def test_an_automaton_that_is_off_holds_back_what_was_wished_for(
    office: Office, clock: Any, change: dict[str, Any], reason: str
) -> None:
    office.consent("email")
    office.set(office.wish())
    switch(office, **change)
    fire(clock, START - timedelta(days=1))
    assert kept() == [("client.reminder", "", reason)]
    assert steps() == [("suppressed", reason)]


def test_a_reminder_after_the_task_has_begun_is_kept_as_too_late(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    fire(clock, START + timedelta(minutes=1))
    assert kept() == [("client.reminder", "", automatic.TOO_LATE)]


def test_a_reminder_that_was_taken_away_is_not_missed(office: Office, clock: Any) -> None:
    office.set(office.wish())
    office.set()
    fire(clock, START - timedelta(days=1))
    assert kept() == []


def test_staff_are_kept_by_person_and_form(office: Office, clock: Any) -> None:
    office.set(office.wish(audience="staff", form="sms"))
    fire(clock, START - timedelta(days=1))
    [row] = rows()
    assert (row.kind, row.channel, row.reason) == ("task.reminder", "sms", rules.NO_ADDRESS)
    assert (row.person_id, row.title, row.again) == (office.cast.anna, "Przegląd kotła", None)
    assert [message.channel for message in sent()] == ["email"]


# Digests


def morning(clock: Clock, cast: Cast) -> None:
    with by(cast.anna) as work:
        notifications.set_my_digest(work, is_on=True, at=time(7))
    clock.set(datetime(2026, 3, 11, 6, tzinfo=UTC))
    for _ in range(2):
        jobs.digest()


def test_a_digest_that_nobody_gets_because_of_a_switch_or_an_absence_is_kept(cast: Cast, clock: Clock) -> None:
    with by(cast.anna) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY + timedelta(days=3), substitute_id=None)
    morning(clock, cast)
    [row] = rows()
    assert (row.kind, row.channel, row.reason) == (rules.DIGEST, "email", "outbox.held.away")
    assert (row.person_id, row.subject_kind, row.again) == (cast.anna, None, None)


def test_a_digest_that_would_say_nothing_is_not_missed(cast: Cast, clock: Clock) -> None:
    morning(clock, cast)
    assert kept() == []
