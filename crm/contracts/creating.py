"""Adding contracts: one, or a batch in a fixed number of statements, each refused or added on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from sqlalchemy import insert, select

from crm import people
from crm.clients.tables import Client
from crm.contracts import lines as contract_lines
from crm.contracts import rules
from crm.contracts import status as status_rows
from crm.contracts.rules import LineInput
from crm.contracts.service import CREATE, VIEW, next_number
from crm.contracts.tables import Contract, Status, StatusChange
from crm.core import clean
from crm.core.access import right
from crm.core.errors import Invalid, NotFound, Problem, Refusal, invalid, refuse_any
from crm.core.work import Work


@dataclass(frozen=True)
class ContractForm:
    """What a new contract is made of; without a number it gets the next free one, without a status the first one."""

    client_id: int | None
    owner_id: int | None = None
    number: str | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: str | None = None
    lines: Sequence[LineInput] = ()
    status_id: int | None = None


@right(CREATE)
def create(work: Work, /, **fields: Any) -> int:
    """Add a contract, one's own unless an owner is given; its id. Fields as in ContractForm.

    The flow `contract_status.create` starts its watches.
    """
    [made] = create_many(work, [ContractForm(**fields)])
    if isinstance(made, Refusal):
        raise made
    return made


@right(CREATE)
def create_many(work: Work, forms: Sequence[ContractForm]) -> list[int | Refusal]:
    """Add contracts, each as `create` would: its id, or why it was refused; in a fixed number of statements."""
    work.lock("contract number")
    known = _Known.of(work, forms)
    found: list[Contract | Refusal] = []
    for form in forms:
        try:
            found.append(known.row(form))
        except Refusal as refusal:
            found.append(refusal)
    made = [(row, form) for row, form in zip(found, forms, strict=True) if isinstance(row, Contract)]
    work.session.add_all(row for row, _ in made)
    work.session.flush()
    contract_lines.write_new(work.as_office(), [(row, form.lines) for row, form in made])
    if made:
        work.session.execute(insert(StatusChange), [_step(work, row) for row, _ in made])
    return [row.id if isinstance(row, Contract) else row for row in found]


@dataclass
class _Known:
    """What the database says about everything that a batch of forms names; `numbers` grows as numbers are given."""

    work: Work
    clients: set[int]
    owners: set[int]
    statuses: dict[int, Status]
    numbers: set[str]
    calculator: contract_lines.Calculator
    running: int | None = field(default=None)

    @classmethod
    def of(cls, work: Work, forms: Sequence[ContractForm]) -> _Known:
        office = work.as_office()
        owners = {work.me.person_id if form.owner_id is None else form.owner_id for form in forms} - {None}
        numbers = {clean.line(form.number) for form in forms} - {""}
        active = people.active(office, person_ids=sorted(filter(_is_id, owners)), team_ids=[]) if owners else []
        return cls(
            work,
            clients=_there(work, Client, "clients.view", {form.client_id for form in forms}),
            owners={user.id for user in active},
            statuses=_statuses(office, {form.status_id for form in forms}),
            numbers=_taken(work, numbers),
            calculator=contract_lines.calculator(office, [line for form in forms for line in form.lines]),
        )

    def row(self, form: ContractForm) -> Contract:
        """The contract as a row, not yet written; or a refusal."""
        work = self.work
        if form.client_id is not None and form.client_id not in self.clients:
            raise NotFound()
        owner_id = work.me.person_id if form.owner_id is None else form.owner_id
        work.require(CREATE, owner_id)
        name, words = clean.line(form.number) or self._next(), clean.block(form.note)
        problems = rules.check(
            number=name, signed_on=form.signed_on, starts_on=form.starts_on, ends_on=form.ends_on, note=words
        )
        if name in self.numbers:
            problems.append(Problem("contracts.number_taken", "number", {"number": name}))
        if owner_id is not None and owner_id not in self.owners:
            problems.append(Problem("contracts.owner_gone", "owner_id"))
        problems += self.calculator.problems(form.lines)
        if form.client_id is None:
            raise Invalid.of([*problems, Problem("error.required", "client_id")])
        refuse_any(problems)
        status_id = self._first_status() if form.status_id is None else form.status_id
        if status_id not in self.statuses:
            raise NotFound()
        if not self.statuses[status_id].is_active:
            invalid("contracts.status_off", "status_id", name=self.statuses[status_id].name)
        self.numbers.add(name)
        row = Contract(number=name, client_id=form.client_id, owner_id=owner_id, note=words or None)
        row.status_id, row.status_on = status_id, work.today
        row.signed_on, row.starts_on, row.ends_on = form.signed_on, form.starts_on, form.ends_on
        return row

    def _next(self) -> str:
        """The next free number; those given to earlier forms of the batch count as taken."""
        pattern, year = self.work.office.contract_pattern, self.work.today.year
        if self.running is None:
            before, after = rules.frame(pattern, year=year)
            self.running = rules.next_running([next_number(self.work.as_office())], before, after) - 1
        name = rules.number_of(pattern, year=year, number=self.running)
        while name in self.numbers or _taken(self.work, {name}):
            self.running += 1
            name = rules.number_of(pattern, year=year, number=self.running)
        return name

    def _first_status(self) -> int:
        found = status_rows.first_id(self.work.as_office())
        self.statuses |= _statuses(self.work.as_office(), {found})
        return found


def _step(work: Work, row: Contract) -> dict[str, Any]:
    return {"contract_id": row.id, "to_id": row.status_id, "at": work.now, "by_id": work.me.person_id}


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _statuses(work: Work, ids: set[int | None]) -> dict[int, Status]:
    wanted = [one for one in ids if one is not None and _is_id(one)]
    found = work.visible(Status, VIEW).where(Status.id.in_(wanted))
    return {row.id: row for row in work.session.execute(found).scalars()} if wanted else {}


def _there(work: Work, model: type[Client], right: str, ids: set[int | None]) -> set[int]:
    wanted = sorted(filter(_is_id, ids))
    if not wanted:
        return set()
    return set(work.session.execute(select(model.id).where(work.scope(model, right), model.id.in_(wanted))).scalars())


def _taken(work: Work, numbers: set[str]) -> set[str]:
    if not numbers:
        return set()
    return set(work.session.execute(select(Contract.number).where(Contract.number.in_(numbers))).scalars())
