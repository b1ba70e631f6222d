"""Send again and cancel: by whom, of what, never twice for one click, and always with a name in the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import probe
import pytest
from sqlalchemy import select

from crm import notifications
from crm.core.errors import Forbidden, NotFound, NotSignedIn, Refusal
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.notifications import outbox
from crm.notifications.tables import Message
from crm.people.tables import User
from tests.conftest import NOON, Cast


@pytest.fixture
def mail(cast: Cast) -> int:
    """A message to anna about a record she may see."""
    probe.register()
    row_id = probe.record([cast.anna], None, [], owner_id=cast.anna)
    with probe.office() as work:
        notifications.tell(
            work, "monitoring.created", subject_kind="probe", subject_id=row_id, people=[cast.anna], key="k"
        )
    return probe.mails()[0].id


def again(person: int, message_id: int, version: int | None = None) -> int:
    with begin(Actor.person(person), writes=True) as work:
        return notifications.send_again(work, message_id, version)


def cancel(person: int, message_id: int) -> None:
    with begin(Actor.person(person), writes=True) as work:
        notifications.cancel(work, message_id)


def settle(message_id: int, state: str) -> None:
    with probe.office() as work:
        if state == "sent":
            outbox.record_sent(work, message_id)
        elif state == "failed":
            outbox.record_failed(work, message_id, "550 no such user", is_permanent=True)
        else:
            work.session.get_one(Message, message_id).state = state


def noted(message_id: int) -> list[tuple[int | None, str, dict[str, Any]]]:
    with probe.office(writes=False) as work:
        chosen = select(Change).where(Change.kind == "outbox", Change.row_id == message_id).order_by(Change.id)
        return [(row.actor_id, row.action, row.changes) for row in work.session.execute(chosen).scalars()]


def test_only_who_configures_the_office_sends_again_or_cancels(cast: Cast, mail: int, dump: Callable[[], Any]) -> None:
    before = dump()
    for person in (cast.mona, cast.anna, cast.vera):
        for act in (again, cancel):
            with pytest.raises(Forbidden):
                act(person, mail)
    with begin(Actor.nobody(), writes=True) as work:
        for call in (notifications.send_again, notifications.cancel):
            with pytest.raises(NotSignedIn):
                call(work, mail)
    assert dump() == before


def test_what_failed_waits_again_under_its_own_message_id(cast: Cast, mail: int) -> None:
    settle(mail, "failed")
    before = probe.mails()[0]
    assert again(cast.admin, mail) == mail
    [row] = probe.mails()
    assert (row.state, row.attempts, row.error, row.trouble, row.next_try_at) == ("waiting", 0, None, None, NOON)
    assert (row.message_id, row.key, row.ledger_id) == (before.message_id, before.key, before.ledger_id)
    assert noted(mail) == [(cast.admin, "changed", {"state": ["failed", "waiting"], "attempts": [1, 0]})]


def test_what_was_cancelled_waits_again(cast: Cast, mail: int) -> None:
    cancel(cast.admin, mail)
    assert probe.mails()[0].state == "cancelled"
    assert again(cast.admin, mail) == mail
    assert probe.mails()[0].state == "waiting"
    assert [(who, change["state"]) for who, _, change in noted(mail)] == [
        (cast.admin, ["waiting", "cancelled"]),
        (cast.admin, ["cancelled", "waiting"]),
    ]


def test_of_what_was_sent_a_copy_goes_out_with_a_message_id_of_its_own(cast: Cast, mail: int) -> None:
    settle(mail, "sent")
    copy_id = again(cast.admin, mail)
    first, copy = probe.mails()
    assert (first.id, first.state, first.again_count) == (mail, "sent", 1)
    assert (copy.id, copy.state, copy.again_of_id, copy.attempts, copy.ledger_id) == (copy_id, "waiting", mail, 0, None)
    assert (copy.title, copy.text, copy.html, copy.address) == (first.title, first.text, first.html, first.address)
    assert copy.message_id != first.message_id
    assert noted(copy_id) == [(cast.admin, "created", {"again_of_id": [None, mail]})]


def test_a_double_click_sends_once(cast: Cast, mail: int) -> None:
    settle(mail, "sent")
    copy_id = again(cast.admin, mail, 1)
    assert again(cast.admin, mail) == copy_id
    settle(copy_id, "sent")  # quicker than the second click
    assert again(cast.admin, mail, 1) == copy_id
    assert len(probe.mails()) == 2
    third = again(cast.admin, mail, 2)  # somebody who has seen the first copy wants another
    assert third not in (mail, copy_id)
    assert len({row.message_id for row in probe.mails()}) == 3


def test_a_second_click_on_what_failed_makes_no_copy_when_it_has_gone_out_meanwhile(cast: Cast, mail: int) -> None:
    settle(mail, "failed")
    again(cast.admin, mail, 1)
    settle(mail, "sent")
    assert again(cast.admin, mail, 1) == mail
    assert len(probe.mails()) == 1
    assert len(noted(mail)) == 1


def test_what_waits_is_not_asked_for_twice(cast: Cast, mail: int) -> None:
    assert again(cast.admin, mail) == mail
    assert noted(mail) == []


def test_it_goes_to_the_address_that_the_person_has_now(cast: Cast, mail: int) -> None:
    settle(mail, "failed")
    with probe.office() as work:
        work.session.get_one(User, cast.anna).email = "anna.new@example.test"
    again(cast.admin, mail)
    assert probe.mails()[0].address == "anna.new@example.test"
    assert noted(mail)[0][2]["address"] == ["anna@example.test", "anna.new@example.test"]


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled"])
def test_nothing_goes_to_who_has_left(cast: Cast, mail: int, state: str, dump: Callable[[], Any]) -> None:
    settle(mail, state)
    with probe.office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    before = dump()
    with pytest.raises(Refusal, match="reader_inactive"):
        again(cast.admin, mail)
    assert dump() == before


def test_who_lost_the_right_to_a_record_is_not_told_of_it_again(cast: Cast, mail: int) -> None:
    from crm.clients.tables import Client

    settle(mail, "sent")
    with probe.office() as work:
        work.session.execute(select(Client)).scalar_one().owner_id = cast.carol
        user = work.session.get_one(User, cast.anna)
        user.password_hash = "a hash"  # somebody who signs in; others were chosen to be written to
    with pytest.raises(Refusal, match="may_not_see"):
        again(cast.admin, mail)
    assert len(probe.mails()) == 1


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("leased", "outbox.cannot_cancel_leased"),
        ("sent", "outbox.cannot_cancel_settled"),
        ("failed", "outbox.cannot_cancel_settled"),
    ],
)
def test_only_what_waits_can_be_cancelled(cast: Cast, mail: int, state: str, code: str) -> None:
    settle(mail, state)
    with pytest.raises(Refusal, match=code):
        cancel(cast.admin, mail)
    assert probe.mails()[0].state == state
    assert noted(mail) == []


def test_cancelling_twice_is_cancelling_once(cast: Cast, mail: int) -> None:
    cancel(cast.admin, mail)
    cancel(cast.admin, mail)
    assert len(noted(mail)) == 1


@pytest.mark.parametrize("message_id", [0, -1, 2**63, 999_999, "1"])
def test_a_message_that_is_not_there_is_not_found(cast: Cast, mail: int, message_id: Any) -> None:
    for act in (again, cancel):
        with pytest.raises(NotFound):
            act(cast.admin, message_id)
