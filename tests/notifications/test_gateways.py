"""SMS gateways and push services: who sets them up, what is refused, what goes out by them, caps, and other ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import probe
import pytest
from provider import Provider, provider
from smtp import Faulty
from sqlalchemy import select

from crm import jobs, notifications
from crm.core import rotation, secrets
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.notifications import GatewayForm, refused
from crm.notifications.tables import Account, Attempt, Message
from crm.people.tables import User
from tests.conftest import NOON, SECRET, Cast, Clock

CANARY = "canary-5b20-key"
PHONE = "+48601234567"
GOOD = GatewayForm(
    "Provider",
    url="https://sms.example.com/send",
    headers="Content-Type: application/x-www-form-urlencoded",
    body="to={digits}&text={text}&key={secret}",
    secret=CANARY,
    sender="CZUWAJ",
    monthly_cap=100,
)


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider() as running:
        yield running


def create(person: int, form: GatewayForm = GOOD, kind: str = "sms", **more: Any) -> int:
    with begin(Actor.person(person), writes=True) as work:
        return notifications.create_gateway(work, kind, form, **more)


def rows(person: int, kind: str = "sms") -> list[notifications.GatewayRow]:
    with begin(Actor.person(person)) as work:
        return notifications.gateways(work, kind)


def local(there: Provider, **more: Any) -> GatewayForm:
    return replace(GOOD, url=there.url(), is_inside_allowed=True, **more)


def telephone(person: int, number: str | None = PHONE) -> None:
    with probe.office() as work:
        work.session.get_one(User, person).phone = number


def tell(people: list[int], key: str = "k", **more: Any) -> dict[str, object]:
    probe.register()
    row_id = probe.record(people, None, [], owner_id=people[0])
    with probe.office() as work:
        subject = {"subject_kind": "probe", "subject_id": row_id}
        return notifications.tell(work, "monitoring.created", people=people, key=key, **subject, **more)


def sent(channel: str) -> list[Message]:
    return [row for row in probe.mails() if row.channel == channel]


def test_only_who_configures_the_office_sets_up_gateways(cast: Cast, dump: Callable[[], Any]) -> None:
    account_id = create(cast.admin)
    before = dump()
    for person in (cast.mona, cast.anna, cast.vera):
        with begin(Actor.person(person), writes=True) as work:
            for call in (
                lambda work=work: notifications.create_gateway(work, "sms", GOOD),
                lambda work=work: notifications.edit_gateway(work, account_id, 1, GOOD),
                lambda work=work: notifications.send_gateway_test(work, account_id, PHONE),
                lambda work=work: notifications.let_push_inside(work, True),
            ):
                with pytest.raises((Forbidden, NotFound)):
                    call()
    assert dump() == before


def test_the_key_and_what_is_asked_are_encrypted_and_history_hides_them(cast: Cast, dump: Callable[[], Any]) -> None:
    account_id = create(cast.admin)
    [row] = rows(cast.admin)
    assert (row.id, row.service, row.has_secret, row.is_default) == (account_id, "sms.example.com", True, True)
    assert row.form == replace(GOOD, secret=None)
    assert CANARY not in str(dump())
    assert "digits" not in str(dump())
    assert CANARY not in repr(row)
    with probe.office(writes=False) as work:
        changes = work.session.execute(select(Change.changes).where(Change.kind == "accounts")).scalars().all()
    assert [(change["password"], change["settings"]) for change in changes] == [([None, "•••"], [None, "•••"])]


def test_a_new_secret_key_takes_gateways_tokens_and_the_push_key_along(cast: Cast) -> None:
    create(cast.admin)
    ntfy = create(cast.admin, GatewayForm("ntfy", "ntfys://ntfy.example.org/{to}", way="apprise"), "push")
    with begin(Actor.person(cast.anna), writes=True) as work:
        notifications.set_my_token(work, ntfy, "anna-topic")
        before = notifications.push_key(work)
    secrets.use("another secret key, long enough for all", SECRET)
    try:
        with probe.office() as work:
            assert not rotation.rotate(work).lost
        secrets.use("another secret key, long enough for all")
        with begin(Actor.person(cast.anna), writes=True) as work:
            assert notifications.push_key(work) == before
        assert rows(cast.admin)[0].form.body == GOOD.body
    finally:
        secrets.use(SECRET)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"name": " "}, "name", "error.required"),
        ({"url": "https://127.0.0.1/send"}, "url", "gates.inside"),
        ({"url": "https://2130706433/send"}, "url", "gates.inside"),
        ({"url": "https://localhost:8080/"}, "url", "gates.inside"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "url", "gates.inside"),
        ({"url": "https://intranet/send"}, "url", "gates.inside"),
        ({"url": "http://sms.example.com/"}, "url", "gates.https_needed"),
        ({"url": "ftp://sms.example.com/"}, "url", "gates.url_wrong"),
        ({"url": "https://{number}.example.com/"}, "url", "gates.url_wrong"),
        ({"url": "https://user:pass@sms.example.com/"}, "url", "gates.url_wrong"),
        ({"url": "https://sms.example.com:99999/"}, "url", "gates.url_wrong"),
        ({"url": ""}, "url", "gates.url_wrong"),
        ({"method": "DELETE"}, "method", "gates.method_wrong"),
        ({"headers": "no colon"}, "headers", "gates.header_wrong"),
        ({"body": "text={text}&key={secret}"}, "body", "gates.no_place_for_number"),
        ({"body": "to={number}&key={secret}"}, "body", "gates.no_place_for_text"),
        ({"body": "{number}{text}{password}"}, "body", "gates.mark_unknown"),
        ({"secret": ""}, "secret", "gates.no_secret"),
        ({"monthly_cap": -1}, "monthly_cap", "gates.count_wrong"),
        ({"connections": 21}, "connections", "gates.count_wrong"),
        ({"way": "carrier pigeon"}, "way", "gates.scheme_unknown"),
        ({"way": "apprise", "url": "json://example.com/{to}"}, "url", "gates.scheme_unknown"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_named_and_nothing_is_written(
    cast: Cast, dump: Callable[[], Any], wrong: dict[str, Any], field: str, code: str
) -> None:
    before = dump()
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Invalid) as refusal:
        notifications.create_gateway(work, "sms", replace(GOOD, **wrong))
    assert (code, field) in [(problem.code, problem.field) for problem in refusal.value.problems]
    assert dump() == before


def test_editing_keeps_the_key_and_stale_pages_are_refused(cast: Cast) -> None:
    account_id = create(cast.admin)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.edit_gateway(work, account_id, 1, replace(GOOD, name="Renamed", secret=None))
    [row] = rows(cast.admin)
    assert (row.form.name, row.has_secret) == ("Renamed", True)
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Conflict):
        notifications.edit_gateway(work, account_id, 1, GOOD)
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Invalid, match="way_stays"):
        notifications.edit_gateway(work, account_id, 2, replace(GOOD, way="apprise", url="seven://abcabcabcabc/{to}"))
    mail = {"host": "a.example", "port": 25, "security": "none", "username": None, "password": None}
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(NotFound):
        notifications.edit_account(work, account_id, 2, name="Mail", sender="a@b.example", **mail)


def test_each_kind_has_a_default_of_its_own(cast: Cast) -> None:
    first, second = create(cast.admin), create(cast.admin, replace(GOOD, name="Second"), is_default=False)
    push = create(cast.admin, GatewayForm("ntfy", "ntfys://ntfy.example.org/{to}", way="apprise"), "push")
    assert [(row.id, row.is_default) for row in rows(cast.admin)] == [(first, True), (second, False)]
    assert [(row.id, row.is_default) for row in rows(cast.admin, "push")] == [(push, True)]
    with begin(Actor.person(cast.admin)) as work:
        assert notifications.accounts(work) == []
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Refusal, match="default_first"):
        notifications.delete_account(work, first, 1)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.delete_account(work, push, 1)
    assert [row.id for row in rows(cast.admin)] == [first, second]


def test_a_test_goes_by_exactly_this_gateway_and_says_what_the_provider_said(cast: Cast, there: Provider) -> None:
    account_id = create(cast.admin, local(there))
    with begin(Actor.person(cast.admin), writes=True) as work:
        with pytest.raises(Invalid, match="number_wrong"):
            notifications.send_gateway_test(work, account_id, "12")
        well = notifications.send_gateway_test(work, account_id, "601 234 567")
    assert jobs.deliver() == 1
    assert b"to=48601234567" in there.taken[0].body
    there.status, there.body = 401, f"bad key {CANARY}".encode()
    with begin(Actor.person(cast.admin), writes=True) as work:
        badly = notifications.send_gateway_test(work, account_id, PHONE)
    jobs.deliver()
    with begin(Actor.person(cast.admin)) as work:
        assert notifications.outcome(work, well).state == "sent"
        found = notifications.outcome(work, badly)
    assert (found.state, found.said) == ("failed", "401 bad key •••")
    assert found.plain is not None


def test_urgent_news_goes_by_sms_to_who_has_a_number_once_there_is_a_gateway(cast: Cast, there: Provider) -> None:
    telephone(cast.anna)
    tell([cast.anna, cast.bob], "before", priority="urgent")
    assert sent("sms") == []
    create(cast.admin, local(there))
    told = tell([cast.anna, cast.bob], "after", priority="urgent")
    assert told[str(cast.anna)] == ["bell", "email", "sms"]
    assert told[str(cast.bob)] == ["bell", "email"]
    [row] = sent("sms")
    assert (row.address, row.person_id, row.segments) == (PHONE, cast.anna, 1)
    assert row.short is not None
    assert row.short.endswith(f"/probe?id={row.subject_id}")
    jobs.deliver()
    assert [taken.method for taken in there.taken] == ["POST"]
    assert sent("sms")[0].state == "sent"
    with probe.office(writes=False) as work:
        assert work.session.execute(select(Attempt.sender).where(Attempt.outcome == "sent")).scalars().all() == [
            "CZUWAJ"
        ]


def test_asked_for_by_name_a_channel_that_does_not_lead_there_says_so(cast: Cast) -> None:
    told = tell([cast.anna], channels=("sms", "push"))
    assert told[str(cast.anna)] == {
        "sms": "notifications.reason.no_phone",
        "push": "notifications.reason.no_device",
    }


def test_an_sms_that_is_refused_goes_by_mail_once_and_the_number_is_marked(cast: Cast, there: Provider) -> None:
    telephone(cast.anna)
    there.body = b"ERROR:13"
    create(cast.admin, local(there, refused="ERROR:13"))
    tell([cast.anna], channels=("sms",))
    jobs.deliver()
    jobs.deliver()
    [sms] = sent("sms")
    assert (sms.state, sms.trouble) == ("failed", "gates.number_refused")
    [mail] = [row for row in sent("email") if row.person_id == cast.anna]
    assert (mail.key, mail.address, mail.title) == (sms.key.replace(":sms", ":email"), "anna@example.test", sms.title)
    assert mail.html == sms.html
    assert {row.person_id for row in probe.bells() if row.kind == "address.refused"} == {cast.admin}
    with begin(Actor.person(cast.admin)) as work:
        [found] = notifications.refused_of(work, cast.anna)
    assert (found.channel, found.address, found.said) == ("sms", PHONE, "200 ERROR:13")
    assert tell([cast.anna], "next", channels=("sms",))[str(cast.anna)] == "notifications.reason.refused"
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.try_again(work, cast.anna)
    assert tell([cast.anna], "later", channels=("sms",))[str(cast.anna)] == ["sms"]


def test_another_number_is_not_the_one_that_was_refused(cast: Cast) -> None:
    telephone(cast.anna)
    create(cast.admin)
    with probe.office() as work:
        refused.mark(work, "sms", PHONE, "no such number", "gates.number_refused")
    telephone(cast.anna, "+48607654321")
    assert tell([cast.anna], channels=("sms",))[str(cast.anna)] == ["sms"]


def test_mail_that_is_refused_marks_the_mailbox_and_tells_administrators(cast: Cast) -> None:
    server = Faulty("550 at RCPT")
    notifications.configure(server.server(), "https://crm.example.org")
    tell([cast.anna], channels=("email",))
    jobs.deliver()
    server.close()
    assert sent("email")[0].state == "failed"
    assert {row.person_id for row in probe.bells() if row.kind == "address.refused"} == {cast.admin}
    assert tell([cast.anna], "next", channels=("email",))[str(cast.anna)] == "notifications.reason.refused"


def test_a_gateway_that_is_down_is_tried_for_ten_minutes_then_mail_goes(
    cast: Cast, there: Provider, clock: Clock
) -> None:
    telephone(cast.anna)
    there.status = 503
    create(cast.admin, local(there))
    tell([cast.anna], channels=("sms",))
    for minute in range(0, 20, 2):
        clock.set(NOON + timedelta(minutes=minute))
        jobs.deliver()
    assert (sent("sms")[0].state, sent("sms")[0].attempts) == ("failed", 5)
    assert [row.person_id for row in sent("email")] == [cast.anna]
    assert "address.refused" not in {row.kind for row in probe.bells()}


def test_who_was_told_by_mail_anyway_gets_no_second_one(cast: Cast, there: Provider) -> None:
    telephone(cast.anna)
    there.status = 400
    create(cast.admin, local(there))
    tell([cast.anna], channels=("sms", "email"))
    jobs.deliver()
    assert len([row for row in sent("email") if row.person_id == cast.anna]) == 1


def test_beyond_the_monthly_cap_mail_goes_and_administrators_are_told_once(
    cast: Cast, there: Provider, clock: Clock
) -> None:
    telephone(cast.anna)
    telephone(cast.bob, "+48607654321")
    create(cast.admin, local(there, monthly_cap=3))
    for number in range(5):
        tell([cast.anna, cast.bob][number % 2 : number % 2 + 1], f"n{number}", channels=("sms",))
    assert jobs.deliver() == 3
    assert len(there.taken) == 3
    assert sorted(row.state for row in sent("sms")) == ["failed", "failed", "sent", "sent", "sent"]
    assert {row.error for row in sent("sms") if row.state == "failed"} == {"gates.cap_reached"}
    assert len([row for row in sent("email") if row.kind == "monitoring.created"]) == 2
    tell([cast.anna], "more", channels=("sms",))
    jobs.deliver()
    assert [row.kind for row in probe.bells() if row.person_id == cast.admin] == ["gateway.capped"]
    clock.set(datetime(2026, 4, 1, 6, 0, tzinfo=UTC))
    tell([cast.anna], "april", channels=("sms",))
    assert jobs.deliver() >= 1
    assert len(there.taken) == 4


def test_the_limit_per_minute_holds_for_sms_too(cast: Cast, there: Provider, clock: Clock) -> None:
    telephone(cast.anna)
    create(cast.admin, local(there, per_minute=2))
    for number in range(5):
        tell([cast.anna], f"n{number}", channels=("sms",))
    counts = []
    for minute in range(4):
        clock.set(NOON + timedelta(minutes=minute, seconds=minute))
        counts.append(jobs.deliver())
    assert counts == [2, 2, 1, 0]


def test_a_deleted_gateway_forgets_its_key_and_everything_it_asked(cast: Cast) -> None:
    account_id = create(cast.admin)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.delete_account(work, account_id, 1)
    with probe.office(writes=False) as work:
        row = work.session.get_one(Account, account_id)
        assert (row.password, row.settings) == (None, None)
