"""SMS by a provider's HTTP address: what is asked, what an answer means, what never leads inside; on a real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from provider import Provider, provider

from crm.channels import Failed, Letter, apprised, reach, sms, wire
from crm.channels.apprised import Service
from crm.channels.sms import Gateway
from tests.living import patience

TEXT = 'Zażółć "gęślą" {number} &b=c\nhttps://crm.example.org/?a=1'
SECRET = "canary-3f61-secret"


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider() as running:
        yield running


def letter(text: str = TEXT, address: str = "+48601234567", **more: Any) -> Letter:
    known = {"id": 1, "channel": "sms", "name": "Anna", "title": "Title", "html": "", "language": "pl"}
    return Letter(
        **(known | {"address": address, "text": text, "message_id": "<a@b.example>"} | more), at=datetime.now(UTC)
    )


def gateway(there: Provider, **more: Any) -> Gateway:
    known = {"url": there.url(), "headers": (("Content-Type", "application/x-www-form-urlencoded"),)}
    known |= {"body": "to={digits}&from={sender}&message={text}&key={secret}", "secret": SECRET, "sender": "CZUWAJ"}
    return Gateway(**(known | {"is_inside_allowed": True} | more))


def send(it: Gateway | Service, one: Letter | None = None) -> None:
    connection = sms.Connection(it) if isinstance(it, Gateway) else apprised.Connection(it)
    try:
        connection.send(one or letter())
    finally:
        connection.close()


def failure(it: Gateway | Service, one: Letter | None = None) -> Failed:
    with pytest.raises(Failed) as raised:
        send(it, one)
    assert SECRET not in str(raised.value.words)
    return raised.value


def test_a_form_is_filled_in_and_nothing_breaks_out_of_its_place(there: Provider) -> None:
    send(gateway(there))
    [taken] = there.taken
    assert (taken.method, taken.path) == ("POST", "/send")
    fields = parse_qs(taken.body.decode(), strict_parsing=True)
    assert fields == {"to": ["48601234567"], "from": ["CZUWAJ"], "message": [TEXT], "key": [SECRET]}


def test_json_headers_and_addresses_are_filled_in_each_in_its_own_writing(there: Provider) -> None:
    body = '{"to": "{number}", "text": "{text}"}'
    headers = (("Content-Type", "application/json"), ("Authorization", "Bearer {secret}"))
    send(gateway(there, url=there.url("/to/{number}?text={text}"), headers=headers, body=body))
    [taken] = there.taken
    assert json.loads(taken.body) == {"to": "+48601234567", "text": TEXT}
    assert taken.headers["authorization"] == f"Bearer {SECRET}"
    parts = urlsplit(taken.path)
    assert (parts.path, parse_qs(parts.query)) == ("/to/%2B48601234567", {"text": [TEXT]})


def test_a_get_has_no_body(there: Provider) -> None:
    send(gateway(there, method="GET", url=there.url("/?n={number}&t={text}"), body=""))
    assert (there.taken[0].method, there.taken[0].body) == ("GET", b"")


@pytest.mark.parametrize(
    ("status", "expected", "trouble"),
    [
        (400, (True, False), "gates.refused"),
        (422, (True, False), "gates.refused"),
        (401, (False, True), "gates.login_refused"),
        (402, (False, True), "gates.login_refused"),
        (404, (False, True), "gates.no_such_address"),
        (429, (False, True), "gates.busy"),
        (500, (False, False), "gates.later"),
        (503, (False, True), "gates.busy"),
    ],
)
def test_every_refusal_is_told_apart_in_the_providers_own_words(
    there: Provider, status: int, expected: tuple[bool, bool], trouble: str
) -> None:
    there.status, there.body = status, f"ERROR:7 with {SECRET} inside".encode()
    found = failure(gateway(there))
    assert (found.is_permanent, found.is_account) == expected
    assert found.trouble == trouble
    assert found.words == f"{status} ERROR:7 with ••• inside"


def test_what_the_answer_says_decides_where_the_status_does_not(there: Provider) -> None:
    it = gateway(there, accepted="OK:", refused="ERROR:13")
    send(it)
    there.body = b"ERROR:13 no such number"
    assert (failure(it).is_permanent, failure(it).trouble) == (True, "gates.number_refused")
    there.body = b"ERROR:103 no credit"
    assert failure(it).trouble == "gates.refused"


def test_a_redirect_is_not_followed(there: Provider) -> None:
    with provider() as inside:
        there.status, there.location = 302, inside.url("/secret")
        found = failure(gateway(there))
        assert (found.is_account, found.trouble) == (True, "gates.redirected")
        assert inside.taken == []


def test_a_connection_that_breaks_leaves_it_open_whether_it_was_sent(there: Provider) -> None:
    there.status = 0
    assert failure(gateway(there)).is_network


def test_nobody_answering_is_the_accounts_trouble() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    it = Gateway(f"http://127.0.0.1:{port}/{{number}}{{text}}", is_inside_allowed=True)
    found = failure(it)
    assert (found.is_account, found.trouble) == (True, "smtp.connection_refused")


def test_a_provider_that_answers_byte_by_byte_is_cut_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ATTEMPT_SECONDS", 1.0)
    door = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _ = door.accept()
        line.recv(1000)
        for sign in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 60:
            try:
                line.sendall(bytes([sign]))
            except OSError:
                return
            time.sleep(0.1)

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    it = Gateway(f"http://127.0.0.1:{door.getsockname()[1]}/{{number}}{{text}}", is_inside_allowed=True)
    found = failure(it)
    assert time.monotonic() - began < patience(5)
    assert (found.is_network, found.trouble) == (True, "smtp.timeout")
    door.close()


INSIDE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1"]
INSIDE += ["fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "255.255.255.255"]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_our_own_network_are_inside_in_every_disguise(address: str) -> None:
    assert reach.is_inside(address)
    assert reach.looks_inside(f"[{address}]" if ":" in address else address)


@pytest.mark.parametrize(
    "host", ["localhost", "crm.local", "db.internal", "printer", "2130706433", "0x7f.1", "127.1", ""]
)
def test_names_of_the_house_look_inside(host: str) -> None:
    assert reach.looks_inside(host)


@pytest.mark.parametrize("host", ["api.example.com", "8.8.8.8", "2001:4860:4860::8888", "sms.example.pl."])
def test_the_world_outside_does_not(host: str) -> None:
    assert not reach.looks_inside(host)


def test_a_name_that_resolves_inside_is_refused_before_anything_is_sent(
    there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", there.port))]

    monkeypatch.setattr(reach.socket, "getaddrinfo", resolve)
    it = gateway(there, url="http://sms.example.com/send?n={number}&t={text}", is_inside_allowed=False)
    found = failure(it)
    assert (found.is_account, found.trouble) == (True, "gates.inside")
    assert there.taken == []


def test_a_service_of_apprise_goes_our_way_and_nowhere_else(there: Provider) -> None:
    url = f"ntfy://127.0.0.1:{there.port}/{{to}}"
    push = letter("Body", "my-topic", channel="push")
    send(Service(url, "push", is_inside_allowed=True), push)
    [taken] = there.taken
    assert json.loads(taken.body)["topic"] == "my-topic"
    assert json.loads(taken.body)["message"] == "Body"
    found = failure(Service(url, "push"), push)
    assert (found.is_account, found.trouble) == (True, "gates.inside")
    there.status, there.location = 302, there.url("/elsewhere")
    assert failure(Service(url, "push", is_inside_allowed=True), push).trouble == "gates.redirected"
    assert len(there.taken) == 2


def test_apprise_says_why_in_the_services_own_words_without_our_keys(there: Provider) -> None:
    there.status, there.body = 403, f'{{"error": "no {SECRET} here"}}'.encode()
    url = f"ntfy://user:{SECRET}@127.0.0.1:{there.port}/{{to}}"
    found = failure(Service(url, "push", is_inside_allowed=True), letter("Body", "topic", channel="push"))
    assert found.is_account
    assert found.words.startswith("403 ")


@pytest.mark.parametrize(
    ("kind", "url", "wrong"),
    [
        ("push", "json://example.com/{to}", "gates.scheme_unknown"),
        ("push", "file:///etc/passwd{to}", "gates.scheme_unknown"),
        ("sms", "ntfy://example.com/{to}", "gates.scheme_unknown"),
        ("push", "ntfys://ntfy.example.org/topic", "gates.no_place_for_whom"),
        ("push", "ntfys://ntfy.example.org/{to}?attach=/etc/passwd", "gates.no_options"),
        ("push", "ntfy://127.0.0.1/{to}", "gates.inside"),
        ("push", "ntfy://127.1/{to}", "gates.inside"),
        ("sms", "twilio://nonsense/{to}", "gates.url_wrong"),
        ("push", "ntfys://ntfy.example.org/{to}", None),
        ("push", "tgram://123456789:abcdefg_hijklmnop/{to}", None),
        ("push", "pover://{to}@azGDORePK8gMaC0QOYAMyEEuzJnyUi", None),
        ("sms", "seven://abcabcabcabc/{to}", None),
    ],
)
def test_addresses_of_apprise_are_looked_at_before_they_are_kept(kind: str, url: str, wrong: str | None) -> None:
    assert apprised.problem(kind, url, is_inside_allowed=False) == wrong


def test_every_service_on_our_list_asks_by_what_we_lend_it() -> None:
    import sys

    urls = {
        "ntfys://ntfy.example.org/{to}": "ntfy",
        "tgram://123456789:abcdefg_hijklmnop/{to}": "telegram",
        "pover://{to}@azGDORePK8gMaC0QOYAMyEEuzJnyUi": "pushover",
        f"twilio://AC{'a' * 32}:{'b' * 32}@48601000000/{{to}}": "twilio",
        "seven://abcabcabcabc/{to}": "seven",
        "serwersms://user:password@CZUWAJ/{to}": "serwersms",
        "bulksms://user:pass@{to}": "bulksms",
    }
    for url, module in urls.items():
        assert apprised._plugin(url, "48601234567") is not None, url
        assert sys.modules[f"apprise.plugins.{module}"].requests is apprised.LENT
