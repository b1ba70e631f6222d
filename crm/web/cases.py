"""Cases as a workbook: the rows of the list under the same filters, for who may export them."""

from __future__ import annotations

from collections.abc import Iterator

from crm import cases, clients
from crm.cases import Filters
from crm.core.errors import NotFound
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Work
from crm.web import workbooks
from crm.web.workbooks import Listed


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


def _rows(work: Work, filters: Filters) -> Iterator[tuple[object, ...]]:
    for row in cases.export_rows(work, filters):
        names = (t(f"cases.state.{row.state}"), t(f"priority.{row.priority}"))
        yield (row.number, row.title, row.client, row.contact, row.kind, *names, row.due_on, row.owner, row.description)


def _used(work: Work, filters: Filters) -> dict[str, str]:
    """The filters that are on, in words."""
    kinds = {kind.id: kind.name for kind in cases.kinds(work)} if filters.kind_id else {}
    return {
        t("web.filter.text"): filters.text,
        t("field.state"): ", ".join(t(f"cases.state.{state}") for state in filters.states),
        t("field.kind_id"): kinds.get(filters.kind_id, "?") if filters.kind_id else "",
        t("field.priority"): t(f"priority.{filters.priority}") if filters.priority else "",
        t("field.owner_id"): workbooks.person(work, filters.owner_id),
        t("field.client_id"): _client(work, filters.client_id),
        t("cases.overdue"): t("web.filter.yes") if filters.overdue else "",
    }


def _client(work: Work, client_id: int | None) -> str:
    """The client's name, for who may see it."""
    try:
        return clients.get(work, client_id).name if client_id and work.may("clients.view") else ""
    except NotFound:
        return "?"


LIST = Listed(
    title="cases.export_title",
    file="cases.export_file",
    filters=("state", "kind", "priority", "owner", "client"),
    of=Filters.of,
    columns=_columns,
    rows=_rows,
    used=_used,
)
