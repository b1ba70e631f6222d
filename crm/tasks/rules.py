"""What is true of tasks: their states and who moves them, their fields, what a list can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from crm.core import asked, clean
from crm.core.errors import Problem
from crm.core.priority import NORMAL, PRIORITIES

OFFERED, ACCEPTED, IN_PROGRESS, DONE, REFUSED, CANCELLED = STATES = (
    "offered",
    "accepted",
    "in_progress",
    "done",
    "refused",
    "cancelled",
)
OPEN = (OFFERED, ACCEPTED, IN_PROGRESS)
ALIVE = (*OPEN, REFUSED)  # a refused one waits for who gave it, and is watched like the others
UNDER_WAY = (ACCEPTED, IN_PROGRESS)
SUBJECTS = ("client", "contract", "monitoring", "case")  # what a task can belong to
TITLE, CATEGORY, PART, REASON, NOTE = 250, 120, 500, 2_000, clean.BLOCK
MOST_PARTS, MOST_BLOCKERS, MOST_PEOPLE, MOST_MINUTES = 200, 50, 100, 6_000
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
SORTS = ("due_at", "title", "created")
DUES = OVERDUE, TODAY, WEEK = ("overdue", "today", "week")
VIEWS = MINE, TEAM, GIVEN, ASKED = ("mine", "team", "given", "asked")

ASSIGNEE, HANDLER, GIVER = ("assignee", "handler", "giver")


@dataclass(frozen=True)
class Move:
    """From which states to which, and by whom: the assignee alone, whoever handles the task, or who gave it."""

    sources: tuple[str, ...]
    target: str
    by: str
    needs_reason: bool = False


# The whole way of a task through its states; what is not here cannot be done.
MOVES: Mapping[str, Move] = {
    "accept": Move((OFFERED,), ACCEPTED, ASSIGNEE),
    "refuse": Move(OPEN, REFUSED, ASSIGNEE, needs_reason=True),
    "start": Move((ACCEPTED,), IN_PROGRESS, HANDLER),
    "pause": Move((IN_PROGRESS,), ACCEPTED, HANDLER),
    "finish": Move(UNDER_WAY, DONE, HANDLER),
    "reopen": Move((DONE,), IN_PROGRESS, HANDLER),
    "cancel": Move(ALIVE, CANCELLED, GIVER),
}


def moves_from(state: str) -> tuple[str, ...]:
    """What can be done with a task in this state, whoever does it."""
    return tuple(name for name, move in MOVES.items() if state in move.sources)


@dataclass(frozen=True)
class Details:
    """What a task says, as it is kept."""

    title: str
    description: str | None
    subject_kind: str | None
    subject_id: int | None
    from_at: datetime | None
    due_at: datetime | None
    priority: str
    category: str | None

    def values(self) -> dict[str, Any]:
        """Column by column."""
        return asdict(self)


def read(
    *,
    title: object = "",
    description: object = None,
    subject_kind: str | None = None,
    subject_id: int | None = None,
    from_at: datetime | None = None,
    due_at: datetime | None = None,
    priority: str = NORMAL,
    category: object = None,
) -> tuple[Details, list[Problem]]:
    """A task's fields cleaned, and everything that is wrong with them."""
    name, words, kind = clean.line(title), clean.block(description), clean.line(category)
    found = clean.check(name, "title", TITLE, is_needed=True) + clean.check(words, "description", clean.BLOCK)
    found += clean.check(kind, "category", CATEGORY)
    if priority not in PRIORITIES:
        found.append(Problem("tasks.priority_unknown", "priority"))
    if (subject_kind is None) != (subject_id is None) or (subject_kind or SUBJECTS[0]) not in SUBJECTS:
        found.append(Problem("tasks.subject_unknown", "subject_id"))
    found += _check_moments(from_at, due_at)
    return Details(name, words or None, subject_kind, subject_id, from_at, due_at, priority, kind or None), found


