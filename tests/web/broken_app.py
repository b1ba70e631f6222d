"""The product's server, in which some operations break with words that nobody outside may read."""

from typing import Any

from crm import agenda, clients, contracts
from crm.web import health, workbooks

WORDS = 'canary4711 SELECT password FROM users -- /etc/passwd File "/work/x.py", line 3'


def breaks(*_: Any, **__: Any) -> Any:
    raise RuntimeError(WORDS)


clients.listing = breaks  # a page that reads
contracts.get = breaks  # a page before anything is on it
clients.create = breaks  # a form that saves
agenda.desk = breaks  # a fragment
workbooks.Listed.workbook = breaks  # a route
health.look = breaks  # an open route

from app import app  # noqa: E402

__all__ = ["app"]
