"""The statuses that contracts go through."""

from crm import contracts
from crm.core.i18n import t
from crm.flows import catalogue
from crm.ui import frame
from crm.ui.dictionary import Dictionary
from crm.ui.work import enter, reading

STATUSES = Dictionary(
    form="status",
    add="contracts.add_status",
    is_off="contracts.status_is_off",
    saved="contracts.status_saved",
    create=contracts.create_status,
    edit=contracts.edit_status,
    move=contracts.move_status,
    copy=contracts.copy_status,
    delete=catalogue.delete_status,
)

enter("office.configure")
frame.heading(t("page.statuses"), note=t("contracts.statuses_note"))
with reading() as work:
    statuses = contracts.statuses(work)
STATUSES.draw(statuses, contracts.PALETTE)
