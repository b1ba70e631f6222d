"""The terms of the oracle: who reaches which rows, what an operation is, and what several of its areas call.

Relations of the row are letters (o own, m a team-mate's, t another team's, n nobody's); `*` is what belongs to no row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.contracts import ContractForm
from crm.core.errors import NotFound, Refusal
from crm.core.work import Work
from crm.flows import (
    contract_status,
)
from crm.flows.imports.mapping import Plan, Source
from crm.monitoring import Recipient
from crm.people.tables import User, UserRole
from crm.reminders.rules import StepPlan
from tests.security.rights_world import LETTERS, TODAY, World

Call = Callable[[Work, World, str], Any]
Reached = tuple[str, str, str]  # allowed when the right's reach is own, team, all
ROW: Reached = ("o", "om", "omtn")
NEW: Reached = ("o", "om", "omt")  # for whom something is made
OFFICE: Reached = ("*", "*", "*")  # the office's, so everybody's who has the right at all
WHOLE: Reached = ("", "", "*")  # the office's, and only for who has the right over all of it
ALWAYS: Reached = ("omtn", "omtn", "omtn")  # which rows: another right says


@dataclass(frozen=True)
class Op:
    """`staff` is what administrator, manager, employee, viewer may; `also` says what another right must reach, too.

    `is_list`: the call gives the letters of the rows it shows, and these must be exactly the allowed ones.
    """

    call: Call
    reached: Reached
    staff: tuple[str, str, str, str]
    also: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    is_list: bool = False

    @property
    def cases(self) -> str:
        """Every relation to try: all for rows, the one case for what belongs to no row."""
        everything = "".join(self.reached)
        if everything == "ooo":
            return "omt"
        return LETTERS if "t" in everything and "n" in everything else "".join(sorted(set(everything)))


def listed(call: Call, reached: Reached, staff: tuple[str, str, str, str], **also: Any) -> Op:
    """An operation that shows rows."""
    return Op(call, reached, staff, also.get("also", {}), is_list=True)


def every(right: str) -> dict[str, tuple[str, str, str, str]]:
    """A second right whose reach decides by rows: none, own, team, all."""
    return {right: ("", "o", "om", "omtn")}


ALL, EDITS, ADMIN = ("omtn",) * 4, ("omtn", "om", "o", ""), ("*", "", "", "")
SEEN = ("omtn", "omtn", "om", "omtn")  # what the built-in roles see of clients, contracts and monitorings
MAKES = ("omt", "omt", "o", "")
STEPS = [StepPlan(5, "day")]
OWNER = [Recipient("contract_owner")]


def person_fields(work: Work, user: User | None = None) -> dict[str, Any]:
    """What the form of a person holds; of a known one, with the roles and teams they have."""
    if user is None:
        return {"name": "New", "email": "new@example.test", "role_ids": (), "team_ids": (), **REST}
    held = tuple(work.session.execute(select(UserRole.role_id).where(UserRole.user_id == user.id)).scalars())
    return {"name": f"{user.name} II", "email": user.email, "role_ids": held, "team_ids": (), **REST}


REST = {"phone": None, "language": "en", "zone": "Europe/Warsaw", "supervisor_id": None, "is_active": True}


def owner(w: World, letter: str) -> int:
    return w.person[letter]


def kept_owner(w: World, letter: str) -> int | None:
    """Who owns the rows of this relation."""
    return None if letter == "n" else w.person[letter]


def contract_fields(w: World, letter: str) -> dict[str, Any]:
    return {"client_id": w.client[letter], "owner_id": kept_owner(w, letter), "note": "changed"}


def watch_fields(w: World, letter: str) -> dict[str, Any]:
    fields = {"title": "Changed", "type": "changed", "starts_on": TODAY, "ends_on": date(2026, 5, 1), "note": None}
    return {**fields, "assigned_id": kept_owner(w, letter), "recipients": OWNER, "steps": STEPS}


def found_of(work: Work, w: World, finds: Callable[[str], bool]) -> str:
    """The letters for which something is found; what is not found answers so."""
    found = ""
    for letter in LETTERS:
        try:
            found += letter if finds(letter) else ""
        except NotFound:
            continue
    return found


def source(kind: str) -> Source:
    return Source(kind, "file.csv", None, None, (), False, None, {}, "%Y-%m-%d", ".", {})


def plan(**made: Any) -> Plan:
    return Plan("rights", "none", (), made.get("statuses", ()), made.get("rules", ()))


def made_or_refused(answers: list[Any]) -> Any:
    """The one answer of a batch; a refusal is raised as the operation for one would."""
    [answer] = answers
    if isinstance(answer, Refusal):
        raise answer
    return answer


def create_many(work: Work, w: World, letter: str) -> Any:
    form = ContractForm(w.client["o"], owner(w, letter), status_id=w.active)
    return made_or_refused(contract_status.create_many(work, [form]))
