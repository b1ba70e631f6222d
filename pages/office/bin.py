"""The bin: what was deleted, by whom and when; back with it, or gone for good."""

import streamlit as st

from crm.core.i18n import moment_text, t
from crm.flows import bin_lists, bin_out
from crm.flows.bin_kinds import KINDS
from crm.ui import frame, grid, places, quick_add
from crm.ui.bulk import emptied
from crm.ui.filters import UrlState
from crm.ui.work import changing, enter, reading

FORM = "out_of_bin"


@st.dialog(t("bin.one"), position="right", width="medium")
def drawer(row: bin_lists.BinRow) -> None:
    """One record in the bin, and the two ways out."""
    frame.heading_small(row.title)
    frame.facts(
        [
            ("bin.kind", t(f"bin.kind.{row.kind}")),
            ("bin.deleted_at", moment_text(row.deleted_at, zone)),
            ("bin.by", row.by or ""),
            ("bin.hung", t("bin.hung_count", count=row.hung) if row.hung else t("bin.hung_none")),
        ]
    )
    if st.button(t("bin.restore"), type="primary", icon=":material/restore_from_trash:", key=f"restore-{row.id}"):
        with changing(FORM, "bin.restored") as writer:
            bin_out.restore(writer, row.kind, row.id, row.version)
    is_sure = work.may("office.configure") and frame.confirmed(
        f"remove-{row.kind}-{row.id}", "bin.remove", "bin.remove_warning", icon="delete_forever"
    )
    if is_sure:
        with changing(FORM, "bin.removed") as writer:
            bin_out.remove(writer, row.kind, row.id, row.version)


work = enter(None)
if not any(work.may(kind.right) for kind in KINDS.values()):
    enter("monitoring.delete")
zone = work.me.zone or work.office.zone
frame.heading(t("page.bin"))
frame.trouble(FORM)
state = UrlState("bin")
names = {name: t(f"bin.kind.{name}") for name, kind in KINDS.items() if work.may(kind.right)}
with frame.row("bin-filters"):
    text = state.text("q", "bin.search", state.query.get("q", ""))
    kind = state.pick("kind", "bin.kind", list(names), state.query.get("kind"), names) or ""
with reading() as reader:
    page = bin_lists.listing(reader, kind=kind, text=text, page=grid.page_number("bin"))

COLUMNS = [
    grid.Column("bulk.record", lambda row: row.title, width=340),
    grid.Column("bin.kind", lambda row: t(f"bin.kind.{row.kind}")),
    grid.Column("bin.deleted_at", lambda row: moment_text(row.deleted_at, zone)),
    grid.Column("bin.by", lambda row: row.by or ""),
    grid.Column("bin.hung", lambda row: str(row.hung or ""), is_number=True, is_wide_only=True),
]
asked = st.query_params.get("open", "")
state.write({name: value for name, value in {"q": text, "kind": kind}.items() if value})
if asked and not quick_add.is_open():  # a row on a phone
    with reading() as reader:
        drawer(bin_lists.get(reader, *asked.partition("-")[::2]))
if page.total:
    picked = grid.table("bin", page, COLUMNS, href=lambda row: places.address("bin", open=f"{row.kind}-{row.id}"))
    grid.turn("bin", page)
    if picked:
        drawer(picked)
elif state.query:
    frame.nothing_found(state.clear)
else:
    frame.empty("bin.empty", "bin.empty_first")
if work.may("office.configure"):
    emptied()
