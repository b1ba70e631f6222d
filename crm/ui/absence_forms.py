"""Absences on the screen: those of one person, each opening into its form, and a new one."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm import people
from crm.core import i18n
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.people import AbsenceRow
from crm.ui import fields, frame, staff
from crm.ui.work import changing, reading, seen

NEW = "absence_new"


def absences(person_id: int | None = None) -> None:
    """Mine, or somebody else's: the latest first, each with who stands in; one more at the end."""
    with reading() as reader:
        rows = people.my_absences(reader) if person_id is None else people.absences_of(reader, person_id)
        today, me = reader.today, person_id or reader.me.person_id
        choices = [choice for choice in staff.choices(reader) if choice.id != me]
        names = staff.names(reader, [row.substitute_id for row in rows])
    frame.hint("hours.absences_hint")
    if not rows:
        frame.empty("hours.no_absences", "hours.no_absences_first")
    for row in rows:
        _one(row, person_id, choices, names, today)
    with frame.fold(t("hours.add_absence"), form=NEW):
        frame.trouble(NEW)
        values = _fields(NEW, None, choices, today)
        if fields.save(NEW, "hours.add"):
            with changing(NEW, "hours.absence_saved") as writer:
                if person_id is None:
                    people.add_my_absence(writer, **values)
                else:
                    people.add_absence(writer, person_id, **values)


def _one(row: AbsenceRow, person_id: int | None, choices: list[Choice], names: dict[int, str], today: date) -> None:
    form = f"absence_{row.id}"
    with frame.fold(
        _days(row), form=form, note=" · ".join(filter(None, (_state(row, today), _who(row, names), row.note)))
    ):
        frame.trouble(form, row)
        known = [*choices, *[Choice(one, name) for one, name in names.items() if one == row.substitute_id]]
        values = _fields(form, row, list({choice.id: choice for choice in known}.values()), today)
        if fields.save(form):
            with changing(form, "hours.absence_saved") as writer:
                edit = people.edit_my_absence if person_id is None else people.edit_absence
                edit(writer, row.id, seen(form, row), **values)
        if frame.confirmed(f"{form}-remove", "ui.remove", "hours.remove_absence_sure"):
            with changing(form, "hours.absence_removed") as writer:
                (people.remove_my_absence if person_id is None else people.remove_absence)(writer, row.id)


def _fields(form: str, row: AbsenceRow | None, choices: list[Choice], today: date) -> dict[str, Any]:
    first, last = (row.first_on, row.last_on) if row else (None, None)
    with st.container(horizontal=True, key=f"{form}-days"):
        with st.container(width=260):
            first_on = fields.day(form, "first_on", first, today, needed=True, quick=False)
        with st.container(width=260):
            last_on = fields.day(form, "last_on", last, today, needed=True, quick=False)
    return {
        "first_on": first_on,
        "last_on": last_on,
        "substitute_id": fields.choose(form, "substitute_id", choices, row.substitute_id if row else None),
        "note": fields.text(form, "note", row.note if row else ""),
    }


def _days(row: AbsenceRow) -> str:
    if row.first_on == row.last_on:
        return i18n.date_text(row.first_on)
    return f"{i18n.date_text(row.first_on)} – {i18n.date_text(row.last_on)}"


def _state(row: AbsenceRow, today: date) -> str:
    if row.last_on < today:
        return t("hours.absence_over")
    return t("hours.absence_now") if row.first_on <= today else i18n.days_text((row.first_on - today).days)


def _who(row: AbsenceRow, names: dict[int, str]) -> str:
    if row.substitute_id is None:
        return t("hours.nobody_stands_in")
    return t("hours.stands_in", name=names.get(row.substitute_id, staff.UNKNOWN))
