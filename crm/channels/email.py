"""E-mail by SMTP: one kept connection an account, a deadline for each attempt, failures told apart."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

import yagmail

from crm.channels.letter import Failed, Letter
from crm.core import clean
from crm.core.config import MailServer

RECEIVE_SECONDS, ATTEMPT_SECONDS = 15, 18  # a time-out counts per receive; the deadline counts the whole attempt
TOO_LARGE = 552
OURS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language")


class Addressee(Protocol):
    """Anybody with an e-mail address."""

    @property
    def email(self) -> str: ...


def address(person: Addressee) -> str | None:
    """Where this person's mail goes; None without a usable address."""
    found = clean.line(person.email)
    local, _, domain = found.rpartition("@")
    return found if local and domain and " " not in found else None


class Connection:
    """A kept connection to one account's server; opened by the first letter, opened again after it broke."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: Any = None
        self._wire: socket.socket | None = None

    def send(self, letter: Letter) -> None:
        """Hand one letter to the server; Failed says what went wrong. Never longer than 20 seconds."""
        message = compose(letter, self._server.sender)
        with self._deadline() as is_over:
            try:
                self._open(is_over)
                self._hand_over(letter, message, is_over)
            except Failed as failure:
                if failure.is_network or failure.is_account:
                    self._drop()
                raise

    def close(self) -> None:
        """Say goodbye, briefly; a server that does not answer is left."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.smtp.sock.settimeout(2)
                self._line.smtp.quit()
        self._drop()

    def _open(self, is_over: Callable[[], bool]) -> None:
        if self._line is not None:
            return
        line = _line(self._server, self._watch)
        try:
            line.login()
            line.smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: a host name or password of no use
            self._line = line
            self._drop()
            raise Failed(_words(error, is_over()), is_account=True) from error
        self._line = line

    def _hand_over(self, letter: Letter, message: EmailMessage, is_over: Callable[[], bool]) -> None:
        sender = parseaddr(self._server.sender)[1]
        try:
            refused = self._line.smtp.send_message(message, from_addr=sender, to_addrs=[_ascii(letter.address)])
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise _failure(error, is_over()) from error
        if refused:
            raise Failed(_answer(*next(iter(refused.values()))), is_permanent=True)

    def _watch(self, wire: socket.socket) -> None:
        self._wire = wire.dup()  # TLS takes the socket over; its double still reaches the same connection

    def _drop(self) -> None:
        if self._line is not None:
            self._line.is_closed = True  # or yagmail says goodbye when it is collected, and waits for an answer
            if self._line.smtp is not None:
                with suppress(OSError):
                    self._line.smtp.close()
        self._cut()
        if self._wire is not None:
            self._wire.close()
        self._line = self._wire = None

    def _cut(self) -> None:
        wire = self._wire
        if wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _deadline(self) -> Iterator[Callable[[], bool]]:
        """Cut the wire when the time is up: a server that sends one byte a second never trips a time-out."""
        over = threading.Event()

        def end() -> None:
            over.set()
            self._cut()

        timer = threading.Timer(ATTEMPT_SECONDS, end)
        timer.daemon = True
        timer.start()
        try:
            yield over.is_set
        finally:
            timer.cancel()


def compose(letter: Letter, sender: str) -> EmailMessage:
    """A standard message, plain text and HTML; Failed for good when the address cannot be written in a header."""
    message = EmailMessage(policy=_Headers())
    name, sender_address = parseaddr(sender)
    try:
        message["From"] = Address(clean.line(name), addr_spec=_ascii(sender_address))
        message["To"] = Address(clean.line(letter.name), addr_spec=_ascii(letter.address))
    except Exception as error:  # the header parser raises many kinds
        raise Failed(f"{letter.address}: {error}", is_permanent=True) from error
    message["Subject"] = letter.title
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in answer
    message["X-Auto-Response-Suppress"] = "All"  # the same, as Exchange understands it
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language  # last: set_content takes such headers away
    return message


