"""One batch of rows in one transaction: each row created, updated, left as it is or refused, in a savepoint."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm import records
from crm.core import work as work_module
from crm.core.access import right
from crm.core.errors import Problem, Refusal
from crm.core.work import Work
from crm.flows import contract_status
from crm.flows.imports import clients, contracts, items, people
from crm.flows.imports.kinds import Current, Kind, Values
from crm.flows.imports.looking import Found, look_up
from crm.flows.imports.mapping import Source
from crm.flows.imports.reading import Row

KINDS: dict[str, Kind] = {
    "people": people.KIND,
    "clients": clients.KIND,
    "items": items.KIND,
    "contracts": contracts.KIND,
}
CREATED, UPDATED, UNCHANGED, REPEATED, REFUSED = OUTCOMES = ("created", "updated", "unchanged", "repeated", "refused")


@dataclass(frozen=True)
class Verdict:
    """What became of one row, or would: one of OUTCOMES, the record, and for a refusal the reasons."""

    kind: str
    file: str
    row: int
    outcome: str
    row_id: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass
class Sheaf:
    """Where a source stands while its rows go in: its run, the keys seen so far."""

    plan_name: str
    source: Source
    import_id: int
    is_told: bool
    seen: set[str] = field(default_factory=set)


@right("imports.create")
def put_in(work: Work, sheaf: Sheaf, rows: Sequence[Row]) -> list[Verdict]:
    """Put rows in; one verdict each, in their order. A refused row leaves nothing behind."""
    source = sheaf.source
    kind = KINDS[source.kind]
    known = records.known(work, source.kind, [row.key for row in rows])
    found = look_up(work, sheaf.plan_name, source.kind, rows)
    current = kind.current(work, list(known.values()))
    made: dict[str, int] = {}
    verdicts = []
    with contract_status.gathering(work) if source.kind == "contracts" else nullcontext():
        for row in rows:
            verdict = _verdict(work, sheaf, kind, row, known.get(row.key), found, current)
            verdicts.append(verdict)
            if verdict.outcome in (CREATED, UPDATED, UNCHANGED) and verdict.row_id and row.key not in known:
                made[row.key] = verdict.row_id
    records.remember(work, sheaf.import_id, source.kind, made)
    return verdicts


def _verdict(
    work: Work, sheaf: Sheaf, kind: Kind, row: Row, row_id: int | None, found: Found, current: dict[int, Current]
) -> Verdict:
    source = sheaf.source

    def say(outcome: str, row_id: int | None = None, problems: Sequence[Problem] = ()) -> Verdict:
        return Verdict(source.kind, source.file, row.number, outcome, row_id, tuple(problems))

    if row.key in sheaf.seen:
        return say(REPEATED) if source.is_once else say(REFUSED, None, [Problem("import.key_twice")])
    values, missing = found.resolve(source.kind, row)
    if row.problems or missing:
        return say(REFUSED, None, [*row.problems, *missing])
    sheaf.seen.add(row.key)
    said = {name: value for name, value in values.items() if value is not None or name not in kind.stays}
    if row_id is None and source.match:
        row_id = _match(work, kind, source.match, kind.kept(said))
        current |= kind.current(work, [row_id]) if row_id else {}
    if row_id is not None and row_id not in current:
        return say(REFUSED, row_id, [Problem("import.gone")])
    try:
        with work.savepoint():
            if row_id is None:
                return say(CREATED, kind.create(work, {**kind.defaults, **said}, sheaf.is_told))
            is_changed = _update(work, kind, row_id, current[row_id], said, sheaf.is_told)
            return say(UPDATED if is_changed else UNCHANGED, row_id)
    except Refusal as refusal:
        return say(REFUSED, row_id, refusal.problems)
    except IntegrityError as error:
        if not work_module.is_duplicate(error):
            raise
        return say(REFUSED, row_id, [Problem("import.duplicate")])


def _update(work: Work, kind: Kind, row_id: int, old: Current, said: Values, is_told: bool) -> bool:
    """Make a record what the file says; whether that changed anything. What the mapping does not name stays."""
    wanted = kind.kept({**old.values, **said})
    comparable = {name: value for name, value in wanted.items() if name in old.values}
    if all(old.values[name] == value for name, value in comparable.items()):
        return False
    kind.edit(work, row_id, old, wanted, is_told)
    return True


def _match(work: Work, kind: Kind, field: str, values: Values) -> int | None:
    """The one record that has this value already; None when there is none or several, for `create` to decide."""
    value = values.get(field)
    if value is None:
        return None
    model: Any = kind.model
    same = select(model.id).where(getattr(model, field) == value, model.deleted_at.is_(None)).limit(2)
    ids = work.session.execute(same).scalars().all()
    return ids[0] if len(ids) == 1 else None
