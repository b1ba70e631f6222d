"""A series on the screen: its form, its dates, its log, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from typing import Any

import streamlit as st

from crm import tasks
from crm.core import asked
from crm.core.i18n import moment_text, t
from crm.core.listing import Choice
from crm.core.priority import PRIORITIES
from crm.core.recurrence import begun, parse
from crm.core.work import Work
from crm.tasks import PROPOSED_STEPS, series, series_alone, series_lists
from crm.tasks.rules import SUBJECTS
from crm.tasks.series_lists import EntryRow, SeriesCard
from crm.tasks.series_rules import BY_HAND, MADE, SCHEDULE, SeriesForm
from crm.ui import fields, frame, places, recurrence, staff, task_steps
from crm.ui.priorities import priority_name
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

FORM, ACT = "series", "series_act"
WHOLE = "whole"
WEEKLY, NINE = "FREQ=WEEKLY", time(9)
COLOURS = {"running": "#0f766e", "paused": "#b45309", "ended": "#7a7a72"}
NO_TERM = -1
TERMS = (NO_TERM, 0, 60, 240, 480, 1440, 2880, 10_080)  # minutes


def state_name(state: str) -> str:
    """How a series is, in the reader's words."""
    return t(f"series.state.{state}")


def state_colours() -> dict[str, str]:
    """The colour of each state by its words, for chips."""
    return {state_name(state): colour for state, colour in COLOURS.items()}


def form(card: SeriesCard | None, work: Work) -> None:
    """Everything a series says; changed as a whole or from one of its dates on."""
    if card and not work.may("tasks.edit"):
        _read_only(card)
        return
    frame.trouble(FORM, card)
    given = _fields(card, work)
    at = _from_when(card) if card else None
    if not fields.save(FORM):
        return
    change = changing(FORM, "series.saved")
    with change as writer:
        if card is None:
            change.go = ("series", {"id": series.create(writer, given)})
        elif at is None:
            series.edit(writer, card.id, seen(FORM, card), given)
        else:
            change.go = ("series", {"id": series.split(writer, card.id, seen(FORM, card), at, given)})


def _read_only(card: SeriesCard) -> None:
    frame.facts(
        [
            ("field.description", card.description or ""),
            ("field.task_owner", card.owner or ""),
            ("field.subject_kind", card.subject or ""),
            ("field.priority", priority_name(card.priority)),
            ("field.category", card.category or ""),
            ("field.counts_from", _mode_name(card.mode)),
            ("field.checklist", "\n".join(card.checklist)),
        ]
    )
    frame.hint("ui.view_only")


def _fields(card: SeriesCard | None, work: Work) -> SeriesForm:
    with reading() as reader:
        people = _people(reader, card)
        categories = tasks.categories(reader)
    owner = card.owner_id if card else work.me.person_id
    zone = card.zone if card else work.office.zone
    title = fields.text(FORM, "series_title", card.title if card else "", needed=True)
    description = fields.block(FORM, "description", card.description if card else "")
    owner_id = fields.choose(FORM, "series_owner", people, owner, needed=True)
    start = fields.day(FORM, "starts_on", card.starts_on if card else work.today, work.today, needed=True)
    at = recurrence.at_time(FORM, card.starts_at if card else NINE)
    rule = recurrence.pick(FORM, _rule(card), start or work.today, zone, work.today)
    given = SeriesForm(title, rule, start, at, owner_id, description, zone=zone, **_about(card))
    given = replace(given, day_off=recurrence.day_off(FORM, card.day_off if card else "as_is"))
    recurrence.preview(FORM, given, card)
    return replace(given, **_more(card, categories))


def _rule(card: SeriesCard | None) -> str:
    """The rule that the picker begins with; a day that short months do not have is said outright, so that it stays
    wanted when the first day moves into one."""
    if card is None:
        return WEEKLY
    rule = parse(card.rule)
    return begun(rule, card.starts_on).text if rule.freq == "MONTHLY" else card.rule


def _more(card: SeriesCard | None, categories: list[str]) -> dict[str, Any]:
    """What is seldom changed, folded away."""
    with st.expander(say("series.more"), icon=":material/tune:"):
        priority = fields.pick(
            FORM, "priority", list(PRIORITIES), card.priority if card else "normal", priority_name, needed=True
        )
        modes = ["schedule", "completion"]
        mode = fields.pick(FORM, "counts_from", modes, card.mode if card else SCHEDULE, _mode_name, needed=True)
        ahead = fields.count(FORM, "days_ahead", card.days_ahead if card else 0)
        held = NO_TERM if card is None or card.lasts is None else card.lasts
        lasts = fields.pick(FORM, "lasts", list(dict.fromkeys([*TERMS, held])), held, _term_name)
        category = fields.pick_or_new(FORM, "category", categories, card.category if card else None, needed=False)
        lines = fields.block(FORM, "checklist", "\n".join(card.checklist) if card else "")
        steps = task_steps.steps(FORM, card.steps if card else PROPOSED_STEPS)
    return {
        "priority": priority or "normal",
        "mode": mode or SCHEDULE,
        "days_ahead": ahead,
        "lasts": None if lasts == NO_TERM else lasts,
        "category": category or None,
        "checklist": lines.splitlines(),
        "steps": steps,
    }


