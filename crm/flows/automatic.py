"""Automatic reminders of a task: proposed, set, and told when their moment has come; why not, when they are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crm import notifications
from crm.core import subjects
from crm.core.access import internal, right
from crm.core.errors import Conflict, Invalid, Problem, refuse_any
from crm.core.work import Work
from crm.flows import automaton, message_values, tell_client, unsent
from crm.flows.automaton import Settings
from crm.flows.unsent import Outcome
from crm.notifications import Letterhead, Worded, withheld
from crm.notifications.rules import is_reached, why_nobody
from crm.notifications.withheld import Untold
from crm.reminders import automatic, ledger
from crm.reminders.automatic import CLIENT, Wish
from crm.reminders.automatic_tables import AutomaticReminder
from crm.reminders.ledger import Claim
from crm.tasks.tables import Task

TASK, STAFF_KIND = "task", "task.reminder"
ANYBODY = "…"  # stands for the name of whoever of us reads it: all have one
GONE, TOO_LATE = "automaton.gone", "automaton.too_late"
SWITCHED_OFF = (automaton.OFF, automaton.AUDIENCE_OFF)


@dataclass(frozen=True)
class Card:
    """What the tab of a task shows; `missing` says of each reminder in words' keys what is not there yet,
    `outcomes` what became of it.
    """

    id: int
    version: int
    wishes: tuple[Wish, ...]
    missing: tuple[tuple[str, ...], ...]
    outcomes: tuple[Outcome | None, ...]
    has_from: bool
    settings: Settings


@right("tasks.view")
def card(work: Work, task_id: int) -> Card:
    """The reminders set on a task."""
    task = work.fetch(Task, task_id, "tasks.view")
    office = work.as_office()
    rows = automatic.of_record(office, TASK, task.id)
    wishes = tuple(Wish(**{name: getattr(row, name) for name in (*automatic.COLUMNS, "id")}) for row in rows)
    missing = tuple(missing_of(office, task.id, wish) for wish in wishes)
    ended = unsent.outcomes(office, [row.id for row in rows])
    outcomes = tuple(ended.get(row.id) for row in rows)
    return Card(
        task.id, _version(rows), wishes, missing, outcomes, task.from_at is not None, automaton.settings(office)
    )


@right("tasks.edit")
def save(work: Work, task_id: int, version: int | None, wishes: Sequence[Wish]) -> None:
    """Let a task have exactly these reminders. A template may be missing until they are sent."""
    task = work.fetch(Task, task_id, "tasks.edit")
    office = work.as_office()
    held = automatic.of_record(office, TASK, task.id)
    if version is not None and version != _version(held):
        newest = max(held, key=lambda row: row.updated_at, default=None)
        raise Conflict(actor_id=newest.updated_by_id if newest else None, when=work.now, columns={})
    known, problems = {row.id: row for row in held}, automatic.problems(wishes, task.from_at)
    for place, wish in enumerate(wishes):
        problems += _template_problems(office, wish, f"reminders.{place}")
        is_past = wish.at is not None and wish.at <= work.now and (wish.id not in known or known[wish.id].at != wish.at)
        problems += [Problem("automaton.at_past", f"reminders.{place}.at")] if is_past else []
    refuse_any(problems)
    automatic.write(office, TASK, task.id, wishes, task.from_at)
    notifications.use_templates(office, *(one for wish in wishes for one in templates_of(wish).values()))


@right("tasks.edit")
def put(work: Work, task_id: int, version: int | None, *wishes: Wish) -> None:
    """Add these reminders to a task, or change the one whose id is given; problems stand at the fields of one form."""
    held = [wish for wish in card(work, task_id).wishes if wish.id not in {one.id for one in wishes}]
    try:
        save(work, task_id, version, [*wishes, *held])
    except Invalid as refusal:
        bare = [replace(one, field=one.field.rpartition(".")[2] if one.field else None) for one in refusal.problems]
        raise Invalid.of([one for place, one in enumerate(bare) if one not in bare[:place]]) from refusal


@right("tasks.edit")
def drop(work: Work, task_id: int, version: int | None, id: int) -> None:
    """Take one reminder of a task away."""
    save(work, task_id, version, [wish for wish in card(work, task_id).wishes if wish.id != id])


def proposed(settings: Settings, audience: str) -> Wish:
    """What the office's defaults propose for an audience."""
    own = settings.of(audience)
    count, unit = (own.sms_count, own.sms_unit) if own.form == "sms" else (own.email_count, own.email_unit)
    return Wish(audience, own.form, own.email_template_id, own.sms_template_id, count, unit)


