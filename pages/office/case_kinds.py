"""The kinds that cases can have."""

from crm import cases
from crm.contracts import PALETTE
from crm.core.i18n import t
from crm.ui import arranging, fields, frame
from crm.ui.work import changing, enter, reading, seen


def form(kind: cases.KindRow | None) -> None:
    """The fields of a kind, new or known."""
    name = f"case-kind-{kind.id}" if kind else "case-kind-new"
    if kind is None:
        box, chosen = frame.fold(t("cases.add_kind"), form=name), None
    else:
        note = "" if kind.is_active else t("cases.kind_is_off")
        box, chosen = arranging.fold(kind.name, note=note, form=name, colour=kind.colour)
    with box:
        frame.trouble(name, kind)
        values = {
            "name": fields.text(name, "name", kind.name if kind else "", needed=True),
            "colour": fields.colour(name, "colour", free, kind.colour if kind else None),
        }
        if kind:
            values["is_active"] = fields.switch(name, "is_active", kind.is_active)
        if fields.save(name):
            with changing(name, "cases.kind_saved") as writer:
                if kind:
                    cases.edit_kind(writer, kind.id, seen(name, kind), **values)
                else:
                    cases.create_kind(writer, **values)
    if kind:
        arranging.act(
            chosen,
            name,
            move=lambda work, by: cases.move_kind(work, kind.id, by),
            copy=lambda work: cases.copy_kind(work, kind.id),
            delete=lambda work: cases.delete_kind(work, kind.id, seen(name, kind)),
        )


enter("office.configure")
frame.heading(t("page.case_kinds"), note=t("cases.kinds_note"))
with reading() as work:
    kinds = cases.kinds(work)
taken = {kind.colour for kind in kinds}
free = [colour for colour in PALETTE if colour not in taken] or list(PALETTE)
with frame.narrow():
    for kind in kinds:
        form(kind)
    form(None)
