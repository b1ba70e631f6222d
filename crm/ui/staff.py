"""People and teams to choose from and to name; somebody who may not look at people still uses every other page."""

from __future__ import annotations

from collections.abc import Iterable

from crm import people
from crm.core.listing import Choice
from crm.core.work import Work

UNKNOWN = "?"


def choices(work: Work, kept: int | None = None) -> list[Choice]:
    """Who can be chosen (nobody without the right to look at people), and who is `kept` although not among them."""
    found = people.choices(work) if work.may("people.view") else []
    if kept is None or kept in {choice.id for choice in found}:
        return found
    return [*found, Choice(kept, names(work, [kept])[kept])]


def names(work: Work, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people; one that may not be seen is a question mark, so that a form keeps the choice."""
    wanted = [one for one in ids if one]
    known = people.names(work, wanted) if wanted and work.may("people.view") else {}
    return {one: known.get(one, UNKNOWN) for one in wanted}


def teams(work: Work, ids: Iterable[int | None] = ()) -> dict[int, str]:
    """Teams to choose from, and these, by id."""
    known = people.team_choices(work) if work.may("people.view") else []
    return {**{one: UNKNOWN for one in ids if one}, **{choice.id: choice.name for choice in known}}
