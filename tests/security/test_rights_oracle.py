"""A1: every operation × role × reach × relation to the row against a handwritten oracle; a refusal writes nothing."""

from __future__ import annotations

from contextlib import suppress
from types import FunctionType
from typing import Any

import pytest
from sqlalchemy import text

from crm.core.access import RIGHTS
from crm.core.errors import Forbidden, NotFound, NotSignedIn, Refusal
from crm.core.work import Actor, Work, begin
from tests.house.test_structure import operations
from tests.security.rights_all import ORACLE, OWN, PUBLIC
from tests.security.rights_terms import Op
from tests.security.rights_world import REACHES, World, world

__all__ = ["world"]  # the fixture

STAFF = ("administrator", "manager", "employee", "viewer")
FUNCTIONS: dict[str, FunctionType] = {name.removeprefix("crm."): function for name, function in operations()}
REFUSED = (NotFound, Forbidden, NotSignedIn)


def access(name: str) -> str:
    return str(getattr(FUNCTIONS[name], "__access__", "nothing"))


RIGHTFUL = sorted(name for name in FUNCTIONS if access(name) in RIGHTS)
INTERNAL = sorted(name for name in FUNCTIONS if access(name) == "internal")


class _Undo(Exception):
    """Takes back what an allowed call has written."""


def attempt(world: World, op: Op, letter: str, actor: Actor) -> Any:
    """The call's answer, undone; or its refusal, which must have left every table as it was.

    Most refusals have touched nothing at all, which the database itself can say. One that has (a row was locked, or
    written) is undone and tried again between two dumps, this time committed.
    """
    answer, is_touched = _attempt(world, op, letter, actor, keeps=False)
    if isinstance(answer, Refusal) and is_touched:
        before = world.dump()
        answer, _ = _attempt(world, op, letter, actor, keeps=True)
        assert world.dump() == before, f"{letter}: written before the refusal"
    return answer


def _attempt(world: World, op: Op, letter: str, actor: Actor, *, keeps: bool) -> tuple[Any, bool]:
    answer: Any = None
    is_touched = False
    try:
        with begin(actor, writes=True) as work:
            began = _touched(work)
            try:
                answer = op.call(work, world, letter)
            except Refusal as refusal:
                answer, is_touched = refusal, _touched(work) != began
                if keeps or not is_touched:
                    return answer, is_touched
            work.session.flush()
            raise _Undo
    except _Undo:
        return answer, is_touched


def _touched(work: Work) -> object:
    """Moves as soon as this transaction writes or locks a row: SQLite's count of changes, PostgreSQL's own number."""
    work.session.flush()
    if work.session.get_bind().dialect.name == "sqlite":
        return work.session.connection().connection.dbapi_connection.total_changes  # type: ignore[union-attr]
    return work.session.execute(text("SELECT pg_current_xact_id_if_assigned()::text")).scalar_one()


def check(world: World, name: str, allowed: str, who: str) -> None:
    """Exactly the allowed relations are let through."""
    op, pat = ORACLE[name], Actor.person(world.pat)
    if op.is_list:
        answer = attempt(world, op, "", pat)
        if isinstance(answer, Refusal):
            assert isinstance(answer, REFUSED), f"{who}: {answer!r}"
            answer = ""
        assert answer == allowed, f"{who} is shown {answer!r}, should be {allowed!r}"
        return
    for letter in tried(world, op, allowed):
        answer = attempt(world, op, letter, pat)
        if letter in allowed:
            assert not isinstance(answer, Refusal), f"{who} × {letter} is refused: {answer!r} {answer.problems}"
        else:
            assert isinstance(answer, REFUSED), f"{who} × {letter} is let through: {answer!r}"


def tried(world: World, op: Op, allowed: str) -> str:
    """Every relation on SQLite; on PostgreSQL the last that is let through and the first that is not."""
    if world.engine.dialect.name == "sqlite":
        return op.cases
    inside, outside = [x for x in op.cases if x in allowed], [x for x in op.cases if x not in allowed]
    return "".join(inside[-1:] + outside[:1])


