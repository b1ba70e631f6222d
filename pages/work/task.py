"""One task: what it says, how far it is, who gave it to whom."""

import streamlit as st

from crm import tasks
from crm.core.i18n import t
from crm.ui import attachments, automatic, frame, history, places, seeing, task_forms, task_list
from crm.ui.work import enter, reading

work = enter("tasks.view")
card = None
if "id" in st.query_params:
    with reading() as work:
        card = tasks.get(work, st.query_params["id"])
if card is None:
    enter("tasks.create")
    frame.heading(t("tasks.add"))
    places.link("series", t("series.instead"), icon="event_repeat", new=1)
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
        if card.series_id:
            places.link("series", t("series.of_task"), icon="event_repeat", id=card.series_id)
        seeing.why("tasks", card.id)
    about, lines, notes, chain, reminding, talk, *past = st.tabs(
        [
            t("tasks.tab_details"),
            t("tasks.tab_checklist"),
            t("tasks.tab_notes"),
            t("tasks.tab_chain"),
            t("automaton.tab"),
            t("files.tab"),
            *([t("history.tab")] if work.may("history.view") else []),
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
    with reminding, frame.narrow():
        automatic.of_task(card.id, work)
    with talk:
        attachments.files_and_comments("task", card.id, work)
    for tab in past:
        with tab:
            history.card("tasks", card.id)
