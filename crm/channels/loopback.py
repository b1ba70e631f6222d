"""Asks a server of our own on this machine whether it answers; no channel to anybody else."""

from __future__ import annotations

import http.client

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  what one binds is not what one asks


def answers(host: str, port: int, path: str, *, host_header: str, seconds: float = 5) -> bool:
    """Whether a GET ends in 200."""
    connection = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": host_header})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
