"""Web Push: what a browser gets and can read, who signed it, when it was seen, and when mail follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import probe
import pytest
from provider import Provider, provider

from crm import jobs, notifications
from crm.core import history, signed
from crm.core.errors import Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.notifications import letters
from crm.notifications.address_tables import PushSubscription, PushToken
from crm.notifications.service import mark_all_read
from crm.notifications.tables import Message
from tests.conftest import NOON, Cast, Clock
from tests.notifications.receiver import P256DH, Browser, signed_by
from tests.notifications.test_gateways import sent, tell

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
PUBLIC = {"endpoint": "https://push.example.com/x", "p256dh": P256DH, "auth": "A" * 22}


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider() as running:
        running.status = 201
        yield running


@pytest.fixture
def browser(cast: Cast, there: Provider) -> Browser:
    """A browser of anna's, at a push service on this machine."""
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.let_push_inside(work, True)
    return subscribe(cast.anna, there.url("/device/1"))


def subscribe(person: int, endpoint: str, browser: Browser | None = None) -> Browser:
    made = browser or Browser()
    with begin(Actor.person(person), writes=True) as work:
        notifications.subscribe(work, **made.told(endpoint), agent=AGENT)
    return made


def push(person: int, key: str = "k") -> None:
    tell([person], key, channels=("bell", "push"))


def subscriptions() -> list[PushSubscription]:
    with probe.office(writes=False) as work:
        return work.session.query(PushSubscription).order_by(PushSubscription.id).all()


def test_what_arrives_is_read_by_this_browser_alone_and_signed_by_the_office(
    cast: Cast, there: Provider, browser: Browser
) -> None:
    push(cast.anna)
    assert jobs.deliver() == 1
    [taken] = there.taken
    told = browser.read(taken)
    [row] = sent("push")
    assert told["title"] == row.title
    assert told["body"] == row.short
    assert told["path"] == f"/probe?id={row.subject_id}"
    assert set(told) == {"title", "body", "path", "tag", "seen"}
    assert told["tag"] in row.message_id
    with begin(Actor.person(cast.anna), writes=True) as work:
        key = notifications.push_key(work)
    who, claims = signed_by(taken)
    assert who == key
    assert claims["aud"] == f"http://127.0.0.1:{there.port}"
    assert claims["sub"].startswith(("mailto:", "https://"))
    assert int(taken.headers["ttl"]) > 0
    with pytest.raises(Exception):  # noqa: B017  whatever the cipher says to a stranger
        Browser().read(taken)


def test_every_device_gets_it_and_those_that_are_gone_are_forgotten(
    cast: Cast, there: Provider, browser: Browser
) -> None:
    subscribe(cast.anna, there.url("/device/2"))
    there.answers = [(410, b"gone"), (201, b"")]
    push(cast.anna)
    assert jobs.deliver() == 1
    assert [taken.path for taken in there.taken] == ["/device/1", "/device/2"]
    [left] = subscriptions()
    assert left.endpoint.endswith("/device/2")
    assert left.last_ok_at is not None


def test_when_the_last_device_is_gone_mail_goes_at_once(cast: Cast, there: Provider, browser: Browser) -> None:
    there.status = 404
    push(cast.anna)
    jobs.deliver()
    assert subscriptions() == []
    assert (sent("push")[0].state, sent("push")[0].trouble) == ("failed", "gates.no_device")
    assert [row.person_id for row in sent("email")] == [cast.anna]
    assert tell([cast.anna], "next", channels=("push",))[str(cast.anna)] == "notifications.reason.no_device"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_push_service_in_trouble_is_tried_again(
    cast: Cast, there: Provider, browser: Browser, clock: Clock, status: int
) -> None:
    there.answers = [(status, b"later")]
    push(cast.anna)
    assert jobs.deliver() == 0
    assert (sent("push")[0].state, sent("push")[0].attempts) == ("waiting", 1)
    clock.set(NOON + timedelta(minutes=2))
    assert jobs.deliver() == 1
    assert len(subscriptions()) == 1


