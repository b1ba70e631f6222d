"""E-mail on the wire: what is sent is what was meant, and every failure is told apart within 20 seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from smtp import Faulty, certificate, sink

from crm.channels import Failed, Letter, email, wire
from crm.channels.composing import compose
from crm.channels.email import Connection
from crm.core import clean
from tests.living import patience

LETTER = Letter(
    id=1,
    channel="email",
    address="anna@example.test",
    name="Anna Żółć",
    title="Monitoring kończy się za 7 dni: Przegląd – Kowalski sp. z o.o.",
    text="Zażółć gęślą jaźń\n.\nkropka na początku linii\n",
    html="<p>Zażółć</p>",
    message_id="<abc@czuwaj.example.test>",
    language="pl",
    at=datetime(2026, 3, 10, 11, tzinfo=UTC),
)


@pytest.fixture
def faulty(request: pytest.FixtureRequest) -> Iterator[Faulty]:
    running = Faulty(request.param)
    yield running
    running.close()


def test_what_arrives_is_what_was_meant(tmp_path: Path) -> None:
    with sink(tmp_path / "mail") as running:
        connection = Connection(running.server)
        connection.send(LETTER)
        connection.send(replace(LETTER, id=2, message_id="<def@czuwaj.example.test>"))
        connection.close()
        first, second = running.messages()
    assert first["Message-ID"] == "<abc@czuwaj.example.test>"
    assert second["Message-ID"] == "<def@czuwaj.example.test>"
    assert first["Subject"] == LETTER.title
    assert first["To"] == "Anna Żółć <anna@example.test>"
    assert first["From"] == "Czuwaj <czuwaj@example.test>"
    assert first["Date"] == "Tue, 10 Mar 2026 11:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "pl"
    assert first.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert first.get_body(("html",)).get_content().strip() == LETTER.html
    assert "Reply-To" not in first


@pytest.mark.parametrize(
    "hostile",
    [
        "Evil\r\nBcc: victim@example.test",
        "Evil\nSubject: other",
        "a\x00b",
        '"quoted" <other@example.test>',
        "=?utf-8?q?encoded?=",
        "‮drowssap",
        "x" * 3000,
        "a, b@example.test; c",
        "\ud800 lone",
    ],
)
def test_hostile_names_and_titles_stay_in_their_header(hostile: str) -> None:
    message = compose(replace(LETTER, name=hostile, title=hostile), "Czuwaj <czuwaj@example.test>")
    raw = message.as_bytes()
    assert b"\nBcc:" not in raw
    assert raw.count(b"\nSubject:") == 1
    assert [found.addr_spec for found in message["To"].addresses] == ["anna@example.test"]
    assert "\n" not in str(make_header(decode_header(message["Subject"])))


@pytest.mark.parametrize(
    "address", ["no-at", "two@@example.test", "a b@example.test", "ółć@example.test", "a@b\r\nBcc: c@d"]
)
def test_an_address_of_no_use_fails_for_good_without_a_connection(address: str) -> None:
    connection = Connection(Faulty("silent").server())
    with pytest.raises(Failed) as failure:
        connection.send(replace(LETTER, address=address))
    assert failure.value.is_permanent
    assert not failure.value.is_account


def test_a_domain_is_written_as_the_dns_knows_it() -> None:
    message = compose(replace(LETTER, address="anna@żółw.example"), "a@example.test")
    assert message["To"].addresses[0].addr_spec == "anna@xn--w-uga1v8h.example"


@pytest.mark.parametrize(
    ("value", "found"),
    [("a@b.c", "a@b.c"), (" a@b ", "a@b"), ("", None), ("nobody", None), ("@b", None), ("a b@c", None)],
)
def test_who_has_no_address_gets_no_mail(value: str, found: str | None) -> None:
    class Person:
        email = value

    assert email.address(Person()) == found


REFUSALS = [
    # mode, words, permanent, account, network
    ("550 at RCPT", "550 5.1.1 no such user", True, False, False),
    ("452 at RCPT", "452 mailbox full", False, False, False),
    ("450 at RCPT", "450 greylisted", False, False, False),
    ("451 after DATA", "451 try later", False, False, False),
    ("554 after DATA", "554 no spam here", True, False, False),
    ("421 at MAIL", "421 going away", False, True, False),
    ("550 at MAIL", "550 sender not allowed", False, True, False),
    ("421 greeting", "421 too busy", False, True, False),
    ("dropped after MAIL", "Connection unexpectedly closed", False, False, True),
    ("dropped inside DATA", "", False, False, True),
    ("dropped after the dot", "Connection unexpectedly closed", False, False, True),
]


@pytest.mark.parametrize(
    ("faulty", "words", "permanent", "account", "network"),
    REFUSALS,
    indirect=["faulty"],
    ids=[mode for mode, *_ in REFUSALS],
)
def test_a_failure_says_whose_it_is_in_the_servers_own_words(
    faulty: Faulty, words: str, permanent: bool, account: bool, network: bool
) -> None:
    with pytest.raises(Failed) as failure:
        Connection(faulty.server()).send(LETTER)
    found = failure.value
    assert found.words.startswith(words)
    assert (found.is_permanent, found.is_account, found.is_network) == (permanent, account, network)


@pytest.mark.parametrize("faulty", ["well"], indirect=True)
def test_a_connection_is_kept_and_opened_again_after_it_broke(faulty: Faulty) -> None:
    connection = Connection(faulty.server())
    connection.send(LETTER)
    connection.send(LETTER)
    assert faulty.connections == 1
    faulty.mode = "dropped after MAIL"
    with pytest.raises(Failed):
        connection.send(LETTER)
    faulty.mode = "well"
    connection.send(LETTER)
    assert faulty.connections == 2
    connection.close()


def test_nobody_at_home_is_the_accounts_trouble() -> None:
    server = Faulty("well")
    server.close()
    with pytest.raises(Failed) as failure:
        Connection(server.server()).send(LETTER)
    assert failure.value.is_account


@pytest.mark.parametrize("faulty", ["auth refused"], indirect=True)
def test_a_refused_password_is_the_accounts_trouble(faulty: Faulty) -> None:
    with pytest.raises(Failed) as failure:
        Connection(faulty.server(user="apikey")).send(LETTER)
    assert failure.value.words == "535 5.7.8 who are you"
    assert failure.value.is_account
    assert "a password" not in failure.value.words


@pytest.mark.parametrize("faulty", ["well"], indirect=True)
def test_an_account_without_tls_is_not_sent_to_in_the_open(faulty: Faulty) -> None:
    with pytest.raises(Failed) as failure:
        Connection(faulty.server("starttls")).send(LETTER)
    assert failure.value.is_account
    assert not faulty.taken


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_certificate_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    running = Faulty("tls" if security == "tls" else "starttls", context)
    connection = Connection(running.server(security))
    connection.send(LETTER)
    connection.close()
    assert len(running.taken) == 1
    running.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("host", ["127.0.0.1", "other.example.test"])
def test_a_wrong_or_unknown_certificate_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str, host: str
) -> None:
    context, public = certificate(tmp_path, host)
    if host != "127.0.0.1":
        monkeypatch.setenv("SSL_CERT_FILE", str(public))  # trusted, but for another host
    running = Faulty("tls" if security == "tls" else "starttls", context)
    with pytest.raises(Failed) as failure:
        Connection(running.server(security)).send(LETTER)
    assert "certificate verify failed" in failure.value.words
    assert failure.value.is_account
    assert not running.taken
    running.close()


@pytest.mark.slow
@pytest.mark.parametrize("faulty", ["silent", "one byte a second"], indirect=True)
def test_no_attempt_holds_a_worker_longer_than_20_seconds(faulty: Faulty) -> None:
    began = time.monotonic()
    with pytest.raises(Failed) as failure:
        Connection(faulty.server()).send(LETTER)
    assert time.monotonic() - began < wire.ATTEMPT_SECONDS + patience(2)
    assert failure.value.is_account


@given(some.text(min_size=1, max_size=300), some.text(max_size=200))
def test_any_title_and_name_reads_back_as_it_was_written(title: str, name: str) -> None:
    message = compose(replace(LETTER, title=title, name=name), "Biuro Łódź <a@example.test>")
    raw = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    found = message_from_bytes(raw, policy=default)
    legacy = message_from_bytes(raw)
    assert str(make_header(decode_header(legacy["Subject"]))) == clean.line(title)
    assert found["To"].addresses[0].addr_spec == "anna@example.test"
    assert len(found.get_all("Subject")) == 1
    assert found["From"].addresses[0].display_name == "Biuro Łódź"
