"""The statuses that contracts go through."""

from crm import contracts
from crm.core.i18n import t
from crm.ui import fields, frame
from crm.ui.work import changing, enter, reading, seen


def form(status: contracts.StatusRow | None, position: int) -> None:
    """The fields of a status, new or known."""
    name = f"status-{status.id}" if status else "status-new"
    with frame.fold(
        status.name if status else t("contracts.add_status"), form=name, colour=status.colour if status else ""
    ):
        frame.trouble(name, status)
        values = {
            "name": fields.text(name, "name", status.name if status else "", needed=True),
            "colour": fields.colour(name, "colour", free, status.colour if status else None),
            "position": fields.count(name, "position", status.position if status else position),
        }
        if fields.save(name):
            with changing(name, "contracts.status_saved") as writer:
                if status:
                    contracts.edit_status(writer, status.id, seen(name, status), **values)
                else:
                    contracts.create_status(writer, **values)


enter("office.configure")
frame.heading(t("page.statuses"), note=t("contracts.statuses_note"))
with reading() as work:
    statuses = contracts.statuses(work)
taken = {status.colour.lower() for status in statuses}
free = [colour for colour in contracts.PALETTE if colour.lower() not in taken] or list(contracts.PALETTE)
with frame.narrow():
    for status in statuses:
        form(status, status.position)
    form(None, max((status.position for status in statuses), default=0) + 1)
