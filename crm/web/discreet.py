"""Addresses without their tokens, for logs: whoever reads a log must not be able to use a link from it."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"([?&](?:token|password)=)[^&\s\"']*")
_ACT = re.compile(r"(/act/)[^\s\"'?]+")


def path(address: str) -> str:
    """An address as a log may show it."""
    return _ACT.sub(r"\1…", _TOKEN.sub(r"\1…", address))


class Discreet(logging.Filter):
    """For uvicorn's access log, which writes whole addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(path(one) if isinstance(one, str) else one for one in record.args)
        return True


def keep_tokens_out_of_logs() -> None:
    """Once a process, whoever started it and however it logs."""
    for name in ("uvicorn.access", "uvicorn.error"):
        known = logging.getLogger(name)
        if not any(isinstance(one, Discreet) for one in known.filters):
            known.addFilter(Discreet())
