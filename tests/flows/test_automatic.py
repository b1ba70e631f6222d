"""The reminder automaton: what it sends to clients and staff, by which form, when; and why not, when it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from sqlalchemy import select

from crm import clients, notifications, people, tasks
from crm.channels.composing import compose
from crm.core.errors import Conflict, Invalid, Refusal
from crm.core.work import Actor
from crm.flows import automatic, automaton, hand_over, remind
from crm.notifications import outbox, outbox_actions
from crm.notifications.tables import Account, Entry, Message
from crm.people.tables import User
from crm.people.throttles import Throttled
from crm.reminders.automatic import Wish
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast
from tests.firm import by, by_office, codes

Dump = Callable[[], dict[str, Any]]
PASSWORD = "a password of the operator"
START = NOON + timedelta(days=3)  # Friday, 12:00 in Warsaw


@dataclass
class Office:
    """A client with a contact person, a task about it, templates, and the automaton running in mona's name."""

    cast: Cast
    client: int
    ewa: int
    task: int
    letter: int
    text: int

    def consent(self, channel: str, is_given: bool = True) -> None:
        with by(self.cast.anna) as work:
            clients.note_consent(work, self.client, self.ewa, channel, is_given=is_given, on=None, source="telephone")

    def wish(self, audience: str = "client", form: str = "email", **changes: Any) -> Wish:
        given: dict[str, Any] = {
            "count": 1,
            "unit": "day",
            "email_template_id": self.letter,
            "sms_template_id": self.text,
        }
        return Wish(audience, form, **{**given, **changes})

    def set(self, *wishes: Wish, version: int | None = None) -> None:
        with by(self.cast.anna) as work:
            automatic.save(work, self.task, version, wishes)

    def card(self) -> automatic.Card:
        with by(self.cast.anna) as work:
            return automatic.card(work, self.task)


@pytest.fixture
def office(cast: Cast) -> Office:
    with by(cast.admin) as work:
        people.set_password(work, cast.mona, PASSWORD)
        given = {"purpose": "task", "language": "pl"}
        letter = notifications.create_template(
            work,
            name="L",
            form="email",
            subject="Wizyta: {{task.title}}",
            body="{{person.name}}, {{task.from}}",
            **given,
        )
        text = notifications.create_template(
            work, name="S", form="sms", body="Wizyta {{task.from}} – {{task.title}}", is_plain=True, **given
        )
        client = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        ewa = clients.add_person(work, client, name="Ewa", email="ewa@example.test", phone="601100100")
    with by(cast.anna) as work:
        about = {"subject_kind": "client", "subject_id": client}
        [task] = tasks.create(work, title="Przegląd kotła", from_at=START, due_at=START + timedelta(hours=2), **about)
    found = Office(cast, client, ewa, task, letter, text)
    switch(found, is_on=True)
    return found


def switch(office: Office, password: str = PASSWORD, **changes: Any) -> None:
    with by(office.cast.admin) as work:
        held = automaton.settings(work)
    fresh = replace(held, **{"operator_id": office.cast.mona, **changes})
    automaton.save(Actor.person(office.cast.admin), held.version, fresh, password)


def gateway() -> None:
    with by_office() as work:
        work.session.add(
            Account(kind="sms", name="Bramka", host="", port=1, security="none", sender="", is_default=True)
        )


def fire(clock: Any, at: datetime) -> None:
    clock.set(at)
    with by_office() as work:
        remind.fire(work)


def sent() -> list[Message]:
    with by_office() as work:
        found = select(Message).where(Message.kind.in_(["client.reminder", "task.reminder"]), Message.ledger_id > 0)
        rows = list(work.session.execute(found.order_by(Message.id)).scalars())
        ours = select(Due.id).where(Due.subject_kind == "automatic")
        kept = set(work.session.execute(ours).scalars())
    return [row for row in rows if row.ledger_id in kept]


def steps() -> list[tuple[str, str | None]]:
    """(state, reason) of each row of the ledger that is the automaton's."""
    with by_office() as work:
        found = select(Due.state, Due.reason).where(Due.subject_kind == "automatic").order_by(Due.id)
        return list(work.session.execute(found).tuples())


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


def test_without_consent_nothing_goes_out_and_the_outbox_says_why(office: Office, clock: Any, dump: Dump) -> None:
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


def test_bad_reminders_are_told_at_their_fields(office: Office, dump: Dump) -> None:
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


def test_two_people_setting_reminders_meet(office: Office, dump: Dump) -> None:
    seen = office.card().version
    office.set(office.wish(), version=seen)
    before = dump()
    with pytest.raises(Conflict):
        office.set(version=seen)
    assert dump() == before


def test_another_operator_types_their_own_password(office: Office, dump: Dump) -> None:
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


def test_bad_settings_are_told_at_their_fields(office: Office, dump: Dump) -> None:
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
