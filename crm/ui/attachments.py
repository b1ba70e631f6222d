"""Files and comments of any record: a tab on its card, for whoever sees the record."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from crm.core import i18n
from crm.core.errors import Invalid
from crm.core.work import Work
from crm.records import files
from crm.records.files import FileRow
from crm.ui import comments, fields, frame
from crm.ui.text import markup, say
from crm.ui.work import changing, reading

KILOBYTE, MEGABYTE = 1000, 1_000_000


def files_and_comments(kind: str, id: int, work: Work) -> None:
    """Comments beside files; below each other on a narrow screen. `work` is the page's, for its reader's zone."""
    talk, shelf = st.columns([3, 2], gap="large")
    with talk:
        comments.of_record(kind, id, work)
    with shelf:
        _files(kind, id, work)


def _files(kind: str, id: int, work: Work) -> None:
    form, shown = f"files-{kind}-{id}", f"files-shown-{kind}-{id}"
    with reading() as reader:
        found = files.listing(reader, kind, id, most=int(st.session_state.get(shown, files.SHOWN)))
    frame.section("files.heading")
    if found.may_add:
        _add(form, kind, id)
    else:
        frame.refused(form)
    if not found.rows:
        frame.empty("files.none", "files.none_first")
    for row in found.rows:
        _file(form, row, work)
    if found.has_more and st.button(say("files.more"), key=f"{shown}:more", type="tertiary"):
        st.session_state[shown] = len(found.rows) + files.SHOWN
        st.rerun()


def _add(form: str, kind: str, id: int) -> None:
    frame.trouble(form)
    given = fields.files(form, "new_files")
    frame.hint("files.limits")
    if fields.save(form, "files.add"):
        with changing(form, "files.added") as writer:
            if not given:
                raise Invalid("files.none_chosen", "files")
            for name, raw in given:
                files.add(writer, kind, id, name, raw)


def _file(form: str, row: FileRow, work: Work) -> None:
    with st.container(
        horizontal=True, vertical_alignment="top", horizontal_alignment="distribute", wrap=False, key=f"file-{row.id}"
    ):
        st.html(_line(row, work.me.zone or work.office.zone), width="stretch")
        if row.may_delete:
            with st.container(width="content"):
                if frame.confirmed(f"delete-file-{row.id}", "files.delete", "files.delete_warning"):
                    with changing(form, "files.deleted") as writer:
                        files.delete(writer, row.id, row.version)


def _line(row: FileRow, zone: str) -> str:
    about = [size_text(row.size), row.by or "", i18n.moment_text(row.at, zone)]
    name, rest = markup(row.name), markup(" · ".join(filter(None, about)))
    if not row.is_there:
        missing = markup(i18n.t("files.missing"))
        return f'<div class="line"><b>{name}</b><span class="chip">{missing}</span><span>{rest}</span></div>'
    address = markup(f"/file/{row.id}")
    show = f' · <a href="{address}?view" target="_blank">{markup(i18n.t("files.view"))}</a>' if row.is_shown else ""
    return f'<div class="line"><b><a href="{address}" target="_blank">{name}</a></b><span>{rest}{show}</span></div>'


def size_text(size: int) -> str:
    """How large a file is, as people say it: "340 kB", "2.1 MB"."""
    if size < KILOBYTE:
        return i18n.t("files.size_bytes", size=i18n.number(size))
    if size < MEGABYTE:
        return i18n.t("files.size_kilobytes", size=i18n.number(round(size / KILOBYTE)))
    return i18n.t("files.size_megabytes", size=i18n.number(Decimal(size * 10 // MEGABYTE) / 10))
