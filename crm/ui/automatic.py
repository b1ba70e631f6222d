"""Automatic reminders on a task: what is set, what would keep each from going out, one added or changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import streamlit as st

from crm import notifications
from crm.core import clock, i18n
from crm.core.i18n import t
from crm.core.work import Work
from crm.flows import automatic, tell_client, unsent
from crm.flows.automatic import Card
from crm.flows.unsent import Outcome
from crm.notifications.saying import reason_words
from crm.reminders.automatic import AUDIENCES, CLIENT, FORMS, UNITS, Wish
from crm.ui import fields, frame, wording
from crm.ui.text import safe, say
from crm.ui.work import changing, reading, seen

BOTH = "both"
BEFORE, MOMENT = "before", "moment"
FORM = "automatic"
OUTCOMES = {
    "sent": ":material/check_circle:",
    "waiting": ":material/hourglass_top:",
    "not_sent": ":material/notifications_off:",
}


def of_task(task_id: int, work: Work) -> None:
    """Everything about the automatic reminders of one task."""
    with reading() as reader:
        card = automatic.card(reader, task_id)
    may_edit = work.may("tasks.edit")
    if not card.settings.is_on:
        stopped = card.settings.stopped
        st.warning(say("automaton.stopped", name=stopped) if stopped else say("automaton.is_off"))
    frame.hint("automaton.tab_hint")
    for place, wish in enumerate(card.wishes):
        _known(card, wish, place, work, may_edit=may_edit)
    if not card.wishes:
        frame.empty("automaton.none", "automaton.none_first")
    if may_edit:
        with frame.fold(t("automaton.add"), form=FORM):
            _form(card, None, work)
    if work.may("office.configure"):
        new_templates()


def _known(card: Card, wish: Wish, place: int, work: Work, *, may_edit: bool) -> None:
    name, missing, outcome = f"{FORM}-{wish.id}", card.missing[place], card.outcomes[place]
    icon, state = _became(outcome, work) if outcome else _lacks(wish, missing)
    note = " · ".join(filter(None, [t(f"automaton.form.{wish.form}"), state]))
    with frame.fold(_words(wish, work), form=name, note=note, icon=icon):
        for reason in missing:
            st.warning(say(reason) if i18n.has(reason) else safe(reason_words(reason)), icon=":material/info:")
        if _falls_back(wish, missing):
            frame.hint("automaton.falls_back")
        if not may_edit:
            return
        _form(card, wish, work)
        if frame.confirmed(f"{name}-away", "automaton.remove", "automaton.remove_warning"):
            with changing(name, "automaton.removed") as writer:
                automatic.drop(writer, card.id, seen(name, card), wish.id or 0)


def _became(outcome: Outcome, work: Work) -> tuple[str, str]:
    """Once its moment is over: whether it went out, and why not."""
    when, why = i18n.moment_text(outcome.at, work.office.zone), unsent.said(outcome.why)
    return OUTCOMES[outcome.state], t(f"automaton.line.{outcome.state}", when=when, why=why)


def _lacks(wish: Wish, missing: tuple[str, ...]) -> tuple[str | None, str]:
    """Before that: what would keep it from going out, or from going out as wished."""
    if not missing:
        return None, ""
    why = " ".join(reason_words(reason) for reason in dict.fromkeys(missing))
    key = "automaton.line.falls_back" if _falls_back(wish, missing) else "automaton.line.lacks"
    return ":material/warning:", t(key, why=why)


def _falls_back(wish: Wish, missing: tuple[str, ...]) -> bool:
    """Whether only the SMS lacks something, and e-mail stands in for it."""
    return wish.form == "sms" and len(missing) == 1 and missing[0] != tell_client.NO_CLIENT


def _words(wish: Wish, work: Work) -> str:
    """To whom and when, in one line."""
    whom = t(f"automaton.to_{wish.audience}")
    if wish.at is not None:
        return f"{whom} · {i18n.moment_text(wish.at, work.office.zone)}"
    return f"{whom} · {t(f'automaton.ahead_{wish.unit}', count=wish.count or 0)}"


def _form(card: Card, wish: Wish | None, work: Work) -> None:
    """The fields of a reminder, new ones as the office proposes them, and saving it."""
    name = f"{FORM}-{wish.id}" if wish else FORM
    frame.trouble(name, card)
    whom = wish.audience if wish else _audience(name)
    held = wish or automatic.proposed(card.settings, CLIENT if whom == BOTH else whom)
    given = replace(held, audience=whom)
    given = replace(given, form=fields.pick(name, f"form_of_{whom}", list(FORMS), held.form, _form_name, needed=True))
    given = _when(name, given, card, work)
    for form in FORMS if given.form == "sms" else ("email",):
        chosen: dict[str, Any] = {f"{form}_template_id": template(name, form, getattr(held, f"{form}_template_id"))}
        given = replace(given, **chosen)
    if fields.save(name):
        wanted = [replace(given, audience=one) for one in AUDIENCES] if whom == BOTH else [given]
        with changing(name, "automaton.reminder_saved") as writer:
            automatic.put(writer, card.id, seen(name, card), *wanted)


def _audience(name: str) -> str:
    found = fields.pick(name, "audience", [*AUDIENCES, BOTH], CLIENT, lambda one: t(f"automaton.to_{one}"), needed=True)
    return str(found or CLIENT)


def _form_name(form: str) -> str:
    return t(f"automaton.form.{form}")


def _when(name: str, wish: Wish, card: Card, work: Work) -> Wish:
    """So long before the task begins, or at a moment of its own."""
    how = MOMENT if wish.at is not None or not card.has_from else BEFORE
    chosen = fields.pick(name, "how", [BEFORE, MOMENT], how, lambda one: t(f"automaton.how_{one}"), needed=True)
    if chosen == BEFORE:
        count, unit = ahead(name, "", wish.count or 0, wish.unit or "day")
        return replace(wish, count=count, unit=unit, at=None)
    zone = work.office.zone
    tomorrow = clock.wall(work.today + timedelta(days=1), time(8), zone)
    at = fields.moment(name, "at", wish.at or tomorrow, zone, needed=True)
    return replace(wish, count=None, unit=None, at=at or tomorrow)


def ahead(name: str, prefix: str, count: int, unit: str) -> tuple[int, str]:
    """So many minutes, hours or days."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = fields.count(name, f"{prefix}count", count)
        units: dict[str, str] = {one: t(f"automaton.unit_{one}") for one in UNITS}
        return number, str(fields.pick(name, f"{prefix}unit", list(UNITS), unit, units.__getitem__) or unit)


def template(name: str, form: str, held: int | None, *, prefix: str = "") -> int | None:
    """One of the task templates of that form, or none yet."""
    with reading() as reader:
        choices = notifications.template_choices(reader, form, "task", held)
    return fields.choose(name, f"{prefix}{form}_template_id", choices, held)


def new_templates() -> None:
    """Word a new template right here; the pickers above offer it at once."""
    for form in ("email", "sms"):
        with frame.fold(t(f"automaton.new_template_{form}"), form=wording.form_of(form, None)):
            wording.form(form, None, purpose="task")
