"""What was held back as administrators see it: who may, filters, export; and what can be sent after all, by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import probe
import pytest
from sqlalchemy import select

from crm import notifications
from crm.clients.tables import Client
from crm.core.access import ALL_RIGHTS, Grants, Reach
from crm.core.errors import Forbidden, NotFound, NotSignedIn, Refusal
from crm.core.history import Change
from crm.core.listing import PAGE
from crm.core.work import Actor, begin
from crm.notifications import HeldFilters, OutboxFilters, refused, rules
from crm.notifications.withheld import NO_WORDS, TO_CLIENT, TO_NOBODY
from crm.notifications.withheld_tables import Withheld
from crm.people.tables import User
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import by

KIND, END = "monitoring.ending", date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _environment(cast: Cast) -> Iterator[None]:
    probe.register()
    notifications.configure(None, "https://crm.example.org")
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def put(**values: Any) -> int:
    given: dict[str, Any] = {
        "at": NOON,
        "kind": KIND,
        "channel": "email",
        "person_id": None,
        "name": "",
        "address": "",
        "title": "Lift",
        "reason": rules.MODE,
    }
    with probe.office() as work:
        row = Withheld(**(given | {"key": f"k{work.session.query(Withheld).count()}"} | values))
        work.session.add(row)
        work.session.flush()
        return row.id


def listed(person: int, page: int = 1, **filters: Any) -> list[int]:
    with by(person, writes=False) as work:
        return [row.id for row in notifications.held(work, HeldFilters(**filters), page).rows]


def off(person: int, *channels: str, kind: str = KIND) -> None:
    with by(person) as work:
        notifications.set_my_preferences(work, {(kind, channel): False for channel in channels})


def held_back(person: int, *channels: str, name: str = "Lift", owner_id: int | None = None) -> list[int]:
    """News about a record that this person switched off; the ids of what was held back, and the record's."""
    off(person, *channels)
    row_id = probe.record([], END, [], name=name, owner_id=owner_id)
    with probe.office() as work:
        notifications.tell(work, KIND, subject_kind="probe", subject_id=row_id, people=[person], key=f"r{row_id}")
        mine = select(Withheld.id).where(Withheld.subject_id == row_id).order_by(Withheld.id)
        return [*work.session.execute(mine).scalars(), row_id]


def send(person: int, held_id: int) -> None:
    with by(person) as work:
        notifications.send_after_all(work, held_id)


def why_not(person: int, held_id: int) -> str:
    with pytest.raises(Refusal) as refusal:
        send(person, held_id)
    return refusal.value.code


CALLS: list[Callable[..., Any]] = [
    lambda work, row: notifications.held(work, HeldFilters()),
    lambda work, row: notifications.held_reasons(work),
    lambda work, row: notifications.export_held(work, HeldFilters()),
    lambda work, row: notifications.held_one(work, row),
]


def test_only_who_sees_the_whole_office_looks_into_it(cast: Cast) -> None:
    row = put()
    for call in CALLS:
        for person in (cast.anna, cast.vera):
            with by(person) as work, pytest.raises(Forbidden):
                call(work, row)
        with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
            call(work, row)
        for person in (cast.admin, cast.mona):
            with by(person) as work:
                call(work, row)


@pytest.mark.parametrize("reach", [Reach.OWN, Reach.TEAM])
def test_a_smaller_reach_is_none(cast: Cast, reach: Reach) -> None:
    row = put()
    with by(cast.mona) as work:
        grants = Grants({**ALL_RIGHTS.reaches, "office.view": reach})
        smaller = replace(work, me=replace(work.me, grants=grants))
        for call in CALLS:
            with pytest.raises(Forbidden):
                call(smaller, row)


def test_the_newest_stands_first_page_by_page_and_the_export_has_all(cast: Cast) -> None:
    ids = [put() for _ in range(PAGE + 3)]
    assert listed(cast.admin) == ids[: -PAGE - 1 : -1]
    assert listed(cast.admin, page=2) == ids[2::-1]
    with by(cast.admin) as work:
        assert notifications.held(work, HeldFilters()).total == PAGE + 3
        assert [row.id for row in notifications.export_held(work, HeldFilters())] == ids[::-1]


