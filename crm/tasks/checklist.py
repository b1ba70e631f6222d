"""A task's checklist: lines that are done one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.core import parts
from crm.core.access import internal, right
from crm.core.errors import NotFound, refuse_any
from crm.core.work import Work
from crm.tasks import rules, standing_in
from crm.tasks.tables import Part, Task

EDIT = "tasks.edit"


@dataclass(frozen=True)
class PartRow:
    """One line of a checklist."""

    id: int
    text: str
    is_done: bool


@right(EDIT)
def set_checklist(work: Work, id: int, version: int | None, texts: Sequence[str]) -> None:
    """Make these the lines, in this order; one whose words stay the same stays done."""
    row, lines = standing_in.fetch(work, id, EDIT, version), rules.parts_of(texts)
    refuse_any(rules.check_parts(lines))
    write(work, row, lines)


@right(EDIT)
def tick(work: Work, id: int, part_id: int, is_done: bool) -> None:
    """A line is done, or not after all."""
    row = standing_in.fetch(work, id, EDIT)
    there = {part.id: part for part in of_task(work.as_office(), row.id)}
    if part_id not in there:
        raise NotFound()
    before = plain(list(there.values()))
    there[part_id].is_done = is_done
    work.session.flush()
    parts.changed(work, row, "checklist", before, plain(list(there.values())))


@internal
def of_task(work: Work, task_id: int) -> list[Part]:
    """The lines in their order."""
    found = select(Part).where(Part.task_id == task_id, Part.deleted_at.is_(None))
    return list(work.session.execute(found.order_by(Part.position, Part.id)).scalars())


def write(writer: Work, row: Task, texts: Sequence[str], *, is_new: bool = False) -> None:
    """Write the whole list; the task's version and history say so."""
    office = writer.as_office()
    there = [] if is_new else of_task(office, row.id)
    before = plain(there)
    known: dict[str, list[Part]] = defaultdict(list)
    for part in there:
        known[part.text].append(part)
    for position, text in enumerate(texts):
        part = known[text].pop(0) if known[text] else Part(task_id=row.id, text=text, is_done=False)
        part.position = position
        writer.session.add(part)
    for part in [part for rest in known.values() for part in rest]:
        part.deleted_at = writer.now
    writer.session.flush()
    if not is_new:
        parts.changed(writer, row, "checklist", before, plain(of_task(office, row.id)))


def plain(lines: Sequence[Part]) -> list[str]:
    """Lines as history keeps them."""
    return [f"{'☑' if part.is_done else '☐'} {part.text}" for part in lines]
