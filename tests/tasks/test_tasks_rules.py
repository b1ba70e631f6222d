"""What is true of tasks: every state with every step, fields, circles, what an address can ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm.core.priority import PRIORITIES
from crm.tasks import rules
from crm.tasks.rules import Filters

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
# By hand: where each step leads from each state; what is not here is refused.
WAYS = {
    ("offered", "accept"): "accepted",
    ("offered", "refuse"): "refused",
    ("offered", "cancel"): "cancelled",
    ("accepted", "start"): "in_progress",
    ("accepted", "finish"): "done",
    ("accepted", "refuse"): "refused",
    ("accepted", "cancel"): "cancelled",
    ("in_progress", "pause"): "accepted",
    ("in_progress", "finish"): "done",
    ("in_progress", "refuse"): "refused",
    ("in_progress", "cancel"): "cancelled",
    ("refused", "cancel"): "cancelled",
    ("done", "reopen"): "in_progress",
}


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("step", rules.MOVES)
def test_every_state_allows_exactly_these_steps(state: str, step: str) -> None:
    move = rules.MOVES[step]
    found = move.target if state in move.sources else None
    assert found == WAYS.get((state, step))
    assert (step in rules.moves_from(state)) == (found is not None)


def test_a_cancelled_task_stays_so_and_only_a_refusal_needs_a_reason() -> None:
    assert rules.moves_from("cancelled") == ()
    assert [name for name, move in rules.MOVES.items() if move.needs_reason] == ["refuse"]
    assert {name: move.by for name, move in rules.MOVES.items()} == {
        "accept": "assignee", "refuse": "assignee", "start": "handler", "pause": "handler", "finish": "handler",
        "reopen": "handler", "cancel": "giver",
    }  # fmt: skip


def codes(**given: Any) -> list[tuple[str, str | None]]:
    _, problems = rules.read(**{"title": "Call", **given})
    return [(problem.code, problem.field) for problem in problems]


def test_a_title_is_all_that_a_task_needs() -> None:
    read, problems = rules.read(title="  Call \n them ")
    assert not problems
    assert (read.title, read.priority, read.description, read.due_at) == ("Call them", "normal", None, None)


@pytest.mark.parametrize("priority", PRIORITIES)
def test_every_priority_is_known(priority: str) -> None:
    assert codes(priority=priority) == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"title": " "}, ("error.required", "title")),
        ({"title": "x" * 251}, ("error.too_long", "title")),
        ({"description": "x" * 10_001}, ("error.too_long", "description")),
        ({"category": "x" * 121}, ("error.too_long", "category")),
        ({"priority": "extreme"}, ("tasks.priority_unknown", "priority")),
        ({"subject_kind": "client"}, ("tasks.subject_unknown", "subject_id")),
        ({"subject_id": 7}, ("tasks.subject_unknown", "subject_id")),
        ({"subject_kind": "users", "subject_id": 7}, ("tasks.subject_unknown", "subject_id")),
        ({"due_at": datetime(1899, 1, 1, tzinfo=UTC)}, ("tasks.moment_out", "due_at")),
        ({"from_at": datetime(2200, 1, 1, tzinfo=UTC)}, ("tasks.moment_out", "from_at")),
        ({"from_at": datetime(2026, 3, 10)}, ("tasks.moment_out", "from_at")),
        ({"from_at": NOON, "due_at": NOON - timedelta(seconds=1)}, ("tasks.due_before_from", "due_at")),
    ],
)
def test_what_is_wrong_is_said_at_its_field(given: dict[str, Any], problem: tuple[str, str]) -> None:
    assert codes(**given) == [problem]


def test_a_term_may_be_the_moment_at_which_it_begins() -> None:
    assert codes(from_at=NOON, due_at=NOON) == []


def test_a_checklist_leaves_out_empty_lines_and_has_bounds() -> None:
    assert rules.parts_of([" a ", "", "\n", "b"]) == ["a", "b"]
    assert [p.code for p in rules.check_parts(["x"] * 201)] == ["tasks.parts_many"]
    assert [p.code for p in rules.check_parts(["x" * 501, "y" * 501])] == ["error.too_long"]
    assert not rules.check_parts(["x"] * 200)


@pytest.mark.parametrize(
    ("text", "minutes", "codes"),
    [
        ("done so far", None, []),
        ("", 15, []),
        ("", None, ["error.required"]),
        ("", 0, ["error.required"]),
        ("x", -1, ["tasks.minutes_wrong"]),
        ("x", 6_001, ["tasks.minutes_wrong"]),
        ("x", True, ["tasks.minutes_wrong"]),
        ("x", 1.5, ["tasks.minutes_wrong"]),
        ("x" * 10_001, 1, ["error.too_long"]),
    ],
)
def test_a_note_says_something_or_how_long_it_took(text: str, minutes: object, codes: list[str]) -> None:
    assert [problem.code for problem in rules.check_note(text, minutes)] == codes


def test_neglect_is_counted_from_the_term_or_the_last_note() -> None:
    later = NOON + timedelta(hours=1)
    assert rules.late_from(None, NOON) is None
    assert rules.late_from(NOON, None) == NOON
    assert rules.late_from(NOON, later) == later
    assert rules.late_from(later, NOON) == later


@pytest.mark.parametrize(
    ("blockers", "known", "is_circle"),
    [
        ([], {}, False),
        ([2], {}, False),
        ([1], {}, True),
        ([2], {2: [1]}, True),
        ([2], {2: [3], 3: [4], 4: [1]}, True),
        ([2], {2: [3], 3: [2]}, False),
        ([2, 3], {2: [4], 3: [4], 4: []}, False),
    ],
)
def test_a_task_never_waits_for_itself(blockers: list[int], known: dict[int, list[int]], is_circle: bool) -> None:
    assert rules.is_circle(1, blockers, known) is is_circle


FILTERS = [
    Filters(),
    Filters(text="a b", view="mine", states=("offered", "done"), priority="high", category="calls", due="week"),
    Filters(owner_id=3, subject_kind="client", subject_id=7, sort="title", descending=True),
    Filters(view="given", due="overdue", sort="created"),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_come_through_an_address_unchanged(filters: Filters) -> None:
    assert Filters.of(filters.query()) == filters


@pytest.mark.parametrize(
    "query",
    [
        {"view": "everybody", "state": "x,", "priority": "most", "due": "never", "owner": "1 OR 1", "sort": "password"},
        {"of": "client"}, {"record": "7"}, {"of": "users", "record": "7"}, {"owner": str(2**63)}, {"q": ["", "x"]},
        {"owner": "-1", "desc": "yes"},
    ],
)  # fmt: skip
def test_whatever_is_not_understood_is_as_if_it_were_not_there(query: dict[str, object]) -> None:
    assert Filters.of(query) == Filters()
