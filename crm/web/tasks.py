"""Tasks as a workbook: the rows of the list under the same filters, for who may export them."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from crm import people, tasks
from crm.core import clock, i18n, sheets
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Actor, Work, begin
from crm.tasks import Filters, TaskRow
from crm.web import workbooks
from crm.web.workbooks import Made

FILTERS = ("view", "state", "priority", "category", "due", "owner", "of", "record")


async def export(request: Request) -> Response:
    """What the list shows under these filters, as a workbook."""
    query = dict(request.query_params)
    return await workbooks.answer(request, lambda actor: workbook(actor, query))


def workbook(actor: Actor, query: dict[str, str]) -> Made:
    """A temporary file with the tasks under these filters, and the name it should be given."""
    with begin(actor) as work:
        i18n.speak(work.me.language or work.office.language)
        filters = Filters.of(query)
        workbooks.refuse_wrong(query, filters.query(), FILTERS, several="state")
        rows, subtitle = _cells(work, tasks.export_rows(work, filters)), _subtitle(work, filters)
        path = workbooks.written(lambda path: sheets.write(path, t("page.tasks"), subtitle, _columns(), rows))
        return path, f"{t('tasks.export_file')}-{work.today.isoformat()}.xlsx"


def _columns() -> list[Column]:
    return [
        Column(t("field.task_title"), "text", 40),
        Column(t("field.state"), "text", 18),
        Column(t("field.priority"), "text", 14),
        Column(t("field.category"), "text", 20),
        Column(t("field.from_at"), "text", 22),
        Column(t("field.due_at"), "text", 22),
        Column(t("field.due"), "date", 14),
        Column(t("field.task_owner"), "text", 26),
        Column(t("field.delegator_id"), "text", 26),
        Column(t("field.subject_kind"), "text", 34),
        Column(t("tasks.last_note"), "text", 50),
    ]


def _cells(work: Work, rows: Iterator[TaskRow]) -> Iterator[tuple[object, ...]]:
    zone = work.me.zone or work.office.zone
    for row in rows:
        names = (t(f"tasks.state.{row.state}"), t(f"priority.{row.priority}"))
        moments = (i18n.moment_text(row.from_at, zone), i18n.moment_text(row.due_at, zone))
        day = clock.day_of(row.due_at, zone) if row.due_at else None
        yield (row.title, *names, row.category, *moments, day, row.owner, row.delegator, row.subject, row.note)


def _subtitle(work: Work, filters: Filters) -> str:
    made = t("web.export.made", moment=i18n.moment_text(work.now, work.me.zone or work.office.zone))
    used = [f"{name}: {text}" for name, text in _used(work, filters).items() if text]
    return f"{made} · {', '.join(used) or t('web.export.all')}"


def _used(work: Work, filters: Filters) -> dict[str, str]:
    """The filters that are on, in words."""
    return {
        t("web.filter.text"): filters.text,
        t("tasks.view_of"): t(f"tasks.view.{filters.view}") if filters.view else "",
        t("field.state"): ", ".join(t(f"tasks.state.{state}") for state in filters.states),
        t("field.priority"): t(f"priority.{filters.priority}") if filters.priority else "",
        t("field.category"): filters.category,
        t("field.due"): t(f"tasks.due.{filters.due}") if filters.due else "",
        t("field.task_owner"): _owner(work, filters.owner_id),
        t("field.subject_kind"): t(f"tasks.of.{filters.subject_kind}") if filters.subject_kind else "",
    }


def _owner(work: Work, owner_id: int | None) -> str:
    if owner_id is None:
        return ""
    return people.names(work, [owner_id]).get(owner_id, "?") if work.may("people.view") else "?"
