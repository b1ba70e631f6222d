"""The oracle of tasks: one of each relation, made by the office, so that nobody but its owner stands above it."""

from __future__ import annotations

from datetime import timedelta

from crm import agenda, tasks
from crm.core.work import Work
from crm.tasks import Filters, checklist, subject
from tests.security.rights_terms import EDITS, OFFICE, ROW, SEEN, Op, every, found_of, listed
from tests.security.rights_world import LETTERS, NOON, Ids, World

VIEW = every("tasks.view")


def grow(work: Work, world: World) -> dict[str, Ids]:
    """A task of each owner, due today, with a category of its own and one line to tick."""
    made: dict[str, Ids] = {"task": {}, "task_part": {}}
    for letter in LETTERS:
        people = [world.person[letter]] if letter != "n" else []
        [id] = tasks.create(
            work, title=f"Task {letter}", category=f"category {letter}", people=people, checklist=["one"],
            due_at=NOON + timedelta(hours=1), tell=False,
        )  # fmt: skip
        made["task"][letter] = id
        made["task_part"][letter] = checklist.of_task(work, id)[0].id
    return made


def task(w: World, letter: str) -> int:
    return w.more["task"][letter]


def delegated(k: Work, w: World, letter: str) -> None:
    """To max, and what is his to pat."""
    tasks.delegate(k, task(w, letter), None, person_id=w.person["o" if letter == "m" else "m"])


def to_do(k: Work, w: World) -> str:
    found = agenda.my_tasks(k)
    return w.letters(
        [row.id for row in (*found.late, *found.today, *found.asked, *found.given_late, *found.standing_in)],
        w.more["task"],
    )


ORACLE: dict[str, Op] = {
    "tasks.creating.create": Op(
        lambda k, w, x: tasks.create(k, title="New", people=[w.person[x]]), ROW, ("omtn", "omtn", "om", "")
    ),
    "tasks.giving.choosable": Op(lambda k, w, x: tasks.choosable(k, [w.pat]), OFFICE, ("*", "*", "*", "")),
    "tasks.service.get": Op(lambda k, w, x: tasks.get(k, task(w, x)), ROW, SEEN),
    "tasks.service.group_of": Op(lambda k, w, x: tasks.group_of(k, task(w, x)), ROW, SEEN),
    "tasks.service.edit": Op(lambda k, w, x: tasks.edit(k, task(w, x), None, title="Other"), ROW, EDITS, VIEW),
    "tasks.service.bin": Op(lambda k, w, x: tasks.bin(k, task(w, x), None), ROW, EDITS, VIEW),
    "tasks.chain.chain_of": Op(lambda k, w, x: tasks.chain_of(k, task(w, x)), ROW, SEEN),
    "tasks.noting.notes_of": Op(lambda k, w, x: tasks.notes_of(k, task(w, x)), ROW, SEEN),
    "tasks.noting.add_note": Op(lambda k, w, x: tasks.add_note(k, task(w, x), text="said"), ROW, EDITS, VIEW),
    "tasks.checklist.set_checklist": Op(
        lambda k, w, x: tasks.set_checklist(k, task(w, x), None, ["two"]), ROW, EDITS, VIEW
    ),
    "tasks.checklist.tick": Op(
        lambda k, w, x: tasks.tick(k, task(w, x), w.more["task_part"][x], True), ROW, EDITS, VIEW
    ),
    "tasks.moving.move": Op(lambda k, w, x: tasks.move(k, task(w, x), "start", None), ROW, EDITS, VIEW),
    "tasks.subject.done": Op(lambda k, w, x: subject.done(k, task(w, x)), ROW, EDITS, VIEW),
    "tasks.delegating.delegate": Op(
        delegated, ROW, EDITS, {**VIEW, "tasks.create": ("", "m", "omtn", "omtn")}
    ),
    "tasks.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in tasks.listing(k, Filters()).rows], w.more["task"]), ROW, SEEN
    ),
    "tasks.lists.how_many": listed(
        lambda k, w, x: found_of(k, w, lambda y: tasks.how_many(k, Filters(category=f"category {y}"))[0] == 1),
        ROW, SEEN,
    ),
    "tasks.lists.categories": listed(
        lambda k, w, x: "".join(y for y in LETTERS if f"category {y}" in tasks.categories(k)), ROW, SEEN
    ),
    "tasks.lists.export_rows": listed(
        lambda k, w, x: w.letters([row.id for row in tasks.export_rows(k, Filters())], w.more["task"]),
        ROW, ("omtn", "omtn", "o", ""), also=VIEW,
    ),
    "tasks.blocking.choices": listed(
        lambda k, w, x: w.letters([one.id for one in tasks.choices(k)], w.more["task"]), ROW, SEEN
    ),
    "agenda.to_do.my_tasks": listed(lambda k, w, x: to_do(k, w), ("o", "o", "o"), ("o",) * 4),
}  # fmt: skip