@internal
def missing_of(work: Work, task_id: int, wish: Wish) -> tuple[str, ...]:
    """What would keep a reminder from going out as wished, at this moment; keys of words."""
    templates = templates_of(wish)
    if wish.audience == CLIENT:
        return tuple(way.reason for way in tell_client.ways(work, TASK, task_id, wish.form, templates) if way.reason)
    found: list[str | None] = []
    for form in tell_client.WAYS[wish.form]:
        if form == "sms" and not tell_client.has_gateway(work):
            found.append(tell_client.NO_GATEWAY)
        else:
            found.append(tell_client.why_wordless(work, templates[form], TASK, task_id, ANYBODY))
    return tuple(why for why in found if why)


def templates_of(wish: Wish | AutomaticReminder) -> dict[str, int | None]:
    """The templates of a reminder by form."""
    return {"email": wish.email_template_id, "sms": wish.sms_template_id}


@internal
def settle(work: Work, claim: Claim) -> None:
    """The moment of one reminder has come: it is told, or the ledger keeps why not."""
    row = work.session.get_one(AutomaticReminder, claim.subject_id)
    reason = _why_not(work, row)
    if reason is not None:
        ledger.settle(work, claim, "suppressed", reason=reason)
        return _held_back(work, claim, row, reason) if reason in SWITCHED_OFF else None
    task = work.session.get_one(Task, row.subject_id)
    is_over = row.at is None and bool(row.count) and task.from_at is not None and work.now >= task.from_at
    if is_over or ledger.is_stale(work, claim):
        ledger.settle(work, claim, "late", reason=TOO_LATE, was_late=True)
        return _held_back(work, claim, row, TOO_LATE)
    told = _tell_client(work, claim, row) if row.audience == CLIENT else _tell_staff(work, claim, row)
    if any(is_reached(what) for what in told.values()):
        return ledger.settle(work, claim, "fired", told=told)
    ledger.settle(work, claim, "suppressed", reason=why_nobody(told) or "reminders.reason.nobody", told=told)
    return unsent.tell(work, claim, row, told)


def _held_back(work: Work, claim: Claim, row: AutomaticReminder, reason: str) -> None:
    """A reminder that is still wished for, of a task that is still there, is not sent."""
    kind = tell_client.KIND if row.audience == CLIENT else STAFF_KIND
    withheld.from_everybody(work, Untold(kind, f"ledger:{claim.id}", row.subject_kind, row.subject_id), reason)


def _why_not(work: Work, row: AutomaticReminder) -> str | None:
    if row.deleted_at is not None:
        return GONE
    gone = subjects.of(row.subject_kind).is_gone(work, row.subject_id)
    if gone is not None:
        return gone
    if automaton.operator_of(work) is None:
        return automaton.OFF
    return None if automaton.settings(work).of(row.audience).is_on else automaton.AUDIENCE_OFF


def _tell_client(work: Work, claim: Claim, row: AutomaticReminder) -> dict[str, object]:
    head, templates = _head(work, claim, row, tell_client.KIND), templates_of(row)
    title = subjects.of(row.subject_kind).facts(work, row.subject_id).title
    tried = tell_client.tell_client(work, head, form=row.form, templates=templates, title=title[:200])
    return {CLIENT: notifications.summed(tried)}


def _tell_staff(work: Work, claim: Claim, row: AutomaticReminder) -> dict[str, object]:
    head, templates = _head(work, claim, row, STAFF_KIND), templates_of(row)
    people = subjects.of(row.subject_kind).audience(work, row.subject_id)

    def wording(form: str, reader: str) -> Worded | str:
        if form == "sms" and not tell_client.has_gateway(work):
            return tell_client.NO_GATEWAY
        why = tell_client.why_wordless(work, templates[form], str(head.subject_kind), head.subject_id or 0, reader)
        language = notifications.template_language(work, templates[form])
        if why is not None or language is None:
            return why or tell_client.NO_TEMPLATE
        said = message_values.values(work, row.subject_kind, row.subject_id, language, reader)
        return notifications.worded(work, templates[form] or 0, said)

    return notifications.tell_staff(work, head, people, tell_client.WAYS[row.form], wording)


def _head(work: Work, claim: Claim, row: AutomaticReminder, kind: str) -> Letterhead:
    account = automaton.settings(work).account_id
    return Letterhead(kind, f"ledger:{claim.id}", row.subject_kind, row.subject_id, claim.id, account, claim.due_at)


def _template_problems(work: Work, wish: Wish, field: str) -> list[Problem]:
    chosen: Mapping[str, int | None] = templates_of(wish)
    return [
        Problem("error.not_found", f"{field}.{form}_template_id")
        for form, id in chosen.items()
        if id is not None and not notifications.is_template(work, id, form, TASK)
    ]


def _version(rows: Sequence[AutomaticReminder]) -> int:
    """Moves whenever a reminder is added, changed or taken away."""
    return sum(row.version for row in rows) * 1000 + len(rows) * 31 + max((row.id for row in rows), default=0)
