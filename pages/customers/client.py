"""One client: details, contact persons, contracts."""

import streamlit as st

from crm import clients, contracts
from crm.core.i18n import t
from crm.flows import bin as to_bin
from crm.ui import attachments, case_list, consents, fields, frame, grid, history, places, seeing, staff, task_list
from crm.ui.work import changing, enter, reading, seen

FORM, PERSON = "client", "client_person"


def form(card: clients.ClientCard | None) -> None:
    """The fields of a client, new or known."""
    with reading() as work:
        owners = staff.choices(work, card.owner_id if card else None)
    frame.trouble(FORM, card)
    kinds = {True: t("clients.company"), False: t("clients.person")}
    is_company = fields.pick(
        FORM, "is_company", [True, False], card.is_company if card else True, kinds.__getitem__, needed=True
    )
    values: dict[str, object] = {"is_company": bool(is_company)}
    if is_company:
        values["name"] = fields.text(FORM, "name", card.name if card else "", needed=True)
        values["nip"] = fields.text(FORM, "nip", card.nip if card else "")
    else:
        values["first_name"] = fields.text(FORM, "first_name", card.first_name if card else "", needed=True)
        values["last_name"] = fields.text(FORM, "last_name", card.last_name if card else "", needed=True)
    values["email"] = fields.text(FORM, "email", card.email if card else "")
    values["phone"] = fields.text(FORM, "phone", card.phone if card else "")
    values["address"] = fields.block(FORM, "address", card.address if card else "")
    values["note"] = fields.block(FORM, "note", card.note if card else "")
    values["owner_id"] = fields.choose(FORM, "owner_id", owners, card.owner_id if card else work.me.person_id)
    if not work.may("clients.edit" if card else "clients.create"):
        frame.hint("ui.view_only")
        return
    if not fields.save(FORM):
        return
    change = changing(FORM, "clients.saved")
    with change as work:
        if card:
            clients.edit(work, card.id, seen(FORM, card), **values)
        else:
            change.go = ("client", {"id": clients.create(work, **values)})


def contact_persons(card: clients.ClientCard) -> None:
    """Whom to call there; the main one first."""
    may_edit = work.may("clients.edit")
    for person in card.people:
        with st.container(border=True):
            frame.line(
                person.name,
                " · ".join(filter(None, [person.position, person.email, person.phone])),
                t("clients.main_person") if person.is_main else "",
            )
            if may_edit and st.button(
                t("ui.remove"), key=f"remove:{person.id}", icon=":material/close:", type="tertiary"
            ):
                with changing(PERSON, "clients.person_removed") as writer:
                    clients.remove_person(writer, person.id, person.version)
    if not card.people:
        frame.empty("clients.no_people", "clients.no_people_first")
    if not may_edit:
        return
    with st.expander(t("clients.add_person"), icon=":material/person_add:", expanded=bool(frame.problems(PERSON))):
        frame.trouble(PERSON)
        values = {
            name: fields.text(PERSON, label, needed=name == "name")
            for name, label in (("name", "person_name"), ("position", "job"), ("email", "email"), ("phone", "phone"))
        }
        is_main = fields.switch(PERSON, "is_main", not card.people)
        if fields.save(PERSON, "clients.add_person"):
            with changing(PERSON, "clients.person_added") as writer:
                clients.add_person(writer, card.id, is_main=is_main, **values)


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
        form(None)
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
        form(card)
        if work.may("clients.delete") and frame.confirmed(
            f"delete-client-{card.id}", "clients.delete", "clients.delete_warning"
        ):
            change = changing(FORM, "clients.deleted")
            change.go = ("clients", {})
            with change as work:
                to_bin.delete_client(work, card.id, card.version)
    with persons, frame.narrow():
        contact_persons(card)
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
