"""One click in a digest: what its link is about, and doing it as the person it was written to, by their rights now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from crm import tasks
from crm.core.access import public
from crm.core.errors import Forbidden, NotFound, NotSignedIn, Problem, Refusal
from crm.core.work import Work
from crm.flows import digest_contents, digest_tokens
from crm.flows.digest_tokens import ACCEPT, DONE, SNOOZE, Token
from crm.notifications import putting_off
from crm.tasks import TaskCard

STEPS = {ACCEPT: "accept", DONE: "finish"}
SO_ALREADY = {ACCEPT: ("accepted", "in_progress", "done"), DONE: ("done",), SNOOZE: ()}
KIND, REMINDER = "task", "task.reminder"


@dataclass(frozen=True)
class Asked:
    """What a link asks for. `said` is why that cannot be, or is so already: None while it can be done.

    `state` is the task's, as a key of words.
    """

    action: str
    title: str
    path: str
    language: str
    state: str
    said: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    is_done: bool = False


@public
def asked(work: Work, token: str) -> Asked | None:
    """What this link is about, as things stand; None for every link that does not hold. Changes nothing."""
    found = _found(work, token)
    return found[1] if found else None


@public
def act(work: Work, token: str) -> Asked | None:
    """Do what the link asks for, if it still can be done; a second time it only says what is so."""
    read = digest_tokens.read(work.as_office(), token)
    if read is not None:
        work.lock(f"task {read.task_id}")
    found = _found(work, token)
    if found is None or read is None or found[1].said is not None:
        return found[1] if found else None
    reader, what = found
    try:
        with work.savepoint(), reader.recorded():
            is_done = _do(reader, read)
    except Refusal as refusal:
        return _refused(what, refusal.problems[0])
    return replace(what, is_done=True) if is_done else replace(what, said="digests.act.put_off_before")


def _found(work: Work, token: str) -> tuple[Work, Asked] | None:
    read = digest_tokens.read(work.as_office(), token)
    if read is None:
        return None
    try:
        reader = digest_contents.as_reader(work.as_office(), read.person_id)
        card = tasks.get(reader, read.task_id)
    except (NotSignedIn, NotFound, Forbidden):
        return None
    return reader, _as_things_stand(reader, read, card)


def _as_things_stand(reader: Work, read: Token, card: TaskCard) -> Asked:
    what = Asked(read.action, card.title, f"/task?id={card.id}", reader.me.language, f"tasks.state.{card.state}")
    if card.state in SO_ALREADY[read.action] or card.state not in tasks.OPEN:
        return replace(what, said="digests.act.state")
    if card.version != read.version:
        return replace(what, said="digests.act.changed")
    return replace(what, said=_why_not(reader, read, card))


def _why_not(reader: Work, read: Token, card: TaskCard) -> str | None:
    if not reader.may(digest_tokens.NEEDS[read.action]):
        return "digests.act.not_yours"
    if read.action in STEPS:
        return None if STEPS[read.action] in card.moves else "digests.act.not_yours"
    until = read.until(_zone(reader))
    if until <= reader.now:
        return "digests.act.put_off_over"
    is_so = putting_off.is_put_off(reader.as_office(), read.person_id, KIND, card.id, until)
    return "digests.act.put_off_before" if is_so else None


def _do(reader: Work, read: Token) -> bool:
    """Whether anything changed."""
    if read.action in STEPS:
        tasks.move(reader, read.task_id, STEPS[read.action], read.version)
        return True
    until = read.until(_zone(reader))
    return putting_off.put_off(reader.as_office(), read.person_id, REMINDER, KIND, read.task_id, until)


def _refused(what: Asked, problem: Problem) -> Asked:
    return replace(what, said=problem.code, params=dict(problem.params))


def _zone(reader: Work) -> str:
    return reader.me.zone or reader.office.zone
