"""What may be done with contracts: add, edit, move through the statuses, put into the bin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from crm import people
from crm.contracts import lines as contract_lines
from crm.contracts import rules
from crm.contracts.rules import LineInput
from crm.contracts.tables import Contract, Status, StatusChange
from crm.core import clean, matching
from crm.core.access import internal, right
from crm.core.errors import Problem, invalid, refuse_any
from crm.core.work import Work

VIEW, CREATE, EDIT, DELETE = "contracts.view", "contracts.create", "contracts.edit", "contracts.delete"


@right(CREATE)
def next_number(work: Work) -> str:
    """The next free number by the office's pattern; whoever creates first gets it."""
    pattern, year = work.office.contract_pattern, work.today.year
    before, after = rules.frame(pattern, year=year)
    fits = matching.framed(Contract.number, before, after)
    longest = select(Contract.number).where(fits).order_by(func.length(Contract.number).desc(), Contract.number.desc())
    taken = work.session.execute(longest.limit(100)).scalars()
    number = rules.next_running(taken, before, after)
    while _is_taken(work, rules.number_of(pattern, year=year, number=number)):
        number += 1
    return rules.number_of(pattern, year=year, number=number)


@right(EDIT)
def edit(
    work: Work,
    id: int,
    version: int | None,
    *,
    client_id: int,
    owner_id: int | None = None,
    number: str | None = None,
    signed_on: date | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    note: str | None = None,
    lines: Sequence[LineInput] = (),
) -> None:
    """Change a contract: every field and the whole list of lines; no number keeps the old one. The client is fixed,
    because what hangs on the contract is the client's."""
    row = work.fetch(Contract, id, EDIT, version)
    office, name, words = work.as_office(), clean.line(number) or row.number, clean.block(note)
    problems = rules.check(number=name, signed_on=signed_on, starts_on=starts_on, ends_on=ends_on, note=words)
    if client_id != row.client_id:
        problems.append(Problem("contracts.client_fixed", "client_id"))
    if owner_id != row.owner_id:
        work.require(EDIT, owner_id)
        problems += _owner_gone(work, owner_id)
    work.lock("contract number")
    problems += _number_taken(work, name, row.id)
    problems += contract_lines.problems(office, lines, contract_lines.of_contract(office, row.id))
    refuse_any(problems)
    row.number, row.owner_id, row.note = name, owner_id, words or None
    row.signed_on, row.starts_on, row.ends_on = signed_on, starts_on, ends_on
    work.session.flush()
    contract_lines.write(office, row, lines)


@right(EDIT)
def set_status(work: Work, id: int, status_id: int | None, version: int | None, comment: str | None = None) -> int:
    """Move a contract to another status and note the step; the status it came from. Only `flows.contract_status` calls
    this, because a status that is reached has consequences."""
    row = work.fetch(Contract, id, EDIT, version)
    if status_id is None:
        invalid("error.required", "status_id")
    status = work.as_office().fetch(Status, status_id, VIEW)
    words = clean.block(comment)
    problems = clean.check(words, "comment", rules.COMMENT)
    if status.id == row.status_id:
        problems.append(Problem("contracts.status_same", "status_id", {"name": status.name}))
    elif not status.is_active:
        problems.append(Problem("contracts.status_off", "status_id", {"name": status.name}))
    refuse_any(problems)
    old = row.status_id
    row.status_id, row.status_on = status.id, work.today
    work.session.flush()
    _record(work, row, old, words or None)
    return old


@right(DELETE)
def bin(work: Work, id: int, version: int | None) -> Contract:
    """Put a contract and its lines into the bin; what else hangs on it is the matter of `flows.bin`."""
    row = work.fetch(Contract, id, DELETE, version)
    for record in (row, *contract_lines.of_contract(work.as_office(), row.id)):
        record.deleted_at = work.now
    work.session.flush()
    return row


@internal
def ids_of_client(work: Work, client_id: int) -> list[int]:
    """The contracts of a client that are not in the bin."""
    found = select(Contract.id).where(Contract.client_id == client_id, Contract.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(Contract.id)).scalars())


def _record(work: Work, row: Contract, old: int | None, comment: str | None) -> None:
    change = StatusChange(contract_id=row.id, from_id=old, to_id=row.status_id, comment=comment)
    change.at, change.by_id = work.now, work.me.person_id
    work.session.add(change)
    work.session.flush()


def _is_taken(work: Work, number: str, own_id: int | None = None) -> bool:
    same = select(Contract.id).where(Contract.number == number, Contract.id != (own_id or 0))
    return work.session.execute(same).first() is not None


def _number_taken(work: Work, number: str, own_id: int | None = None) -> list[Problem]:
    taken = _is_taken(work, number, own_id)
    return [Problem("contracts.number_taken", "number", {"number": number})] if taken else []


def _owner_gone(work: Work, owner_id: int | None) -> list[Problem]:
    if owner_id is None or people.active(work.as_office(), person_ids=[owner_id], team_ids=[]):
        return []
    return [Problem("contracts.owner_gone", "owner_id")]
