"""What goes through an import: verdicts of its rows, and where a source stands while they go in."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm.core.errors import Problem
from crm.flows.imports.mapping import Source

CREATED, UPDATED, UNCHANGED, REPEATED, REFUSED = OUTCOMES = ("created", "updated", "unchanged", "repeated", "refused")
BOTH, ONLY_NEW, ONLY_KNOWN = MODES = ("both", "create", "update")


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
    """Where a source stands while its rows go in: its run, the keys and names seen so far.

    `mode` says whether rows may make records, change them, or both. A run that `remembers` keeps which record each key
    stands for. `met` holds the values by which records were found, where two rows may not mean the same one. `taken`
    and `promised` hold what earlier batches would have taken, and whom they would have made, had a dry run written it.
    """

    plan_name: str
    source: Source
    import_id: int
    is_told: bool
    seen: set[str] = field(default_factory=set)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    mode: str = BOTH
    remembers: bool = True
    is_dry: bool = False
    met: set[object] | None = None
    taken: set[tuple[str, object]] = field(default_factory=set)
    promised: set[str] = field(default_factory=set)