def test_filters_narrow_list_and_export_alike(cast: Cast) -> None:
    plain = put()
    anna = put(person_id=cast.anna, reason=rules.OFF_PERSON, title="")
    client = put(client_id=5, name="Łucja", address="l@example.test", kind="client.reminder", channel="sms")
    old = put(at=NOON - timedelta(days=3), subject_kind="monitoring", subject_id=4, title="100% wool")
    other = put(subject_kind="monitoring", subject_id=5, channel="")
    for filters, found in (
        ({}, [other, old, client, anna, plain]),
        ({"person_id": cast.anna}, [anna]),
        ({"reason": rules.OFF_PERSON}, [anna]),
        ({"text": "aNNa"}, [anna]),
        ({"text": "łUCJA"}, [client]),
        ({"text": "l@EXAMPLE"}, [client]),
        ({"text": "%"}, [old]),
        ({"kind": "client.reminder"}, [client]),
        ({"channel": "sms"}, [client]),
        ({"due_to": date(2026, 3, 9)}, [old]),
        ({"due_from": date(2026, 3, 10), "channel": "email"}, [anna, plain]),
        ({"subject_kind": "monitoring"}, [other, old]),
        ({"subject_kind": "monitoring", "subject_id": 4}, [old]),
        ({"subject_kind": "task"}, []),
    ):
        assert listed(cast.admin, **filters) == found, filters
        with by(cast.admin) as work:
            exported = [row.id for row in notifications.export_held(work, HeldFilters(**filters))]
        assert exported == found, filters
        assert HeldFilters.of(HeldFilters(**filters).query()) == HeldFilters(**filters)
    with by(cast.admin) as work:
        assert notifications.held_reasons(work) == [rules.MODE, rules.OFF_PERSON]


@pytest.mark.parametrize("of", [OutboxFilters.of, HeldFilters.of])
def test_a_record_without_its_kind_is_not_asked_for(of: Any) -> None:
    assert of({"record": "7"}) == of({})
    assert of({"of": "<b>", "record": "7"}) == of({})
    assert of({"of": "task", "record": "1 OR 1"}) == of({"of": "task"})
    assert of({"of": "task", "record": "7"}).query() == {"of": "task", "record": "7"}


def test_the_messages_about_one_record_are_found_as_well(cast: Cast) -> None:
    [first, second] = [probe.record([], END, [], name=name) for name in ("One", "Two")]
    with probe.office() as work:
        for row_id in (first, second):
            about = {"subject_kind": "probe", "subject_id": row_id}
            notifications.tell(work, KIND, **about, people=[cast.anna], key=f"k{row_id}")  # type: ignore[arg-type]
    with by(cast.admin) as work:
        filters = OutboxFilters(subject_kind="probe", subject_id=second)
        [row] = notifications.messages(work, filters).rows
        assert "Two" in row.title
        assert len(notifications.messages(work, OutboxFilters(subject_kind="probe")).rows) == 2
        assert not notifications.messages(work, OutboxFilters(subject_kind="task")).rows


def test_a_person_is_called_as_today_and_a_reason_said_in_words(cast: Cast) -> None:
    [held, row_id] = held_back(cast.anna, "email")
    with by(cast.admin) as work:
        work.session.get_one(User, cast.anna).name = "Anna Nowak"
        work.session.flush()
        row = notifications.held_one(work, held).row
    assert (row.name, row.why, row.path) == ("Anna Nowak", "switched off in their own settings", f"/probe?id={row_id}")
    assert (row.title, row.never, row.version) == ("Lift", None, 1)


@pytest.mark.parametrize("held_id", [0, -1, 2**63, 9_999_999, "1"])
def test_what_is_not_there_is_not_found(cast: Cast, held_id: Any) -> None:
    for call in (notifications.held_one, notifications.send_after_all):
        with by(cast.admin) as work, pytest.raises(NotFound):
            call(work, held_id)


def test_only_who_configures_the_office_sends_after_all(cast: Cast, dump: Dumper) -> None:
    [held, _] = held_back(cast.anna, "email")
    before = dump()
    for person in (cast.mona, cast.anna, cast.vera):
        with pytest.raises(Forbidden):
            send(person, held)
    with begin(Actor.nobody(), writes=True) as work, pytest.raises(NotSignedIn):
        notifications.send_after_all(work, held)
    assert dump() == before


def test_what_was_held_back_is_sent_now_and_says_that_it_is_late(cast: Cast, clock: Clock) -> None:
    [held, row_id] = held_back(cast.anna, "email")
    assert not probe.mails()
    clock.set(NOON + timedelta(days=1))
    send(cast.admin, held)
    [mail] = probe.mails()
    assert (mail.person_id, mail.address, mail.channel, mail.state) == (
        cast.anna, "anna@example.test", "email", "waiting",
    )  # fmt: skip
    assert (mail.due_at, mail.next_try_at, mail.deferred_reason) == (NOON + timedelta(days=1),) * 2 + (None,)
    assert (mail.subject_kind, mail.subject_id, mail.ledger_id) == ("probe", row_id, None)
    assert mail.title == "Monitoring ends in 6 days: Lift"  # what is true now, not what was
    assert "this should have reached you on Mar 10, 2026, 12:00" in mail.text
    with by(cast.admin) as work:
        card = notifications.held_one(work, held)
    assert (card.sent_by, card.message_id, card.row.sent_at) == ("Admin", mail.id, NOON + timedelta(days=1))
    assert card.row.version == 2


