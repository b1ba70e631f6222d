"""Composing: a letter as a standard message, plain text and HTML, whose headers hold any text of people."""

from __future__ import annotations

import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from crm.channels.letter import Failed, Letter
from crm.core import clean

OURS = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
)


def compose(letter: Letter, sender: str, reply_to: str | None = None) -> EmailMessage:
    """A standard message, plain text and HTML; Failed for good when the address cannot be written in a header."""
    message = EmailMessage(policy=_Headers())
    try:
        message["From"] = _written(sender)
        message["To"] = Address(clean.line(letter.name), addr_spec=in_ascii(letter.address))
        if reply_to:
            message["Reply-To"] = _written(reply_to)
    except Exception as error:  # the header parser raises many kinds
        raise Failed(f"{letter.address}: {error}", is_permanent=True, trouble="smtp.address_unwritable") from error
    message["Subject"] = letter.title
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in answer
    message["X-Auto-Response-Suppress"] = "All"  # the same, as Exchange understands it
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language  # last: set_content takes such headers away
    return message


def _written(mailbox: str) -> Address:
    """`Name <a@b>` or `a@b` as a header holds it."""
    name, found = parseaddr(mailbox)
    return Address(clean.line(name), addr_spec=in_ascii(found))


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


def in_ascii(found: str) -> str:
    """An address with its domain as the DNS writes it (IDNA)."""
    local, _, domain = found.rpartition("@")
    return found if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"
