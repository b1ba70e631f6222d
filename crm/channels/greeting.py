"""Looks whether a mail account lets us in, without sending anything."""

from __future__ import annotations

from crm.channels.email import Connection
from crm.core.config import MailServer


def greet(server: MailServer) -> None:
    """Open a connection, sign in, say goodbye; Failed says in the server's words what went wrong, within 20 seconds."""
    connection = Connection(server)
    try:
        connection.greet()
    finally:
        connection.close()
