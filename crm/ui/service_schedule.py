"""The service visits of a monitoring, on its page and beside the rule that starts it: how often, how far ahead."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from crm import monitoring
from crm.core.i18n import t
from crm.core.recurrence import Rule, parse
from crm.core.work import Work
from crm.flows import service_visits
from crm.flows.service_visits import AHEAD, NINE, QUARTERLY, Visits
from crm.tasks.series_lists import SeriesCard
from crm.tasks.series_rules import MOVE, SeriesForm
from crm.ui import fields, frame, places, recurrence
from crm.ui.text import say
from crm.ui.work import changing, problems, reading, seen

FORM = "visits"
MOST_MONTHS = 60
FIRST = timedelta(days=91)  # a quarter from now


def panel(card: monitoring.MonitoringCard, work: Work) -> None:
    """How often somebody goes there, when next, and the form behind it."""
    with reading() as reader:
        visits = service_visits.of_monitoring(reader, card.id)
    frame.section("series.visits")
    if visits:
        frame.note(visits.words)
        for at in visits.coming[:3]:
            frame.line(recurrence.moment(at, visits.zone), visits.owner or "")
        if work.may("tasks.view"):
            places.link("series", t("series.open"), icon="event_repeat", id=visits.id)
    else:
        frame.hint("series.no_visits")
    is_open = card.state in ("scheduled", "active")
    if is_open and work.may("monitoring.edit") and work.may("tasks.create"):
        label = say("series.visits_plan")
        with frame.narrow(), st.expander(label, icon=":material/event_repeat:", expanded=bool(problems(FORM))):
            _form(card, visits, work)


def of_rule(rule_id: int, may: bool) -> None:
    """What a rule plans for every monitoring that it starts; label away until somebody asks for it."""
    form = f"plan-{rule_id}"
    with reading() as work:
        plan = service_visits.of_rule(work, rule_id)
    if plan and plan.is_active:
        frame.note(t("series.plan_is", title=plan.title, count=parse(plan.rule).interval))
    if not may or not st.toggle(say("series.plan_change"), key=f"{form}:open"):
        return
    frame.trouble(form, plan)
    values = _plan_fields(form, plan)
    is_active = fields.switch(form, "is_active", plan.is_active if plan else True)
    if fields.save(form, "series.plan_save"):
        with changing(form, "series.plan_saved") as writer:
            service_visits.plan(writer, rule_id, seen(form, plan) if plan else None, values, is_active=is_active)


def _plan_fields(form: str, plan: service_visits.PlanCard | None) -> Visits:
    """Every so many months from each monitoring's own first day on."""
    title = fields.text(form, "series_title", plan.title if plan else t("series.visit_title"), needed=True)
    at = recurrence.at_time(form, (plan.starts_at if plan else None) or NINE)
    months = fields.count(form, "every_monthly", parse(plan.rule if plan else QUARTERLY).interval)
    ahead = fields.count(form, "days_ahead", plan.days_ahead if plan else AHEAD)
    day_off = recurrence.day_off(form, plan.day_off if plan else MOVE)
    return Visits(title, Rule("MONTHLY", months).text, None, at, ahead, day_off)


def _form(card: monitoring.MonitoringCard, visits: SeriesCard | None, work: Work) -> None:
    frame.trouble(FORM, visits)
    values = _fields(visits, work)
    if fields.save(FORM):
        with changing(FORM, "series.visits_saved") as writer:
            service_visits.schedule(writer, card.id, seen(FORM, visits) if visits else None, values)
    if visits and frame.confirmed("visits-away", "series.visits_away", "series.visits_away_warning"):
        with changing(FORM, "series.visits_gone") as writer:
            service_visits.unschedule(writer, card.id, seen(FORM, visits))


def _fields(visits: SeriesCard | None, work: Work) -> Visits:
    first = visits.starts_on if visits else work.today + FIRST
    title = fields.text(FORM, "series_title", visits.title if visits else t("series.visit_title"), needed=True)
    start = fields.day(FORM, "starts_on", first, work.today, needed=True, quick=False)
    at = recurrence.at_time(FORM, visits.starts_at if visits else NINE)
    rule = recurrence.pick(FORM, visits.rule if visits else QUARTERLY, start or first, work.office.zone, work.today)
    ahead = fields.count(FORM, "days_ahead", visits.days_ahead if visits else AHEAD)
    day_off = recurrence.day_off(FORM, visits.day_off if visits else MOVE)
    recurrence.preview(FORM, SeriesForm(title, rule, start, at, owner_id=0, day_off=day_off))
    return Visits(title, rule, start, at, ahead, day_off)
