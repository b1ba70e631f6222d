"""The oracle of templates, consents, and the reminder automaton."""

from __future__ import annotations

from typing import Any

from crm import clients, notifications, tasks
from crm.core.work import Work
from crm.flows import automatic, automaton, message_values
from tests.security.rights_terms import ADMIN, EDITS, OFFICE, ROW, SEEN, WHOLE, Op, every
from tests.security.rights_world import LETTERS, Ids, World

SEES_OFFICE = ("*", "*", "", "")
GIVEN: dict[str, Any] = {"name": "T", "purpose": "task", "language": "en", "subject": "S", "body": "B", "form": "email"}
OVER_ALL = {"office.view": ("", "", "", "*")}


def grow(work: Work, world: World) -> dict[str, Ids]:
    """A template of the office, and a task of each relation that somebody gave to themselves."""
    template = notifications.create_template(work, **GIVEN)
    made: Ids = {}
    for letter in LETTERS:
        person = None if letter == "n" else world.person[letter]
        [made[letter]] = tasks.create(work.as_office(), title=f"Reminded {letter}", people=[person] if person else [])
    return {"template": dict.fromkeys(LETTERS, template), "reminded": made}


def template(w: World) -> int:
    return w.more["template"]["o"]


def task(w: World, letter: str) -> int:
    return w.more["reminded"][letter]


def consent(work: Work, w: World, letter: str) -> int:
    return clients.note_consent(work, w.client[letter], None, "email", is_given=True, on=None, source="told us")


ORACLE: dict[str, Op] = {
    "notifications.wordbook.templates": Op(lambda k, w, x: notifications.templates(k), WHOLE, SEES_OFFICE),
    "notifications.wordbook.template_choices": Op(
        lambda k, w, x: notifications.template_choices(k, "email", "task"), OFFICE, ("*",) * 4
    ),
    "notifications.wordbook.create_template": Op(
        lambda k, w, x: notifications.create_template(k, **GIVEN), WHOLE, ADMIN
    ),
    "notifications.wordbook.edit_template": Op(
        lambda k, w, x: notifications.edit_template(k, template(w), None, **GIVEN), WHOLE, ADMIN, OVER_ALL
    ),
    "notifications.wordbook.move_template": Op(
        lambda k, w, x: notifications.move_template(k, template(w), 1), WHOLE, ADMIN, OVER_ALL
    ),
    "notifications.wordbook.copy_template": Op(
        lambda k, w, x: notifications.copy_template(k, template(w)), WHOLE, ADMIN, OVER_ALL
    ),
    "notifications.wordbook.delete_template": Op(
        lambda k, w, x: notifications.delete_template(k, template(w), None), WHOLE, ADMIN, OVER_ALL
    ),
    "clients.consents.consents_of": Op(lambda k, w, x: clients.consents_of(k, w.client[x]), ROW, SEEN),
    "clients.consents.note_consent": Op(consent, ROW, EDITS, every("clients.view")),
    "flows.message_values.preview": Op(
        lambda k, w, x: message_values.preview(k, "monitoring", w.watch[x], "en"),
        ("omtn",) * 3, ("omtn", "", "", ""), every("monitoring.view"),
    ),
    "flows.automaton.settings": Op(lambda k, w, x: automaton.settings(k), OFFICE, ("*",) * 4),
    "flows.automaton.office_settings": Op(lambda k, w, x: automaton.office_settings(k), WHOLE, SEES_OFFICE),
    "flows.automaton.has_gateway": Op(lambda k, w, x: automaton.has_gateway(k), OFFICE, ADMIN),
    "flows.automaton.edit": Op(lambda k, w, x: automaton.edit(k, 0, automaton.Settings()), WHOLE, ADMIN),
    "flows.automatic.card": Op(lambda k, w, x: automatic.card(k, task(w, x)), ROW, SEEN),
    "flows.automatic.save": Op(
        lambda k, w, x: automatic.save(k, task(w, x), None, []), ROW, EDITS, every("tasks.view")
    ),
    "flows.automatic.put": Op(
        lambda k, w, x: automatic.put(k, task(w, x), None), ROW, EDITS, every("tasks.view")
    ),
    "flows.automatic.drop": Op(
        lambda k, w, x: automatic.drop(k, task(w, x), None, 1), ROW, EDITS, every("tasks.view")
    ),
}  # fmt: skip

# What the link in a letter carries is the right.
PUBLIC = {"clients.consents.leaving", "clients.consents.leave"}
