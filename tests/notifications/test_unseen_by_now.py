"""What waits while its reader loses sight of its record says no more than the day, and whom to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import probe
import pytest
from sqlalchemy import delete, event, select, update

from crm import notifications, people, tasks
from crm.core import db, rotation, subjects
from crm.core.work import Work
from crm.notifications import hearers, outbox, timely
from crm.notifications.address_tables import PushSubscription
from crm.notifications.tables import Message
from crm.notifications.telling import OUTBOX
from crm.people.tables import User, UserRole
from tests.conftest import NOON, Cast, Clock
from tests.firm import TODAY, a_mail_account, by, by_office
from tests.notifications.test_gateways import create, telephone
from tests.notifications.test_waiting_messages import asleep, leased
from tests.tasks.helpers import a_task, delegate

HOUR = timedelta(hours=1)
NAME = "Fit the gate"


@pytest.fixture(autouse=True)
def _mail(cast: Cast) -> None:
    probe.register()
    a_mail_account(cast)
    with by_office() as work:
        work.session.execute(update(User).values(password_hash="x"))


def stuck(clock: Clock, hours: int = 1) -> None:
    """The account was down for so long."""
    with by_office() as work:
        outbox.account_down(work, None, "server away", by="test")
    clock.set(NOON + hours * HOUR)


def letters(person: int, channel: str = "email") -> list[Message]:
    with by_office() as work:
        theirs = select(Message).where(Message.person_id == person, Message.channel == channel).order_by(Message.id)
        return list(work.session.execute(theirs).scalars())


def a_browser(person: int) -> None:
    with by_office() as work:
        keys = {"endpoint": "https://push.example.test/bob", "p256dh": "x", "auth": "x", "agent": "x"}
        work.session.add(PushSubscription(person_id=person, created_at=work.now, **keys))


def fired(*people: int) -> None:
    """They keep their sign-in, and no role."""
    with by_office() as work:
        work.session.execute(delete(UserRole).where(UserRole.user_id.in_(people)))


def tell(people: list[int], name: str = NAME, channel: str = "email") -> int:
    """Tell them that a record ends in nine days."""
    row_id = probe.record(people, TODAY + timedelta(days=9), [], name=name, owner_id=people[0])
    about = {"subject_kind": probe.KIND, "subject_id": row_id}
    with by_office() as work:
        notifications.tell(work, "monitoring.ending", people=people, key=name, channels=[channel], **about)
    return row_id


def says(letter: Message) -> str:
    return "\n".join(filter(None, (letter.title, letter.text, letter.html, letter.short, letter.path)))


def test_who_lost_their_role_while_it_waited_reads_no_names(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    assert NAME in says(letters(cast.bob)[0])
    stuck(clock)
    fired(cast.bob)
    leased()
    [letter] = letters(cast.bob)
    assert letter.state == "sent"
    for name in (NAME, "a fact", "/probe"):
        assert name not in says(letter)
    assert "Admin" in says(letter)  # whom to ask


def test_what_goes_out_is_what_was_written_anew(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    stuck(clock)
    fired(cast.bob)
    with by_office() as work:
        batch = outbox.lease(work, by="test", limit=10)
    assert batch is not None
    [letter] = [one for one in batch.letters if one.name == "Bob"]
    assert NAME not in letter.title + letter.text + letter.html


def test_who_still_sees_it_reads_all_of_it(cast: Cast, clock: Clock) -> None:
    tell([cast.anna, cast.bob])
    stuck(clock)
    fired(cast.bob)
    leased()
    assert NAME in says(letters(cast.anna)[0])
    assert NAME not in says(letters(cast.bob)[0])


def test_who_was_given_a_task_and_lost_it_in_the_night_hears_no_more_of_it(cast: Cast, clock: Clock) -> None:
    asleep(cast.carol)
    clock.set(NOON + 11 * HOUR)
    id = a_task(cast.admin, people=[cast.carol], title=NAME)
    delegate(cast.admin, id, person_id=cast.bob)
    clock.set(NOON + 20 * HOUR)
    leased()
    found = letters(cast.carol)
    assert [letter.state for letter in found] == ["sent"] * len(found)
    assert found
    assert not any(NAME in says(letter) for letter in found)


def test_who_stood_in_reads_nothing_once_the_absence_is_over(cast: Cast, clock: Clock) -> None:
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY, substitute_id=cast.carol)
    a_task(cast.admin, people=[cast.bob], title=NAME)
    assert NAME in says(letters(cast.carol)[0])
    stuck(clock, 24)
    leased()
    assert not any(NAME in says(letter) for letter in letters(cast.carol))


def test_what_is_deleted_meanwhile_stays_as_it_was_told(cast: Cast, clock: Clock) -> None:
    id = a_task(cast.admin, people=[cast.bob], title=NAME)
    stuck(clock)
    with by(cast.admin) as work:
        tasks.bin(work, id, None)
    leased()
    assert any(NAME in says(letter) for letter in letters(cast.bob) if letter.kind == "task.assigned")


def test_who_never_signs_in_was_chosen_to_be_written_to(cast: Cast, clock: Clock) -> None:
    with by_office() as work:
        work.session.execute(update(User).where(User.id == cast.bob).values(password_hash=None))
    tell([cast.bob])
    stuck(clock)
    fired(cast.bob)
    leased()
    assert NAME in says(letters(cast.bob)[0])


@pytest.mark.parametrize("channel", ["email", "sms", "push"])
def test_a_reminder_keeps_its_day_by_every_way(cast: Cast, clock: Clock, channel: str) -> None:
    create(cast.admin)
    telephone(cast.bob)
    a_browser(cast.bob)
    tell([cast.bob], channel=channel)
    assert NAME in says(letters(cast.bob, channel)[0])
    fired(cast.bob)
    clock.set(NOON + 24 * HOUR)
    with by_office() as work:
        timely.still(work, work.session.execute(select(OUTBOX)).all())
    [letter] = letters(cast.bob, channel)
    assert letter.state == "waiting"
    assert NAME not in says(letter)
    assert "8 days" in letter.title  # from the day on which it goes
    assert "/probe" not in says(letter)


def test_a_record_that_cannot_be_described_says_less_all_the_same(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_work: Work, _id: int) -> subjects.Facts:
        raise ValueError("poison")

    tell([cast.anna, cast.bob])
    stuck(clock)
    fired(cast.bob)
    monkeypatch.setitem(subjects._subjects, probe.KIND, replace(subjects.of(probe.KIND), facts=broken))
    leased()
    assert NAME not in says(letters(cast.bob)[0])
    assert NAME in says(letters(cast.anna)[0])


def test_a_record_whose_readers_cannot_be_asked_holds_nobody_s_mail_back(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[object]:
        raise ValueError("poison")

    tell([cast.bob])
    stuck(clock)
    monkeypatch.setattr(hearers, "hidden", broken)
    leased()
    [letter] = letters(cast.bob)
    assert letter.state == "sent"
    assert NAME not in says(letter)


def test_what_was_written_with_the_day_alone_stays_as_it_was(cast: Cast, clock: Clock) -> None:
    fired(cast.bob)
    tell([cast.bob])
    before = says(letters(cast.bob)[0])
    assert NAME not in before
    stuck(clock, 24)
    leased()
    assert says(letters(cast.bob)[0]) == before


def test_many_that_wait_are_asked_about_at_once(cast: Cast, clock: Clock) -> None:
    for number in range(30):
        tell([cast.bob], f"{NAME} {number}")
    clock.set(NOON + HOUR)
    asked: list[str] = []
    with by_office() as work:
        found = work.session.execute(select(OUTBOX).where(OUTBOX.c.person_id == cast.bob)).all()
        event.listen(db.engine(), "before_cursor_execute", lambda *given: asked.append(given[2]))
        timely.still(work, found)
    assert len(found) == 30
    assert len([statement for statement in asked if " clients" in statement]) <= 4


def test_new_keys_leave_what_says_less_alone(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    stuck(clock)
    fired(cast.bob)
    tell([cast.bob], "Another")
    leased()
    with by_office() as work:
        found = rotation.rotate(work)
    assert found.lost == []
    assert [letter.is_reduced for letter in letters(cast.bob)] == [True, True]
