"""Tasks as a workbook: the rows of the list under the same filters, for who may export them."""

from __future__ import annotations

from collections.abc import Iterator

from crm import tasks
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Work
from crm.tasks import Filters
from crm.web import workbooks
from crm.web.workbooks import Listed


def _columns() -> list[Column]:
    return [
        Column(t("field.task_title"), "text", 40),
        Column(t("field.state"), "text", 18),
        Column(t("field.priority"), "text", 14),
        Column(t("field.category"), "text", 20),
        Column(t("field.from_at"), "moment", 18),
        Column(t("field.due_at"), "moment", 18),
        Column(t("field.task_owner"), "text", 26),
        Column(t("field.delegator_id"), "text", 26),
        Column(t("field.subject_kind"), "text", 34),
        Column(t("tasks.last_note"), "text", 50),
    ]


def _rows(work: Work, filters: Filters) -> Iterator[tuple[object, ...]]:
    for row in tasks.export_rows(work, filters):
        names = (t(f"tasks.state.{row.state}"), t(f"priority.{row.priority}"))
        moments = (row.from_at, row.due_at)
        yield (row.title, *names, row.category, *moments, row.owner, row.delegator, row.subject, row.note)


def _used(work: Work, filters: Filters) -> dict[str, str]:
    """The filters that are on, in words."""
    return {
        t("web.filter.text"): filters.text,
        t("tasks.view_of"): t(f"tasks.view.{filters.view}") if filters.view else "",
        t("field.state"): ", ".join(t(f"tasks.state.{state}") for state in filters.states),
        t("field.priority"): t(f"priority.{filters.priority}") if filters.priority else "",
        t("field.category"): filters.category,
        t("field.due"): t(f"tasks.due.{filters.due}") if filters.due else "",
        t("field.task_owner"): workbooks.person(work, filters.owner_id),
        t("field.subject_kind"): t(f"tasks.of.{filters.subject_kind}") if filters.subject_kind else "",
    }


LIST = Listed(
    title="page.tasks",
    file="tasks.export_file",
    filters=("view", "state", "priority", "category", "due", "owner", "of", "record"),
    of=Filters.of,
    columns=_columns,
    rows=_rows,
    used=_used,
)
