"""Monitorings as a workbook: the rows of the list under the same filters, for who may export them."""

from __future__ import annotations

from collections.abc import Iterator

from crm import monitoring
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import i18n
from crm.core.db import Record
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Work
from crm.monitoring.rules import Filters
from crm.web import workbooks
from crm.web.workbooks import Listed


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


def _rows(work: Work, filters: Filters) -> Iterator[tuple[object, ...]]:
    states = {state: t(f"monitoring.state.{state}") for state in monitoring.STATES}
    for row in monitoring.export_rows(work, filters):
        days = (row.starts_on, row.ends_on)
        yield (row.title, row.type, row.client, row.contract, *days, states[row.state], row.assigned, row.note)


def _used(work: Work, filters: Filters) -> dict[str, str]:
    """The filters that are on, in words."""
    yes = t("web.filter.yes")
    found = {
        "text": filters.text,
        "first_from": i18n.date_text(filters.first_from),
        "first_to": i18n.date_text(filters.first_to),
        "last_from": i18n.date_text(filters.last_from),
        "last_to": i18n.date_text(filters.last_to),
        "states": ", ".join(t(f"monitoring.state.{state}") for state in filters.states),
        "person": workbooks.person(work, filters.person_id),
        "type": filters.type,
        "client": _name(work, Client, "clients.view", filters.client_id, "name"),
        "contract": _name(work, Contract, "contracts.view", filters.contract_id, "number"),
        "no_end": yes if filters.no_end else "",
        "mine": yes if filters.mine else "",
    }
    return {t(f"web.filter.{name}"): text for name, text in found.items()}


def _name(work: Work, model: type[Record], right: str, row_id: int | None, column: str) -> str:
    if row_id is None:
        return ""
    row = work.session.execute(work.visible(model, right).where(model.id == row_id)).scalar_one_or_none()
    return str(getattr(row, column)) if row else "?"


LIST = Listed(
    title="web.export.title",
    file="web.export.file",
    filters=("from1", "to1", "from2", "to2", "state", "person", "type", "client", "contract"),
    of=Filters.of,
    columns=_columns,
    rows=_rows,
    used=_used,
)