def _check_moments(from_at: datetime | None, due_at: datetime | None) -> list[Problem]:
    found = []
    for name, moment in (("from_at", from_at), ("due_at", due_at)):
        if moment is not None and (moment.tzinfo is None or not FIRST <= moment <= LAST):
            found.append(Problem("tasks.moment_out", name, {"first": FIRST.year, "last": LAST.year}))
    if not found and from_at and due_at and due_at < from_at:
        found.append(Problem("tasks.due_before_from", "due_at"))
    return found


def parts_of(texts: Iterable[object]) -> list[str]:
    """The lines of a checklist as they are kept; empty ones are left out."""
    return [text for text in map(clean.line, texts) if text]


def check_parts(texts: Sequence[str]) -> list[Problem]:
    """What is wrong with a checklist."""
    if len(texts) > MOST_PARTS:
        return [Problem("tasks.parts_many", "checklist", {"max": MOST_PARTS})]
    return [problem for text in texts for problem in clean.check(text, "checklist", PART)][:1]


def check_note(text: str, minutes: object) -> list[Problem]:
    """What is wrong with a note; one without words says at least how long it took."""
    found = clean.check(text, "text", NOTE, is_needed=minutes in (None, 0))
    is_whole = minutes is None or (isinstance(minutes, int) and not isinstance(minutes, bool))
    if not is_whole or not 0 <= int(str(minutes or 0)) <= MOST_MINUTES:
        found.append(Problem("tasks.minutes_wrong", "minutes", {"max": MOST_MINUTES}))
    return found


def late_from(due_at: datetime | None, noted_at: datetime | None) -> datetime | None:
    """From when on a task counts as neglected: its term, or the last note, whichever came later."""
    return due_at if due_at is None or noted_at is None else max(due_at, noted_at)


def is_circle(task_id: int, blockers: Iterable[int], known: Mapping[int, Iterable[int]]) -> bool:
    """Whether a task blocked by these would, by however many steps, wait for itself."""
    waiting, seen = list(blockers), set()
    while waiting:
        one = waiting.pop()
        if one == task_id:
            return True
        if one not in seen:
            seen.add(one)
            waiting += known.get(one, ())
    return False


@dataclass(frozen=True)
class Filters:
    """What a list of tasks is asked for; `of` and `query` carry it through an address unchanged.

    `view`: mine, my team's, given by me, waiting for my answer; all that one sees without one.
    """

    text: str = ""
    view: str = ""
    states: tuple[str, ...] = ()
    priority: str = ""
    category: str = ""
    due: str = ""
    owner_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None
    sort: str = "due_at"
    descending: bool = False

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Filters:
        """From an address's query; whatever is not understood is as if it were not there."""
        kind, id = asked.one_of(values.get("of"), SUBJECTS), asked.number(values.get("record"))
        return cls(
            text=asked.line(values.get("q")),
            view=asked.one_of(values.get("view"), VIEWS),
            states=asked.some_of(values.get("state"), STATES),
            priority=asked.one_of(values.get("priority"), PRIORITIES),
            category=asked.line(values.get("category"), CATEGORY),
            due=asked.one_of(values.get("due"), DUES),
            owner_id=asked.number(values.get("owner")),
            subject_kind=kind if id else "",
            subject_id=id if kind else None,
            sort=asked.one_of(values.get("sort"), SORTS) or "due_at",
            descending=asked.is_on(values.get("desc")),
        )

    def query(self) -> dict[str, str]:
        """For an address; what is not asked for is left out."""
        found: dict[str, object] = {
            "q": self.text,
            "view": self.view,
            "state": ",".join(self.states),
            "priority": self.priority,
            "category": self.category,
            "due": self.due,
            "owner": self.owner_id,
            "of": self.subject_kind,
            "record": self.subject_id,
            "sort": self.sort if self.sort != "due_at" else "",
            "desc": self.descending,
        }
        return asked.for_address(found)
