"""E-mail by SMTP: one kept connection an account, a deadline for each attempt, failures told apart."""

from __future__ import annotations

import smtplib
import socket
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Protocol

from crm.channels import trouble, wire
from crm.channels.composing import compose, in_ascii, written
from crm.channels.letter import Failed, Letter
from crm.channels.wire import Watchdog
from crm.core import clean
from crm.core.config import MailServer


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
        self._watchdog = Watchdog(self._cut)
        self._next: tuple[Letter, EmailMessage | bytes] | None = None

    def expect(self, letter: Letter) -> None:
        """This one comes next: put it together while nobody waits for it. What is wrong with it `send` says."""
        with suppress(Failed):
            self._next = (letter, self._composed(letter))

    def send(self, letter: Letter) -> None:
        """Hand one letter to the server; Failed says what went wrong. Never longer than 20 seconds."""
        ready, self._next = self._next, None
        message = ready[1] if ready and ready[0] is letter else self._composed(letter)
        is_kept = False
        with self._watchdog:
            try:
                self._open()
                self._hand_over(letter, message)
                is_kept = not self._watchdog.has_bitten  # it may say yes so slowly that it is cut in its own words
            except Failed as failure:
                is_kept = not (failure.is_network or failure.is_account) and self._is_ready()
                raise
            finally:
                if not is_kept:
                    self._drop()

    def greet(self) -> None:
        """Sign in without sending anything; Failed says in the server's words why it does not let us in."""
        with self._watchdog:
            self._open()

    def close(self) -> None:
        """Say goodbye, briefly; a server that does not answer is left."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.smtp.sock.settimeout(2)
                self._line.smtp.putcmd("quit")
                self._line.smtp.sock.recv(512)  # once: who says goodbye byte by byte is not heard out
        self._watchdog.stop()
        self._drop()

    def _open(self) -> None:
        if self._line is not None:
            return
        line = wire.line(self._server, self._watch)
        try:
            line.login()
            line.smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: a host name or password of no use
            self._line = line
            self._drop()
            is_over = self._watchdog.has_bitten
            raise Failed(_words(error, is_over), is_account=True, trouble=trouble.of(error, is_over=is_over)) from error
        self._line = line

    def _is_ready(self) -> bool:
        """Whether the server takes another letter after this refusal: some hang up, some stay in its middle."""
        try:
            return bool(self._line.smtp.rset()[0] == 250)
        except (smtplib.SMTPException, OSError):
            return False

    def _composed(self, letter: Letter) -> EmailMessage | bytes:
        """As bytes, unless an address needs what only some servers understand (SMTPUTF8), which smtplib asks them."""
        is_plain = letter.address.rpartition("@")[0].isascii() and self._server.sender.isascii()
        make = written if is_plain else compose
        return make(letter, self._server.sender, self._server.reply_to)

    def _hand_over(self, letter: Letter, message: EmailMessage | bytes) -> None:
        sender, to = parseaddr(self._server.sender)[1], [in_ascii(letter.address)]
        try:
            if isinstance(message, bytes):
                refused = self._line.smtp.sendmail(sender, to, message)
            else:
                refused = self._line.smtp.send_message(message, from_addr=sender, to_addrs=to)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise _failure(error, self._watchdog.has_bitten) from error
        if refused:
            code, said = next(iter(refused.values()))
            raise Failed(_answer(code, said), is_permanent=True, trouble=trouble.of_recipient(code))

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


def _failure(error: Exception, is_over: bool) -> Failed:
    words, plain = _words(error, is_over), trouble.of(error, is_over=is_over)
    if isinstance(error, smtplib.SMTPSenderRefused):  # an account that may not send, except when it is the size
        is_permanent = error.smtp_code == trouble.TOO_LARGE
        return Failed(words, is_permanent=is_permanent, is_account=not is_permanent, trouble=plain)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(words, max(code for code, _ in error.recipients.values()), plain)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Failed(words, is_network=True, trouble=plain)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(words, error.smtp_code, plain)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Failed(words, is_network=True, trouble=plain)
    return Failed(words, is_permanent=True, trouble=plain)  # our own side refuses: an address it cannot write


def _answered(words: str, code: int, plain: str) -> Failed:
    is_closing = code == trouble.CLOSING
    return Failed(words, is_permanent=code >= 500, is_account=is_closing, is_network=is_closing, trouble=plain)


def _words(error: Exception, is_over: bool) -> str:
    if is_over:
        return f"no answer within {wire.ATTEMPT_SECONDS} seconds"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return clean.line(error) or type(error).__name__


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return clean.line(f"{code} {text}")
