"""Rights: their names, their reach, and the decorator by which each operation says what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from crm.core.errors import Forbidden

if TYPE_CHECKING:
    from crm.core.work import Work

P = ParamSpec("P")
R = TypeVar("R")
Operation = Callable[Concatenate["Work", P], R]


class Reach(IntEnum):
    """How far a right goes: nobody's rows, one's own, those of one's teams, everybody's."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


ACTIONS: dict[str, tuple[str, ...]] = {
    "clients": ("view", "create", "edit", "delete", "export"),
    "contracts": ("view", "create", "edit", "delete", "export"),
    "monitoring": ("view", "create", "edit", "delete", "export"),
    "cases": ("view", "create", "edit", "delete", "export"),
    "tasks": ("view", "create", "edit", "delete", "export"),
    "calculator": ("view", "configure"),
    "people": ("view", "configure"),
    "inbox": ("view", "edit"),
    "imports": ("create",),
    "history": ("view",),
    "office": ("view", "configure"),
}
RIGHTS = frozenset(f"{module}.{action}" for module, actions in ACTIONS.items() for action in actions)


@dataclass(frozen=True)
class Grants:
    """What an actor may do: reach per right; the people who share a team with the actor."""

    reaches: dict[str, Reach] = field(default_factory=dict)
    team: frozenset[int] = frozenset()

    def reach(self, right: str) -> Reach:
        """The reach of a declared right; LookupError for one that nobody declared."""
        return self.reaches.get(declared(right), Reach.NONE)


ALL_RIGHTS = Grants(dict.fromkeys(RIGHTS, Reach.ALL))


def declared(right: str) -> str:
    """The right itself, so that a typo neither allows nor denies: LookupError."""
    if right not in RIGHTS:
        raise LookupError(f"no right is called {right!r}")
    return right


def right(name: str) -> Callable[[Operation[P, R]], Operation[P, R]]:
    """This operation needs the right; it is refused before its first line without any reach of it."""
    declared(name)

    def mark(operation: Operation[P, R]) -> Operation[P, R]:
        @wraps(operation)
        def guarded(work: Work, *args: P.args, **kwargs: P.kwargs) -> R:
            work.require(name)
            return operation(work, *args, **kwargs)

        guarded.__access__ = name  # type: ignore[attr-defined]
        return cast("Operation[P, R]", guarded)

    return mark


def internal(operation: Operation[P, R]) -> Operation[P, R]:
    """Only code that already acts as the office may call this; pages and routes may not import it."""

    @wraps(operation)
    def guarded(work: Work, *args: P.args, **kwargs: P.kwargs) -> R:
        if not work.actor.is_office:
            raise Forbidden("error.forbidden")
        with work.recorded():
            return operation(work, *args, **kwargs)

    guarded.__access__ = "internal"  # type: ignore[attr-defined]
    return cast("Operation[P, R]", guarded)


def public(operation: Operation[P, R]) -> Operation[P, R]:
    """Anybody may call this; what it is given (a password, a token, a code) is the right."""
    operation.__access__ = "public"  # type: ignore[attr-defined]
    return operation


def own(operation: Operation[P, R]) -> Operation[P, R]:
    """Whoever is signed in may call this, about themselves only; no role is needed and none is asked."""

    @wraps(operation)
    def guarded(work: Work, *args: P.args, **kwargs: P.kwargs) -> R:
        work.require_sign_in()
        return operation(work, *args, **kwargs)

    guarded.__access__ = "own"  # type: ignore[attr-defined]
    return cast("Operation[P, R]", guarded)
