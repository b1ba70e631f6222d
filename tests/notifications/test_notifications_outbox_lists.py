"""The outbox as administrators see it: who may, what is listed, what each attempt came to, one message in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import probe
import pytest

from crm import notifications
from crm.core.access import ALL_RIGHTS, Grants, Reach
from crm.core.config import MailServer
from crm.core.errors import Forbidden, NotFound, NotSignedIn
from crm.core.listing import PAGE
from crm.core.work import Actor, begin
from crm.notifications import OutboxFilters, outbox, service
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Attempt, Message
from crm.notifications.telling import message_row
from tests.conftest import NOON, Cast, Clock

SERVER = MailServer("127.0.0.1", 1, "none", None, None, "Env <env@example.test>", None, "answers@example.test")


@pytest.fixture(autouse=True)
def _environment(cast: Cast) -> Iterator[None]:
    notifications.configure(SERVER, "https://crm.example.org")
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def put(count: int = 1, **values: Any) -> list[int]:
    ids = []
    given = {"kind": "import.done", "channel": "email", "address": "a@example.test", "name": "Ann", "language": "en"}
    with probe.office() as work:
        for _ in range(count):
            key = f"k{len(ids)}{values.get('key', '')}"
            row = message_row(
                work, Rendered(f"Title {key}", "b", "text", "<p>html</p>"), **(given | values | {"key": key})
            )
            message = Message(**row)
            work.session.add(message)
            work.session.flush()
            ids.append(message.id)
    return ids


def listed(person: int, page: int = 1, **filters: Any) -> list[int]:
    with begin(Actor.person(person)) as work:
        return [row.id for row in notifications.messages(work, OutboxFilters(**filters), page).rows]


CALLS: list[Callable[..., Any]] = [
    lambda work, row: notifications.messages(work, OutboxFilters()),
    lambda work, row: notifications.message_counts(work),
    lambda work, row: notifications.export_messages(work, OutboxFilters()),
    lambda work, row: notifications.message(work, row),
]


def test_only_who_sees_the_whole_office_looks_into_it(cast: Cast) -> None:
    [row] = put()
    for call in CALLS:
        for person in (cast.anna, cast.vera):
            with begin(Actor.person(person)) as work, pytest.raises(Forbidden):
                call(work, row)
        with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
            call(work, row)
        for person in (cast.admin, cast.mona):
            with begin(Actor.person(person)) as work:
                call(work, row)


@pytest.mark.parametrize("reach", [Reach.OWN, Reach.TEAM])
def test_a_smaller_reach_is_none(cast: Cast, reach: Reach) -> None:
    from dataclasses import replace

    [row] = put()
    with begin(Actor.person(cast.mona)) as work:
        grants = Grants({**ALL_RIGHTS.reaches, "office.view": reach})
        smaller = replace(work, me=replace(work.me, grants=grants))
        for call in CALLS:
            with pytest.raises(Forbidden):
                call(smaller, row)


def test_the_newest_stands_first_page_by_page(cast: Cast) -> None:
    ids = put(PAGE + 3)
    assert listed(cast.admin) == ids[: -PAGE - 1 : -1]
    assert listed(cast.admin, page=2) == ids[2::-1]
    with begin(Actor.person(cast.admin)) as work:
        assert [row.id for row in notifications.export_messages(work, OutboxFilters())] == ids[::-1]
        assert notifications.message_counts(work)["waiting"] == (PAGE + 3, False)


def test_filters_narrow_list_and_export_alike(cast: Cast) -> None:
    [old] = put(key="old", due_at=NOON - timedelta(days=3), address="Łucja@example.test", kind="mail.test")
    [mine] = put(key="mine", person_id=cast.anna)
    outbox_state(mine, "failed")
    for filters, found in (
        ({"states": ("failed",)}, [mine]),
        ({"kind": "mail.test"}, [old]),
        ({"person_id": cast.anna}, [mine]),
        ({"text": "łUCJA"}, [old]),
        ({"text": "%"}, []),
        ({"due_to": (NOON - timedelta(days=1)).date()}, [old]),
        ({"due_from": NOON.date()}, [mine]),
        ({"channel": "sms"}, []),
    ):
        assert listed(cast.admin, **filters) == found, filters
        with begin(Actor.person(cast.admin)) as work:
            exported = [row.id for row in notifications.export_messages(work, OutboxFilters(**filters))]
            assert exported == found, filters
        assert OutboxFilters.of(OutboxFilters(**filters).query()) == OutboxFilters(**filters)


def outbox_state(message_id: int, state: str) -> None:
    with probe.office() as work:
        work.session.get_one(Message, message_id).state = state


def test_every_attempt_is_kept_with_what_came_of_it(cast: Cast, clock: Clock) -> None:
    [row] = put()
    with probe.office() as work:
        assert outbox.lease(work, by="dies", limit=1) is not None
    clock.set(NOON + timedelta(minutes=3))
    with probe.office() as work:
        outbox.lease(work, by="x", limit=0)  # somebody notices that the lease is over
        outbox.record_failed(work, row, "452 full", is_permanent=False, trouble="smtp.mailbox_full")
    clock.set(NOON + timedelta(minutes=9))
    with probe.office() as work:
        outbox.account_down(work, None, "refused", by="x", trouble="smtp.connection_refused")
        outbox.record_sent(work, row, sender="Then <then@example.test>")
        outbox.record_sent(work, row)  # told twice, recorded once
    with begin(Actor.person(cast.admin)) as work:
        card = notifications.message(work, row)
    assert [(a.outcome, a.said) for a in card.attempts] == [
        ("sent", ""),
        ("later", "refused"),
        ("later", "452 full"),
        ("lost", ""),
    ]
    assert card.attempts[1].plain == "Nothing answers on this port of the server. Check server and port."
    assert dict(card.headers)["From"] == "Then <then@example.test>"  # as it was sent, not as it would be today


def test_a_message_is_shown_as_it_goes_out(cast: Cast) -> None:
    [row] = put()
    with begin(Actor.person(cast.admin)) as work:
        card = notifications.message(work, row)
    headers = dict(card.headers)
    assert (card.text, card.html, card.has_token) == ("text", "<p>html</p>", False)
    assert (headers["From"], headers["Reply-To"]) == ("Env <env@example.test>", "answers@example.test")
    assert (headers["To"], headers["Subject"]) == ("Ann <a@example.test>", "Title k0")
    assert headers["Message-ID"] == card.row.message_id


def test_acts_and_copies_are_named(cast: Cast) -> None:
    [row] = put()
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.cancel(work, row)
        notifications.send_again(work, row)
    with probe.office() as work:
        outbox.record_sent(work, row)
    with begin(Actor.person(cast.admin), writes=True) as work:
        copy = notifications.send_again(work, row)
        card = notifications.message(work, row)
        assert notifications.message(work, copy).again_of_id == row
    assert card.copies == [copy]
    assert [(act.who, act.state) for act in card.acts] == [("Admin", "waiting"), ("Admin", "cancelled")]


def test_an_address_of_no_use_leaves_the_headers_empty(cast: Cast) -> None:
    [row] = put(address="two@@example.test")
    with begin(Actor.person(cast.admin)) as work:
        assert notifications.message(work, row).headers == []


@pytest.mark.parametrize("message_id", [0, -1, 2**63, 9_999_999, "1"])
def test_what_is_not_there_is_not_found(cast: Cast, message_id: Any) -> None:
    with begin(Actor.person(cast.admin)) as work, pytest.raises(NotFound):
        notifications.message(work, message_id)


def test_old_messages_go_with_their_attempts(cast: Cast, clock: Clock) -> None:
    [row] = put()
    with probe.office() as work:
        outbox.record_sent(work, row)
    clock.set(NOON + timedelta(days=366))
    with probe.office() as work:
        assert service.forget(work, limit=10) == 1
        assert work.session.query(Attempt).count() == 0
