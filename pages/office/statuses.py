"""The statuses that contracts go through."""

from crm import contracts
from crm.core.i18n import t
from crm.flows import catalogue
from crm.ui import arranging, fields, frame
from crm.ui.work import changing, enter, reading, seen


def form(status: contracts.StatusRow | None) -> None:
    """The fields of a status, new or known."""
    name = f"status-{status.id}" if status else "status-new"
    if status is None:
        box, chosen = frame.fold(t("contracts.add_status"), form=name), None
    else:
        note = "" if status.is_active else t("contracts.status_is_off")
        box, chosen = arranging.fold(status.name, note=note, form=name, colour=status.colour)
    with box:
        frame.trouble(name, status)
        values = {
            "name": fields.text(name, "name", status.name if status else "", needed=True),
            "colour": fields.colour(name, "colour", free, status.colour if status else None),
        }
        if status:
            values["is_active"] = fields.switch(name, "is_active", status.is_active)
        if fields.save(name):
            with changing(name, "contracts.status_saved") as writer:
                if status:
                    contracts.edit_status(writer, status.id, seen(name, status), **values)
                else:
                    contracts.create_status(writer, **values)
    if status:
        arranging.act(
            chosen,
            name,
            move=lambda work, by: contracts.move_status(work, status.id, by),
            copy=lambda work: contracts.copy_status(work, status.id),
            delete=lambda work: catalogue.delete_status(work, status.id, seen(name, status)),
        )


enter("office.configure")
frame.heading(t("page.statuses"), note=t("contracts.statuses_note"))
with reading() as work:
    statuses = contracts.statuses(work)
taken = {status.colour.lower() for status in statuses}
free = [colour for colour in contracts.PALETTE if colour.lower() not in taken] or list(contracts.PALETTE)
with frame.narrow():
    for status in statuses:
        form(status)
    form(None)
