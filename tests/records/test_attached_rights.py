"""A1 for files and comments: each operation × reach of its record's rights × relation; a refusal writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm.core import shelves
from crm.core.errors import Forbidden, NotFound, NotSignedIn
from crm.core.work import Actor, Work, begin
from crm.flows import commenting
from crm.records import comments, files
from tests.security.rights.files import PDF
from tests.security.rights_world import LETTERS, World, world

__all__ = ["world"]  # the fixture

Call = Callable[[Work, World, str], Any]
VIEW: dict[str, Call] = {
    "list files": lambda k, w, x: files.listing(k, "client", w.client[x]),
    "open a file": lambda k, w, x: files.get(k, w.more["files"][x]),
    "list comments": lambda k, w, x: comments.listing(k, "client", w.client[x]),
    "comment": lambda k, w, x: commenting.add(k, "client", w.client[x], "words"),
}
EDIT: dict[str, Call] = {
    "add a file": lambda k, w, x: files.add(k, "client", w.client[x], "new.pdf", PDF),
    "delete a file": lambda k, w, x: files.delete(k, w.more["files"][x], None),
}
REACHED = {"none": "", "own": "o", "team": "om", "all": "omtn"}


class _Undo(Exception):
    """Takes back what an allowed call has written."""


def let_through(world: World, call: Call, letter: str, actor: Actor | None = None) -> type[Exception] | None:
    """None when it is allowed (and undone), else the refusal, which must have left every table as it was."""
    before, stored = world.dump(), sum(1 for _ in shelves.files().folder.rglob("*"))
    try:
        with begin(actor or Actor.person(world.pat), writes=True) as work:
            call(work, world, letter)
            raise _Undo
    except _Undo:
        return None
    except (NotFound, Forbidden, NotSignedIn) as refusal:
        assert world.dump() == before
        assert sum(1 for _ in shelves.files().folder.rglob("*")) == stored
        return type(refusal)


@pytest.mark.parametrize("name", [*VIEW, *EDIT])
@pytest.mark.parametrize("reach", REACHED)
def test_seeing_the_record_decides_and_what_is_not_seen_is_not_found(world: World, name: str, reach: str) -> None:
    world.become("synthetic")
    world.may_all_but("clients.view", reach)
    for letter in LETTERS:
        found = let_through(world, {**VIEW, **EDIT}[name], letter)
        assert found == (None if letter in REACHED[reach] else NotFound), letter


@pytest.mark.parametrize("name", EDIT)
@pytest.mark.parametrize("reach", REACHED)
def test_adding_and_deleting_needs_the_right_to_edit_the_record(world: World, name: str, reach: str) -> None:
    world.become("synthetic")
    world.may_all_but("clients.edit", reach)
    for letter in LETTERS:
        found = let_through(world, EDIT[name], letter)
        assert found == (None if letter in REACHED[reach] else Forbidden), letter


@pytest.mark.parametrize("name", VIEW)
def test_seeing_is_enough_for_comments_and_for_reading(world: World, name: str) -> None:
    world.become("synthetic")
    world.grant({"clients.view": "team"})
    assert [let_through(world, VIEW[name], letter) for letter in LETTERS] == [None, None, NotFound, NotFound]


def test_nobody_changes_or_deletes_a_comment_of_somebody_else(world: World) -> None:
    world.become("synthetic")
    world.may_all_but("office.configure", "none")
    for call in (
        lambda k, w, x: commenting.edit(k, w.more["comments"][x], None, "words"),
        lambda k, w, x: comments.delete(k, w.more["comments"][x], None),
    ):
        assert {let_through(world, call, letter) for letter in LETTERS} == {Forbidden}


def test_another_kinds_right_gives_nothing(world: World) -> None:
    """The right is that of the record's own module: who sees every contract sees no client's file."""
    world.become("synthetic")
    world.grant({"contracts.view": "all", "contracts.edit": "all", "monitoring.view": "all", "office.configure": "all"})
    for name, call in {**VIEW, **EDIT}.items():
        assert {let_through(world, call, letter) for letter in LETTERS} == {NotFound}, name


def test_a_stranger_is_refused(world: World) -> None:
    for call in {**VIEW, **EDIT}.values():
        assert let_through(world, call, "o", Actor.nobody()) == NotSignedIn
