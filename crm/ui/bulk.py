"""Many records at once on the screen: what is ticked, what would happen, the work itself, and its undoing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm import records
from crm.core import i18n
from crm.core import work as core_work
from crm.core.listing import Page
from crm.core.work import Work
from crm.flows import bin_out, bulk
from crm.flows.bulk import Report, Selection
from crm.flows.bulk_changes import KINDS, Change
from crm.flows.undo import Undone, undo
from crm.ui import bulk_tables, frame, grid, places
from crm.ui.text import say
from crm.ui.work import actor, reading

CHOSEN, TRIED, DONE, RUNNING, SAID = "bulk:chosen", "bulk:tried", "bulk:done", "bulk:running", "bulk:said"


def begin() -> AbstractContextManager[Work]:
    """A writing Work of the person at this connection."""
    return core_work.begin(actor(), writes=True)


def offered(kind: str, work: Work) -> list[str]:
    """What this person may do with many records of a kind, by any reach; each record still asks for itself."""
    return [what for what, right in KINDS[kind].whats.items() if work.may(right)]


def offers(kind: str, work: Work) -> bool:
    """Whether there is anything this person may do with many of them."""
    return bool(offered(kind, work))


def above() -> DeltaGenerator:
    """The place above a list where `bar` goes, which is known only once the list is drawn."""
    return st.container()


def bar(place: DeltaGenerator, kind: str, page: Page[Any], query: Mapping[str, str], work: Work) -> None:
    """How many rows of a list are ticked, and the ways to change them, or all that match."""
    if not offered(kind, work) or not page.rows:
        return
    ids = grid.ticked(kind)
    with place, frame.row(f"{kind}-bulk"):
        if ids:
            st.caption(say("bulk.selected", count=len(ids)))
            if st.button(say("bulk.change_selected"), key=f"{kind}:bulk", icon=":material/checklist:"):
                _go(Selection(kind, tuple(ids)))
        if st.button(
            say("bulk.change_all_many", count=i18n.number(page.total))
            if page.is_capped
            else say("bulk.change_all", count=page.total),
            key=f"{kind}:bulk-all",
            icon=":material/select_all:",
            type="tertiary",
        ):
            asked = {name: value for name, value in query.items() if name not in ("page", "sort", "desc")}
            with reading() as reader:
                _go(Selection(kind, (), asked, bulk.newest(reader, kind)))


def _go(selection: Selection) -> None:
    for key in (TRIED, DONE, RUNNING):
        st.session_state.pop(key, None)
    st.session_state[CHOSEN] = selection
    places.go("bulk")


def try_out(change: Change, selection: Selection) -> None:
    """Work out what the change would do, with a bar that shows how far that has come."""
    progress = _progress("bulk.trying")
    report = bulk.preview(change, selection, begin, lambda so_far: progress(len(so_far.verdicts), so_far.total))
    st.session_state[TRIED] = (change, report)
    st.rerun()


def carry_out(change: Change, selection: Selection, tried: Report) -> None:
    """Make the change, with a bar and a way to stop; what is done by then stays done."""
    progress = _progress("bulk.working", can_stop=True)

    def watch(so_far: Report) -> None:
        st.session_state[RUNNING] = so_far.batch_id
        progress(len(so_far.verdicts), so_far.total)

    report = bulk.run(change, selection, tried, begin, watch)
    for key in (TRIED, RUNNING):
        st.session_state.pop(key, None)
    st.session_state[DONE] = report
    st.rerun()


def result(kind: str, report: Report) -> None:
    """What was done, what was left and why, the ways on."""
    st.success(say("bulk.done", count=len(report.of(bulk.CHANGED))), icon=":material/check:")
    refused = report.of(bulk.REFUSED)
    if refused:
        st.warning(say("bulk.done_refused", count=len(refused)), icon=":material/info:")
        bulk_tables.verdicts("bulk-left", refused, "")
    ways_on(kind, report.batch_id)


def broken(kind: str, batch_id: int) -> None:
    """What was stopped before its end."""
    with reading() as reader:
        batch = records.get_batch(reader, batch_id)
    st.warning(say("bulk.broken", done=i18n.number(batch.done), total=i18n.number(batch.total)), icon=":material/stop:")
    ways_on(kind, batch_id)


def note(selection: Selection) -> str:
    """What the change is about, in words."""
    kind = i18n.t(f"bulk.kind.{selection.kind}")
    if selection.query is not None:
        return i18n.t("bulk.note_all", kind=kind)
    return i18n.t("bulk.note_selected", kind=kind, count=len(selection.ids))


def ways_on(kind: str, batch_id: int | None) -> None:
    """Back to the list, to the history, or undo it."""
    with frame.row("bulk-ways"):
        places.link(kind, say("bulk.to_list"), icon="arrow_back")
        if batch_id is None:
            return
        with reading() as reader:
            batch = records.get_batch(reader, batch_id)
        if reader.may("history.view"):
            places.link("history", say("bulk.to_history"), icon="history", batch=batch_id)
        undo_button(batch)


def undo_button(batch: records.BatchRow) -> None:
    """Undo a batch, after asking once more; afterwards `said` tells what came of it."""
    if batch.state == "undone":
        st.caption(say("batch.state.undone"))
    elif frame.confirmed(f"undo-{batch.id}", "bulk.undo", "bulk.undo_warning", icon="undo"):
        progress = _progress("bulk.undoing")

        def watch(so_far: Undone) -> None:
            progress(so_far.done + len(so_far.left), so_far.total)

        st.session_state[SAID] = undo(batch.id, begin, watch)
        st.session_state.pop(DONE, None)
        st.session_state.pop(RUNNING, None)
        st.rerun()


def said() -> None:
    """What the last undoing came to, until the page is left or something else is done."""
    report: Undone | None = st.session_state.get(SAID)
    if report is None:
        return
    if report.batch_id is None:
        st.info(say("bulk.nothing_to_undo"), icon=":material/undo:")
    else:
        st.success(say("bulk.undone", count=report.done), icon=":material/undo:")
    if report.left:
        st.warning(say("bulk.undone_left", count=len(report.left)), icon=":material/info:")
        with reading() as reader:
            bulk_tables.left("undo-left", report.left, reader.me.zone or reader.office.zone)
    if st.button(say("bulk.close"), key="undo-close", type="tertiary"):
        st.session_state.pop(SAID, None)
        st.rerun()


def emptied() -> None:
    """Remove for good what has been in the bin for long, by a person who asks for it."""
    with reading() as reader:
        count = bin_out.older(reader)
    if count and frame.confirmed_text(
        "empty-bin", say("bin.empty_old", count=count), "bin.remove_warning", icon="delete_forever"
    ):
        bar = st.progress(0.0)
        report = bin_out.empty(begin, watch=lambda so_far: _shown(bar, so_far))
        st.success(say("bin.emptied", count=report.removed))
        if report.stayed:
            st.info(say("bin.stayed", count=len(report.stayed)))


def _shown(bar: Any, so_far: bin_out.Emptied) -> None:
    bar.progress(0.5, say("bin.emptying", count=i18n.number(so_far.removed)))


def _progress(key: str, *, can_stop: bool = False) -> Callable[[int, int], None]:
    bar = st.progress(0.0)
    if can_stop:
        st.button(
            say("bulk.stop"), key="bulk-stop", icon=":material/stop:"
        )  # any click ends the run between two batches

    def show(done: int, total: int) -> None:
        part = min(1.0, done / total) if total else 1.0
        bar.progress(part, say(key, done=i18n.number(done), total=i18n.number(total)))

    return show
