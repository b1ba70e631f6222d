"""Recurring tasks: what comes back, when next, and for whom; one of them with its dates and its log."""

import streamlit as st

from crm.core.i18n import moment_text, t
from crm.tasks import series_lists
from crm.ui import frame, grid, places, series_forms
from crm.ui.grid import Column
from crm.ui.text import say
from crm.ui.work import enter, reading

NAME = "series"


def every() -> None:
    """The list, those that come next first."""
    if frame.heading(t("page.series"), primary="series.add" if work.may("tasks.create") else None):
        places.go("series", new=1)
    text = st.text_input(
        say("series.find"),
        placeholder=say("series.find"),
        label_visibility="collapsed",
        icon=":material/search:",
        type="search",
        live="300ms",
        key="series:find",
        on_change=lambda: grid.first_page(NAME),
    )
    with reading() as reader:
        page = series_lists.listing(reader, text=text or "", page=grid.page_number(NAME))
    if not page.rows:
        frame.empty("series.empty", "series.empty_first")
        return
    columns = [
        Column("series.title", lambda row: row.title, width=210),
        Column("field.subject_kind", lambda row: row.subject or "", width=170),
        Column("series.rule", lambda row: row.words, width=250),
        Column("series.next", lambda row: moment_text(row.next_at, row.zone)),
        Column("series.owner", lambda row: row.owner or "", is_wide_only=True),
        Column(
            "series.state_label",
            lambda row: series_forms.state_name(row.state),
            chips=series_forms.state_colours(),
            width=110,
        ),
    ]
    clicked = grid.table(NAME, page, columns, href=lambda row: places.address("series", id=row.id))
    grid.turn(NAME, page)
    if clicked:
        places.go("series", id=clicked.id)


def one(card: series_lists.SeriesCard) -> None:
    """A series: its form at the left, its dates and its log at the right."""
    name = series_forms.state_name(card.state)
    frame.heading(card.title, chip=(name, series_forms.COLOURS[card.state]), note=card.words)
    places.link("series", t("series.all"), icon="arrow_back")
    left, right = st.columns([3, 2], gap="large")
    with left:
        series_forms.form(card, work)
        series_forms.away(card, work)
    with right:
        series_forms.dates(card, work)
        series_forms.log(card)


work = enter("tasks.view")
if "id" in st.query_params:
    with reading() as work:
        found = series_lists.get(work, st.query_params["id"])
    one(found)
elif "new" in st.query_params:
    enter("tasks.create")
    frame.heading(t("series.add"))
    with frame.narrow():
        series_forms.form(None, work)
else:
    every()
