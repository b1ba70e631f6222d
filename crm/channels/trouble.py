"""What a mail server's answer, or its silence, means in plain words: the key of a sentence for each kind of failure."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl

# X.509 verification results (OpenSSL's x509_vfy.h).
EXPIRED, NOT_YET_VALID, SELF_SIGNED, SELF_SIGNED_IN_CHAIN, NO_ISSUER, WRONG_HOST, WRONG_IP = 10, 9, 18, 19, 20, 62, 64
CERTIFICATES = {
    EXPIRED: "smtp.certificate_expired",
    NOT_YET_VALID: "smtp.certificate_expired",
    SELF_SIGNED: "smtp.certificate_self_signed",
    SELF_SIGNED_IN_CHAIN: "smtp.certificate_self_signed",
    NO_ISSUER: "smtp.certificate_unknown",
    WRONG_HOST: "smtp.certificate_host",
    WRONG_IP: "smtp.certificate_host",
}
UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}
TOO_LARGE, CLOSING, MAILBOX_FULL = 552, 421, 452


def of(error: Exception, *, is_over: bool = False) -> str:
    """The key for what went wrong; `is_over` says that the deadline cut the attempt short."""
    if is_over or isinstance(error, TimeoutError):
        return "smtp.timeout"
    if isinstance(error, smtplib.SMTPException):
        return _of_protocol(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATES.get(error.verify_code, "smtp.certificate_unknown")
    return _of_wire(error)


def _of_wire(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "smtp.no_tls"
    if isinstance(error, socket.gaierror | UnicodeError):
        return "smtp.name_unknown"
    if isinstance(error, ConnectionRefusedError):
        return "smtp.connection_refused"
    if isinstance(error, OSError):
        return "smtp.unreachable" if error.errno in UNREACHABLE else "smtp.connection_lost"
    return "smtp.other"


def _of_protocol(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _unsupported(str(error))
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "smtp.login_refused"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return of_recipient(max(code for code, _ in error.recipients.values()))
    if isinstance(error, smtplib.SMTPServerDisconnected):  # smtplib says so, too, when nothing came in time
        return "smtp.timeout" if isinstance(error.__context__, TimeoutError) else "smtp.connection_lost"
    if not isinstance(error, smtplib.SMTPResponseException):
        return "smtp.other"
    if error.smtp_code == TOO_LARGE:
        return "smtp.too_large"
    if error.smtp_code == CLOSING:
        return "smtp.busy"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return "smtp.sender_refused"
    return "smtp.message_refused" if error.smtp_code >= 500 else "smtp.later"


def of_recipient(code: int) -> str:
    """The key for a recipient who was refused with this code."""
    if code >= 500:
        return "smtp.recipient_refused"
    return {CLOSING: "smtp.busy", MAILBOX_FULL: "smtp.mailbox_full"}.get(code, "smtp.recipient_later")


def _unsupported(words: str) -> str:
    """smtplib tells these apart by their words only."""
    if "STARTTLS" in words:
        return "smtp.no_starttls"
    return "smtp.no_login" if "AUTH" in words else "smtp.address_unwritable"