def test_every_operation_is_in_the_oracle() -> None:
    assert set(RIGHTFUL) - set(ORACLE) == set(), "add them to a module in tests/security/rights/"
    assert set(ORACLE) - set(RIGHTFUL) == set(), "gone from the program"
    assert {name for name in FUNCTIONS if access(name) == "public"} == PUBLIC
    assert {name for name in FUNCTIONS if access(name) == "own"} == set(OWN), "name them in OWN"


def test_what_is_about_oneself_is_refused_to_a_stranger(world: World) -> None:
    before = world.dump()
    for name, call in OWN.items():
        with pytest.raises(NotSignedIn), begin(Actor.nobody(), writes=True) as work:
            call(work, world)
        assert world.dump() == before, name


def test_what_is_about_oneself_needs_no_role(world: World) -> None:
    world.become("synthetic")
    world.grant({})
    for name, call in OWN.items():
        with begin(Actor.person(world.pat), writes=True) as work:
            with suppress(_Undo), work.savepoint():
                call(work, world)
                raise _Undo
            assert work.me.grants.reaches.get("inbox.view", 0) == 0, name


@pytest.mark.parametrize("name", RIGHTFUL)
def test_built_in_roles_may_exactly_this(name: str, world: World) -> None:
    for role, allowed in zip(STAFF, ORACLE[name].staff, strict=True):
        world.become(role)
        check(world, name, allowed, role)


@pytest.mark.parametrize("name", RIGHTFUL)
def test_each_reach_allows_exactly_this(name: str, world: World) -> None:
    world.become("synthetic")
    sweeps = {access(name): ("", *ORACLE[name].reached), **ORACLE[name].also}
    for right, by_reach in sweeps.items():
        for reach, allowed in zip(REACHES, by_reach, strict=True):
            world.may_all_but(right, reach)
            check(world, name, allowed, f"{right}={reach}")


@pytest.mark.parametrize("name", RIGHTFUL)
def test_a_stranger_is_refused(name: str, world: World) -> None:
    for letter in ORACLE[name].cases:
        answer = attempt(world, ORACLE[name], letter, Actor.nobody())
        assert isinstance(answer, NotSignedIn), f"{letter}: {answer!r}"


def test_an_operation_that_writes_before_it_refuses_is_noticed(world: World) -> None:
    def careless(work: Work, world: World, letter: str) -> None:
        work.session.execute(text("UPDATE clients SET note = 'written' WHERE id = :id"), {"id": world.client[letter]})
        raise Forbidden()

    with pytest.raises(AssertionError, match="written before the refusal"):
        attempt(world, Op(careless, ("", "", ""), ("", "", "", "")), "o", Actor.person(world.pat))
    with begin(Actor.office(), writes=True) as work:
        work.session.execute(text("UPDATE clients SET note = NULL"))


@pytest.mark.parametrize("name", INTERNAL)
def test_what_is_internal_refuses_every_person(name: str, world: World) -> None:
    for actor in (Actor.person(world.admin), Actor.nobody()):
        with begin(actor, writes=True) as work:
            began = _touched(work)
            with pytest.raises(Forbidden):
                FUNCTIONS[name](work)
            assert _touched(work) == began


def test_without_any_right_the_refusal_is_forbidden_and_an_unseen_row_is_not_found(world: World) -> None:
    world.become("synthetic")
    for name in RIGHTFUL:
        op, right = ORACLE[name], access(name)
        world.may_all_but(right, "none")
        assert isinstance(attempt(world, op, op.cases[0], Actor.person(world.pat)), Forbidden), name
        view = f"{right.split('.')[0]}.view"
        if view in op.also and not op.is_list:
            world.may_all_but(view, "own")
            for letter in set(op.cases) - set(op.also[view][1]):
                assert isinstance(attempt(world, op, letter, Actor.person(world.pat)), NotFound), f"{name} × {letter}"
