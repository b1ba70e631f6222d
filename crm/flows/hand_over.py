"""Somebody leaves: another takes over what is theirs, in one transaction, and nothing stays orphaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm import cases, clients, contracts, monitoring, people, tasks
from crm.core.access import right
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.flows import automaton
from crm.people.tables import User

# What can be left behind, and who hands it over; contracts before monitorings, whose own person comes first.
_OWNERS: Mapping[str, Callable[[Work, int, int], int]] = {
    "clients": clients.hand_over,
    "contracts": contracts.hand_over,
    "cases": cases.hand_over,
    "tasks": tasks.hand_over,
    "given_tasks": tasks.hand_over_given,
    "series": tasks.hand_over_series,
    "given_series": tasks.hand_over_given_series,
    "monitorings": monitoring.hand_over_monitorings,
    "rules": monitoring.hand_over_rules,
    "monitoring_recipients": monitoring.hand_over_monitoring_recipients,
    "rule_recipients": monitoring.hand_over_rule_recipients,
    "default_recipients": monitoring.hand_over_default_recipients,
    "supervised": people.hand_over,
}
KINDS = tuple(_OWNERS)
# Without this right nobody could do anything with what became theirs: it would be as good as orphaned.
_NEEDS = {
    "clients": "clients.edit",
    "contracts": "contracts.edit",
    "cases": "cases.edit",
    "tasks": "tasks.edit",
    "series": "tasks.edit",
    "monitorings": "monitoring.edit",
}


@right("people.configure")
def owned(work: Work, person_id: int) -> dict[str, int]:
    """How much of each kind is this person's and still in play; kinds without any are left out.

    In play are clients and contracts outside the bin, open cases and tasks, series that go on, scheduled and active
    monitorings, rules (also those switched off: they can be switched on), whom these and the office tell, and active
    people who are supervised.
    """
    return _owned(work, work.fetch(User, person_id, "people.configure").id)


@right("people.configure")
def deactivate(
    work: Work,
    person_id: int,
    version: int | None,
    *,
    takes_over: int | None = None,
    others: Mapping[str, int | None] | None = None,
) -> dict[str, int]:
    """Deactivate a person; what they own goes to `takes_over`, or to whom `others` names for a kind of `KINDS`.

    Returns how much of each went over. Invalid while anything would stay orphaned, and for heirs who cannot take it;
    then nothing is written.
    """
    work.require("people.configure", None)
    work.lock("people")  # so that no heir leaves meanwhile
    person = work.fetch(User, person_id, "people.configure", version)
    left = _owned(work, person.id)
    heirs = {kind: (others or {}).get(kind) or takes_over for kind in left}
    refuse_any(_problems(work, person, left, heirs))
    people.deactivate(work, person.id, version)
    office = work.as_office()
    automaton.operator_left(office, person.id)
    return {kind: _OWNERS[kind](office, person.id, heir) for kind, heir in heirs.items() if heir is not None}


@right("people.configure")
def activate(work: Work, person_id: int, version: int | None) -> None:
    """A deactivated person works here again; what was handed over stays with who has it now."""
    people.activate(work, person_id, version)


def _owned(work: Work, person_id: int) -> dict[str, int]:
    office = work.as_office()
    counts = {
        "clients": clients.owned(office, person_id),
        "contracts": contracts.owned(office, person_id),
        "cases": cases.owned(office, person_id),
        **tasks.owned(office, person_id),
        **monitoring.owned(office, person_id),
        "supervised": people.supervised(office, person_id),
    }
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _problems(work: Work, person: User, left: Mapping[str, int], heirs: Mapping[str, int | None]) -> list[Problem]:
    """Every kind needs somebody who works here and is not the one who leaves."""
    orphaned = sum(count for kind, count in left.items() if heirs[kind] is None)
    problems = [Problem("people.orphaned", "takes_over", {"count": orphaned})] if orphaned else []
    named = {heir for heir in heirs.values() if heir is not None}
    fit = {user.id for user in people.active(work.as_office(), person_ids=named, team_ids=[])} - {person.id}
    if named - fit:
        problems.append(Problem("people.heir_gone", "takes_over"))
    if unable := _unable(work, heirs, fit):
        names = people.names(work.as_office(), sorted(unable)).values()
        problems.append(Problem("people.heir_unable", "takes_over", {"names": ", ".join(names)}))
    return problems


def _unable(work: Work, heirs: Mapping[str, int | None], fit: set[int]) -> set[int]:
    """Who of them may not edit what would become theirs."""
    found: set[int] = set()
    for kind, right_name in _NEEDS.items():
        heir = heirs.get(kind)
        if heir in fit and heir not in people.able(work.as_office(), [heir], right_name):
            found.add(heir)
    return found
