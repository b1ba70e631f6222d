"""Messages on the screen: states in words and colours, and the drawer with all that is known of one."""

from __future__ import annotations

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.notifications import STATES, MessageCard, MessageRow
from crm.ui import fields, frame, places
from crm.ui.text import markup, safe, say
from crm.ui.work import changing, drawn, problems, reading, seen

FORM = "message"
COLOURS = {"waiting": "#b45309", "leased": "#5b7fb5", "sent": "#0f766e", "failed": "#b3362b", "cancelled": "#a8a29e"}
PREVIEW_HEIGHT = 560


def state_name(state: str) -> str:
    """A state in the reader's words."""
    return t(f"outbox.state.{state}")


def state_names() -> dict[str, str]:
    """Every state in the reader's words."""
    return {state: state_name(state) for state in STATES}


def state_colours() -> dict[str, str]:
    """The colour of each state by its words, for chips."""
    return {state_name(state): COLOURS[state] for state in STATES}


def to_whom(row: MessageRow) -> str:
    """A name with its address, or the address alone."""
    return f"{row.name} · {row.address}" if row.name else row.address


def remark(row: MessageRow, zone: str) -> str:
    """What there is to say of it: what went wrong, or until when and why it waits although nothing did."""
    if row.is_deferred:
        return t("hours.deferred", when=moment_text(row.next_try_at, zone), why=t(row.deferred_reason or ""))
    return " · ".join(filter(None, (row.plain, row.said)))


def _refused() -> None:
    """Why what was asked for did not happen; its button may be gone by then."""
    for problem in problems(FORM):
        st.error(say(problem.code, **dict(problem.params)), icon=":material/error:")


def counts() -> None:
    """How many messages there are in each state, each leading to them."""
    with reading() as reader:
        found = notifications.message_counts(reader)
    with frame.row("outbox-counts"):
        for state, (number, is_capped) in found.items():
            label = say(f"outbox.count.{state}", count=number, shown=f"{number}{'+' if is_capped else ''}")
            places.link("outbox", label, state=state)


def card(message_id: int) -> None:
    """The drawer of one message: what became of it, what it says, what can be done."""
    with reading() as reader:
        found = notifications.message(reader, message_id)
        zone = reader.me.zone or reader.office.zone
        may_act = reader.may("office.configure")
    row = found.row
    frame.heading_small(row.title, chip=(state_name(row.state), COLOURS[row.state]))
    if row.plain or row.said:
        st.warning(safe(row.plain or t("smtp.other")), icon=":material/error:")
    if row.said:
        frame.facts([("outbox.said", row.said)])
    frame.facts(
        [
            ("outbox.to", to_whom(row)),
            ("outbox.kind", notifications.kind_name(row.kind)),
            ("outbox.due", moment_text(row.due_at, zone)),
            *_when(row, zone),
        ]
    )
    if may_act:
        _actions(row)
    _links(found)
    _contents(found, zone)


def _when(row: MessageRow, zone: str) -> list[tuple[str, str]]:
    if row.state == "waiting":
        when = remark(row, zone) if row.is_deferred else moment_text(row.next_try_at, zone)
        return [("outbox.next_try", when), ("outbox.attempts", str(row.attempts))]
    sent = [("outbox.sent_at", moment_text(row.sent_at, zone))] if row.sent_at else []
    return [*sent, ("outbox.attempts", str(row.attempts))]


def _actions(row: MessageRow) -> None:
    """Send again, cancel; a state that changed meanwhile is refused by the service, with words."""
    _refused()
    drawn(FORM, row)
    with frame.row("message-actions"):
        if row.state in ("sent", "failed", "cancelled") and fields.save(FORM, "outbox.send_again"):
            with changing(FORM, "outbox.sent_again") as writer:
                notifications.send_again(writer, row.id, seen(FORM, row))
        if row.state == "waiting" and frame.confirmed(
            "message-cancel", "outbox.cancel", "outbox.cancel_warning", icon="cancel_schedule_send"
        ):
            with changing(FORM, "outbox.was_cancelled") as writer:
                notifications.cancel(writer, row.id)


def _links(found: MessageCard) -> None:
    with frame.row("message-links"):
        if found.path:
            frame.open_link(found.path, "outbox.open_subject")
        if found.again_of_id:
            places.link("outbox", say("outbox.again_of", id=found.again_of_id), icon="redo", id=found.again_of_id)
        for copy_id in found.copies:
            places.link("outbox", say("outbox.copy", id=copy_id), icon="redo", id=copy_id)


def _contents(found: MessageCard, zone: str) -> None:
    looks, text, headers, attempts = st.tabs(
        [say("outbox.tab.looks"), say("outbox.tab.text"), say("outbox.tab.headers"), say("outbox.tab.attempts")],
        key="message-tabs",
    )
    with looks:
        if found.has_token:
            frame.hint("outbox.has_token")
        st.iframe(f"/outbox/{found.row.id}/preview", height=PREVIEW_HEIGHT, alt=say("outbox.tab.looks"))
    with text:
        st.code(found.text, language=None, wrap_lines=True)
    with headers:
        rows = "".join(f"<dt>{markup(name)}</dt><dd>{markup(value)}</dd>" for name, value in found.headers)
        if rows:
            st.html(f'<dl class="facts">{rows}</dl>')
        else:
            frame.hint("outbox.no_headers")
    with attempts:
        _history(found, zone)


def _history(found: MessageCard, zone: str) -> None:
    """Each attempt and what came of it; below, who did what by hand."""
    if not found.attempts:
        frame.hint("outbox.no_attempts")
    for attempt in found.attempts:
        words = " · ".join(filter(None, (attempt.plain, attempt.said)))
        frame.line(moment_text(attempt.at, zone), words, t(f"outbox.attempt.{attempt.outcome}"))
    for act in found.acts:
        frame.line(moment_text(act.at, zone), act.who, t(f"outbox.act.{act.state}"))
