"""A contract reaches a status: the step itself, the watches that end and begin with it, and who hears of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crm import contracts, monitoring
from crm.contracts.tables import Contract
from crm.core.access import right
from crm.core.work import Work

GATHERED = "contracts whose watches start later"  # in the session: contracts that tell, and those that do not


@right("contracts.edit")
def change(
    work: Work, id: int, status_id: int | None, version: int | None, comment: str | None = None, *, tell: bool = True
) -> list[int]:
    """Move a contract to a status; ids of the monitorings that this starts.

    All of it or nothing: Invalid when a watch that a rule demands cannot be made.
    """
    old = contracts.set_status(work, id, status_id, version, comment)
    contract = work.fetch(Contract, id, "contracts.view")
    office = work.as_office()
    monitoring.left(office, contract, old)
    return monitoring.start_for(office, contract, tell=tell)


@right("contracts.create")
def create(work: Work, /, *, status_id: int | None = None, tell: bool = True, **fields: Any) -> int:
    """Add a contract in a status (the first one unless given), with the watches that this starts; its id.

    Fields as for `contracts.create`; `tell=False` is for imports, which tell in one summary or not at all.
    """
    id = contracts.create(work, status_id=status_id, **fields)
    contract, office = work.session.get_one(Contract, id), work.as_office()
    gathered: dict[bool, list[Contract]] | None = work.session.info.get(GATHERED)
    if gathered is None:
        monitoring.start_for(office, contract, tell=tell)
    else:
        monitoring.check_start(office, contract)
        gathered[tell].append(contract)
    return id


@right("contracts.create")
@contextmanager
def gathering(work: Work) -> Iterator[None]:
    """Contracts created inside start their watches together, at the end of the block: for imports, half the time.

    What would refuse a watch still refuses its contract at once.
    """
    gathered: dict[bool, list[Contract]] = {True: [], False: []}
    work.session.info[GATHERED] = gathered
    try:
        yield
    finally:
        del work.session.info[GATHERED]
    for tell, found in gathered.items():
        monitoring.start_for_many(work.as_office(), found, tell=tell)
