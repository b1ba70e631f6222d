"""Reminders that go out by themselves: to whom, when, by which channel, and why not."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from sqlalchemy import select

from crm import clients, notifications, tasks
from crm.channels.composing import compose
from crm.core.errors import Refusal
from crm.notifications import aftermath, outbox, outbox_actions
from crm.notifications.tables import Message
from crm.reminders.tables import Due
from tests.conftest import NOON
from tests.dumping import Dumper
from tests.firm import by, by_office
from tests.flows.automatic_steps import START, Office, fire, gateway, office, sent, steps

__all__ = ["office"]  # the fixture


def test_a_client_who_agreed_is_reminded_once_and_in_time(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    fire(clock, START - timedelta(days=1, seconds=1))
    assert sent() == []
    for _ in range(2):
        fire(clock, START - timedelta(days=1))
    [row] = sent()
    assert (row.channel, row.address, row.name, row.state) == ("email", "ewa@example.test", "Ewa", "waiting")
    assert (row.client_id, row.contact_id, row.person_id) == (office.client, office.ewa, None)
    assert row.title == "Wizyta: Przegląd kotła"
    assert row.text.startswith("Ewa, 13 mar 2026, 12:00\n")
    assert steps() == [("fired", None)]


def test_the_letter_carries_a_link_that_ends_exactly_these(office: Office, clock: Any) -> None:
    office.consent("email")
    with by(office.cast.admin) as work:
        notifications.create_account(
            work, name="P", host="127.0.0.1", port=9, security="none", username=None, password=None, sender="a@b.test"
        )
    office.set(office.wish())
    fire(clock, START - timedelta(days=1))
    [row] = sent()
    assert "token=-hidden-" in row.text
    with by_office() as work:
        batch = outbox.lease(work, by="test", limit=5)
        assert batch is not None
        [letter] = [one for one in batch.letters if one.id == row.id]
    message = message_from_bytes(bytes(compose(letter, "a@b.test")), policy=policy.default)
    address = str(message["List-Unsubscribe"]).strip("<>")
    assert address.startswith("http://127.0.0.1:8501/unsubscribe?token=")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Bcc"] is None
    assert address in letter.text
    assert "-hidden-" not in letter.html
    with by_office() as work:
        found = clients.leaving(work, address.partition("token=")[2])
    assert found == clients.Leaving(office.client, office.ewa, "email", "client.reminder", False)


def test_without_consent_nothing_goes_out_and_the_outbox_says_why(office: Office, clock: Any, dump: Dumper) -> None:
    office.set(office.wish())
    assert office.card().missing == (("clients.no_consent",),)
    fire(clock, START - timedelta(days=1))
    [row] = sent()
    assert (row.state, row.error, row.text) == ("cancelled", "clients.no_consent", "")
    assert steps() == [("suppressed", "clients.no_consent")]
    before = dump()
    with pytest.raises(Refusal, match="no_consent"), by(office.cast.admin) as work:
        outbox_actions.send_again(work, row.id)
    assert dump() == before


def test_a_consent_withdrawn_stops_what_waits_and_what_would_be_sent_again(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    fire(clock, START - timedelta(days=1))
    office.consent("email", is_given=False)
    [row] = sent()
    assert (row.state, row.error) == ("cancelled", "clients.consent_withdrawn")
    with pytest.raises(Refusal, match="consent_withdrawn"), by(office.cast.admin) as work:
        outbox_actions.send_again(work, row.id)
    office.consent("email")
    with by(office.cast.admin) as work:
        assert outbox_actions.send_again(work, row.id) == row.id


def test_sms_goes_first_where_there_is_a_gateway_a_number_and_consent(office: Office, clock: Any) -> None:
    gateway()
    for channel in ("email", "sms"):
        office.consent(channel)
    office.set(office.wish(form="sms", count=2, unit="hour"))
    fire(clock, START - timedelta(hours=2))
    [row] = sent()
    assert (row.channel, row.address, row.segments) == ("sms", "+48601100100", 1)
    assert row.text == "Wizyta 13 mar 2026, 12:00 - Przeglad kotla"
    assert row.html == ""


@pytest.mark.parametrize("lacks", ["gateway", "number", "consent", "template"])
def test_what_sms_lacks_is_said_and_e_mail_stands_in(office: Office, clock: Any, lacks: str) -> None:
    if lacks != "gateway":
        gateway()
    if lacks == "number":
        with by(office.cast.anna) as work:
            clients.edit_person(work, office.ewa, None, name="Ewa", email="ewa@example.test", phone="", is_main=True)
    office.consent("email")
    if lacks != "consent":
        office.consent("sms")
    office.set(office.wish(form="sms", **({"sms_template_id": None} if lacks == "template" else {})))
    why = {
        "gateway": "automaton.no_gateway",
        "number": "automaton.no_number",
        "consent": "clients.no_consent",
        "template": "automaton.no_template",
    }[lacks]
    assert office.card().missing == ((why,),)
    fire(clock, START - timedelta(days=1))
    [row] = sent()
    assert (row.channel, row.address) == ("email", "ewa@example.test")
    with by_office() as work:
        told = work.session.execute(select(Due.told).where(Due.subject_kind == "automatic")).scalar_one()
    assert told == {"client": {"sms": why, "email": "told"}}


def failed_sms(office: Office, clock: Any) -> Message:
    """The SMS to a client, which the gateway refuses for good."""
    gateway()
    office.set(office.wish(form="sms"))
    fire(clock, START - timedelta(days=1))
    [row] = sent()
    with by_office() as work:
        aftermath.ended(work, row.id, "no such number", None)
        aftermath.ended(work, row.id, "no such number", None)  # asked again, it goes once all the same
    return row


def test_an_sms_that_failed_goes_to_the_client_as_a_letter_with_its_words(office: Office, clock: Any) -> None:
    for channel in ("email", "sms"):
        office.consent(channel)
    text = failed_sms(office, clock)
    letter = sent()[-1]
    assert len(sent()) == 2
    assert (letter.channel, letter.address, letter.state) == ("email", "ewa@example.test", "waiting")
    assert (letter.client_id, letter.contact_id, letter.kind) == (office.client, office.ewa, "client.reminder")
    assert text.text in letter.text
    assert "token=-hidden-" in letter.text, "a letter can be unsubscribed from"


@pytest.mark.parametrize("lacks", ["consent", "mailbox"])
def test_without_consent_or_mailbox_no_letter_stands_in_for_an_sms(office: Office, clock: Any, lacks: str) -> None:
    office.consent("sms")
    if lacks == "mailbox":
        office.consent("email")
        with by(office.cast.anna) as work:
            clients.edit_person(work, office.ewa, None, name="Ewa", email="", phone="601100100", is_main=True)
    failed_sms(office, clock)
    assert [row.channel for row in sent()] == ["sms"]


def test_a_template_is_optional_until_sending(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish(email_template_id=None))
    assert office.card().missing == (("automaton.no_template",),)
    fire(clock, START - timedelta(days=1))
    assert steps() == [("suppressed", "automaton.no_template")]


def test_staff_are_told_by_the_same_templates(office: Office, clock: Any) -> None:
    office.set(office.wish("staff"))
    fire(clock, START - timedelta(days=1))
    [row] = sent()
    assert (row.kind, row.person_id, row.address) == ("task.reminder", office.cast.anna, "anna@example.test")
    assert row.text.startswith("Anna, 13 mar 2026, 12:00\n")
    assert f"/task?id={office.task}" in row.text
    assert "unsubscribe" not in row.text


def test_client_and_staff_are_each_told_of_their_own(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish(), office.wish("staff", count=3, unit="hour"))
    fire(clock, START - timedelta(days=1))
    assert [row.kind for row in sent()] == ["client.reminder"]
    fire(clock, START - timedelta(hours=3))
    assert [row.kind for row in sent()] == ["client.reminder", "task.reminder"]


def test_a_moment_of_its_own_counts_from_nothing(office: Office, clock: Any) -> None:
    office.consent("email")
    at = NOON + timedelta(days=2, hours=-4)
    office.set(office.wish(count=None, unit=None, at=at))
    fire(clock, at - timedelta(minutes=1))
    assert sent() == []
    fire(clock, at)
    assert len(sent()) == 1


def test_a_task_that_moves_takes_its_reminders_along(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish())
    with by(office.cast.anna) as work:
        about = {"subject_kind": "client", "subject_id": office.client}
        tasks.edit(work, office.task, None, title="Later", from_at=START + timedelta(days=7), **about)
    fire(clock, START)
    assert sent() == []
    fire(clock, START + timedelta(days=6))
    [row] = sent()
    assert row.title == "Wizyta: Later"


@pytest.mark.parametrize("how", ["cancel", "bin"])
def test_of_what_is_over_nobody_is_reminded(office: Office, clock: Any, how: str) -> None:
    office.consent("email")
    office.set(office.wish())
    with by(office.cast.anna if how == "cancel" else office.cast.admin) as work:
        if how == "cancel":
            tasks.move(work, office.task, "cancel", None, "not needed")
        else:
            tasks.bin(work, office.task, None)
    fire(clock, START)
    assert sent() == []


def test_what_would_come_after_the_beginning_is_late_and_not_sent(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish(count=1, unit="hour"))
    fire(clock, START + timedelta(minutes=1))
    assert sent() == []
    assert steps() == [("late", "automaton.too_late")]


def test_what_is_taken_away_is_not_told(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(office.wish(), office.wish(count=2, unit="hour"))
    office.set(*office.card().wishes[1:])
    fire(clock, START - timedelta(days=1))
    assert sent() == []
    fire(clock, START - timedelta(hours=2))
    assert len(sent()) == 1
