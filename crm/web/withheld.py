"""What was held back as a workbook: the rows of the list under the same filters."""

from __future__ import annotations

from collections.abc import Iterator

from crm import notifications
from crm.core import i18n
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Work
from crm.notifications import HeldFilters
from crm.web import outbox, workbooks
from crm.web.workbooks import Listed


def _columns() -> list[Column]:
    return [
        Column(t("outbox.number"), "number", 9),
        Column(t("outbox.held.at"), "moment", 18),
        Column(t("outbox.kind"), "text", 24),
        Column(t("outbox.held.about"), "text", 60),
        Column(t("outbox.channel"), "text", 14),
        Column(t("outbox.to"), "text", 26),
        Column(t("field.address"), "text", 30),
        Column(t("outbox.held.reason"), "text", 50),
        Column(t("outbox.held.since"), "moment", 18),
    ]


def _rows(work: Work, filters: HeldFilters) -> Iterator[tuple[object, ...]]:
    for row in notifications.export_held(work, filters):
        yield (
            row.id,
            row.at,
            notifications.kind_name(row.kind),
            row.title,
            t(f"outbox.channels.{row.channel}") if row.channel else t("outbox.held.every_channel"),
            row.name or t("outbox.held.nobody"),
            row.address,
            row.why,
            row.sent_at,
        )


def _used(work: Work, filters: HeldFilters) -> dict[str, str]:
    """The filters that are on, in words."""
    found = {
        "text": filters.text,
        "kind": notifications.kind_name(filters.kind),
        "channel": filters.channel,
        "reason": t(filters.reason) if i18n.has(filters.reason) else filters.reason,
        "person": workbooks.person(work, filters.person_id),
        "about": outbox.about(filters),
        "from": i18n.date_text(filters.due_from),
        "to": i18n.date_text(filters.due_to),
    }
    return {t(f"outbox.filter.{name}"): text for name, text in found.items()}


LIST = Listed(
    title="outbox.held.title",
    file="outbox.held.file",
    filters=("kind", "channel", "reason", "person", "from", "to", "of", "record"),
    of=HeldFilters.of,
    columns=_columns,
    rows=_rows,
    used=_used,
)
