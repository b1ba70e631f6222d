"""Refusals: a code from the catalogues with its parameters, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as column
from typing import NoReturn


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: catalogue key, the form field it belongs to, parameters of its words."""

    code: str
    field: str | None = None
    params: Mapping[str, object] = column(default_factory=dict)


class Refusal(Exception):
    """Something the program will not do; `problems` says why, one entry per reason."""

    default = "error.refused"

    def __init__(self, code: str | None = None, field: str | None = None, **params: object) -> None:
        self.problems: tuple[Problem, ...] = (Problem(code or self.default, field, params),)
        super().__init__(self.problems[0].code)

    @property
    def code(self) -> str:
        return self.problems[0].code

    @property
    def params(self) -> Mapping[str, object]:
        return self.problems[0].params


class NotSignedIn(Refusal):
    """No valid sign-in stands behind this request."""

    default = "error.not_signed_in"


class NotFound(Refusal):
    """There is no such row, or the actor may not know of it; both answer alike."""

    default = "error.not_found"


class Forbidden(Refusal):
    """The actor sees the row (or the module) but may not do this with it."""

    default = "error.forbidden"


class Conflict(Refusal):
    """Somebody else saved in the meantime; parameters: `who`, `when`, `fields`."""

    default = "error.conflict"


class Invalid(Refusal):
    """The input breaks rules; all that is wrong at once, each at its field."""

    default = "error.invalid"

    @classmethod
    def of(cls, problems: list[Problem]) -> Invalid:
        refusal = cls()
        refusal.problems = tuple(problems)
        refusal.args = (", ".join(problem.code for problem in problems),)
        return refusal


def refuse_any(problems: list[Problem]) -> None:
    """Raise Invalid with everything that was found wrong, or return."""
    if problems:
        raise Invalid.of(problems)


def invalid(code: str, field: str | None = None, **params: object) -> NoReturn:
    """Refuse one field at once."""
    raise Invalid.of([Problem(code, field, params)])