class _Headers(EmailPolicy):
    """The standard policy, except that our own headers are kept as they are and encoded as a whole.

    The standard one loses blanks where it folds between encoded words, decodes text that looks like one, and spends
    most of a message's time on parsing what we have just put together.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name not in OURS:
            return super().header_store_parse(name, value)
        return name, value if isinstance(value, Address) else clean.line(value)

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        if isinstance(value, Address):
            return super().header_store_parse(name, value)[1]
        return super().header_fetch_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        if isinstance(value, Address):
            shown = self._encoded(name, value.display_name)
            text = f"{shown}{self.linesep} <{value.addr_spec}>" if shown else value.addr_spec
        elif name in OURS:
            text = self._encoded(name, value) if name == "Subject" else value
        else:
            return str(super().fold(name, value))
        return f"{name}: {text}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")

    def _encoded(self, name: str, text: str) -> str:
        if name == "Subject" and text.isascii() and "=?" not in text:
            return Header(text, "us-ascii", header_name=name).encode(linesep=self.linesep)
        if re.fullmatch(r"[A-Za-z0-9 ]*", text):
            return text
        return Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)


class _Watched:
    """Hands its socket over before the first byte, so that a deadline reaches even the greeting."""

    def __init__(self, *args: Any, watch: Callable[[socket.socket], None], **kwargs: Any) -> None:
        self._watch = watch
        super().__init__(*args, **kwargs)


class _Plain(_Watched, smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire: socket.socket = smtplib.SMTP._get_socket(self, host, port, timeout)  # type: ignore[attr-defined]
        self._watch(wire)
        return wire


class _Tls(_Watched, smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire: socket.socket = smtplib.SMTP._get_socket(self, host, port, timeout)  # type: ignore[attr-defined]
        self._watch(wire)
        return self.context.wrap_socket(wire, server_hostname=host)


class _Line(yagmail.SMTP):  # type: ignore[misc]
    @property
    def connection(self) -> type[_Plain] | type[_Tls]:
        return _Tls if self.ssl else _Plain


def _line(server: MailServer, watch: Callable[[socket.socket], None]) -> Any:
    """Not yet connected. A user goes in as a dict: yagmail would put "@gmail.com" behind a plain name."""
    context = ssl.create_default_context()
    host = socket.gethostname()
    options: dict[str, Any] = {
        "timeout": RECEIVE_SECONDS,
        "watch": watch,
        "local_hostname": host if "." in host and host.isascii() else "[127.0.0.1]",  # asking DNS may take long
    }
    if server.security == "tls":
        options["context"] = context
    return _Line(
        user={server.user or "": ""},
        password=server.password or "",  # None would ask at the terminal
        host=server.host,
        port=server.port,
        smtp_ssl=server.security == "tls",
        smtp_starttls={"context": context} if server.security == "starttls" else False,
        smtp_skip_login=not server.user,
        soft_email_validation=False,
        **options,
    )


def _failure(error: Exception, is_over: bool) -> Failed:
    words = _words(error, is_over)
    if isinstance(error, smtplib.SMTPSenderRefused):  # an account that may not send, except when it is the size
        is_permanent = error.smtp_code == TOO_LARGE
        return Failed(words, is_permanent=is_permanent, is_account=not is_permanent)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(words, max(code for code, _ in error.recipients.values()))
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Failed(words, is_network=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(words, error.smtp_code)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Failed(words, is_network=True)
    return Failed(words, is_permanent=True)  # what our own side refuses: an address this server cannot write


def _answered(words: str, code: int) -> Failed:
    return Failed(words, is_permanent=code >= 500, is_account=code == 421)  # 421: "closing", whatever the letter


def _words(error: Exception, is_over: bool) -> str:
    if is_over:
        return f"no answer within {ATTEMPT_SECONDS} seconds"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return clean.line(error) or type(error).__name__


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return clean.line(f"{code} {text}")


def _ascii(found: str) -> str:
    """An address with its domain as the DNS writes it (IDNA)."""
    local, _, domain = found.rpartition("@")
    return found if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"
