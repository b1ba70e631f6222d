"""Files and comments of any record: a tab on its card, for whoever sees the record."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from crm.core import i18n, sizes
from crm.core.errors import Problem
from crm.core.work import Work
from crm.records import files
from crm.records.files import FileRow
from crm.ui import comments, fields, frame, withheld
from crm.ui.text import markup, say
from crm.ui.work import changing, reading, save_key

REFUSED = "_files_refused"


@dataclass(frozen=True)
class Left:
    """Files that were refused while others chosen with them were added; `is_new` until that has been shown once."""

    form: str
    problems: tuple[Problem, ...]
    is_new: bool = True


def files_and_comments(kind: str, id: int, work: Work) -> None:
    """Comments beside files; below each other on a narrow screen. `work` is the page's, for its reader's zone.

    For who sees the outbox, the way to what was sent about it.
    """
    talk, shelf = st.columns([3, 2], gap="large")
    with talk:
        comments.of_record(kind, id, work)
    with shelf:
        _files(kind, id, work)
    withheld.of_record(kind, id, work)


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
    _refused(form)
    frame.trouble(form)
    given = fields.files(form, "new_files")
    frame.hint("files.limits")
    if fields.save(form, "files.add"):
        st.session_state.pop(REFUSED, None)
        change = changing(form, "files.added")
        with change as writer:
            added, refused = files.add_each(writer, kind, id, given)
            if refused:
                st.session_state[REFUSED] = Left(form, tuple(refused))
                change.done, change.params = "files.added_some", {"count": len(added), "refused": len(refused)}


def _refused(form: str) -> None:
    """Which of the files chosen last were refused while the others were added; until one goes on or away."""
    left = st.session_state.get(REFUSED)
    if left is None or left.form != form:
        return
    if not left.is_new and save_key(form) not in st.session_state:
        del st.session_state[REFUSED]
        return
    st.session_state[REFUSED] = replace(left, is_new=False)
    for problem in left.problems:
        st.error(say(problem.code, **dict(problem.params)), icon=":material/error:")


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
    about = [sizes.text(row.size), row.by or "", i18n.moment_text(row.at, zone)]
    name, rest = markup(row.name), markup(" · ".join(filter(None, about)))
    if not row.is_there:
        missing = markup(i18n.t("files.missing"))
        return f'<div class="line"><b>{name}</b><span class="chip">{missing}</span><span>{rest}</span></div>'
    address = markup(f"/file/{row.id}")
    show = f' · <a href="{address}?view" target="_blank">{markup(i18n.t("files.view"))}</a>' if row.is_shown else ""
    return f'<div class="line"><b><a href="{address}" target="_blank">{name}</a></b><span>{rest}{show}</span></div>'
