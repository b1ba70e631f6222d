"""The parts that every form about watching shares: steps of a ladder, recipients, what will follow."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, time

import streamlit as st

from crm import contracts
from crm.calculator import ItemRow
from crm.contracts import StatusRow
from crm.core import i18n
from crm.core.listing import Choice
from crm.monitoring import Consequence, RuleCard
from crm.monitoring.rules import Recipient
from crm.reminders.rules import StepPlan
from crm.ui import entries, frame, staff, step_channels
from crm.ui.fields import choose, key_of, several
from crm.ui.text import say
from crm.ui.work import problems, reading

UNITS = ["day", "week", "month"]
FRESH = 3


def contract_choice(form: str) -> int | None:
    """Which contract a new monitoring belongs to: found by typing, or given by the page one comes from."""
    if given := frame.number_in(st.query_params.to_dict(), "contract"):
        return given
    with reading() as reader:
        offered = contracts.listing(reader, sort="number", descending=True).rows
        text = st.text_input(
            say("ui.search_contracts"),
            placeholder=say("ui.search_contracts"),
            label_visibility="collapsed",
            icon=":material/search:",
            type="search",
            live="300ms",
            key=f"{form}:find",
        )
        if text:
            offered = contracts.listing(reader, text=text).rows
    return choose(form, "contract_id", [Choice(row.id, f"{row.number} · {row.client}") for row in offered], needed=True)


def recipients(form: str, value: Sequence[Recipient]) -> list[Recipient]:
    """Whom to tell: the contract's owner, the client's owner, teams, people."""
    with reading() as work:
        people_names = {choice.id: choice.name for choice in staff.choices(work)}
        people_names |= staff.names(work, [r.person_id for r in value if r.person_id not in people_names])
        teams = staff.teams(work, [r.team_id for r in value])
    options = [Recipient("contract_owner"), Recipient("client_owner")]
    options += [Recipient("team", team_id=team) for team in teams]
    options += [Recipient("person", person_id=person) for person in people_names]
    return several(form, "recipients", options, list(value), lambda r: recipient_name(r, people_names, teams))


def recipient_name(recipient: Recipient, people_names: dict[int, str], teams: dict[int, str]) -> str:
    """A recipient in the reader's words."""
    if recipient.kind == "person":
        return people_names.get(recipient.person_id or 0, "?")
    if recipient.kind == "team":
        return i18n.t("ui.team_named", name=teams.get(recipient.team_id or 0, "?"))
    return i18n.t(f"recipient.{recipient.kind}")


def steps(form: str, value: Sequence[StepPlan]) -> list[StepPlan]:
    """The ladder: one row a step, with a button to add one and one to take each away."""
    st.markdown(say("field.steps"))
    key = key_of(form, "steps")
    rows: dict[str, StepPlan] = st.session_state.setdefault(key, {secrets.token_hex(3): step for step in value})
    plans = [_step(form, key, place, name, step) for place, (name, step) in enumerate(list(rows.items()))]
    if st.button(say("ui.add_step"), key=f"{key}:add", icon=":material/add:", type="tertiary"):
        rows[secrets.token_hex(3)] = StepPlan(count=7, unit="day", fresh_days=FRESH)
        st.rerun()
    for problem in problems(form):
        if problem.field and problem.field.split(".")[0] == "steps":
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
    return plans


def _step(form: str, key: str, place: int, name: str, step: StepPlan) -> StepPlan:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}:row:{name}"):
        count = entries.whole(say("field.step_count"), step.count, f"{key}:{name}:count", width=95)
        unit = st.selectbox(
            say("field.step_unit"),
            UNITS,
            index=UNITS.index(step.unit),
            format_func=lambda unit: say(f"unit.before_{unit}"),
            key=f"{key}:{name}:unit",
            width=130,
        )
        at = st.time_input(say("field.step_at"), value=step.at, key=f"{key}:{name}:at", step=900, width=95)
        always = st.toggle(
            say("field.step_always"),
            value=step.fresh_days is None,
            key=f"{key}:{name}:always",
            help=say("hint.step_always"),
        )
        st.button(
            say("ui.remove"),
            key=f"{key}:{name}:remove",
            icon=":material/close:",
            type="tertiary",
            on_click=_remove,
            args=(key, name),
        )
    channels = step_channels.choose(f"{key}:{name}", step.channels, by_priority=False)
    return StepPlan(
        count=count,
        unit=unit,
        is_before=step.is_before,
        at=at or time(9),
        fresh_days=None if always else (FRESH if step.fresh_days is None else step.fresh_days),
        anchor=step.anchor,
        channels=channels,
    )


def _remove(key: str, name: str) -> None:
    st.session_state[key].pop(name, None)


def steps_text(plans: Sequence[StepPlan]) -> str:
    """A ladder in a sentence: "30 days before, 7 days before"."""
    return ", ".join(i18n.t(f"unit.{plan.unit}_before", count=plan.count) for plan in plans)


def consequence(found: Sequence[Consequence], today: date) -> None:
    """What saving will bring: when reminders go out, and to whom."""
    if not found:
        st.info(say("ui.no_reminders"), icon=":material/notifications_off:")
        return
    names = ", ".join(dict.fromkeys(name for one in found for name in one.names))
    days = ", ".join(f"{i18n.date_text(one.day)} ({i18n.days_text((one.day - today).days)})" for one in found)
    st.info(say("ui.reminders_will", days=days, names=names or "–"), icon=":material/notifications:")


def rule_text(rule: RuleCard, item: ItemRow, statuses: Sequence[StatusRow]) -> str:
    """A rule in a sentence: for which value, at which status, how long, which steps."""
    value = next((value.name for value in item.values if value.id == rule.value_id), i18n.t("monitoring.any_value"))
    status = next((status.name for status in statuses if status.id == rule.status_id), "?")
    length = i18n.t(f"unit.count_{rule.unit}", count=rule.duration)
    return i18n.t(
        "monitoring.rule_text", value=value, status=status, length=length, steps=steps_text(rule.steps) or "–"
    )
