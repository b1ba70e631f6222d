"""The kinds that cases can have."""

from crm import cases
from crm.contracts import PALETTE
from crm.core.i18n import t
from crm.ui import frame
from crm.ui.dictionary import Dictionary
from crm.ui.work import enter, reading

KINDS = Dictionary(
    form="case-kind",
    add="cases.add_kind",
    is_off="cases.kind_is_off",
    saved="cases.kind_saved",
    create=cases.create_kind,
    edit=cases.edit_kind,
    move=cases.move_kind,
    copy=cases.copy_kind,
    delete=cases.delete_kind,
)

enter("office.configure")
frame.heading(t("page.case_kinds"), note=t("cases.kinds_note"))
with reading() as work:
    kinds = cases.kinds(work)
KINDS.draw(kinds, PALETTE)
