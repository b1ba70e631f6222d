"""Workbooks by plain links: the same scoped query as the list, under the right to export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Table, bindparam, select
from starlette.requests import Request
from starlette.responses import Response

from crm import monitoring, people
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import i18n, sheets
from crm.core.db import Record
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Actor, Work, begin
from crm.monitoring.rules import Filters
from crm.monitoring.tables import Monitoring
from crm.web import workbooks
from crm.web.workbooks import Made

CHUNK = 500
_TABLE: Table = Monitoring.__table__  # type: ignore[assignment]
_NOTES = select(_TABLE.c.id, _TABLE.c.note).where(_TABLE.c.id.in_(bindparam("ids", expanding=True)))
FILTERS = ("from1", "to1", "from2", "to2", "state", "person", "type", "client", "contract")


async def monitorings(request: Request) -> Response:
    """What the list shows under these filters, as a workbook."""
    query = dict(request.query_params)
    return await workbooks.answer(request, lambda actor: workbook(actor, query))


def workbook(actor: Actor, query: dict[str, str]) -> Made:
    """A temporary file with the monitorings under these filters, and the name it should be given."""
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        filters = understood(query)
        rows, subtitle = _rows(work, monitoring.export_rows(work, filters)), _subtitle(work, filters)
        path = workbooks.written(lambda path: sheets.write(path, t("web.export.title"), subtitle, _columns(), rows))
        return path, f"{t('web.export.file')}-{work.today.isoformat()}.xlsx"


def understood(query: dict[str, str]) -> Filters:
    """The filters of a query; Invalid names one that is not understood, because without it the export would grow."""
    filters = Filters.of(query)
    workbooks.refuse_wrong(query, filters.query(), FILTERS, several="state")
    return filters


def _columns() -> list[Column]:
    return [
        Column(t("web.export.name"), "text", 40),
        Column(t("web.export.type"), "text", 20),
        Column(t("web.export.client"), "text", 34),
        Column(t("web.export.contract"), "text", 18),
        Column(t("web.export.starts_on"), "date", 14),
        Column(t("web.export.ends_on"), "date", 14),
        Column(t("web.export.state"), "text", 16),
        Column(t("web.export.assigned"), "text", 26),
        Column(t("web.export.note"), "text", 50),
    ]


def _rows(work: Work, found: Iterator[monitoring.MonitoringRow]) -> Iterator[tuple[object, ...]]:
    states = {state: t(f"monitoring.state.{state}") for state in monitoring.STATES}
    while chunk := list(islice(found, CHUNK)):
        notes = _notes(work, [row.id for row in chunk])
        for row in chunk:
            yield (
                row.title,
                row.type,
                row.client,
                row.contract,
                row.starts_on,
                row.ends_on,
                states[row.state],
                row.assigned,
                notes.get(row.id),
            )


def _notes(work: Work, ids: list[int]) -> dict[int, str | None]:
    """The notes of rows that the export has already been allowed to show."""
    return dict(work.session.connection().execute(_NOTES, {"ids": ids}).tuples().all())


def _subtitle(work: Work, filters: Filters) -> str:
    made = t("web.export.made", moment=i18n.moment_text(work.now, work.me.zone or work.office.zone))
    used = [f"{t(f'web.filter.{name}')}: {text}" for name, text in _used(work, filters).items() if text]
    return f"{made} · {', '.join(used) or t('web.export.all')}"


def _used(work: Work, filters: Filters) -> dict[str, str]:
    """The filters that are on, in words."""
    yes = t("web.filter.yes")
    return {
        "text": filters.text,
        "first_from": i18n.date_text(filters.first_from),
        "first_to": i18n.date_text(filters.first_to),
        "last_from": i18n.date_text(filters.last_from),
        "last_to": i18n.date_text(filters.last_to),
        "states": ", ".join(t(f"monitoring.state.{state}") for state in filters.states),
        "person": people.names(work, [filters.person_id]).get(filters.person_id, "?") if filters.person_id else "",
        "type": filters.type,
        "client": _name(work, Client, "clients.view", filters.client_id, "name"),
        "contract": _name(work, Contract, "contracts.view", filters.contract_id, "number"),
        "no_end": yes if filters.no_end else "",
        "mine": yes if filters.mine else "",
    }


def _name(work: Work, model: type[Record], right: str, row_id: int | None, column: str) -> str:
    if row_id is None:
        return ""
    row = work.session.execute(work.visible(model, right).where(model.id == row_id)).scalar_one_or_none()
    return str(getattr(row, column)) if row else "?"
