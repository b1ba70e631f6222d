"""One task: what it says, how far it is, who gave it to whom."""

import streamlit as st

from crm import tasks
from crm.core.i18n import t
from crm.ui import attachments, automatic, explain, frame, history, places, seeing, task_forms, task_list
from crm.ui.work import enter, reading

work = enter("tasks.view")
card = None
if "id" in st.query_params:
    with reading() as work:
        card = tasks.get(work, st.query_params["id"])
if card is None:
    enter("tasks.create")
    frame.heading(t("tasks.add"))
    with frame.narrow():
        task_forms.fresh(work)
else:
    task_forms.heading(card, work)
    frame.refused(task_list.ACT)
    with frame.row("task-actions"):
        task_forms.actions(card)
        task_forms.give_on(card, work)
        if card.subject_kind in task_forms.PLACES and work.may(task_forms.VIEWS[card.subject_kind]):
            place = task_forms.PLACES[card.subject_kind]
            places.link(place, t("tasks.open_record"), icon="arrow_outward", id=card.subject_id)
        if card.series_id and card.is_seen:
            places.link("series", t("series.of_task"), icon="event_repeat", id=card.series_id)
        seeing.why("tasks", card.id)
    about, lines, notes, chain, *others = st.tabs(
        [
            t("tasks.tab_details"),
            t("tasks.tab_checklist"),
            t("tasks.tab_notes"),
            t("tasks.tab_chain"),
            *([t("automaton.tab"), t("files.tab")] if card.is_seen else []),
            *([t("tasks.tab_told")] if card.is_seen and work.may("inbox.view") else []),
            *([t("history.tab")] if card.is_seen and work.may("history.view") else []),
        ],
        key="tab",
        bind="query-params",
    )
    with about, frame.narrow():
        task_forms.details(work, card)
    with lines, frame.narrow():
        task_forms.checklist(card)
    with notes, frame.narrow():
        task_forms.notes(card, work)
    with chain, frame.narrow():
        task_forms.chain(card, work)
    if card.is_seen:
        with others[0], frame.narrow():
            automatic.of_task(card.id, work)
        with others[1]:
            attachments.files_and_comments("task", card.id, work)
    if card.is_seen and work.may("inbox.view"):
        with others[2]:
            explain.panel("task", card.id)
    if card.is_seen and work.may("history.view"):
        with others[-1]:
            history.card("tasks", card.id)
