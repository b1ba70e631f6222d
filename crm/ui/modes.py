"""Modes of work and quiet hours: their forms."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import notifications
from crm.core.i18n import t
from crm.notifications import CHANNELS, ModeRow
from crm.ui import fields, foot, frame, hours_forms
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

NEW, QUIET = "mode_new", "quiet_hours"
OTHERS = [channel for channel in CHANNELS if channel != "bell"]


def mine() -> None:
    """All my modes: which holds now, each opening into its form, and a new one."""
    with reading() as reader:
        modes = notifications.my_modes(reader)
    frame.hint("hours.modes_hint")
    frame.refused(foot.SWITCH)
    if modes.rows:
        with st.container(horizontal=True, vertical_alignment="center", key="mode-now"):
            st.markdown(say("hours.mode_now"), width="content")
            foot.switch(modes, "mode-switch")
    else:
        frame.empty("hours.no_modes", "hours.no_modes_first")
    for row in modes.rows:
        _one(row, is_now=modes.in_force is not None and modes.in_force.id == row.id)
    with frame.fold(t("hours.add_mode"), form=NEW):
        frame.trouble(NEW)
        values = _fields(NEW, None)
        if fields.save(NEW, "hours.add"):
            with changing(NEW, "hours.mode_saved") as writer:
                notifications.add_mode(writer, **values)


def quiet() -> None:
    """My quiet hours: a stretch of the day, time off, or both."""
    with reading() as reader:
        now = notifications.my_quiet(reader)
    frame.hint("hours.quiet_hint")
    frame.trouble(QUIET, now)
    weekdays = hours_forms.weekdays(QUIET, "quiet_weekdays", now.weekdays)
    begins, ends = hours_forms.span(QUIET, "quiet", now.span)
    outside = fields.switch(QUIET, "is_outside_work", now.is_outside_work)
    if fields.save(QUIET):
        with changing(QUIET, "hours.saved") as writer:
            notifications.set_my_quiet(
                writer,
                weekdays=weekdays,
                begins=begins,
                ends=ends,
                is_outside_work=outside,
                version=seen(QUIET, now),
            )


def channel_name(channel: str) -> str:
    """A channel in the reader's words."""
    return t(f"notifications.channel.{channel}")


def _one(row: ModeRow, *, is_now: bool) -> None:
    form = f"mode_{row.id}"
    with frame.fold(row.name, form=form, note=_note(row, is_now=is_now)):
        frame.trouble(form, row)
        values = _fields(form, row)
        if fields.save(form):
            with changing(form, "hours.mode_saved") as writer:
                notifications.edit_mode(writer, row.id, seen(form, row), **values)
        if frame.confirmed(f"{form}-remove", "ui.remove", "hours.remove_mode_sure"):
            with changing(form, "hours.mode_removed") as writer:
                notifications.remove_mode(writer, row.id)


def _note(row: ModeRow, *, is_now: bool) -> str:
    channels = ", ".join(channel_name(channel) for channel in row.channels)
    hours = f"{hours_forms.weekdays_text(row.weekdays)} {hours_forms.span_text(row.span)}" if row.weekdays else ""
    return " · ".join(filter(None, (t("hours.now") if is_now else "", channels, hours)))


def _fields(form: str, row: ModeRow | None) -> dict[str, Any]:
    name = fields.text(form, "mode_name", row.name if row else "", needed=True)
    channels = fields.several(form, "mode_channels", OTHERS, row.channels if row else OTHERS, channel_name)
    weekdays = hours_forms.weekdays(form, "mode_weekdays", row.weekdays if row else ())
    begins, ends = hours_forms.span(form, "mode", row.span if row else None)
    return {"name": name, "channels": channels, "weekdays": weekdays, "begins": begins, "ends": ends}
