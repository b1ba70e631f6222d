"""One client: details, contact persons, contracts."""

import streamlit as st

from crm import clients, contracts
from crm.core.i18n import t
from crm.flows import bin as to_bin
from crm.ui import attachments, case_list, client_forms, consents, frame, grid, history, places, seeing, task_list
from crm.ui.work import changing, enter, reading


def their_contracts(card: clients.ClientCard) -> None:
    """The client's contracts that this person may see."""
    with reading() as work:
        page = contracts.listing(work, client_id=card.id, page=grid.place("client-contracts"))
    columns = [
        grid.Column("field.number", lambda row: row.number),
        grid.Column("field.status_id", lambda row: row.status, chips={row.status: row.colour for row in page.rows}),
        grid.Column("field.ends_on", lambda row: frame.day(row.ends_on)),
    ]
    if work.may("contracts.create") and st.button(t("contracts.add"), icon=":material/add:", key="add-contract"):
        places.go("contract", client=card.id)
    if not page.total:
        frame.empty("contracts.empty", "contracts.empty_first")
        return
    clicked = grid.table("client-contracts", page, columns, href=lambda row: places.address("contract", id=row.id))
    grid.turn("client-contracts", page)
    if clicked:
        places.go("contract", id=clicked.id)


work = enter("clients.view")
card = None
if "id" in st.query_params:
    with reading() as work:
        card = clients.get(work, st.query_params["id"])
if card is None:
    enter("clients.create")
    frame.heading(t("clients.add"))
    with frame.narrow():
        client_forms.details(None)
else:
    frame.heading(card.name, note=" · ".join(filter(None, [card.nip and f"NIP {card.nip}", card.phone, card.email])))
    seeing.why("clients", card.id)
    details, persons, deals, affairs, todo, talk, *past = st.tabs(
        [
            t("clients.tab_details"),
            t("clients.tab_people"),
            t("page.contracts"),
            t("page.cases"),
            t("tasks.tab"),
            t("files.tab"),
            *([t("history.tab")] if work.may("history.view") else []),
        ],
        key="tab",
        bind="query-params",
    )
    for tab in past:
        with tab:
            history.card("clients", card.id)
    with details, frame.narrow():
        client_forms.details(card)
        if work.may("clients.delete") and frame.confirmed(
            f"delete-client-{card.id}", "clients.delete", "clients.delete_warning"
        ):
            change = changing(client_forms.FORM, "clients.deleted")
            change.go = ("clients", {})
            with change as work:
                to_bin.delete_client(work, card.id, card.version)
    with persons, frame.narrow():
        client_forms.contact_persons(card, work)
        consents.of_client(card)
    with deals:
        if work.may("contracts.view"):
            their_contracts(card)
    with affairs:
        if work.may("cases.view"):
            case_list.of_client(card.id, work)
    with todo:
        task_list.of_record("client", card.id, work)
    with talk:
        attachments.files_and_comments("client", card.id, work)
