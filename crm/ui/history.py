"""History on the screen: changes as sentences, on the history page and on each record's card."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import streamlit as st

from crm import agenda
from crm.agenda.change_values import Field, Value
from crm.core import i18n
from crm.core.work import Work
from crm.ui import frame, grid, places
from crm.ui.text import markup, say
from crm.ui.work import column_name, reading

COLOURS = {
    "created": "#0f766e",
    "changed": "#5b7fb5",
    "binned": "#b45309",
    "restored": "#0f766e",
    "removed": "#b3362b",
}
LONGEST = 300
OURS = ("recipient.", "notifications.channel.")  # words of ours within a value


def entries(rows: list[agenda.ChangeRow], work: Work, *, is_card: bool = False) -> None:
    """One block for each change: what, by whom, when, then each column from what to what."""
    zone = work.me.zone or work.office.zone
    blocks = "".join(_entry(row, zone, is_card) for row in rows)
    st.html(f'<div class="changes">{blocks}</div>')


def card(kind: str, row_id: int) -> None:
    """The history of one record, for its card; more of it by a button."""
    key = f"history:{kind}:{row_id}"
    most = int(st.session_state.get(key, 20))
    with reading() as work:
        found = agenda.of_record(work, kind, row_id, most=most)
    if not found.rows:
        frame.empty("history.empty_card", "history.empty_card_first")
        return
    entries(found.rows, work, is_card=True)
    if found.next is not None and st.button(say("history.more"), key=f"{key}:more", type="tertiary"):
        st.session_state[key] = most + 50
        st.rerun()


def kind_name(kind: str) -> str:
    """A kind of record in the reader's words."""
    key = f"history.kind.{kind}"
    return i18n.t(key) if i18n.has(key) else kind


def _entry(row: agenda.ChangeRow, zone: str, is_card: bool) -> str:
    name, colour = markup(i18n.t(f"history.{row.action}")), COLOURS.get(row.action, grid.NO_COLOUR)
    chip = f'<span class="chip" style="--chip:{colour}">{name}</span>'
    lines = "".join(_field(field, zone, row.kind) for field in row.fields)
    body = f"<dl>{lines}</dl>" if lines else ""
    head = markup(i18n.moment_text(row.at, zone)) if is_card else _title(row)
    when = _who(row) if is_card else f"{_who(row)} · {markup(i18n.moment_text(row.at, zone))}"
    return f'<div class="change"><div class="head">{head}{chip}<span class="by">{when}</span></div>{body}</div>'


def _title(row: agenda.ChangeRow) -> str:
    name = f"{markup(kind_name(row.kind))}: "
    title = markup(row.title)
    if not row.place:
        return f"<b>{name}{title}</b>"
    target = markup(places.address(row.place, id=row.row_id))
    return f'<b>{name}<a href="{target}" target="_self">{title}</a></b>'


def _who(row: agenda.ChangeRow) -> str:
    if not row.is_office:
        by = markup(row.who or i18n.t("history.nobody"))
    elif row.who:
        by = markup(i18n.t("history.after", name=row.who))
    else:
        by = markup(i18n.t("history.by_itself"))
    return f"{by} · {markup(row.batch)}" if row.batch else by


def _field(field: Field, zone: str, kind: str) -> str:
    old, new = (value_text(field, value, zone) for value in (field.old, field.new))
    way = f'<del class="was">{markup(old)}</del> → {markup(new or "–")}' if old else markup(new or "–")
    return f"<dt>{markup(field_name(field, kind))}</dt><dd>{way}</dd>"


def field_name(field: Field, kind: str) -> str:
    """A column in words: what it is called for this kind of record, or everywhere."""
    own = f"field.{kind}_{field.name}"
    return i18n.t(own) if i18n.has(own) else column_name(field.name)


def value_text(field: Field, value: Value, zone: str) -> str:
    """A value in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return i18n.t("ui.yes") if value else i18n.t("ui.no")
    if isinstance(value, datetime):
        return i18n.moment_text(value, zone)
    if isinstance(value, date):
        return i18n.date_text(value)
    if isinstance(value, Decimal):
        return i18n.price(value)
    if field.words:
        said = f"{field.words}.{value}"
        return i18n.t(said) if i18n.has(said) else str(value)
    words = [i18n.t(one) if one.startswith(OURS) and i18n.has(one) else one for one in str(value).split("; ")]
    return "; ".join(words)[:LONGEST]
