"""One batch of rows in one transaction: each row created, updated, left as it is or refused, in a savepoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm import records
from crm.core import clean
from crm.core import work as work_module
from crm.core.access import right
from crm.core.errors import Problem, Refusal
from crm.core.work import Work
from crm.flows.imports import clients, contacts, contracts, items, monitorings, people
from crm.flows.imports.kinds import Kind, Values
from crm.flows.imports.looking import look_up
from crm.flows.imports.mapping import UNIQUE
from crm.flows.imports.reading import Row
from crm.flows.imports.sheaf import (
    BOTH,
    CREATED,
    ONLY_KNOWN,
    ONLY_NEW,
    REFUSED,
    REPEATED,
    UNCHANGED,
    UPDATED,
    Sheaf,
    Verdict,
)

KINDS: dict[str, Kind] = {
    "people": people.KIND,
    "clients": clients.KIND,
    "contacts": contacts.KIND,
    "items": items.KIND,
    "contracts": contracts.KIND,
    "monitorings": monitorings.KIND,
}


@right("imports.create")
def put_in(work: Work, sheaf: Sheaf, rows: Sequence[Row]) -> list[Verdict]:
    """Put rows in; one verdict each, in their order. A refused row leaves nothing behind."""
    return _Going(work, sheaf, rows).all()


@dataclass
class _Draft:
    """A row whose names are found: the values that its file says."""

    place: int
    row: Row
    said: Values
    value: Any  # by what a record that is here already would be found: of a field, with what it belongs to


class _Going:
    """A batch on its way; what is to be created waits, so that all of it is created together."""

    def __init__(self, work: Work, sheaf: Sheaf, rows: Sequence[Row]) -> None:
        self.work, self.sheaf, self.rows = work, sheaf, rows
        self.kind = KINDS[sheaf.source.kind]
        self.verdicts: dict[int, Verdict] = {}
        self.waiting: list[_Draft] = []
        self.matching: set[object] = set()  # values of those that wait
        kind_name = sheaf.source.kind
        self.known = records.known(work, kind_name, [row.key for row in rows]) if sheaf.remembers else {}
        drafts = self._drafts()
        self.matched = self._matched(drafts)
        self.drafts = drafts
        self.current = self.kind.current(work, [*self.known.values(), *filter(None, self.matched.values())])

    def all(self) -> list[Verdict]:
        for draft in self.drafts:
            self._put(draft)
        self._create()
        verdicts = [self.verdicts[place] for place in range(len(self.rows))]
        if self.sheaf.remembers:
            self._remember(verdicts)
        if self.sheaf.is_dry:
            made = [draft for draft in self.drafts if self.verdicts[draft.place].outcome == CREATED]
            self.sheaf.taken |= {mark for draft in made for mark in self._marks(draft)}
            self.sheaf.promised |= {clean.key(draft.said.get(name)) for draft in made for name in ("name", "email")}
        return verdicts

    def _say(self, place: int, outcome: str, row_id: int | None = None, problems: Sequence[Problem] = ()) -> None:
        source = self.sheaf.source
        number = self.rows[place].number
        self.verdicts[place] = Verdict(source.kind, source.file, number, outcome, row_id, tuple(problems))

    def _drafts(self) -> list[_Draft]:
        """The rows that can be read and name what is there; the others have their verdict."""
        sheaf, kind_name = self.sheaf, self.sheaf.source.kind
        found = look_up(self.work, sheaf.plan_name, kind_name, self.rows, sheaf.names)
        drafts = []
        for place, row in enumerate(self.rows):
            if row.key in sheaf.seen:
                outcome, why = (REPEATED, []) if sheaf.source.is_once else (REFUSED, [Problem("import.key_twice")])
                self._say(place, outcome, None, why)
                continue
            values, missing = found.resolve(kind_name, row)
            missing = [problem for problem in missing if not self._is_promised(problem)]
            if row.problems or missing:
                self._say(place, REFUSED, None, [*row.problems, *missing])
                continue
            sheaf.seen.add(row.key)
            stays = self.kind.stays
            said = {name: value for name, value in values.items() if value is not None or name not in stays}
            drafts.append(_Draft(place, row, said, _value(self.kind, sheaf.source.match, said)))
        return drafts

    def _is_promised(self, problem: Problem) -> bool:
        """A supervisor whom a row before it would have made, had this not been a dry run."""
        is_missing = problem.code == "import.missing.people" and self.sheaf.source.kind == "people"
        return is_missing and clean.key(problem.params["name"]) in self.sheaf.promised

    def _put(self, draft: _Draft) -> None:
        value = draft.value
        if value is not None and self.sheaf.met is not None:
            if value in self.sheaf.met:
                self._say(draft.place, REFUSED, None, [Problem("import.key_twice")])
                return
            self.sheaf.met.add(value)
        if value is not None and value in self.matching:
            self._create()  # the row before it makes the record that this one means
        row_id = self.known.get(draft.row.key) or self.matched.get(value)
        problem = self._problem(draft, value, row_id)
        if problem:
            self._say(draft.place, REFUSED, row_id, [problem])
        elif row_id is None:
            self.waiting.append(draft)
            self.matching |= {value} - {None}
        else:
            self._update(draft, row_id)

    def _problem(self, draft: _Draft, value: object, row_id: int | None) -> Problem | None:
        """Why this row is refused before anything is tried."""
        if row_id is not None and row_id not in self.current:
            self.current |= self.kind.current(self.work, [row_id])  # made by a row before it
            if row_id not in self.current:
                return Problem("import.gone")
        if row_id is not None and self.sheaf.mode == ONLY_NEW:
            return Problem("import.there_already")
        if row_id is None and value in self.matched and self.sheaf.mode != BOTH:
            return Problem("import.several")
        if row_id is None and self.sheaf.mode == ONLY_KNOWN:
            return Problem("import.not_there")
        if row_id is None and self.sheaf.taken and self.sheaf.taken.intersection(self._marks(draft)):
            return Problem("import.taken_in_file")
        return None

    def _update(self, draft: _Draft, row_id: int) -> None:
        """Make a record what the file says; what the mapping does not name stays."""
        old = self.current[row_id]
        wanted = self.kind.kept({**old.values, **draft.said})
        if all(wanted.get(name, value) == value for name, value in old.values.items()):
            self._say(draft.place, UNCHANGED, row_id)
            return
        problems = self._tried(lambda: self.kind.edit(self.work, row_id, old, wanted, self.sheaf.is_told))
        self._say(draft.place, REFUSED if problems else UPDATED, row_id, problems)

    def _create(self) -> None:
        """Create what waits: all at once where the kind can, else one by one."""
        waiting, self.waiting = self.waiting, []
        self.matching.clear()
        if self.kind.create_many and len(waiting) > 1 and self._create_many(waiting):
            return
        for draft in waiting:
            made: list[int] = []
            values = self._new(draft)
            problems = self._tried(
                lambda v=values, m=made: m.append(self.kind.create(self.work, v, self.sheaf.is_told))
            )
            self._made(draft, made[0] if not problems else None, problems)

    def _create_many(self, waiting: list[_Draft]) -> bool:
        """Whether that worked; nothing is written when it did not."""
        answers: list[int | Refusal] = []
        create_many = self.kind.create_many
        if create_many is None:
            return False

        def create() -> None:
            answers.extend(create_many(self.work, [self._new(draft) for draft in waiting], self.sheaf.is_told))

        if self._tried(create):
            return False
        for draft, answer in zip(waiting, answers, strict=True):
            if isinstance(answer, Refusal):
                self._made(draft, None, answer.problems)
            else:
                self._made(draft, answer, ())
        return True

    def _made(self, draft: _Draft, row_id: int | None, problems: Sequence[Problem]) -> None:
        self._say(draft.place, REFUSED if row_id is None else CREATED, row_id, problems)
        value = draft.value
        if row_id is not None and value is not None:
            self.matched[value] = None if value in self.matched else row_id

    def _tried(self, attempt: Any) -> Sequence[Problem]:
        """Do it in a savepoint; why it was refused, or nothing."""
        try:
            with self.work.savepoint():
                attempt()
        except Refusal as refusal:
            return refusal.problems
        except IntegrityError as error:
            if not work_module.is_duplicate(error):
                raise
            return [Problem("import.duplicate")]
        return ()

    def _new(self, draft: _Draft) -> Values:
        return {**self.kind.defaults, **draft.said}

    def _matched(self, drafts: Sequence[_Draft]) -> dict[Any, int | None]:
        """The one record that has each value already; None where there are several, for `create` to decide."""
        match, model = self.sheaf.source.match, self.kind.model
        values = {draft.value for draft in drafts if draft.row.key not in self.known} - {None}
        if not match or not values:
            return {}
        column: Any = getattr(model, match)
        within: Any = getattr(model, self.kind.within) if self.kind.within else None
        plain = [value[1] for value in values] if within is not None else list(values)
        columns = [model.id, column, *([within] if within is not None else [])]
        same = select(*columns).where(column.in_(plain), self.work.scope(model, self.kind.view))
        found: dict[Any, int | None] = {}
        for id, value, *owner in self.work.session.execute(same).tuples():
            key = (owner[0], value) if owner else value
            found[key] = None if key in found else id
        return found

    def _marks(self, draft: _Draft) -> list[tuple[str, object]]:
        kept = self.kind.kept(draft.said)
        names = UNIQUE.get(self.sheaf.source.kind, ())
        return [(name, clean.key(kept[name])) for name in names if kept.get(name)]

    def _remember(self, verdicts: Sequence[Verdict]) -> None:
        kept = (CREATED, UPDATED, UNCHANGED)
        made = {
            row.key: verdict.row_id
            for row, verdict in zip(self.rows, verdicts, strict=True)
            if verdict.outcome in kept and verdict.row_id and row.key not in self.known
        }
        records.remember(self.work, self.sheaf.import_id, self.sheaf.source.kind, made)


def _value(kind: Kind, match: str | None, said: Values) -> Any:
    value = kind.kept(said).get(match) if match else None
    return value if value is None or not kind.within else (said.get(kind.within), value)
