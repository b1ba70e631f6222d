"""The outbox beside Streamlit: what a message looks like, shut in a sandbox, and the list as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crm import notifications
from crm.core import i18n
from crm.core.errors import Refusal
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Actor, Work, begin
from crm.notifications import HeldFilters, OutboxFilters
from crm.web import workbooks
from crm.web.answers import off_loop, refused, status_of
from crm.web.guard import FOUND
from crm.web.workbooks import Listed


async def preview(request: Request) -> Response:
    """The HTML part of a message exactly as it goes out; `policy` lets nothing in it run, load or lead anywhere."""
    found = request.scope[FOUND]
    try:
        html = await off_loop(_html, Actor.signed_in(found.sign_in_id), int(request.path_params["id"]))
    except Refusal as refusal:
        return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
    return HTMLResponse(html, HTTPStatus.OK, {"cache-control": "no-store"})


def _html(actor: Actor, message_id: int) -> str:
    with begin(actor) as work:
        return notifications.message(work, message_id).html


def _columns() -> list[Column]:
    return [
        Column(t("outbox.number"), "number", 9),
        Column(t("field.state"), "text", 14),
        Column(t("outbox.kind"), "text", 24),
        Column(t("outbox.channel"), "text", 10),
        Column(t("outbox.to"), "text", 26),
        Column(t("field.address"), "text", 30),
        Column(t("outbox.subject"), "text", 60),
        Column(t("outbox.due"), "moment", 18),
        Column(t("outbox.sent_at"), "moment", 18),
        Column(t("outbox.attempts"), "number", 10),
        Column(t("outbox.next_try"), "moment", 18),
        Column(t("outbox.trouble"), "text", 50),
        Column(t("outbox.said"), "text", 50),
        Column("Message-ID", "text", 50),
    ]


def _rows(work: Work, filters: OutboxFilters) -> Iterator[tuple[object, ...]]:
    for row in notifications.export_messages(work, filters):
        yield (
            row.id,
            t(f"outbox.state.{row.state}"),
            notifications.kind_name(row.kind),
            t(f"outbox.channels.{row.channel}"),
            row.name,
            row.address,
            row.title,
            row.due_at,
            row.sent_at,
            row.attempts,
            row.next_try_at if row.state == "waiting" else None,
            row.plain,
            row.said,
            row.message_id,
        )


def _used(work: Work, filters: OutboxFilters) -> dict[str, str]:
    """The filters that are on, in words."""
    found = {
        "text": filters.text,
        "states": ", ".join(t(f"outbox.state.{state}") for state in filters.states),
        "kind": notifications.kind_name(filters.kind),
        "channel": filters.channel,
        "person": workbooks.person(work, filters.person_id),
        "about": about(filters),
        "from": i18n.date_text(filters.due_from),
        "to": i18n.date_text(filters.due_to),
    }
    return {t(f"outbox.filter.{name}"): text for name, text in found.items()}


def about(filters: OutboxFilters | HeldFilters) -> str:
    """The kind of record that is asked for, and which one."""
    key = f"outbox.of.{filters.subject_kind}"
    kind = t(key) if i18n.has(key) else filters.subject_kind
    return f"{kind} {filters.subject_id}" if filters.subject_id else kind


LIST = Listed(
    title="page.outbox",
    file="outbox.file",
    filters=("state", "kind", "channel", "person", "from", "to", "of", "record"),
    of=OutboxFilters.of,
    columns=_columns,
    rows=_rows,
    used=_used,
)
