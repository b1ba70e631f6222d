"""The line on every page: what waits for this person, newest first, and a toast when something new has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from crm import notifications
from crm.core import i18n
from crm.core.work import Work
from crm.notifications import EntryRow
from crm.ui import bell, frame
from crm.ui.text import markup, safe, say
from crm.ui.work import reading

POLL_SECONDS = 20
SHOWN = 5
SEEN = "_bar:seen"
Mark = tuple[datetime, int]


@st.fragment(run_every=POLL_SECONDS)
def draw() -> None:
    """The newest with what may be done about it, the others behind a button; a quiet word when there is nothing."""
    with reading() as reader:
        if not reader.may("inbox.view"):
            return
        entries = notifications.newest_unread(reader, SHOWN)
    _toasts(reader, entries)
    with st.container(key="status-bar", horizontal=True, vertical_alignment="center", gap="small"):
        if not entries:
            st.html(f'<div class="bar" role="status">{markup(i18n.t("inbox.bar_empty"))}</div>')
            return
        st.html(_line(reader, entries[0]))
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
            bell.actions("bar", entries[0], reader, is_slim=True)
            if len(entries) > 1:
                _others(reader, entries[1:])


def _line(reader: Work, entry: EntryRow) -> str:
    when = markup(i18n.moment_text(entry.shown_at, reader.me.zone or reader.office.zone))
    label = markup(i18n.t("inbox.bar"))
    words = f"<b>{markup(entry.title)}</b><time>{when}</time>"
    return f'<div class="bar" role="status" aria-label="{label}">{words}</div>'


def _others(reader: Work, entries: Sequence[EntryRow]) -> None:
    with st.popover(say("inbox.bar_more", count=len(entries)), type="tertiary", key="bar-more"):
        for entry in entries:
            st.html(_line(reader, entry))
            bell.actions("bar", entry, reader, is_slim=True)
        frame.open_link("/inbox", "page.inbox")


def _toasts(reader: Work, entries: Sequence[EntryRow]) -> None:
    """Say what came since the last look; what was there at first is no news."""
    marks = {(entry.shown_at, entry.id): entry for entry in entries}
    seen: Mark | None = st.session_state.get(SEEN)
    if seen is not None:
        for mark in sorted(mark for mark in marks if mark > seen):
            st.toast(safe(marks[mark].title), icon=":material/notifications_active:")
    st.session_state[SEEN] = max([*marks, seen or (reader.now, 0)])
