"""What may be done with a bell entry, in the inbox and in the line on every page: open, done, put off, hand on."""

from __future__ import annotations

import streamlit as st

from crm import notifications
from crm.core import i18n
from crm.core.work import Work
from crm.notifications import EntryRow, snoozing
from crm.ui import fields, frame
from crm.ui.text import say
from crm.ui.work import changing

CHOOSE = "choose"


def actions(place: str, entry: EntryRow, reader: Work, *, is_slim: bool = False) -> None:
    """The buttons of one entry side by side, the few most used when slim; `place` keeps inbox and line apart."""
    with frame.row(f"{place}-tools-{entry.id}"):
        if entry.path:
            frame.open_link(entry.path, "ui.open")
        if reader.may("inbox.edit"):
            _buttons(place, entry, reader, is_slim=is_slim)
        if entry.reassign and not is_slim:
            frame.open_link(entry.reassign, "inbox.reassign")
    frame.refused(_form(place, entry))
    if st.session_state.get(_choosing(place)) == entry.id:
        _choose(place, entry, reader)


def put_off(place: str, entry: EntryRow, reader: Work) -> None:
    """One click for the usual choices; another moment, and why, in a form below."""
    chosen = st.menu_button(
        say("inbox.snooze"),
        [*snoozing.CHOICES, CHOOSE],
        key=f"{place}:snooze:{entry.id}",
        format_func=lambda choice: say(f"inbox.snooze_{choice}"),
        type="tertiary",
        icon=":material/snooze:",
    )
    if chosen == CHOOSE:
        st.session_state[_choosing(place)] = entry.id
        st.rerun()
    if chosen:
        until = snoozing.until(str(chosen), reader.now, _zone(reader))
        with changing(_form(place, entry), "inbox.was_snoozed", when=i18n.moment_text(until, _zone(reader))) as writer:
            notifications.snooze(writer, entry.id, until)


def waits(entry: EntryRow, zone: str) -> None:
    """Until when it was put off, and why."""
    when = i18n.moment_text(entry.snoozed_until, zone)
    words = {"when": when, "reason": entry.reason} if entry.reason else {"when": when}
    st.caption(say("inbox.until_because" if entry.reason else "inbox.until", **words))


def _buttons(place: str, entry: EntryRow, reader: Work, *, is_slim: bool) -> None:
    form = _form(place, entry)
    if entry.may_finish and _button(place, entry, "done", "task_alt"):
        with changing(form, "inbox.was_done") as writer:
            notifications.finish(writer, entry.id)
    put_off(place, entry, reader)
    if is_slim:
        return
    if entry.snoozed_until and _button(place, entry, "wake", "notifications_active"):
        with changing(form, "inbox.was_woken") as writer:
            notifications.wake(writer, entry.id)
    if entry.read_at is None and _button(place, entry, "read", "done"):
        with changing(form, "inbox.was_read") as writer:
            notifications.mark_read(writer, entry.id)


def _button(place: str, entry: EntryRow, name: str, icon: str) -> bool:
    key = f"{place}:{name}:{entry.id}"
    return st.button(say(f"inbox.{name}"), key=key, icon=f":material/{icon}:", type="tertiary")


def _choose(place: str, entry: EntryRow, reader: Work) -> None:
    """A moment of one's own, and why."""
    form = f"{_form(place, entry)}-until"
    with st.container(key=f"{place}-until-{entry.id}"), frame.narrow():
        frame.trouble(form)
        proposed = snoozing.until("tomorrow", reader.now, _zone(reader))
        until = fields.moment(form, "snooze_until", proposed, _zone(reader), needed=True)
        reason = fields.text(form, "snooze_reason")
        with frame.row(f"{place}-until-tools-{entry.id}"):
            is_saved = fields.save(form, "inbox.snooze")
            if st.button(say("inbox.keep"), key=f"{place}:until-cancel:{entry.id}", type="tertiary"):
                st.session_state.pop(_choosing(place), None)
                st.rerun()
    if is_saved:
        when = until or reader.now
        with changing(form, "inbox.was_snoozed", when=i18n.moment_text(when, _zone(reader))) as writer:
            notifications.snooze(writer, entry.id, when, reason)
            st.session_state.pop(_choosing(place), None)


def _zone(reader: Work) -> str:
    return reader.me.zone or reader.office.zone


def _form(place: str, entry: EntryRow) -> str:
    return f"{place}-entry-{entry.id}"


def _choosing(place: str) -> str:
    return f"{place}:choosing"
