"""What is refused of automatic reminders, and the settings of the automaton that sends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import notifications, people
from crm.core.errors import Conflict, Invalid
from crm.flows import automatic, automaton, hand_over
from crm.notifications.tables import Entry
from crm.people.tables import User
from crm.people.throttles import Throttled
from crm.reminders.automatic import Wish
from tests.conftest import NOON
from tests.dumping import Dumper
from tests.firm import by, by_office, codes
from tests.flows.automatic_steps import PASSWORD, START, Office, fire, office, sent, steps, switch

__all__ = ["office"]  # the fixture


def test_bad_reminders_are_told_at_their_fields(office: Office, dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        office.set(
            office.wish(count=-1, unit="year"),
            office.wish("everybody", "fax", at=NOON - timedelta(hours=1)),
            office.wish(email_template_id=office.text, sms_template_id=4711),
        )
    assert codes(refusal.value.problems) == {
        ("automaton.count_wrong", "reminders.0.count"),
        ("automaton.choose", "reminders.0.unit"),
        ("automaton.choose", "reminders.1.audience"),
        ("automaton.choose", "reminders.1.form"),
        ("automaton.at_past", "reminders.1.at"),
        ("error.not_found", "reminders.2.email_template_id"),
        ("error.not_found", "reminders.2.sms_template_id"),
    }
    assert dump() == before


def test_two_people_setting_reminders_meet(office: Office, dump: Dumper) -> None:
    seen = office.card().version
    office.set(office.wish(), version=seen)
    before = dump()
    with pytest.raises(Conflict):
        office.set(version=seen)
    assert dump() == before


def test_another_operator_types_their_own_password(office: Office, dump: Dumper) -> None:
    with by(office.cast.admin) as work:
        people.set_password(work, office.cast.bob, "the password of bob")
    for password in ("", PASSWORD, "x" * 5000):
        before = dump()
        with pytest.raises(Invalid) as refusal:
            switch(office, password, operator_id=office.cast.bob)
        assert codes(refusal.value.problems) == {("automaton.password_wrong", "password")}
        after = dump()
        assert {name for name in before if before[name] != after[name]} == {"throttles"}, "it stays counted"
    switch(office, "the password of bob", operator_id=office.cast.bob)
    switch(office, "", is_on=False, operator_id=office.cast.bob)  # the same one needs none
    with by(office.cast.admin) as work:
        assert automaton.settings(work).operator_id == office.cast.bob


def test_guessing_an_operators_password_is_throttled(office: Office) -> None:
    found: list[str] = []
    for _ in range(50):
        try:
            switch(office, "wrong", operator_id=office.cast.bob)
        except (Invalid, Throttled) as refusal:
            found.append(type(refusal).__name__)
    assert set(found) == {"Invalid", "Throttled"}
    assert found[-1] == "Throttled"


def test_when_the_operator_leaves_the_automaton_stops_and_says_so(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    with by(office.cast.admin) as work:
        hand_over.deactivate(work, office.cast.mona, None, takes_over=office.cast.admin)
        held = automaton.settings(work)
    assert (held.is_on, held.stopped) == (False, "Mona")
    with by_office() as work:
        bells = list(work.session.execute(select(Entry).where(Entry.kind == "automaton.stopped")).scalars())
    assert [(row.person_id, "Mona" in row.title) for row in bells] == [(office.cast.admin, True)]
    fire(clock, START - timedelta(days=1))
    assert sent() == []
    assert steps() == [("suppressed", "automaton.is_off")]


def test_an_operator_deactivated_by_any_other_way_stops_it_at_the_next_reminder(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    with by_office() as work:
        work.session.get_one(User, office.cast.mona).is_active = False
    for _ in range(2):
        fire(clock, START - timedelta(days=1))
    assert sent() == []
    with by_office() as work:
        assert automaton.settings(work).stopped == "Mona"


def test_each_audience_has_a_switch_of_its_own(office: Office, clock: Any) -> None:
    office.consent("email")
    switch(office, client=automaton.Defaults(is_on=False))
    office.set(office.wish(), office.wish("staff"))
    fire(clock, START - timedelta(days=1))
    assert [row.kind for row in sent()] == ["task.reminder"]
    assert steps() == [("suppressed", "automaton.audience_is_off"), ("fired", None)]


def test_the_defaults_are_what_a_task_proposes(office: Office) -> None:
    switch(office, client=automaton.Defaults(True, "sms", office.letter, office.text, 1, "day", 3, "hour"))
    settings = office.card().settings
    assert automatic.proposed(settings, "client") == Wish("client", "sms", office.letter, office.text, 3, "hour")
    assert automatic.proposed(settings, "staff") == Wish("staff", "email", None, None, 1, "day")
    with by(office.cast.admin) as work, pytest.raises(Invalid, match=r"wording\.used"):
        notifications.delete_template(work, office.letter, 1)


def test_bad_settings_are_told_at_their_fields(office: Office, dump: Dumper) -> None:
    before = dump()
    bad = automaton.Defaults(True, "fax", office.text, office.letter, -1, "year", 10**6, "hour")
    with pytest.raises(Invalid) as refusal:
        switch(office, account_id=4711, client=bad)
    assert codes(refusal.value.problems) == {
        ("error.not_found", "account_id"),
        ("automaton.choose", "client.form"),
        ("error.not_found", "client.email_template_id"),
        ("error.not_found", "client.sms_template_id"),
        ("automaton.count_wrong", "client.email_count"),
        ("automaton.choose", "client.email_unit"),
        ("automaton.count_wrong", "client.sms_count"),
    }
    with pytest.raises(Conflict), by(office.cast.admin) as work:
        automaton.edit(work, 99, automaton.settings(work))
    assert dump() == before


def test_letters_go_out_from_the_automatons_account(office: Office, clock: Any) -> None:
    office.consent("email")
    with by(office.cast.admin) as work:
        account = notifications.create_account(
            work, name="P", host="127.0.0.1", port=9, security="none", username=None, password=None, sender="a@b.test"
        )
    switch(office, account_id=account)
    office.set(office.wish())
    fire(clock, START - timedelta(days=1))
    assert [row.account_id for row in sent()] == [account]