def _about(card: SeriesCard | None) -> dict[str, Any]:
    """The record the tasks belong to: what the series says, or what a new one was asked for with."""
    if card:
        return {"subject_kind": card.subject_kind, "subject_id": card.subject_id}
    query = st.query_params.to_dict()
    kind, id = query.get("of", ""), frame.number_in(query, "record")
    return {"subject_kind": kind, "subject_id": id} if kind in SUBJECTS and id else {}


def _people(reader: Work, card: SeriesCard | None) -> list[Choice]:
    """To whom this person may give tasks; oneself always."""
    whose = reader.whose("tasks.create")
    found = [one for one in staff.choices(reader, card.owner_id if card else None) if whose is None or one.id in whose]
    me = reader.me.person_id
    if me is not None and me not in {one.id for one in found}:
        found.append(Choice(me, reader.me.name))
    if card and card.owner_id is not None and card.owner_id not in {one.id for one in found}:
        found.append(Choice(card.owner_id, card.owner or staff.UNKNOWN))
    return found


def _from_when(card: SeriesCard) -> datetime | None:
    """From which of its dates on a change holds, that of the task one comes from first; None for the whole series."""
    since = asked.moment(st.query_params.get("from"))
    moments = sorted({*card.coming, *([since] if since else [])})
    if not moments:
        return None
    name_of = partial(_scope_name, card=card)
    found = fields.pick(FORM, "scope", [WHOLE, *moments], since or WHOLE, name_of, needed=True)
    return found if isinstance(found, datetime) else None


def _scope_name(one: datetime | str, *, card: SeriesCard) -> str:
    if isinstance(one, str):
        return t("series.whole")
    return t("series.from", day=recurrence.moment(one, card.zone))


def dates(card: SeriesCard, work: Work) -> None:
    """When it comes next; one of these can be left out, or be the end."""
    frame.section("series.coming")
    for at in card.coming:
        frame.line(recurrence.moment(at, card.zone), "")
    if not card.coming:
        frame.hint(f"series.none_{card.state}")
    if not (card.coming and (work.may("tasks.edit") or work.may("tasks.delete"))):
        return
    frame.refused(ACT)
    chosen = fields.pick(
        ACT, "series_date", card.coming, card.coming[0], lambda at: recurrence.moment(at, card.zone), needed=True
    )
    with frame.row("series-dates"):
        if chosen and work.may("tasks.edit") and st.button(say("series.alone"), icon=":material/edit:"):
            change = changing(ACT, "series.made_alone")
            with change as writer:
                change.go = ("task", {"id": series_alone.make_now(writer, card.id, card.version, chosen)})
        if not work.may("tasks.delete"):
            return
        if chosen and frame.confirmed("series-out", "series.leave_out", "series.leave_out_warning", icon="event_busy"):
            with changing(ACT, "series.left_out") as writer:
                series.leave_out(writer, card.id, card.version, chosen)
        if chosen and frame.confirmed("series-end", "series.end", "series.end_warning", icon="event_available"):
            with changing(ACT, "series.ended") as writer:
                series.end(writer, card.id, card.version, chosen)


def away(card: SeriesCard, work: Work) -> None:
    """Pause and go on, or into the bin."""
    with frame.row("series-away"):
        if work.may("tasks.edit"):
            _pause(card)
        if work.may("tasks.delete") and frame.confirmed("series-delete", "series.delete", "series.delete_warning"):
            change = changing(ACT, "series.deleted")
            change.go = ("series", {})
            with change as writer:
                series.delete(writer, card.id, card.version)


def _pause(card: SeriesCard) -> None:
    if card.state == "running" and st.button(say("series.pause"), icon=":material/pause:", key="series-pause"):
        with changing(ACT, "series.paused") as writer:
            series.pause(writer, card.id, card.version)
    if card.state == "paused" and st.button(say("series.resume"), icon=":material/play_arrow:", key="series-resume"):
        with changing(ACT, "series.resumed") as writer:
            series.resume(writer, card.id, card.version)


def log(card: SeriesCard) -> None:
    """What became of its dates."""
    frame.section("series.log")
    with reading() as reader:
        entries = series_lists.log(reader, card.id)
    if not entries:
        frame.hint("series.log_empty")
    for entry in entries:
        mark = t(f"series.outcome.{entry.outcome}", count=entry.count)
        frame.line(recurrence.moment(entry.occurs_at, card.zone), _why(entry, card.zone), mark)
    _links(entries)


def _links(entries: Sequence[EntryRow]) -> None:
    last = next((entry.task_id for entry in entries if entry.outcome == MADE), None)
    if last is not None:
        places.link("task", say("series.last_task"), icon="task_alt", id=last)


def _why(entry: EntryRow, zone: str) -> str:
    """Why nothing was made of it, in the words of whoever refused; of somebody's doing, whose and when."""
    if entry.outcome in BY_HAND:
        return " · ".join(filter(None, [entry.by, moment_text(entry.at, zone)]))
    if entry.outcome == "failed":
        return t(f"series.why_{'gone' if entry.reason == 'tasks.person_gone' else 'other'}")
    return "" if entry.outcome == MADE else t(f"series.why_{entry.outcome}")


def _mode_name(mode: str) -> str:
    return t(f"series.mode.{mode}")


def _term_name(minutes: int) -> str:
    if minutes == NO_TERM:
        return t("series.no_term")
    if not minutes:
        return t("series.term_same")
    if minutes % 1440 == 0:
        return t("series.term_days", count=minutes // 1440)
    if minutes % 60 == 0:
        return t("series.term_hours", count=minutes // 60)
    return t("series.term_minutes", count=minutes)