def test_what_nobody_has_seen_for_ten_minutes_goes_by_mail_once(
    cast: Cast, there: Provider, browser: Browser, clock: Clock
) -> None:
    push(cast.anna)
    jobs.deliver()
    clock.set(NOON + timedelta(minutes=9))
    jobs.deliver()
    assert sent("email") == []
    for minute in (10, 11, 30):
        clock.set(NOON + timedelta(minutes=minute))
        jobs.deliver()
    [mail] = sent("email")
    [row] = sent("push")
    assert mail.key == row.key.removesuffix(":push") + ":email"
    assert (mail.title, mail.html, mail.address) == (row.title, row.html, "anna@example.test")


def test_what_was_shown_or_read_at_the_bell_needs_no_mail(
    cast: Cast, there: Provider, browser: Browser, clock: Clock
) -> None:
    push(cast.anna, "shown")
    push(cast.anna, "read")
    jobs.deliver()
    told = browser.read(there.taken[0])
    with begin(Actor.nobody(), writes=True) as work:
        notifications.seen(work, told["seen"])
    with begin(Actor.person(cast.anna), writes=True) as work:
        mark_all_read(work)
    clock.set(NOON + timedelta(minutes=20))
    jobs.deliver()
    assert sent("email") == []
    assert {row.seen_at for row in sent("push")} == {NOON, None}


def test_a_forged_or_old_token_changes_nothing_and_a_replay_neither(
    cast: Cast, there: Provider, browser: Browser, clock: Clock, dump: Callable[[], Any]
) -> None:
    push(cast.anna)
    jobs.deliver()
    good = browser.read(there.taken[0])["seen"]
    before = dump()
    number = sent("push")[0].id
    others = ["", "x", good[:-1], good + "A", good.replace(".", ""), signed.sign("something else", [number], NOON)]
    others += [signed.sign(letters.SEEN, [number, 1], NOON), signed.sign(letters.SEEN, ["1 OR 1"], NOON)]
    others += [signed.sign(letters.SEEN, [number], NOON - timedelta(days=8))]
    for token in others:
        with begin(Actor.nobody(), writes=True) as work:
            notifications.seen(work, token)
        assert dump() == before
    for _ in range(2):
        with begin(Actor.nobody(), writes=True) as work:
            notifications.seen(work, good)
        assert sent("push")[0].seen_at == NOON
        clock.set(NOON + timedelta(minutes=1))


