"""The form of a rule, and what a changed rule means for the monitorings that it has started."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from crm import calculator, contracts, monitoring
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.core.work import Work
from crm.flows import rule_change
from crm.ui import arranging, fields, frame, service_schedule, staff, watch
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

UNITS = ["day", "week", "month", "year"]


def rule_form(item: calculator.ItemRow, rule: monitoring.RuleCard | None, may: bool, touched: int = 0) -> None:
    """The fields of a rule: when it starts a watch, how long, who hears of it; how many open ones it has `touched`."""
    name = f"rule-{rule.id}" if rule else "rule-new"
    with reading() as reader:
        statuses = contracts.statuses(reader)
    label = watch.rule_text(rule, item, statuses) if rule else t("monitoring.add_rule")
    note = "" if not rule or rule.is_active else t("monitoring.rule_off")
    if rule is None:
        box, chosen = frame.fold(label, note=note, form=name), None
    else:
        box, chosen = arranging.fold(label, note=note, form=name, may=may)
    with box:
        frame.trouble(name, rule)
        values = _fields(name, item, rule, statuses)
        if may and fields.save(name):
            with changing(name, "monitoring.rule_saved") as writer:
                if rule:
                    monitoring.edit_rule(writer, rule.id, seen(name, rule), item_id=item.id, **values)
                else:
                    monitoring.create_rule(writer, item_id=item.id, **values)
        if rule:
            service_schedule.of_rule(rule.id, may)
        if rule and may and touched:
            st.caption(say("rule.touches", count=touched))
            if st.toggle(say("rule.choose"), key=f"touched-{rule.id}:open"):
                take_over(rule)
    if rule:
        arranging.act(
            chosen,
            name,
            move=lambda work, by: monitoring.move_rule(work, rule.id, by),
            copy=lambda work: monitoring.copy_rule(work, rule.id),
            delete=lambda work: monitoring.delete_rule(work, rule.id, seen(name, rule)),
        )


def _fields(
    name: str, item: calculator.ItemRow, rule: monitoring.RuleCard | None, statuses: list[contracts.StatusRow]
) -> dict[str, Any]:
    with reading() as reader:
        assigned, told = _people(reader, rule)
    values = [Choice(v.id, v.name) for v in item.values if v.is_active or (rule and v.id == rule.value_id)]
    reached = [Choice(s.id, s.name) for s in statuses if s.is_active or (rule and s.id == rule.status_id)]
    return {
        "value_id": fields.choose(name, "rule_value_id", values, rule.value_id if rule else None),
        "status_id": fields.choose(name, "trigger_status_id", reached, rule.status_id if rule else None, needed=True),
        "starts": fields.pick(
            name,
            "starts",
            list(monitoring.STARTS),
            rule.starts if rule else "status_change",
            lambda x: t(f"monitoring.starts.{x}"),
            needed=True,
        ),
        "duration": fields.count(name, "duration", rule.duration if rule else 12),
        "unit": fields.pick(name, "unit", UNITS, rule.unit if rule else "month", lambda x: t(f"unit.{x}"), needed=True),
        "steps": watch.steps(name, rule.steps if rule else monitoring.PROPOSED_STEPS),
        "assigned_id": fields.choose(name, "rule_assigned_id", assigned, rule.assigned_id if rule else None),
        "recipients": watch.recipients(name, told),
        "cancels_on_leave": fields.switch(name, "cancels_on_leave", rule.cancels_on_leave if rule else False),
        "is_active": fields.switch(name, "is_active", rule.is_active if rule else True),
    }


def _people(work: Work, rule: monitoring.RuleCard | None) -> tuple[list[Choice], list[monitoring.Recipient]]:
    choices = staff.choices(work, rule.assigned_id if rule else None)
    return choices, rule.recipients if rule else monitoring.default_recipients(work)


def take_over(rule: monitoring.RuleCard) -> None:
    """The open monitorings that hold something else than the rule says now; one chooses which follow it."""
    form = f"touched-{rule.id}"
    with reading() as work:
        found = [row for row in monitoring.touched_by(work, rule.id) if row.differs]
    if not found:
        st.caption(say("rule.no_difference"))
        return
    st.markdown(say("rule.differs", count=len(found)))
    frame.refused(form)
    aspects = [name for name in monitoring.ASPECTS if any(name in row.differs for row in found)]
    chosen = fields.several(form, "aspects", aspects, aspects, lambda name: t(f"rule.aspect.{name}"))
    rows = _table(form, found)
    over = sum(row.would_be_over for row in rows) if monitoring.LENGTH in chosen else 0
    if over:
        st.warning(say("rule.would_be_over", count=over), icon=":material/event_busy:")
    label = say("rule.take_over", count=len(rows))
    if st.button(label, key=f"{form}:go", disabled=not (rows and chosen), icon=":material/published_with_changes:"):
        change = changing(form, "rule.taken_over", count=len(rows))
        with change as writer:
            rule_change.take_over(writer, rule.id, [row.id for row in rows], chosen)


def _new_last_day(row: monitoring.Touched) -> str:
    """The last day that the rule gives it now, where that is another; in words when it has passed."""
    if monitoring.LENGTH not in row.differs:
        return ""
    return t("rule.over_since", day=frame.day(row.would_end_on)) if row.would_be_over else frame.day(row.would_end_on)


def _table(form: str, found: list[monitoring.Touched]) -> list[monitoring.Touched]:
    """The monitorings with a tick each; those that are ticked."""
    columns = {
        say("field.title"): [row.title for row in found],
        say("field.client_id"): [row.client for row in found],
        say("field.contract_id"): [row.contract for row in found],
        say("field.ends_on"): [frame.day(row.ends_on) for row in found],
        say("rule.new_last_day"): [_new_last_day(row) for row in found],
        say("rule.differs_column"): [", ".join(t(f"rule.aspect.{name}") for name in row.differs) for row in found],
    }
    state = st.dataframe(
        pd.DataFrame(columns, dtype=object),
        hide_index=True,
        key=f"{form}:{len(found)}",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": list(range(len(found)))}},
    )
    return [found[place] for place in state.selection.rows if place < len(found)]
