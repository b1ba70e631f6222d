"""One contract: details, lines, monitoring; its status moves here."""

import streamlit as st

from crm import contracts, monitoring
from crm.core.i18n import moment_text, t
from crm.core.listing import Choice
from crm.flows import bin as to_bin
from crm.flows import contract_status
from crm.ui import attachments, contract_forms, fields, frame, grid, history, places, seeing, task_list
from crm.ui.statuses import state_colours, state_name
from crm.ui.work import changing, enter, reading, seen

STATUS = "contract_status"


def move(card: contracts.ContractCard) -> None:
    """The next status, with a comment; what follows from it happens at once."""
    with reading() as work:
        others = [Choice(s.id, s.name) for s in contracts.statuses(work) if s.is_active and s.id != card.status_id]
    with st.popover(t("contracts.move"), icon=":material/sync_alt:", key=fields.key_of(STATUS, "move")):
        frame.trouble(STATUS, card)
        status_id = fields.choose(STATUS, "status_id", others, needed=True)
        comment = fields.text(STATUS, "comment")
        if fields.save(STATUS, "contracts.move_save"):
            with changing(STATUS, "contracts.moved") as work:
                contract_status.change(work, card.id, status_id, seen(STATUS, card), comment=comment)


def watches(card: contracts.ContractCard) -> None:
    """What is watched on this contract: the current ones, finished ones behind a switch."""
    with frame.row("watches"):
        finished = st.toggle(t("monitoring.show_finished"), key="show-finished")
        if work.may("monitoring.create") and st.button(t("monitoring.add"), icon=":material/add:", key="add-watch"):
            places.go("watch", contract=card.id)
    with reading() as reader:
        rows = monitoring.of_contract(reader, card.id, finished=finished)
    if not rows:
        frame.empty("monitoring.empty_contract", "monitoring.empty_contract_first")
        return
    columns = [
        grid.Column("field.title", lambda row: row.title, width=300),
        grid.Column("field.state", lambda row: state_name(row.state), chips=state_colours()),
        grid.Column("field.starts_on", lambda row: frame.day(row.starts_on)),
        grid.Column("field.ends_on", lambda row: frame.day(row.ends_on, reader.today)),
        grid.Column("field.assigned_id", lambda row: row.assigned or ""),
    ]
    clicked = grid.table(
        "contract-watches", grid.all_of(rows), columns, href=lambda row: places.address("watch", id=row.id)
    )
    if clicked:
        places.go("watch", id=clicked.id)


def changes(card: contracts.ContractCard) -> None:
    """The contract's way through its statuses."""
    for change in card.changes:
        way = f"{change.from_name} → {change.to_name}" if change.from_name else change.to_name
        frame.line(
            way,
            " · ".join(
                filter(None, [moment_text(change.at, work.me.zone or work.office.zone), change.by, change.comment])
            ),
        )


work = enter("contracts.view")
card = None
if "id" in st.query_params:
    with reading() as reader:
        card = contracts.get(reader, st.query_params["id"])
if card is None:
    frame.heading(t("contracts.add"))
    with frame.narrow():
        contract_forms.fresh(work)
else:
    frame.heading(
        card.number, chip=(card.status, card.colour), note=" · ".join(filter(None, [card.client, card.owner]))
    )
    with frame.row("contract-actions"):
        places.link("client", t("contracts.open_client"), icon="apartment", id=card.client_id)
        if work.may("contracts.edit"):
            move(card)
        seeing.why("contracts", card.id)
    about, sold, watching, todo, talk, way, *past = st.tabs(
        [
            t("contracts.tab_details"),
            t("contracts.tab_lines"),
            t("contracts.tab_monitoring"),
            t("tasks.tab"),
            t("files.tab"),
            t("contracts.tab_changes"),
            *([t("history.tab")] if work.may("history.view") else []),
        ],
        key="tab",
        bind="query-params",
    )
    with about, frame.narrow():
        contract_forms.edit_details(work, card)
        if work.may("contracts.delete") and frame.confirmed(
            f"delete-contract-{card.id}", "contracts.delete", "contracts.delete_warning"
        ):
            change = changing(contract_forms.FORM, "contracts.deleted")
            change.go = ("contracts", {})
            with change as writer:
                to_bin.delete_contract(writer, card.id, card.version)
    with sold, frame.narrow():
        contract_forms.edit_lines(work, card)
    with watching:
        if work.may("monitoring.view"):
            watches(card)
    with todo:
        task_list.of_record("contract", card.id, work)
    with talk:
        attachments.files_and_comments("contract", card.id, work)
    with way:
        changes(card)
    for tab in past:
        with tab:
            history.card("contracts", card.id)
