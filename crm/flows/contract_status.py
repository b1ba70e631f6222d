"""A contract reaches a status: the step itself, the watches that end and begin with it, and who hears of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm import contracts, monitoring
from crm.contracts import ContractForm
from crm.contracts.tables import Contract
from crm.core.access import right
from crm.core.errors import Invalid, Refusal
from crm.core.work import Work


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
    monitoring.start_for(work.as_office(), work.session.get_one(Contract, id), tell=tell)
    return id


@right("contracts.create")
def create_many(work: Work, forms: Sequence[ContractForm], *, tell: bool = True) -> list[int | Refusal]:
    """`create` for a batch, in a fixed number of statements: each one's id, or why it was refused.

    A contract whose status demands a watch that cannot be made is refused, and nothing of it stays.
    """
    found: dict[int, Refusal] = {}
    while True:
        chosen = [place for place in range(len(forms)) if place not in found]
        try:
            with work.savepoint():
                made = _create_many(work, [forms[place] for place in chosen], tell)
        except _Refused as refused:
            found |= {chosen[place]: refusal for place, refusal in refused.which.items()}
            continue
        answers: dict[int, int | Refusal] = {**found, **dict(zip(chosen, made, strict=True))}
        return [answers[place] for place in range(len(forms))]


class _Refused(Exception):
    """Some contracts of a batch cannot have their watches; by place."""

    def __init__(self, which: dict[int, Refusal]) -> None:
        super().__init__()
        self.which = which


def _create_many(work: Work, forms: Sequence[ContractForm], tell: bool) -> list[int | Refusal]:
    made = contracts.create_many(work, forms)
    places = {id: place for place, id in enumerate(made) if isinstance(id, int)}
    rows = list(work.session.execute(select(Contract).where(Contract.id.in_(places))).scalars())
    problems = monitoring.start_problems(work.as_office(), rows)
    if problems:
        raise _Refused({places[id]: Invalid.of(found) for id, found in problems.items()})
    monitoring.start_for_many(work.as_office(), rows, tell=tell)
    return made