def test_a_second_click_sends_nothing_more(cast: Cast) -> None:
    [held, _] = held_back(cast.anna, "email")
    send(cast.admin, held)
    send(cast.admin, held)
    assert len(probe.mails()) == 1
    with probe.office() as work:
        [change] = work.session.execute(select(Change).where(Change.kind == "withheld")).scalars()
    assert (change.actor_id, change.row_id, list(change.changes)) == (cast.admin, held, ["sent_at"])


def test_the_bell_can_be_rung_after_all(cast: Cast) -> None:
    [bell, mail, _] = held_back(cast.anna, "bell", "email")
    send(cast.admin, bell)
    [entry] = probe.bells()
    assert (entry.person_id, entry.title) == (cast.anna, "Monitoring ends in 7 days: Lift")
    assert not probe.mails()
    with by(cast.admin) as work:
        assert notifications.held_one(work, bell).message_id is None
        assert notifications.held_one(work, mail).row.sent_at is None


def test_quiet_hours_do_not_hold_it_a_second_time(cast: Cast) -> None:
    [held, _] = held_back(cast.anna, "email")
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=[*range(7)], begins=time(8), ends=time(20), is_outside_work=False)
    send(cast.admin, held)
    [mail] = probe.mails()
    assert (mail.next_try_at, mail.deferred_reason) == (NOON, None)


def test_news_about_no_record_have_their_words_still(cast: Cast) -> None:
    off(cast.anna, "email", kind="import.done")
    with probe.office() as work:
        notifications.tell_summary(work, cast.anna, "import.done", "i", {"source": "a.csv", "created": 2})
        held = work.session.execute(select(Withheld.id)).scalar_one()
    send(cast.admin, held)
    [mail] = probe.mails()
    assert "a.csv" in mail.title


def test_a_reader_who_may_not_see_the_record_learns_no_more_than_the_date(cast: Cast) -> None:
    with probe.office() as work:
        for user in work.session.query(User):
            user.password_hash = "known"
    [held, _] = held_back(cast.carol, "email", name="Secret Ltd", owner_id=cast.anna)
    send(cast.admin, held)
    [mail] = probe.mails()
    assert "Secret" not in mail.title + mail.text + mail.html
    assert "Admin" in mail.text  # whom to ask


def inactive(person: int, _row: int) -> None:
    with probe.office() as work:
        work.session.get_one(User, person).is_active = False


def no_address(person: int, _row: int) -> None:
    with probe.office() as work:
        work.session.get_one(User, person).email = ""


def bad_address(_person: int, _row: int) -> None:
    with probe.office() as work:
        refused.mark(work, "email", "anna@example.test", "550 no such user", "smtp.recipient_refused")


def binned(_person: int, row_id: int) -> None:
    with probe.office() as work:
        work.session.get_one(Client, row_id).deleted_at = NOON


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (inactive, rules.INACTIVE),
        (no_address, rules.NO_ADDRESS),
        (bad_address, rules.REFUSED),
        (binned, "monitoring.gone_deleted"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_reason_and_nothing_is_written(
    cast: Cast, dump: Dumper, happens: Any, reason: str
) -> None:
    [held, row_id] = held_back(cast.anna, "email")
    happens(cast.anna, row_id)
    before = dump()
    assert why_not(cast.admin, held) == reason
    assert dump() == before


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"client_id": 4, "again": {"path": "/"}}, TO_CLIENT),
        ({"person_id": None, "again": {"path": "/"}}, TO_NOBODY),
        ({"channel": "", "again": {"path": "/"}}, TO_NOBODY),
        ({"kind": rules.DIGEST}, NO_WORDS),
        ({"kind": "password.forgotten"}, NO_WORDS),
    ],
)
def test_what_has_no_reader_or_no_words_of_its_own_is_never_sent_later(
    cast: Cast, values: dict[str, Any], reason: str
) -> None:
    held = put(**({"person_id": cast.anna} | values))
    with by(cast.admin) as work:
        assert notifications.held_one(work, held).row.never == reason
    assert why_not(cast.admin, held) == reason
    assert not probe.mails()


def test_what_reached_the_person_by_then_is_not_sent_twice(cast: Cast) -> None:
    """The same news told again, after the switch was put back, has the key that sending it after all would use."""
    [held, row_id] = held_back(cast.anna, "email")
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {(KIND, "email"): True})
    with probe.office() as work:
        about = {"subject_kind": "probe", "subject_id": row_id, "people": [cast.anna], "key": f"r{row_id}"}
        notifications.tell(work, KIND, **about)  # type: ignore[arg-type]
    send(cast.admin, held)
    assert len(probe.mails()) == 1
