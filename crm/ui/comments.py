"""Comments of any record: newest last, one's own to be changed and deleted, people to be mentioned."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from crm.core import i18n
from crm.core.work import Work
from crm.flows import commenting
from crm.flows.commenting import Whom
from crm.records import comments
from crm.records.comments import CommentRow
from crm.ui import fields, frame, staff
from crm.ui.text import markup, say
from crm.ui.work import changing, problems, reading, seen

# What the toast says; with who may not see the record; with what fits nobody or several; with whom the text named.
ADDED = ("comments.added", "comments.added_unseeing", "comments.added_unclear", "comments.added_told")
SAVED = ("comments.saved", "comments.saved_unseeing", "comments.saved_unclear", "comments.saved_told")
EDITED = "_comment_edited"  # the id of the comment that is being changed


def of_record(kind: str, id: int, work: Work) -> None:
    """What was written so far, then the box for more."""
    form, shown = f"comments-{kind}-{id}", f"comments-shown-{kind}-{id}"
    with reading() as reader:
        found = comments.listing(reader, kind, id, most=int(st.session_state.get(shown, comments.SHOWN)))
        people = {choice.id: choice.name for choice in staff.choices(reader)}
    frame.section("comments.heading")
    if found.has_earlier and st.button(say("comments.earlier"), key=f"{shown}:more", type="tertiary"):
        st.session_state[shown] = len(found.rows) + comments.SHOWN
        st.rerun()
    if not found.rows:
        frame.empty("comments.none", "comments.none_first")
    for row in found.rows:
        if row.may_edit and st.session_state.get(EDITED) == row.id:
            _change(row, people, kind, id)
        else:
            _comment(row, work)
    _add(form, kind, id, people)


def _comment(row: CommentRow, work: Work) -> None:
    when = i18n.moment_text(row.at, work.me.zone or work.office.zone)
    if row.is_edited:
        when = f"{when} · {i18n.t('comments.edited')}"
    chips = "".join(f'<span class="chip">{markup(f"@{name}")}</span>' for _, name in row.mentions)
    head = f"<b>{markup(row.by or '?')}</b><time>{markup(when)}</time>"
    st.html(f'<div class="comment"><div>{head}</div><p>{markup(row.text)}</p><div class="chips">{chips}</div></div>')
    if problems(f"comment-{row.id}"):
        frame.refused(f"comment-{row.id}")
    if not (row.may_edit or row.may_delete):
        return
    with frame.row(f"comment-{row.id}"):
        if row.may_edit:
            st.button(
                say("comments.edit"),
                key=f"edit-comment-{row.id}",
                icon=":material/edit:",
                type="tertiary",
                on_click=_edit,
                args=(row.id,),
            )
        if row.may_delete and frame.confirmed(f"delete-comment-{row.id}", "comments.delete", "comments.delete_warning"):
            with changing(f"comment-{row.id}", "comments.deleted") as writer:
                comments.delete(writer, row.id, row.version)


def _change(row: CommentRow, people: dict[int, str], kind: str, id: int) -> None:
    form = f"comment-{row.id}"
    before = [one for one, _ in row.mentions]
    with st.container(border=True, key=f"changing-{form}"):
        frame.trouble(form, row)
        text, mentions = _box(form, {**people, **dict(row.mentions)}, row.text, before)
        whom = _heard(kind, id, text, mentions, before)
        with frame.row(f"save-{form}"):
            is_saved = fields.save(form)
            st.button(say("comments.cancel"), key=f"{form}:cancel", type="tertiary", on_click=_edit, args=(None,))
    if is_saved:
        change = changing(form, "comments.saved")
        with change as writer:
            unseeing = commenting.edit(writer, row.id, seen(form, row), text, mentions)
            change.done, change.params = _said(SAVED, whom, unseeing, [people.get(one) for one in mentions])
            _edit(None)


def _add(form: str, kind: str, id: int, people: dict[int, str]) -> None:
    frame.trouble(form)
    text, mentions = _box(form, people, "", [])
    whom = _heard(kind, id, text, mentions, [])
    if fields.save(form, "comments.add"):
        change = changing(form, "comments.added")
        with change as writer:
            unseeing = commenting.add(writer, kind, id, text, mentions)
            change.done, change.params = _said(ADDED, whom, unseeing, [people.get(one) for one in mentions])


def _box(form: str, people: dict[int, str], text: str, mentions: Collection[int]) -> tuple[str, list[int]]:
    written = fields.block(form, "comment_text", text)
    if not people:
        return written, []
    return written, fields.several(form, "mentions", list(people), list(mentions), lambda one: people.get(one, "?"))


def _heard(kind: str, id: int, text: str, mentions: Collection[int], before: Collection[int]) -> Whom:
    """Below the box, before it is saved: who will be told, who cannot be, and which "@name" fits nobody or several."""
    if "@" not in text and not mentions:
        return Whom()
    with reading() as reader:
        whom = commenting.whom(reader, kind, id, text, mentions, before)
    if whom.told:
        st.caption(say("comments.will_tell", names=", ".join(whom.told), count=len(whom.told)))
    if whom.unseeing:
        st.caption(say("comments.will_not_tell", names=", ".join(whom.unseeing)))
    for written, fitting in whom.unclear:
        name = f"@{written}"
        st.caption(
            say("comments.fits_many", name=name, count=fitting) if fitting else say("comments.fits_none", name=name)
        )
    return whom


def _said(
    words: tuple[str, str, str, str], whom: Whom, unseeing: Collection[str], chosen: Collection[str | None]
) -> tuple[str, dict[str, object]]:
    """The toast: named in it is who was mentioned in vain, because they may not see the record or it is not clear who
    was meant; else whom the text named, for whoever saved before the form could say so."""
    done, in_vain, unclear, told = words
    by_text = [name for name in whom.told if name not in chosen]
    if unseeing:
        return in_vain, {"names": ", ".join(unseeing)}
    if whom.unclear:
        return unclear, {"names": ", ".join(f"@{written}" for written, _ in whom.unclear)}
    return (told, {"names": ", ".join(by_text)}) if by_text else (done, {})


def _edit(id: int | None) -> None:
    st.session_state[EDITED] = id
