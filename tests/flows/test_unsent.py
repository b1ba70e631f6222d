"""Automatic reminders that do not go out: none with a hole in it, and those who have the task or gave it hear why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import clients, notifications, people, tasks
from crm.core import i18n
from crm.flows import tell_client, unsent
from crm.notifications import rules
from crm.notifications.saying import reason_words
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.reminders.automatic import Wish
from tests.conftest import NOON, Cast
from tests.firm import by, by_office
from tests.flows.automatic_steps import PASSWORD, START, Office, fire, gateway, sent, steps, switch

AT = NOON + timedelta(days=1)
NO_FROM = "automaton.no_value|task.from"


@pytest.fixture
def office(cast: Cast) -> Office:
    """A task with a term only, as quick add makes it, which bob gave to anna; its template names the beginning."""
    with by(cast.admin) as work:
        people.set_password(work, cast.mona, PASSWORD)
        given = {"purpose": "task", "language": "pl"}
        letter = notifications.create_template(
            work, name="L", form="email", subject="Wizyta {{task.from}}", body="O {{ task.from }}", **given
        )
        text = notifications.create_template(work, name="S", form="sms", body="Do {{task.due}}", **given)
        client = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        ewa = clients.add_person(work, client, name="Ewa", email="ewa@example.test", phone="601100100")
    with by(cast.bob) as work:
        about = {"subject_kind": "client", "subject_id": client}
        [task] = tasks.create(work, title="Przegląd kotła", due_at=START, people=[cast.anna], **about)
    found = Office(cast, client, ewa, task, letter, text)
    switch(found, is_on=True)
    return found


def wish(office: Office, form: str = "email", audience: str = "client", **changes: Any) -> Wish:
    return office.wish(audience, form, **{"count": None, "unit": None, "at": AT, **changes})


def bells() -> list[Entry]:
    with by_office() as work:
        found = select(Entry).where(Entry.kind == "reminder.not_sent").order_by(Entry.person_id)
        return list(work.session.execute(found).scalars())


def speak(person: int, language: str) -> None:
    with by_office() as work:
        work.session.get_one(User, person).language = language


def test_no_client_gets_words_with_a_hole(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(wish(office))
    assert office.card().missing == ((NO_FROM,),)
    fire(clock, AT)
    [row] = sent()
    assert (row.state, row.error, row.text) == ("cancelled", NO_FROM, "")
    assert steps() == [("suppressed", NO_FROM)]


def test_once_the_task_has_a_beginning_the_same_reminder_goes_out(office: Office, clock: Any) -> None:
    office.consent("email")
    office.set(wish(office))
    with by(office.cast.bob) as work:
        about = {"subject_kind": "client", "subject_id": office.client}
        tasks.edit(work, office.task, None, title="Przegląd", from_at=START, due_at=START, **about)
    assert office.card().missing == ((),)
    fire(clock, AT)
    [row] = sent()
    assert (row.state, row.title) == ("waiting", "Wizyta 13 mar 2026, 12:00")
    [outcome] = office.card().outcomes
    assert outcome is not None
    assert (outcome.state, bells()) == ("waiting", [])


def test_any_value_that_is_not_there_counts_as_missing(office: Office) -> None:
    office.consent("email")
    with by(office.cast.admin) as work:
        words = {"subject": "{{task.due}}", "body": "{{owner.phone}} {{task.from}} {{client.name}}"}
        given = {"name": "T", "form": "email", "purpose": "task", "language": "pl", **words}
        template = notifications.create_template(work, **given)
    office.set(wish(office, email_template_id=template))
    assert office.card().missing == (("automaton.no_value|owner.phone|task.from",),)
    with i18n.speaking("en"):
        assert reason_words(NO_FROM) == "The template needs what is missing here: the beginning (From)."
    with i18n.speaking("pl"):
        assert reason_words(NO_FROM) == "Do szablonu brakuje: początek (Od)."


def test_sms_with_a_hole_gives_way_to_a_letter_that_is_whole(office: Office, clock: Any) -> None:
    gateway()
    for channel in ("email", "sms"):
        office.consent(channel)
    with by(office.cast.admin) as work:
        given: dict[str, Any] = {"purpose": "task", "language": "pl"}
        text = notifications.create_template(work, name="A", form="sms", body="{{task.from}}", **given)
        letter = notifications.create_template(work, name="B", form="email", subject="T", body="B", **given)
    office.set(wish(office, "sms", sms_template_id=text, email_template_id=letter))
    fire(clock, AT)
    assert [(row.channel, row.state) for row in sent()] == [("email", "waiting")]
    assert bells() == []


def test_staff_get_no_words_with_a_hole_either(office: Office, clock: Any) -> None:
    office.set(wish(office, audience="staff"))
    assert office.card().missing == ((NO_FROM,),)
    fire(clock, AT)
    assert sent() == []
    assert {row.person_id for row in bells()} == {office.cast.anna, office.cast.bob}


def test_who_has_the_task_and_who_gave_it_hear_once_whom_it_did_not_reach_and_why(office: Office, clock: Any) -> None:
    speak(office.cast.anna, "pl")
    speak(office.cast.bob, "en")
    office.set(wish(office))
    for _ in range(2):
        fire(clock, AT)
    anna, bob = sorted(bells(), key=lambda row: row.person_id != office.cast.anna)
    assert (anna.person_id, anna.subject_kind, anna.subject_id) == (office.cast.anna, "task", office.task)
    with i18n.speaking("pl"):
        why = i18n.t("clients.no_consent")
    assert anna.title == f"Przypomnienie do klienta Młyn nie wyszło: {why} Zadanie: Przegląd kotła"
    assert bob.person_id == office.cast.bob
    assert bob.title.startswith("The reminder to the client Młyn was not sent: ")
    assert bob.title.endswith(" Task: Przegląd kotła")


def test_of_sms_first_without_gateway_and_letter_both_reasons_are_named(office: Office, clock: Any) -> None:
    speak(office.cast.anna, "en")
    office.consent("email")
    office.set(wish(office, "sms", email_template_id=None))
    fire(clock, AT)
    [outcome] = office.card().outcomes
    assert outcome is not None
    assert outcome.state == "not_sent"
    assert outcome.why == (("sms", tell_client.NO_GATEWAY), ("email", tell_client.NO_TEMPLATE))
    with i18n.speaking("en"):
        words = unsent.said(outcome.why)
    assert "There is no SMS gateway." in words
    assert "No template is chosen, or it is switched off." in words
    [title] = [row.title for row in bells() if row.person_id == office.cast.anna]
    assert words in title


def test_what_was_sent_and_what_failed_is_said_of_a_reminder(office: Office, clock: Any) -> None:
    office.consent("email")
    with by(office.cast.admin) as work:
        given: dict[str, Any] = {"purpose": "task", "language": "pl"}
        letter = notifications.create_template(work, name="B", form="email", subject="T", body="B", **given)
    office.set(wish(office, email_template_id=letter))
    assert office.card().outcomes == (None,)
    fire(clock, AT)
    found, [message] = [], sent()
    for state, moment in (("waiting", None), ("sent", AT + timedelta(hours=1)), ("failed", None)):
        with by_office() as work:
            row = work.session.get_one(Message, message.id)
            row.state, row.sent_at, row.error = state, moment, "no such mailbox" if state == "failed" else None
        [outcome] = office.card().outcomes
        assert outcome is not None
        found.append((outcome.state, outcome.at, outcome.why))
    assert found == [
        ("waiting", AT, ()),
        ("sent", AT + timedelta(hours=1), ()),
        ("not_sent", AT, (("email", "no such mailbox"),)),
    ]


def test_the_news_can_be_switched_on_and_off_like_any_other() -> None:
    assert unsent.NEWS in rules.preferred()
    for language in ("en", "pl"):
        with i18n.speaking(language):
            assert i18n.has(f"outbox.kinds.{unsent.NEWS}")


def test_a_reminder_switched_off_for_everybody_is_no_news(office: Office, clock: Any) -> None:
    office.set(wish(office))
    switch(office, is_on=False)
    fire(clock, AT)
    assert bells() == []
    [outcome] = office.card().outcomes
    assert outcome is not None
    assert outcome.why == ((None, "automaton.is_off"),)
