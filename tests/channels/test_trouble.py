"""What a server's answer means: each kind of failure has its sentence, in both languages, beside the server's words."""

from __future__ import annotations

import datetime
import errno
import smtplib
import socket
import ssl
from pathlib import Path

import pytest
from smtp import Faulty, certificate

from crm.channels import Failed, trouble
from crm.channels.composing import compose
from crm.channels.email import Connection
from crm.core import i18n
from crm.core.config import MailServer
from tests.channels.test_channels_email import LETTER


def failed(server: MailServer) -> Failed:
    connection = Connection(server)
    with pytest.raises(Failed) as failure:
        connection.send(LETTER)
    connection.close()
    for language in ("en", "pl"):
        assert i18n.words(language, failure.value.trouble) != failure.value.trouble
    assert failure.value.words
    return failure.value


@pytest.mark.parametrize(
    ("mode", "security", "user", "key"),
    [
        ("auth refused", "none", "apikey", "smtp.login_refused"),
        ("well", "none", "apikey", "smtp.no_login"),
        ("well", "starttls", None, "smtp.no_starttls"),
        ("well", "tls", None, "smtp.no_tls"),
        ("550 at MAIL", "none", None, "smtp.sender_refused"),
        ("550 at RCPT", "none", None, "smtp.recipient_refused"),
        ("452 at RCPT", "none", None, "smtp.mailbox_full"),
        ("450 at RCPT", "none", None, "smtp.recipient_later"),
        ("451 after DATA", "none", None, "smtp.later"),
        ("554 after DATA", "none", None, "smtp.message_refused"),
        ("421 at MAIL", "none", None, "smtp.busy"),
        ("dropped after MAIL", "none", None, "smtp.connection_lost"),
    ],
)
def test_each_fault_of_a_server_has_its_sentence(mode: str, security: str, user: str | None, key: str) -> None:
    running = Faulty(mode)
    assert failed(running.server(security, user)).trouble == key
    running.close()


def test_nobody_at_home_and_no_such_name() -> None:
    running = Faulty("well")
    running.close()
    refused = failed(running.server())
    assert (refused.trouble, refused.words) == ("smtp.connection_refused", "[Errno 111] Connection refused")
    nowhere = MailServer("no-such-host.invalid", 25, "none", None, None, "a@example.test")
    assert failed(nowhere).trouble == "smtp.name_unknown"


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("host", "days", "trusted", "key"),
    [
        ("127.0.0.1", (-1, 1), False, "smtp.certificate_self_signed"),
        ("other.example.test", (-1, 1), True, "smtp.certificate_host"),
        ("127.0.0.1", (-9, -2), True, "smtp.certificate_expired"),
        ("127.0.0.1", (2, 9), True, "smtp.certificate_expired"),
    ],
)
def test_a_certificate_that_does_not_verify_is_named_by_what_is_wrong_with_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
    host: str,
    days: tuple[int, int],
    trusted: bool,
    key: str,
) -> None:
    context, public = certificate(tmp_path, host, days=days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
    running = Faulty("tls" if security == "tls" else "starttls", context)
    failure = failed(running.server(security))
    assert failure.trouble == key
    assert "certificate verify failed" in failure.words
    assert not running.taken
    running.close()


def test_what_has_no_sentence_of_its_own_has_one_all_the_same() -> None:
    assert trouble.of(TimeoutError()) == trouble.of(ValueError(), is_over=True) == "smtp.timeout"
    assert trouble.of(OSError(errno.ENETUNREACH, "x")) == "smtp.unreachable"
    assert trouble.of(OSError(errno.EPIPE, "x")) == "smtp.connection_lost"
    assert trouble.of(socket.gaierror(-2, "x")) == "smtp.name_unknown"
    assert trouble.of(ssl.SSLError()) == "smtp.no_tls"
    assert trouble.of(smtplib.SMTPSenderRefused(552, b"too big", "a@b")) == "smtp.too_large"
    assert trouble.of(smtplib.SMTPNotSupportedError("SMTPUTF8 not supported")) == "smtp.address_unwritable"
    assert trouble.of(smtplib.SMTPHeloError(550, b"x")) == "smtp.message_refused"
    assert trouble.of(smtplib.SMTPException("x")) == trouble.of(ValueError("x")) == "smtp.other"
    for code, key in ((550, "smtp.recipient_refused"), (421, "smtp.busy"), (452, "smtp.mailbox_full")):
        assert trouble.of(smtplib.SMTPRecipientsRefused({"a@b": (code, b"x")})) == key


def test_answers_go_where_the_account_says() -> None:
    message = compose(LETTER, "Office <o@example.test>", "Łucja <answers@żółw.example>")
    assert message["Reply-To"].addresses[0].addr_spec == "answers@xn--w-uga1v8h.example"
    assert message["Reply-To"].addresses[0].display_name == "Łucja"
    assert b"\nBcc:" not in compose(LETTER, "o@example.test", "a@b.test\r\nBcc: x@y").as_bytes()
    assert "Reply-To" not in compose(LETTER, "o@example.test")


def test_an_expired_certificate_of_the_test_server_is_really_expired(tmp_path: Path) -> None:
    from cryptography import x509

    _, public = certificate(tmp_path, days=(-9, -2))
    assert x509.load_pem_x509_certificate(public.read_bytes()).not_valid_after_utc < datetime.datetime.now(datetime.UTC)
