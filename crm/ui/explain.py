"""The explain panel: every step of a record with what became of it, mails sent again, and "why not me?"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from crm import notifications, reminders
from crm.core import i18n
from crm.core.work import Work
from crm.notifications.saying import reason_words
from crm.reminders import Answer, Forecast, StepOutcome, StepPlan, Told
from crm.reminders.rules import AT, MOMENTS
from crm.ui import frame, staff
from crm.ui.text import apart, literal, safe, say
from crm.ui.work import changing, reading

FORM = "explain"
STEPS = {
    "planned": (":material/schedule:", "blue"),
    "fired": (":material/check_circle:", "green"),
    "late": (":material/timer_off:", "orange"),
    "suppressed": (":material/notifications_off:", "orange"),
    "cancelled": (":material/block:", "gray"),
}
LINES = {
    "expected": ("schedule", "blue"),
    "told": ("check", "green"),
    "sent": ("check", "green"),
    "waiting": ("hourglass_top", "orange"),
    "leased": ("hourglass_top", "orange"),
    "failed": ("error", "red"),
    "cancelled": ("block", "gray"),
    "skipped": ("notifications_off", "gray"),
}
ICONS = {"bell": "notifications", "email": "mail", "sms": "sms", "push": "smartphone"}
AGAIN = ("sent", "failed", "cancelled")


def panel(kind: str, subject_id: int) -> None:
    """Everything about a record's reminders: what is to come, what was, and why not me."""
    with reading() as reader:
        steps = reminders.explain(reader, kind, subject_id)
    frame.trouble(FORM)
    if not steps:
        first_step = "tasks.no_steps_first" if kind == "task" else "monitoring.no_steps_first"
        frame.empty("monitoring.no_steps", first_step)
        return
    coming = [step for step in reversed(steps) if step.state == "planned"]
    past = [step for step in steps if step.state != "planned"]
    for key, found in (("explain.coming", coming), ("explain.past", past)):
        if found:
            st.caption(say(key))
        for place, step in enumerate(found):
            _step(reader, f"{key[8:]}-{place}", step)
    why(kind, subject_id)


def why(kind: str, subject_id: int) -> None:
    """For a chosen person, oneself at first: each step to come and gone by, yes or no, and the reason."""
    with st.popover(say("explain.why_me"), icon=":material/help:", type="tertiary", key="why-not"):
        with reading() as reader:
            everybody = {choice.id: choice.name for choice in staff.choices(reader)}
        asked = {reader.me.person_id or 0: reader.me.name} | everybody
        shown = apart(asked, asked.__getitem__)
        chosen = st.selectbox(
            say("explain.who"), list(asked), key="why-not:person", format_func=lambda option: literal(shown(option))
        )
        with reading() as reader:
            answers = reminders.why_not(reader, kind, subject_id, chosen)
        if not any(not answer.is_past for answer in answers):
            st.caption(say("explain.nothing_to_come"))
        for answer in answers:
            _answered(reader, answer)


def forecast(found: Sequence[Forecast]) -> None:
    """Who would be told of an event now, and who not and why: a line a person."""
    if not found:
        st.warning(say("explain.nobody"), icon=":material/person_off:")
    for one in found:
        marks = " ".join(_verdict(channel, reason) for channel, reason in one.channels)
        label = f"**{safe(one.name)}** {marks}{_reduced(one.is_reduced)}"
        st.markdown(label)


