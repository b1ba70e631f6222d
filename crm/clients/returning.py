"""Clients as they were before: changes taken back, and the bin left."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm.clients.tables import Client, ClientPerson
from crm.core import bins, rewind
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.rewind import Former
from crm.core.work import Work


@internal
def put_back(work: Work, former: Former) -> None:
    """Let clients and their people hold what they held before; Invalid when a NIP has become another client's."""
    work.lock("client nip")
    there = rewind.all_back(work.session, Client, former)
    work.session.flush()
    values = former.get("clients", {})
    _refuse_taken(work, [row for row in there.values() if {"nip", "deleted_at"} & set(values[row.id])])
    rewind.all_back(work.session, ClientPerson, former)
    work.session.flush()


def _refuse_taken(work: Work, rows: list[Client]) -> None:
    """Two clients of one NIP are not made by taking back, either."""
    own = {row.nip: row.id for row in rows if row.nip and row.deleted_at is None}
    same = select(Client.nip, Client.id, Client.name).where(Client.nip.in_(own), Client.deleted_at.is_(None))
    taken = [name for nip, row_id, name in work.session.execute(same).tuples() if row_id != own[nip or ""]]
    refuse_any([Problem("clients.nip_taken", "nip", {"name": name}) for name in taken[:1]])


@internal
def remove(work: Work, ids: Collection[int]) -> None:
    """Remove clients in the bin for good, with their people."""
    gone = [row.id for row in rewind.rows(work.session, Client, ids).values() if row.deleted_at is not None]
    bins.remove(work.session, ClientPerson, ClientPerson.client_id, gone)
    bins.remove(work.session, Client, Client.id, gone)
