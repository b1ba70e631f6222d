"""One monitoring: what is watched, until when, who is told and was told."""

import streamlit as st

from crm import contracts, monitoring
from crm.core.errors import NotFound
from crm.core.i18n import t
from crm.flows import bin as to_bin
from crm.ui import (
    attachments,
    explain,
    fields,
    frame,
    history,
    places,
    seeing,
    service_schedule,
    staff,
    task_list,
    watch,
)
from crm.ui.statuses import state_colours, state_name
from crm.ui.work import changing, enter, reading, seen

FORM = "watch"


def form(card: monitoring.MonitoringCard | None, contract: contracts.ContractCard | None) -> None:
    """The fields of a monitoring, and what saving them will bring, to those who see the contract, too."""
    with reading() as reader:
        assigned = card.assigned_id if card else contract and contract.owner_id
        choices = staff.choices(reader, assigned)
        told = card.recipients if card else monitoring.default_recipients(reader)
        types = monitoring.types(reader)
    frame.trouble(FORM, card)
    values = {
        "title": fields.text(FORM, "title", card.title if card else "", needed=True),
        "type": fields.pick_or_new(FORM, "type", types, card.type if card else None),
        "starts_on": fields.day(FORM, "starts_on", card.starts_on if card else reader.today, reader.today, needed=True),
        "ends_on": fields.day(FORM, "ends_on", card.ends_on if card else None, reader.today),
        "assigned_id": fields.choose(FORM, "assigned_id", choices, assigned),
        "recipients": watch.recipients(FORM, told),
        "steps": watch.steps(FORM, card.steps if card else monitoring.PROPOSED_STEPS),
        "note": fields.block(FORM, "note", card.note if card else ""),
    }
    if contract:
        expected(contract, values)
    if not work.may("monitoring.edit" if card else "monitoring.create"):
        frame.hint("ui.view_only")
        return
    if not fields.save(FORM):
        return
    change = changing(FORM, "monitoring.saved")
    with change as writer:
        if card:
            monitoring.edit(writer, card.id, seen(FORM, card), **values)
        else:
            change.go = ("watch", {"id": monitoring.create(writer, contract.id, **values)})


def expected(contract: contracts.ContractCard, values: dict[str, object]) -> None:
    """Which reminders the fields as they are would bring."""
    asked = {name: values[name] for name in ("steps", "ends_on", "recipients", "starts_on", "assigned_id")}
    with reading() as reader:
        found = monitoring.consequence(reader, contract_id=contract.id, **asked)
    watch.consequence(found, reader.today)


def contract_of(card: monitoring.MonitoringCard) -> contracts.ContractCard | None:
    """Its contract, for those who may see it; one's own monitoring may hang on another's contract."""
    with reading() as reader:
        try:
            return contracts.get(reader, card.contract_id) if reader.may("contracts.view") else None
        except NotFound:
            return None


def away(card: monitoring.MonitoringCard) -> None:
    """Stop watching, or into the bin."""
    with frame.row("watch-away"):
        is_open = card.state in ("scheduled", "active") and work.may("monitoring.edit")
        if is_open and frame.confirmed(
            f"cancel-{card.id}", "monitoring.cancel", "monitoring.cancel_warning", icon="block"
        ):
            with changing(FORM, "monitoring.cancelled") as writer:
                monitoring.cancel(writer, card.id, card.version)
        if work.may("monitoring.delete") and frame.confirmed(
            f"delete-{card.id}", "monitoring.delete", "monitoring.delete_warning"
        ):
            change = changing(FORM, "monitoring.deleted")
            change.go = ("monitoring", {})
            with change as writer:
                to_bin.delete_monitoring(writer, card.id, card.version)


work = enter("monitoring.view")
if "id" not in st.query_params:
    enter("monitoring.create")
    frame.heading(t("monitoring.add"))
    with frame.narrow():
        if contract_id := watch.contract_choice(FORM):
            with reading() as work:
                contract = contracts.get(work, contract_id)
            frame.note(f"{contract.number} · {contract.client}")
            form(None, contract)
else:
    with reading() as work:
        card = monitoring.get(work, st.query_params["id"])
    contract = contract_of(card)
    name = state_name(card.state)
    frame.heading(
        card.title,
        chip=(name, state_colours()[name]),
        note=" · ".join([card.client, card.contract, frame.day(card.ends_on, work.today) or t("monitoring.no_end")]),
    )
    if contract:
        places.link("contract", t("monitoring.open_contract"), icon="description", id=card.contract_id)
    seeing.why("monitoring", card.id)
    about, todo, talk = st.tabs(
        [t("monitoring.tab_details"), t("tasks.tab"), t("files.tab")], key="tab", bind="query-params"
    )
    with about:
        left, right = st.columns([3, 2], gap="large")
        with left:
            form(card, contract)
            away(card)
        with right:
            frame.section("monitoring.steps")
            explain.panel("monitoring", card.id)
            if work.may("office.configure"):
                places.link("notifications", t("explain.forecast"), icon="outgoing_mail", watch=card.id)
            if work.may("history.view"):
                frame.section("history.tab")
                history.card("monitorings", card.id)
    with todo:
        task_list.of_record("monitoring", card.id, work)
        service_schedule.panel(card, work)
    with talk:
        attachments.files_and_comments("monitoring", card.id, work)