WRONG = [
    ({"endpoint": "http://push.example.com/x"}, "gates.subscription_wrong"),
    ({"endpoint": "https://127.0.0.1/x"}, "gates.inside"),
    ({"endpoint": "https://[::1]:8443/x"}, "gates.inside"),
    ({"endpoint": "https://metadata.internal/x"}, "gates.inside"),
    ({"endpoint": "https://user:pass@push.example.com/"}, "gates.subscription_wrong"),
    ({"endpoint": "javascript:alert(1)"}, "gates.subscription_wrong"),
    ({"endpoint": "https://push.example.com/" + "x" * 1000}, "gates.subscription_wrong"),
    ({"p256dh": "AAAA"}, "gates.subscription_wrong"),
    ({"p256dh": "ąę"}, "gates.subscription_wrong"),
    ({"auth": "AAAA"}, "gates.subscription_wrong"),
    ({"auth": "!"}, "gates.subscription_wrong"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_no_browser_would_say_is_refused(
    cast: Cast, dump: Callable[[], Any], wrong: dict[str, str], code: str
) -> None:
    before = dump()
    with begin(Actor.person(cast.anna), writes=True) as work, pytest.raises(Invalid, match=code):
        notifications.subscribe(work, **(PUBLIC | wrong), agent=AGENT)
    assert dump() == before


def test_a_host_inside_is_not_spoken_to_once_that_is_no_longer_allowed(
    cast: Cast, there: Provider, browser: Browser
) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.let_push_inside(work, False)
    push(cast.anna)
    assert jobs.deliver() == 0
    assert there.taken == []
    assert sent("push")[0].trouble == "gates.inside"


def test_a_browser_belongs_to_who_used_it_last_and_only_they_take_it_away(
    cast: Cast, there: Provider, browser: Browser
) -> None:
    subscribe(cast.bob, there.url("/device/1"), browser)
    assert [row.person_id for row in subscriptions()] == [cast.bob]
    with begin(Actor.person(cast.anna), writes=True) as work:
        assert notifications.my_devices(work) == []
        notifications.unsubscribe(work, there.url("/device/1"))
        with pytest.raises(NotFound):
            notifications.remove_device(work, subscriptions()[0].id)
    assert len(subscriptions()) == 1
    with begin(Actor.person(cast.bob), writes=True) as work:
        [row] = notifications.my_devices(work)
        assert "Firefox" in row.agent
        notifications.remove_device(work, row.id)
    assert subscriptions() == []
    with begin(Actor.nobody(), writes=True) as work, pytest.raises(NotSignedIn):
        notifications.subscribe(work, **PUBLIC, agent=AGENT)


def test_a_test_goes_to_my_devices_and_never_by_mail(
    cast: Cast, there: Provider, browser: Browser, clock: Clock
) -> None:
    with begin(Actor.person(cast.anna), writes=True) as work:
        number = notifications.try_my_devices(work)
    jobs.deliver()
    assert browser.read(there.taken[0])["path"] == "/inbox"
    with begin(Actor.person(cast.anna)) as work:
        assert notifications.my_test_outcome(work, number).state == "sent"
    clock.set(NOON + timedelta(hours=1))
    jobs.deliver()
    assert sent("email") == []
    with begin(Actor.person(cast.bob), writes=True) as work, pytest.raises(Invalid, match="no_device"):
        notifications.try_my_devices(work)


def test_a_phone_is_reached_by_a_service_and_a_token_that_nobody_sees(
    cast: Cast, there: Provider, dump: Callable[[], Any], clock: Clock
) -> None:
    form = notifications.GatewayForm(
        "ntfy", f"ntfy://127.0.0.1:{there.port}/{{to}}", way="apprise", is_inside_allowed=True
    )
    there.status = 200
    with begin(Actor.person(cast.admin), writes=True) as work:
        account_id = notifications.create_gateway(work, "push", form)
    with begin(Actor.person(cast.anna), writes=True) as work:
        for wrong in ("https://example.com/x", "../x", "a b", "x" * 101, "?x"):
            with pytest.raises(Invalid, match="token_wrong"):
                notifications.set_my_token(work, account_id, wrong)
        with pytest.raises(NotFound):
            notifications.set_my_token(work, 10**9, "x")
        notifications.set_my_token(work, account_id, "canary-topic-77")
        assert [row.is_mine for row in notifications.my_services(work)] == [True]
    push(cast.anna)
    assert jobs.deliver() == 1
    assert b"canary-topic-77" in there.taken[0].body
    assert "canary-topic-77" not in str(dump())
    clock.set(NOON + timedelta(hours=1))
    jobs.deliver()
    assert sent("email") == []  # nobody can say whether it was seen there
    with begin(Actor.person(cast.anna), writes=True) as work:
        notifications.set_my_token(work, account_id, "")
    with probe.office(writes=False) as work:
        assert work.session.query(PushToken).count() == 0
        assert work.session.query(history.Change).filter(history.Change.kind == "push_tokens").count() == 0


def test_a_push_killed_between_sending_and_recording_shows_as_one(
    cast: Cast, there: Provider, browser: Browser, clock: Clock
) -> None:
    push(cast.anna)
    with probe.office() as work:
        row = work.session.query(Message).filter(Message.channel == "push").one()
        row.state, row.leased_by, row.leased_until = "leased", "dead", NOON + timedelta(minutes=2)
    clock.set(NOON + timedelta(minutes=3))
    jobs.deliver()
    jobs.deliver()
    tags = {browser.read(taken)["tag"] for taken in there.taken}
    assert len(tags) == 1
