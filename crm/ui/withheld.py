"""What was held back on the screen: its columns, the drawer of one, and the way here from a record's card."""

from __future__ import annotations

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.core.work import Work
from crm.notifications import HeldCard, HeldRow
from crm.ui import frame, grid, outbox, places
from crm.ui.text import say
from crm.ui.work import changing, problems, reading

FORM = "held"


def columns(zone: str) -> list[grid.Column]:
    """About what, to whom, by which channel, why not, and when."""
    return [
        grid.Column("outbox.held.about", about, width=250),
        grid.Column("outbox.to", to_whom, width=140),
        grid.Column("outbox.channel", channel),
        grid.Column("outbox.held.reason", lambda row: row.why, width=240),
        grid.Column("outbox.held.at", lambda row: moment_text(row.at, zone)),
        grid.Column("field.state", _state, chips={t("outbox.held.since"): outbox.COLOURS["sent"]}),
        grid.Column("outbox.kind", lambda row: notifications.kind_name(row.kind)),
    ]


def about(row: HeldRow) -> str:
    """The record by name; what is about none by its kind."""
    return row.title or notifications.kind_name(row.kind)


def to_whom(row: HeldRow) -> str:
    """Who was not told; where nobody was there to tell, that."""
    return row.name or row.address or t("outbox.held.nobody")


def channel(row: HeldRow) -> str:
    """By which channel not."""
    return t(f"outbox.channels.{row.channel}") if row.channel else t("outbox.held.every_channel")


def card(held_id: int) -> None:
    """The drawer of one: what was not told to whom and why, and whether it can be sent after all."""
    with reading() as reader:
        found = notifications.held_one(reader, held_id)
        zone = reader.me.zone or reader.office.zone
        may_act = reader.may("office.configure")
    row = found.row
    is_sent = row.sent_at is not None
    frame.heading_small(about(row), chip=(t("outbox.held.since"), outbox.COLOURS["sent"]) if is_sent else None)
    frame.facts(
        [
            ("outbox.held.reason", row.why),
            ("outbox.to", to_whom(row)),
            ("outbox.channel", channel(row)),
            ("outbox.kind", notifications.kind_name(row.kind)),
            ("outbox.held.at", moment_text(row.at, zone)),
            *([("outbox.sent_at", f"{moment_text(row.sent_at, zone)} · {found.sent_by}")] if is_sent else []),
        ]
    )
    if may_act and not is_sent:
        _send(row)
    _links(found)


def of_record(kind: str, id: int, work: Work) -> None:
    """From a card to all that was sent about its record, and from there to what was not; for who sees the outbox."""
    if work.may("office.view"):
        places.link("outbox", say("outbox.of_record"), icon="outbox", of=kind, record=id)


def _send(row: HeldRow) -> None:
    """Send it after all; where that can never be, why."""
    for problem in problems(FORM):
        st.error(say("outbox.held.cannot", why=t(problem.code, **dict(problem.params))), icon=":material/error:")
    if row.never:
        frame.hint(row.never)
    elif frame.confirmed("held-send", "outbox.held.send", "outbox.held.send_warning", icon="forward_to_inbox"):
        with changing(FORM, "outbox.held.was_sent") as writer:
            notifications.send_after_all(writer, row.id)


def _links(found: HeldCard) -> None:
    with frame.row("held-links"):
        if found.row.path:
            frame.open_link(found.row.path, "outbox.open_subject")
        if found.message_id:
            places.link("outbox", say("outbox.held.message"), icon="outbox", id=found.message_id)


def _state(row: HeldRow) -> str:
    return t("outbox.held.since") if row.sent_at else ""
