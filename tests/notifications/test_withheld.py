"""What is held back is kept: for each reason, reader and channel once, in the transaction that decided it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import probe
import pytest
from sqlalchemy import event, select

from crm import notifications, people
from crm.core import db
from crm.core.work import Work
from crm.flows import hand_over
from crm.notifications import outbox, refused, rules, service, withheld
from crm.notifications.tables import Account, OfficePreference
from crm.notifications.withheld import Untold
from crm.notifications.withheld_tables import Withheld
from tests.conftest import NOON, Cast, Clock
from tests.firm import TODAY, by, by_office

KIND, END = "monitoring.ending", date(2026, 3, 17)
Kept = tuple[int | None, str, str]  # person, channel, reason


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def rows() -> list[Withheld]:
    with probe.office(writes=False) as work:
        return list(work.session.execute(select(Withheld).order_by(Withheld.id)).scalars())


def kept() -> set[Kept]:
    return {(row.person_id, row.channel, row.reason) for row in rows()}


def record(name: str = "Lift", owner_id: int | None = None) -> int:
    return probe.record([], END, [], name=name, owner_id=owner_id)


def tell(row_id: int, *whom: int, key: str = "k", **given: Any) -> dict[str, object]:
    about: dict[str, Any] = {"subject_kind": "probe", "subject_id": row_id}
    with probe.office() as work:
        return notifications.tell(work, KIND, **about, people=list(whom), key=key, **given)


def change(person: int, **columns: Any) -> None:
    with by_office() as work:
        user = work.session.get_one(people.tables.User, person)
        for name, value in columns.items():
            setattr(user, name, value)


def person_off(person: int) -> None:
    with by(person) as work:
        notifications.set_my_preferences(work, {(KIND, "email"): False})


def office_off(_person: int) -> None:
    with by_office() as work:
        work.session.add(OfficePreference(kind=KIND, channel="email", state="off"))


def in_the_field(person: int) -> None:
    with by(person) as work:
        mode = notifications.add_mode(work, name="Field", channels=[])  # with any, they would take the mail's place
        notifications.switch_mode(work, mode)


def away(person: int) -> None:
    with by_office() as work:
        other = people.tables.User(name="Sub", email="sub@example.test", language="en", zone="Europe/Warsaw")
        work.session.add(other)
        work.session.flush()
        substitute = other.id
    with by(person) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY + timedelta(days=3), substitute_id=substitute)


def without_address(person: int) -> None:
    change(person, email="")


def refused_before(_person: int) -> None:
    with by_office() as work:
        refused.mark(work, "email", "anna@example.test", "550 no such user", "smtp.recipient_refused")


REASONS = [
    (person_off, rules.OFF_PERSON),
    (office_off, rules.OFF_OFFICE),
    (in_the_field, rules.MODE),
    (away, rules.AWAY),
    (without_address, rules.NO_ADDRESS),
    (refused_before, rules.REFUSED),
]


@pytest.mark.parametrize(("stand_against", "reason"), REASONS, ids=[reason for _, reason in REASONS])
def test_each_reason_is_kept_once_and_no_more_when_the_same_is_told_again(
    cast: Cast, stand_against: Any, reason: str, clock: Clock
) -> None:
    stand_against(cast.anna)
    row_id = record()
    tell(row_id, cast.anna)
    [row] = [one for one in rows() if one.person_id == cast.anna and one.channel == "email"]
    assert (row.reason, row.at, row.kind, row.title) == (reason, NOON, KIND, "Lift")
    assert (row.subject_kind, row.subject_id, row.client_id, row.sent_at) == ("probe", row_id, None, None)
    before = kept()
    clock.set(NOON + timedelta(minutes=5))
    tell(row_id, cast.anna)
    assert (kept(), len(rows())) == (before, len(before))


def test_what_reaches_everybody_by_every_channel_is_not_here(cast: Cast) -> None:
    tell(record(), cast.anna, cast.bob)
    assert (len(probe.mails()), rows()) == (2, [])


def test_a_channel_that_nobody_asked_for_is_not_held_back(cast: Cast) -> None:
    change(cast.anna, phone=None)
    tell(record(), cast.anna, priority="urgent")  # by SMS and push as well, to who has them
    tell(record(), cast.anna, key="low", priority="low")  # by the bell only
    assert rows() == []


def test_a_channel_that_was_asked_for_by_name_is(cast: Cast) -> None:
    tell(record(), cast.anna, channels=("email", "sms", "push"))
    assert kept() == {(cast.anna, "sms", rules.NO_PHONE), (cast.anna, "push", rules.NO_DEVICE)}


def test_who_no_longer_works_here_is_kept_for_all_channels_at_once(cast: Cast) -> None:
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.bob, None, takes_over=cast.admin)
    told = tell(record(), cast.bob, cast.anna)
    assert told[str(cast.bob)] == rules.INACTIVE
    assert kept() == {(cast.bob, "", rules.INACTIVE)}


def test_everybody_and_every_channel_of_one_telling_are_one_statement(cast: Cast) -> None:
    for person in (cast.anna, cast.bob, cast.mona):
        with by(person) as work:
            notifications.set_my_preferences(work, {(KIND, "email"): False, (KIND, "bell"): False})
    row_id, said = record(), list[str]()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    tell(row_id, cast.anna, cast.bob, cast.mona)
    event.remove(db.engine(), "before_cursor_execute", note)
    assert len(rows()) == 6
    assert len([one for one in said if "withheld" in one.lower()]) == 1


def test_what_holds_nothing_back_asks_the_database_nothing(cast: Cast) -> None:
    row_id, said = record(), list[str]()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    tell(row_id, cast.anna)
    event.remove(db.engine(), "before_cursor_execute", note)
    assert said
    assert not [one for one in said if "withheld" in one.lower()]


def test_what_is_undone_leaves_nothing_behind(cast: Cast) -> None:
    def broken(work: Work) -> None:
        notifications.tell(work, KIND, subject_kind="probe", subject_id=row_id, people=[cast.anna], key="k")
        raise RuntimeError

    person_off(cast.anna)
    row_id = record()
    with pytest.raises(RuntimeError), probe.office() as work:
        broken(work)
    assert rows() == []


def test_a_preview_keeps_nothing(cast: Cast) -> None:
    person_off(cast.anna)
    row_id = record()
    with probe.office() as work:
        notifications.would_tell(work, KIND, subject_kind="probe", subject_id=row_id, people=[cast.anna])
    assert rows() == []


def test_news_about_no_record_are_kept_without_one(cast: Cast) -> None:
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {("import.done", "email"): False})
    with probe.office() as work:
        notifications.tell_summary(work, cast.anna, "import.done", "i1", {"source": "a.csv", "created": 2})
    [row] = rows()
    assert (row.kind, row.channel, row.title, row.subject_kind) == ("import.done", "email", "", None)
    assert row.again == {"path": "/", "params": {"source": "a.csv", "created": 2}}


def test_a_link_for_one_use_is_never_kept_for_later(cast: Cast) -> None:
    change(cast.anna, email="")
    with probe.office() as work:
        path, params = "/choose-password", {"until": work.now}
        notifications.tell_link(work, cast.anna, "password.forgotten", path=path, token="canary-7", params=params)
    [row] = rows()
    assert (row.reason, row.again) == (rules.NO_ADDRESS, None)
    assert "canary-7" not in str(vars(row))


def test_a_long_key_and_a_long_name_fit(cast: Cast) -> None:
    person_off(cast.anna)
    tell(record("L" * 200), cast.anna, key="k" * 500)
    tell(record("L" * 200), cast.anna, key="k" * 500)
    [row] = rows()
    assert len(row.key) < 160


def test_what_clients_were_not_told_names_form_and_reason_and_is_kept_once(cast: Cast) -> None:
    head = notifications.Letterhead("client.reminder", "ledger:7", "probe", record())
    for _ in range(2):
        with probe.office() as work:
            for form, reason in (("sms", "automaton.no_gateway"), ("email", "clients.no_consent")):
                to = notifications.Addressee(5, 6, "Ewa", "ewa@example.test")
                notifications.held_back(work, head, form, to, reason)
    assert [(row.channel, row.reason, row.client_id, row.person_id, row.name) for row in rows()] == [
        ("sms", "automaton.no_gateway", 5, None, "Ewa"),
        ("email", "clients.no_consent", 5, None, "Ewa"),
    ]
    assert {row.title for row in rows()} == {"Lift"}


def test_nobody_at_all_is_kept_too(cast: Cast) -> None:
    def nobody(work: Work) -> None:
        withheld.from_everybody(work, Untold(KIND, "ledger:8", "probe", row_id), "reminders.reason.nobody")

    row_id = record()
    for _ in range(2):
        with probe.office() as work:
            nobody(work)
    [row] = rows()
    assert (row.person_id, row.client_id, row.channel, row.title) == (None, None, "", "Lift")


def test_it_is_forgotten_when_messages_are(cast: Cast, clock: Clock) -> None:
    person_off(cast.anna)
    tell(record(), cast.anna, cast.bob)
    [mail] = probe.mails()
    with probe.office() as work:
        outbox.record_sent(work, mail.id)
    clock.set(NOON + service.KEPT)
    with probe.office() as work:
        assert service.forget(work, limit=10) == 0
    clock.set(NOON + service.KEPT + timedelta(seconds=1))
    with probe.office() as work:
        assert service.forget(work, limit=10) == 2
    assert (rows(), probe.mails()) == ([], [])


def test_many_are_forgotten_a_few_at_a_time(cast: Cast, clock: Clock) -> None:
    person_off(cast.anna)
    for number in range(5):
        tell(record(), cast.anna, key=f"k{number}")
    clock.set(NOON + service.KEPT + timedelta(days=1))
    with probe.office() as work:
        assert service.forget(work, limit=3) == 3
    assert len(rows()) == 2


def test_an_sms_that_there_is_no_gateway_for_is_held_back_only_from_who_was_named(cast: Cast) -> None:
    change(cast.anna, phone="+48600100200")
    tell(record(), cast.anna, channels=("sms",))
    assert kept() == {(cast.anna, "sms", rules.NO_PHONE)}
    with by_office() as work:
        work.session.add(Account(kind="sms", name="G", host="", port=1, security="none", sender="", is_default=True))
    tell(record(), cast.anna, key="again", channels=("sms",))
    assert len(rows()) == 1
    assert [mail.channel for mail in probe.mails()] == ["sms"]
