"""The outbox beside Streamlit: what a message looks like, shut in a sandbox, and the list as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crm import notifications, people
from crm.core import i18n, sheets
from crm.core.errors import Invalid, Refusal
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Actor, Work, begin
from crm.notifications import MessageRow, OutboxFilters
from crm.web import workbooks
from crm.web.answers import off_loop, refused, status_of
from crm.web.guard import FOUND
from crm.web.workbooks import Made

FILTERS = ("state", "kind", "channel", "person", "from", "to")


async def preview(request: Request) -> Response:
    """The HTML part of a message exactly as it goes out; `policy` lets nothing in it run, load or lead anywhere."""
    found = request.scope[FOUND]
    try:
        html = await off_loop(_html, Actor.signed_in(found.sign_in_id), int(request.path_params["id"]))
    except Refusal as refusal:
        return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
    return HTMLResponse(html, HTTPStatus.OK, {"cache-control": "no-store"})


async def export(request: Request) -> Response:
    """What the list of messages shows under these filters, as a workbook."""
    query = dict(request.query_params)
    return await workbooks.answer(request, lambda actor: workbook(actor, query))


def workbook(actor: Actor, query: dict[str, str]) -> Made:
    """A temporary file with the messages under these filters, and the name it should be given."""
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        filters, zone = understood(query), work.me.zone or work.office.zone
        rows, subtitle = _rows(notifications.export_messages(work, filters)), _subtitle(work, filters, zone)
        path = workbooks.written(
            lambda path: sheets.write(path, t("page.outbox"), subtitle, _columns(), rows, zone=zone)
        )
        return path, f"{t('outbox.file')}-{work.today.isoformat()}.xlsx"


def understood(query: dict[str, str]) -> OutboxFilters:
    """The filters of a query; Invalid names one that is not understood, because without it the export would grow."""
    filters = OutboxFilters.of(query)
    known = filters.query()
    for name in FILTERS:
        asked = {part for part in query.get(name, "").split(",") if part.strip()}
        if asked and asked != set(known.get(name, "").split(",")):
            raise Invalid("web.export.wrong_filter", None, filter=name)
    return filters


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


def _rows(found: Iterator[MessageRow]) -> Iterator[tuple[object, ...]]:
    for row in found:
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


def _subtitle(work: Work, filters: OutboxFilters, zone: str) -> str:
    made = t("web.export.made", moment=i18n.moment_text(work.now, zone))
    person = filters.person_id
    used = {
        "text": filters.text,
        "states": ", ".join(t(f"outbox.state.{state}") for state in filters.states),
        "kind": notifications.kind_name(filters.kind),
        "channel": filters.channel,
        "person": people.names(work, [person]).get(person, "?") if person and work.may("people.view") else "",
        "from": i18n.date_text(filters.due_from),
        "to": i18n.date_text(filters.due_to),
    }
    words = ", ".join(f"{t(f'outbox.filter.{name}')}: {text}" for name, text in used.items() if text)
    return f"{made} · {words or t('web.export.all')}"