def _step(reader: Work, key: str, step: StepOutcome) -> None:
    zone = reader.me.zone or reader.office.zone
    icon, colour = STEPS[step.state]
    with st.container(border=True, key=f"step-{key}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            label = f"**{safe(i18n.moment_text(step.due_at, zone))}**"
            st.markdown(label, width="content")
            st.badge(say(f"explain.step.{step.state}"), icon=icon, color=colour)  # type: ignore[arg-type]
            if step.was_late and step.state == "fired":
                st.badge(say("ui.was_late"), icon=":material/history:", color="orange")
        rest = "  \n".join(_lines(step, zone))
        st.markdown(rest)
        _send_again(reader, key, step)


def _lines(step: StepOutcome, zone: str) -> list[str]:
    """What stands below a step's moment, escaped: which step, why, and each person with the channels."""
    found = [f":gray[{safe(step_text(step.step))}]"] if step.step else []
    if step.deferred_to:
        found.append(say("explain.deferred", when=i18n.moment_text(step.deferred_to, zone)))
    if step.reason:
        found.append(safe(reason_words(step.reason)))
    unknown = sum(line.name is None for line in step.lines)
    persons = dict.fromkeys(line.person_id for line in step.lines if line.name is not None)
    for person in persons:
        mine = [line for line in step.lines if line.person_id == person]
        marks = " ".join(_mark(line, zone) for line in mine)
        found.append(f"{safe(mine[0].name)} {marks}{_reduced(mine[0].is_reduced)}")
        found += [said for line in mine for said in _said(line)]
    if unknown:
        found.append(say("explain.others", count=len({line.person_id for line in step.lines if line.name is None})))
    return found


def _mark(line: Told, zone: str) -> str:
    """One channel of one person as a chip with icon and words, escaped."""
    icon, colour = LINES[line.state]
    moment = line.next_try_at if line.state == "waiting" else line.at
    words = reason_words(line.reason) if line.state == "skipped" and line.reason else _state_text(line, moment, zone)
    return _chip(colour, ICONS.get(line.channel or "", icon), _with_channel(line.channel, words))


def _state_text(line: Told, moment: datetime | None, zone: str) -> str:
    name = "waiting" if line.state == "waiting" and not line.attempts else line.state
    if line.state == "waiting" and line.attempts:
        return i18n.t("explain.line.again", when=i18n.moment_text(moment, zone), count=line.attempts)
    if line.deferred:
        return i18n.t("hours.deferred", when=i18n.moment_text(moment, zone), why=i18n.t(line.deferred))
    if line.state == "sent":
        return i18n.t("explain.line.sent", when=i18n.moment_text(moment, zone))
    return i18n.t(f"explain.line.{name}")


def _said(line: Told) -> list[str]:
    """What went wrong with a message, in plain words and in the server's own, escaped."""
    if not line.channel or line.state not in ("waiting", "failed") or not (line.reason or line.trouble):
        return []
    plain = [i18n.t(line.trouble)] if line.trouble and i18n.has(line.trouble) else []
    words = [reason_words(line.reason)] if line.reason else []
    return [f":gray[:material/subdirectory_arrow_right: {safe(text)}]" for text in [*plain, *words]]


def _verdict(channel: str | None, reason: str | None) -> str:
    colour, words = ("gray", reason_words(reason)) if reason else ("green", i18n.t("explain.yes"))
    return _chip(colour, ICONS.get(channel or "", "person_off"), _with_channel(channel, words))


def _answered(reader: Work, answer: Answer) -> None:
    zone = reader.me.zone or reader.office.zone
    when = f"**{safe(i18n.moment_text(answer.due_at, zone))}** :gray[{safe(step_text(answer.step))}]"
    if answer.reason:
        rest = _chip("gray", "person_off", f"{i18n.t('explain.no')}: {reason_words(answer.reason)}")
    else:
        rest = " ".join(_verdict(channel, reason) for channel, reason in answer.channels)
    label = f"{when}  \n{rest}{_reduced(answer.is_reduced and answer.is_yes)}"
    st.markdown(label)


def _send_again(reader: Work, key: str, step: StepOutcome) -> None:
    mails = {
        line.message_id: " · ".join([line.name or "?", i18n.t(f"notifications.channel.{line.channel}")])
        for line in step.lines
        if line.message_id and line.state in AGAIN
    }
    if not mails or not reader.may("office.configure"):
        return
    shown = apart(mails, mails.__getitem__)
    chosen = st.menu_button(
        say("explain.send_again"),
        list(mails),
        key=f"again-{key}",
        format_func=lambda option: safe(shown(option)),  # unlike those of a select box, these are Markdown
        type="tertiary",
        icon=":material/forward_to_inbox:",
    )
    if chosen:
        with changing(FORM, "explain.sent_again") as writer:
            notifications.send_again(writer, int(chosen))


def _chip(colour: str, icon: str, text: str) -> str:
    return f":{colour}-badge[:material/{icon}: {safe(text)}]"


def _with_channel(channel: str | None, words: str) -> str:
    return f"{i18n.t(f'notifications.channel.{channel}')}: {words}" if channel else words


def _reduced(is_reduced: bool) -> str:
    return f" :gray[{say('explain.reduced')}]" if is_reduced else ""


def step_text(step: StepPlan) -> str:
    """A step in words: "7 days before the end", "2 hours before the term", and whose wish it is or whom it is for."""
    if step.anchor in MOMENTS or step.anchor == AT:
        return _moment_text(step)
    words = i18n.t(f"unit.{step.unit}_before", count=step.count)
    return i18n.t("explain.own", step=words) if step.audience == "own" else words


def _moment_text(step: StepPlan) -> str:
    span = i18n.t(f"unit.count_{step.unit}", count=step.count)
    side = "at" if not step.count else "before" if step.is_before else "after"
    if step.anchor == AT:
        words = i18n.t("explain.moment.own_day")
    elif side == "at":
        words = i18n.t(f"explain.moment.at_{step.anchor}")
    else:
        words = i18n.t(f"explain.moment.{side}_{step.anchor}", span=span)
    key = f"explain.moment.for_{step.audience}"
    return i18n.t(key, step=words) if i18n.has(key) else words
