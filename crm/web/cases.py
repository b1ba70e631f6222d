"""Cases as a workbook: the rows of the list under the same filters, for who may export them."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from crm import cases, clients, people
from crm.cases import CaseRow, Filters
from crm.core import i18n, sheets
from crm.core.errors import NotFound
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Actor, Work, begin
from crm.web import workbooks
from crm.web.workbooks import Made

FILTERS = ("state", "kind", "priority", "owner", "client")


async def export(request: Request) -> Response:
    """What the list shows under these filters, as a workbook."""
    query = dict(request.query_params)
    return await workbooks.answer(request, lambda actor: workbook(actor, query))


def workbook(actor: Actor, query: dict[str, str]) -> Made:
    """A temporary file with the cases under these filters, and the name it should be given."""
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        filters = Filters.of(query)
        workbooks.refuse_wrong(query, filters.query(), FILTERS, several="state")
        rows, subtitle = _cells(cases.export_rows(work, filters)), _subtitle(work, filters)
        path = workbooks.written(lambda path: sheets.write(path, t("cases.export_title"), subtitle, _columns(), rows))
        return path, f"{t('cases.export_file')}-{work.today.isoformat()}.xlsx"


def _columns() -> list[Column]:
    return [
        Column(t("field.number"), "text", 16),
        Column(t("field.case_title"), "text", 40),
        Column(t("field.client_id"), "text", 34),
        Column(t("field.contact_id"), "text", 26),
        Column(t("field.kind_id"), "text", 20),
        Column(t("field.state"), "text", 16),
        Column(t("field.priority"), "text", 14),
        Column(t("field.due_on"), "date", 14),
        Column(t("field.owner_id"), "text", 26),
        Column(t("field.description"), "text", 50),
    ]


def _cells(rows: Iterator[CaseRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        names = (t(f"cases.state.{row.state}"), t(f"priority.{row.priority}"))
        yield (row.number, row.title, row.client, row.contact, row.kind, *names, row.due_on, row.owner, row.description)


def _subtitle(work: Work, filters: Filters) -> str:
    made = t("web.export.made", moment=i18n.moment_text(work.now, work.me.zone or work.office.zone))
    used = [f"{name}: {text}" for name, text in _used(work, filters).items() if text]
    return f"{made} · {', '.join(used) or t('web.export.all')}"


def _used(work: Work, filters: Filters) -> dict[str, str]:
    """The filters that are on, in words."""
    kinds = {kind.id: kind.name for kind in cases.kinds(work)} if filters.kind_id else {}
    return {
        t("web.filter.text"): filters.text,
        t("field.state"): ", ".join(t(f"cases.state.{state}") for state in filters.states),
        t("field.kind_id"): kinds.get(filters.kind_id, "?") if filters.kind_id else "",
        t("field.priority"): t(f"priority.{filters.priority}") if filters.priority else "",
        t("field.owner_id"): _owner(work, filters.owner_id),
        t("field.client_id"): _client(work, filters.client_id),
        t("cases.overdue"): t("web.filter.yes") if filters.overdue else "",
    }


def _owner(work: Work, owner_id: int | None) -> str:
    if owner_id is None:
        return ""
    return people.names(work, [owner_id]).get(owner_id, "?") if work.may("people.view") else "?"


def _client(work: Work, client_id: int | None) -> str:
    """The client's name, for who may see it."""
    try:
        return clients.get(work, client_id).name if client_id and work.may("clients.view") else ""
    except NotFound:
        return "?"
