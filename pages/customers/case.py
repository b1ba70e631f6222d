"""One case: details, and what came of it; its state moves here, and it is given on."""

import streamlit as st

from crm import cases
from crm.core.i18n import t
from crm.ui import attachments, case_forms, frame, history, places, seeing, task_list
from crm.ui.case_list import heading
from crm.ui.work import enter, reading

work = enter("cases.view")
card = None
if "id" in st.query_params:
    with reading() as reader:
        card = cases.get(reader, st.query_params["id"])
if card is None:
    enter("cases.create")
    frame.heading(t("cases.add"))
    with frame.narrow():
        case_forms.fresh(work)
else:
    heading(card, work.today)
    with frame.row("case-actions"):
        places.link("client", t("cases.open_client"), icon="apartment", id=card.client_id)
        if work.may("cases.edit"):
            case_forms.move(card)
            case_forms.give(work, card)
        seeing.why("cases", card.id)
    about, todo, talk, *past = st.tabs(
        [
            t("cases.tab_details"),
            t("tasks.tab"),
            t("files.tab"),
            *([t("history.tab")] if work.may("history.view") else []),
        ],
        key="tab",
        bind="query-params",
    )
    with about, frame.narrow():
        case_forms.details(work, card)
    with todo:
        task_list.of_record("case", card.id, work)
    with talk:
        attachments.files_and_comments("case", card.id, work)
    for tab in past:
        with tab:
            history.card("cases", card.id)
